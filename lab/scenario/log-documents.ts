import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatWalSegment, nextSegment, parseWalFile } from '../../src/domain/wal-file.ts';
import {
  failureLines,
  framed,
  goTime,
  pushLines,
  walETime,
  type Line,
} from './archiver-records.ts';
import { offsetMs } from './offset.ts';
import type { Failures, HostLog, Scenario, Uploads } from './scenario-file.ts';

/** A document as GitLab's pipeline puts it into the index. */
export interface LogDocument {
  readonly '@timestamp': string;
  readonly json: Readonly<Record<string, string>>;
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
          environment: log.environment,
          type: 'patroni',
          tier: 'db',
          ...messageFields(line.text, log.form),
        },
      }));
  });
}

const WAL_G_HEAD = /^([A-Z]+: \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6}) ([\s\S]*)$/;

/** The line whole, or as GitLab's mapping has it for WAL-G: level and time apart from the rest. */
function messageFields(text: string, form: HostLog['form']): Record<string, string> {
  const [, header, message] = WAL_G_HEAD.exec(text) ?? [];
  return form === 'line' || header === undefined || message === undefined
    ? { message: text }
    : { walg_header: header, walg_message: message };
}

function linesOf(log: HostLog, folder: string, at: number): readonly Line[] {
  const until = log.until === undefined ? Infinity : at + offsetMs(log.until);
  const captured = log.file === undefined ? [] : capturedLines(join(folder, log.file));
  return [
    ...captured.filter((line) => line.at <= until),
    ...log.uploads.flatMap((uploads) => uploadLines(uploads, log.host, at)),
    ...log.failures.flatMap((failures) => failingLines(failures, log.host, at)),
    ...log.lines.map((line) => {
      const time = at + offsetMs(line.at);
      const text = line.text
        .replaceAll('$TIME', walETime(time))
        .replaceAll('$GO_TIME', goTime(time))
        .replace('$STAMP', framed(time, log.host));
      return { at: time, text };
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
    const push = {
      archiver: uploads.archiver,
      host,
      pid,
      file: name,
      begin: time,
      end: time + offsetMs(uploads.takes),
    };
    const all = pushLines(push, uploads.end);
    lines.push(...all.filter((line) => uploads.begins || line.at > push.begin));
    name = following(name, uploads.walSegmentMiB);
    pid += 7;
  }
  return lines;
}

function failingLines(failures: Failures, host: string, at: number): readonly Line[] {
  const lines: Line[] = [];
  let pid = failures.pid;
  const until = at + offsetMs(failures.to);
  for (let time = at + offsetMs(failures.from); time <= until; time += offsetMs(failures.every)) {
    const { archiver, segment: file } = failures;
    const push = { archiver, host, pid, file, begin: time, end: time + offsetMs(failures.takes) };
    lines.push(...failureLines(push, failures.message));
    pid += 1;
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
