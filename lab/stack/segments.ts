import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ARCHIVE_SCRIPT, STORE } from './archiver.ts';
import { asPostgres, runOnHost } from './host.ts';
import type { Node } from './layout.ts';
import { askPostgres } from './ask-postgres.ts';

const SEGMENT = /^[0-9A-F]{24}$/;

const walFolder = (node: Node): string => join(node.home, 'data', 'pg_wal');

/** The names of the segments that the file store holds. */
function storedSegments(): ReadonlySet<string> {
  const folder = join(STORE, 'wal_005');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return new Set(
    files.map((file) => file.replace(/\.lzo$/, '')).filter((name) => SEGMENT.test(name)),
  );
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
  const stored = storedSegments();
  const lost = readdirSync(walFolder(node))
    .filter((name) => SEGMENT.test(name) && name < current && !stored.has(name))
    .sort();
  for (const name of lost) {
    // One at a time: WAL-E would take up what PostgreSQL's own archiver pushes at this moment.
    const push = `cd ${join(node.home, 'data')} && POOL_SIZE=1 ${ARCHIVE_SCRIPT} pg_wal/${name}`;
    runOnHost(node, asPostgres(['sh', '-c', push]));
  }
}
