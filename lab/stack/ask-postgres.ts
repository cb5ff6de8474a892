import { execFileSync } from 'node:child_process';
import type { Node } from './layout.ts';

/** Runs SQL on that node. Returns what it printed, without headers; throws if it fails. */
export const askPostgres = (node: Node, sql: string): string =>
  execFileSync(
    'psql',
    [
      ...['-qAt', '-h', '127.0.0.1', '-p', String(node.ports.postgres)],
      ...['-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-c', sql],
    ],
    { encoding: 'utf8' },
  ).trim();
