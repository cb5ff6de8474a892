import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseLsn } from '../../src/domain/lsn.ts';
import {
  DEFAULT_WAL_SEGMENT_SIZE,
  parseWalFile,
  segmentHolding,
  segmentNumber,
} from '../../src/domain/wal-file.ts';
import { rangeWords } from '../../src/domain/segment-range-words.ts';
import { archiver, archiveScript } from './archiver.ts';
import { asPostgres, runOnHost } from './host.ts';
import type { Node } from './layout.ts';
import { askPostgres } from './ask-postgres.ts';
import { walFolder } from './wal-disk.ts';

const SEGMENT = /^[0-9A-F]{24}$/;

interface StoredSegment {
  readonly name: string;
  readonly path: string;
}

/** The segments that the file store holds. */
export function storedSegments(): readonly StoredSegment[] {
  const { segments, segmentIn } = archiver();
  if (!existsSync(segments)) return [];
  return readdirSync(segments, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    const name = segmentIn(basename(file));
    return name === undefined ? [] : [{ name, path: join(segments, file) }];
  });
}

/** The segments that PostgreSQL still has to archive there, by its own count. */
export const waitingSegments = (node: Node): readonly string[] =>
  readdirSync(join(walFolder(node), 'archive_status'))
    .filter((file) => file.endsWith('.ready'))
    .map((file) => file.slice(0, -'.ready'.length));

/**
 * What a dead primary left behind, by the disks of both: from the first segment that waits on its own to the one
 * before the switch, which the new primary's history file names.
 */
export function leftBehind(dead: Node, primary: Node): string {
  const history = readdirSync(walFolder(primary))
    .filter((file) => file.endsWith('.history'))
    .sort()
    .at(-1);
  if (history === undefined) throw new Error(`${primary.name} has begun no timeline`);
  const lines = readFileSync(join(walFolder(primary), history), 'utf8')
    .trim()
    .split('\n');
  const [timeline = '', position = ''] = (lines.at(-1) ?? '').split('\t');
  const lsn = parseLsn(position);
  const waiting = [...waitingSegments(dead)].filter((name) => SEGMENT.test(name)).sort()[0];
  const parsed = parseWalFile(waiting ?? '');
  if (lsn === undefined || parsed?.kind !== 'segment') {
    throw new Error(`${dead.name} left nothing behind: ${waiting ?? 'nothing waits'}, ${position}`);
  }
  const size = DEFAULT_WAL_SEGMENT_SIZE;
  const first = segmentNumber(parsed.segment, size);
  const end = segmentNumber(segmentHolding(Number(timeline), lsn, size), size);
  if (first === undefined || end === undefined) throw new Error(`no segment of 16 MiB: ${waiting}`);
  return rangeWords({ timeline: parsed.segment.timeline, first, last: end - 1 }, size);
}

/**
 * Pushes the segments that this node still has and the store has not, as an operator would after an
 * archive command that stored nothing. What is being written, and files kept for later use, are left out.
 */
export function archiveWhatIsMissing(node: Node): void {
  const current = askPostgres(node, 'SELECT pg_walfile_name(pg_current_wal_lsn())');
  const stored = new Set(storedSegments().map(({ name }) => name));
  const lost = readdirSync(walFolder(node))
    .filter((name) => SEGMENT.test(name) && name < current && !stored.has(name))
    .sort();
  for (const name of lost) {
    // One at a time: WAL-E would take up what PostgreSQL's own archiver pushes at this moment. Other
    // archivers know no POOL_SIZE.
    const push = `cd ${join(node.home, 'data')} && POOL_SIZE=1 ${archiveScript()} pg_wal/${name}`;
    runOnHost(node, asPostgres(['sh', '-c', push]));
  }
}
