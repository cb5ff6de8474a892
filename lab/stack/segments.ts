import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { archiver, archiveScript } from './archiver.ts';
import { asPostgres, runOnHost } from './host.ts';
import type { Node } from './layout.ts';
import { askPostgres } from './ask-postgres.ts';

const SEGMENT = /^[0-9A-F]{24}$/;

const walFolder = (node: Node): string => join(node.home, 'data', 'pg_wal');

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
