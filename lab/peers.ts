import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { DEFAULT_WAL_SEGMENT_SIZE, parseWalFile, segmentNumber } from '../src/domain/wal-file.ts';
import { ARCHIVER_ENVIRONMENT } from './stack/archiver.ts';
import type { LabArchiverName } from './stack/archivers/lab-archiver.ts';
import { configOf, STANZA } from './stack/archivers/pgbackrest.ts';
import { askPostgres } from './stack/ask-postgres.ts';
import { asPostgres, onHost } from './stack/host.ts';
import type { Node } from './stack/layout.ts';
import { storedSegments } from './stack/segments.ts';

/** What another checker says of the lab: its own words, shortened. */
export interface Peer {
  readonly name: string;
  readonly ask: (primary: Node) => string;
}

const nagios = (command: string, ...args: readonly string[]): string => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000 });
  return ['OK', 'WARNING', 'CRITICAL'][status ?? 3] ?? `UNKNOWN (${stdout.slice(0, 40).trim()})`;
};

const connection = ({ ports }: Node): readonly string[] => [
  '--host=127.0.0.1',
  `--port=${ports.postgres}`,
];

/** Each with its own defaults. Those that only exist as a query of a larger tool are asked as that query. */
const OF_POSTGRES: readonly Peer[] = [
  {
    name: 'check_postgres archive_ready',
    ask: (primary) =>
      nagios(
        'check_postgres',
        '--action=archive_ready',
        '--dbuser=postgres',
        ...connection(primary),
      ),
  },
  {
    name: 'check_pgactivity archiver',
    ask: (primary) =>
      nagios(
        '/usr/lib/nagios/plugins/check_pgactivity',
        ...['--service=archiver', '--username=postgres', '--dbname=postgres'],
        ...connection(primary),
      ),
  },
  {
    // CloudNativePG's status and Barman's check: the last success is newer than the last failure.
    name: 'last success newer than last failure',
    ask: (primary) =>
      answer(
        askPostgres(
          primary,
          `SELECT CASE WHEN last_archived_time IS NULL THEN 'nothing archived yet'
             WHEN last_failed_time IS NULL OR last_archived_time > last_failed_time THEN 'OK'
             ELSE 'CRITICAL' END FROM pg_stat_archiver`,
        ),
      ),
  },
  {
    name: 'postgres_exporter last_archive_age',
    ask: (primary) =>
      answer(
        askPostgres(
          primary,
          `SELECT round(extract(epoch FROM now() - last_archived_time)) || ' s' FROM pg_stat_archiver`,
        ),
      ),
  },
];

const OF_ARCHIVER: Readonly<Record<LabArchiverName, Peer>> = {
  'wal-e': { name: 'names in the store (check_pgbackrest’s way)', ask: storeByName },
  pgbackrest: { name: 'check_pgbackrest archives', ask: checkPgBackRest },
  'wal-g-replayed': { name: 'names in the store (check_pgbackrest’s way)', ask: storeByName },
};

export const peersOf = (archiver: LabArchiverName): readonly Peer[] => [
  ...OF_POSTGRES,
  OF_ARCHIVER[archiver],
];

export const PEER_PACKAGES: Readonly<Record<LabArchiverName, readonly string[]>> = {
  'wal-e': ['check-postgres', 'check-pgactivity'],
  pgbackrest: ['check-postgres', 'check-pgactivity', 'check-pgbackrest'],
  'wal-g-replayed': ['check-postgres', 'check-pgactivity'],
};

const answer = (text: string): string => (text === '' ? 'nothing' : text);

/** As the primary's monitoring would run it, with the environment of its archiver. */
function checkPgBackRest(primary: Node): string {
  const check = `. ${ARCHIVER_ENVIRONMENT}; exec check_pgbackrest --service=archives --stanza=${STANZA} --config=${configOf(primary.name)}`;
  const [program = '', ...args] = onHost(primary, asPostgres(['sh', '-c', check]));
  return nagios(program, ...args);
}

/** Every name between the first and the last of a timeline has to be there, and the last is not to be old. */
function storeByName(): string {
  const stored = storedSegments().flatMap(({ name, path }) => {
    const wal = parseWalFile(name);
    return wal?.kind === 'segment' ? [{ path, segment: wal.segment }] : [];
  });
  if (stored.length === 0) return 'UNKNOWN (no segment)';
  const timelines = new Set(stored.map(({ segment }) => segment.timeline));
  let missing = 0;
  for (const timeline of timelines) {
    const numbers = stored
      .filter(({ segment }) => segment.timeline === timeline)
      .map(({ segment }) => segmentNumber(segment, DEFAULT_WAL_SEGMENT_SIZE) ?? 0);
    missing += Math.max(...numbers) - Math.min(...numbers) + 1 - new Set(numbers).size;
  }
  if (missing > 0) return `CRITICAL (${missing} missing)`;
  const newest = Math.max(...stored.map(({ path }) => statSync(path).mtimeMs));
  return `OK (${Math.round((Date.now() - newest) / 1000)} s old)`;
}
