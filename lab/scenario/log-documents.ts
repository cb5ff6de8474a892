import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatWalSegment, nextSegment, parseWalFile } from '../../src/domain/wal-file.ts';
import { offsetMs } from './offset.ts';
import type { HostLog, Scenario, Uploads } from './scenario-file.ts';

/** A document as GitLab's pipeline puts it into the index. */
export interface LogDocument {
  readonly '@timestamp': string;
  readonly json: Readonly<Record<string, string>>;
}

interface Line {
  readonly at: number;
  readonly text: string;
}

/** What had reached the index by the moment of the scenario. */
export function logDocuments(scenario: Scenario): readonly LogDocument[] {
  const at = Date.parse(scenario.at);
  return scenario.logs.flatMap((log) => {
    const delay = offsetMs(log.arrivesAfter);
    return linesOf(log, scenario.folder, at)
      .filter((line) => line.at + delay <= at)
      .map((line) => ({
        '@timestamp': new Date(line.at + delay).toISOString(),
        json: {
          tag: log.tag,
          hostname: log.host,
          fqdn: `${log.host}.c.gitlab-production.internal`,
          environment: 'gprd',
          type: 'patroni',
          tier: 'db',
          message: line.text,
        },
      }));
  });
}

function linesOf(log: HostLog, folder: string, at: number): readonly Line[] {
  const until = log.until === undefined ? Infinity : at + offsetMs(log.until);
  const captured = log.file === undefined ? [] : capturedLines(join(folder, log.file));
  return [
    ...captured.filter((line) => line.at <= until),
    ...log.uploads.flatMap((uploads) => uploadLines(uploads, log.host, at)),
    ...log.lines.map((line) => {
      const time = at + offsetMs(line.at);
      const text = line.text.replaceAll('$TIME', walETimestamp(time));
      return { at: time, text: text.replace('$STAMP', `${stamp(time)} ${log.host}`) };
    }),
  ];
}

/** Lines of a capture in GitLab's framing; a stamp has whole seconds, so the record's own time counts. */
function capturedLines(path: string): readonly Line[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => {
      const [, own] = /.*STRUCTURED: time=(\S+?)-00/.exec(text) ?? [];
      return { at: Date.parse(own === undefined ? stampOf(text) : `${own}Z`), text };
    });
}

const stampOf = (text: string): string => `${text.slice(0, 19).replace(/[_ ]/, 'T')}Z`;

function uploadLines(uploads: Uploads, host: string, at: number): readonly Line[] {
  const lines: Line[] = [];
  let name = uploads.first;
  let pid = uploads.pid;
  for (
    let time = at + offsetMs(uploads.from);
    time <= at + offsetMs(uploads.to);
    time += offsetMs(uploads.every)
  ) {
    const end = time + offsetMs(uploads.takes);
    lines.push({ at: time, text: record(time, host, pid, name, 'begin') });
    if (uploads.end !== 'none') {
      lines.push({ at: end, text: record(end, host, pid, name, uploads.end) });
    }
    name = following(name, uploads.walSegmentMiB);
    pid += 7;
  }
  return lines;
}

function following(name: string, walSegmentMiB: number): string {
  const file = parseWalFile(name);
  const next =
    file?.kind === 'segment' ? nextSegment(file.segment, walSegmentMiB * 1024 * 1024) : undefined;
  if (next === undefined) throw new Error(`no segment follows ${name}`);
  return formatWalSegment(next);
}

/** A push record word for word as WAL-E 1.1 writes it, in the framing of GitLab's log file. */
function record(
  at: number,
  host: string,
  pid: number,
  name: string,
  state: 'begin' | 'complete' | 'skip',
): string {
  const key = `gs://gitlab-gprd-postgres-backup/pitr-wale-v1/wal_005/${name}.lzo`;
  const [message, detail, rate] = {
    begin: ['begin archiving a file', `Uploading "pg_wal/${name}" to "${key}".`, ''],
    complete: [
      'completed archiving to a file',
      `Archiving to "${key}" complete at 14281KiB/s.`,
      'rate=14281 ',
    ],
    skip: ['skip parallel archiving of a file', `The segment pg_wal/${name} did not exist.`, ''],
  }[state];
  return [
    `${stamp(at)} ${host} wal_e.worker.upload  INFO     MSG: ${message}`,
    `DETAIL: ${detail}`,
    `STRUCTURED: time=${walETimestamp(at)} pid=${pid} action=push-wal key=${key} prefix=pitr-wale-v1/ ${rate}seg=${name} state=${state}`,
  ].join('#012        ');
}

const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', '_');
const walETimestamp = (at: number): string => new Date(at).toISOString().replace('Z', '000-00');
