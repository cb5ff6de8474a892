import { execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stopProcess, waitUntil } from '../../lab/process.ts';
import { postgresUser } from '../../lab/stack/postgres-user.ts';

const run = promisify(execFile);
const PROGRAMS = '/usr/lib/postgresql';
/** Small, so that one is full every few seconds without much traffic. */
const SEGMENT_MIB = 1;
export const SEGMENT_BYTES = SEGMENT_MIB * 1024 * 1024;

/** A real PostgreSQL with a repository of pgBackRest, both below one folder. */
export interface Server {
  /** pgBackRest's settings. */
  readonly config: string;
  readonly repository: string;
  /** What archive-push and the base backups say on the console. */
  readonly logs: readonly string[];
  readonly ask: (sql: string) => Promise<string>;
  /** What archive_command does with the next file. */
  readonly archiving: (mode: 'on' | 'lose-next' | 'slow') => void;
  readonly backUp: () => Promise<void>;
  /** Statements that go on after this, in one session. */
  readonly runInBackground: (...sql: string[]) => void;
  readonly stop: () => Promise<void>;
}

export const postgresProgram = (program: string): string => {
  const [version] = readdirSync(PROGRAMS)
    .filter((name) => existsSync(join(PROGRAMS, name, 'bin', 'postgres')))
    .sort((a, b) => Number(b) - Number(a));
  if (version === undefined)
    throw new Error(`expected PostgreSQL in ${PROGRAMS}: npm run lab -- up installs it`);
  return join(PROGRAMS, version, 'bin', program);
};

/** PostgreSQL and pgBackRest do not run as root, and write local time: UTC here. */
export const asPostgres = () => ({
  ...postgresUser(),
  env: { PATH: process.env['PATH'], TZ: 'UTC' },
  cwd: '/',
});

const configIn = (home: string): string => join(home, 'pgbackrest.conf');

export async function startServer(home: string, port: number): Promise<Server> {
  const { uid, gid } = postgresUser();
  const inHome = (name: string): string => join(home, name);
  for (const folder of ['', 'repository', 'lock', 'spool']) {
    mkdirSync(inHome(folder), { recursive: true, mode: 0o700 });
    chownSync(inHome(folder), uid, gid);
  }
  const logs = [inHome('archive-push.log'), inHome('backup.log')];
  for (const path of [...logs, inHome('mode')]) {
    writeFileSync(path, path.endsWith('mode') ? 'on' : '');
    chownSync(path, uid, gid);
  }
  const data = inHome('data');
  writeFileSync(
    configIn(home),
    `[global]\nrepo1-path=${inHome('repository')}\nrepo1-retention-full=9\nlog-level-file=off\nlock-path=${inHome('lock')}\nstart-fast=y\n\n[proof]\npg1-path=${data}\npg1-port=${port}\npg1-socket-path=${home}\n`,
  );
  writeFileSync(inHome('pgbackrest-archive'), ARCHIVE(home), { mode: 0o755 });
  execFileSync(
    postgresProgram('initdb'),
    ['-D', data, '-A', 'trust', `--wal-segsize=${SEGMENT_MIB}`, '-N'],
    {
      ...asPostgres(),
      stdio: 'ignore',
    },
  );
  const settings = {
    port,
    listen_addresses: '',
    unix_socket_directories: home,
    archive_mode: 'on',
    archive_command: `${inHome('pgbackrest-archive')} %p`,
    track_commit_timestamp: 'on',
    fsync: 'off',
    log_timezone: 'UTC',
    max_wal_size: '512MB',
  };
  writeFileSync(
    join(data, 'postgresql.auto.conf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join(''),
  );
  const server = spawn(postgresProgram('postgres'), ['-D', data], {
    ...asPostgres(),
    stdio: 'ignore',
  });
  const ask = async (sql: string): Promise<string> =>
    (await run('psql', [...psqlWords(home, port), '-c', sql], asPostgres())).stdout.trim();
  await waitUntil('PostgreSQL', server, 30_000, async () => (await ask('SELECT 1')) === '1');
  await run(
    'pgbackrest',
    [`--config=${configIn(home)}`, '--stanza=proof', 'stanza-create'],
    asPostgres(),
  );

  return {
    config: configIn(home),
    repository: inHome('repository'),
    logs,
    ask,
    archiving: (mode) => {
      writeFileSync(inHome('mode'), mode);
    },
    backUp: async () => {
      const command = ['--stanza=proof', '--type=full', '--log-level-console=info', 'backup'];
      const { stdout } = await run(
        'pgbackrest',
        [`--config=${configIn(home)}`, ...command],
        asPostgres(),
      );
      writeFileSync(logs[1] ?? '', stdout, { flag: 'a' });
    },
    runInBackground: (...sql) => {
      const commands = sql.flatMap((one) => ['-c', one]);
      spawn('psql', [...psqlWords(home, port), ...commands], { ...asPostgres(), stdio: 'ignore' });
    },
    stop: async () => {
      // At once: nothing that is kept depends on it.
      server.kill('SIGQUIT');
      await stopProcess(server);
    },
  };
}

export const psqlWords = (socketFolder: string, port: number): readonly string[] => [
  ...['-X', '-q', '-A', '-t', '-U', 'postgres', '-d', 'postgres'],
  ...['-h', socketFolder, '-p', String(port)],
];

/** One that says that it stored a file and did not is what cuts a segment out. */
const ARCHIVE = (home: string): string => `#!/bin/sh
case "$(cat ${home}/mode)" in
  lose-next) echo on > ${home}/mode; exit 0 ;;
  slow) sleep 4 ;;
esac
exec pgbackrest --config=${configIn(home)} --stanza=proof --log-level-console=info --log-level-stderr=off archive-push "$1" >> ${home}/archive-push.log 2>&1
`;
