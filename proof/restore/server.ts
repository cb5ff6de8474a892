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
  readonly archiving: (mode: 'on' | 'lose-next' | 'slow' | 'fail') => void;
  readonly backUp: () => Promise<void>;
  /** Statements that go on after this, in one session. */
  readonly runInBackground: (...sql: string[]) => void;
  /** A standby that streams from this one, and archives to the same repository once it is promoted. */
  readonly standby: (home: string, port: number) => Promise<Server>;
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

const STANZA = '--stanza=proof';

export async function startServer(home: string, port: number): Promise<Server> {
  const repository = join(home, 'repository');
  makeFolders(home, repository);
  execFileSync(
    postgresProgram('initdb'),
    ['-D', join(home, 'data'), '-A', 'trust', `--wal-segsize=${SEGMENT_MIB}`, '-N'],
    { ...asPostgres(), stdio: 'ignore' },
  );
  const server = await startIn(home, port, repository);
  await run('pgbackrest', [`--config=${server.config}`, STANZA, 'stanza-create'], asPostgres());
  return server;
}

async function startStandby(
  home: string,
  port: number,
  primary: { readonly home: string; readonly port: number; readonly repository: string },
): Promise<Server> {
  makeFolders(home);
  const from = ['-h', primary.home, '-p', String(primary.port), '-U', 'postgres'];
  const command = [...from, '-D', join(home, 'data'), '-R', '-X', 'stream', '-c', 'fast'];
  await run(postgresProgram('pg_basebackup'), command, asPostgres());
  return startIn(home, port, primary.repository);
}

function makeFolders(...folders: string[]): void {
  const { uid, gid } = postgresUser();
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chownSync(folder, uid, gid);
  }
}

/** Starts what lies in the folder `data` there. */
async function startIn(home: string, port: number, repository: string): Promise<Server> {
  const { uid, gid } = postgresUser();
  const inHome = (name: string): string => join(home, name);
  makeFolders(inHome('lock'), inHome('spool'));
  const logs = [inHome('archive-push.log'), inHome('backup.log')];
  for (const path of [...logs, inHome('mode')]) {
    writeFileSync(path, path.endsWith('mode') ? 'on' : '');
    chownSync(path, uid, gid);
  }
  const data = inHome('data');
  const config = inHome('pgbackrest.conf');
  writeFileSync(
    config,
    `[global]\nrepo1-path=${repository}\nrepo1-retention-full=9\nlog-level-file=off\nlock-path=${inHome('lock')}\nstart-fast=y\n\n[proof]\npg1-path=${data}\npg1-port=${port}\npg1-socket-path=${home}\n`,
  );
  writeFileSync(inHome('pgbackrest-archive'), archiveScript(home, config), { mode: 0o755 });
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
  // Of two lines about one setting the last counts: a standby has those of its primary, too.
  writeFileSync(
    join(data, 'postgresql.auto.conf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join(''),
    { flag: 'a' },
  );
  const server = spawn(postgresProgram('postgres'), ['-D', data], {
    ...asPostgres(),
    stdio: 'ignore',
  });
  const ask = async (sql: string): Promise<string> =>
    (await run('psql', [...psqlWords(home, port), '-c', sql], asPostgres())).stdout.trim();
  await waitUntil('PostgreSQL', server, 30_000, async () => (await ask('SELECT 1')) === '1');

  return {
    config,
    repository,
    logs,
    ask,
    archiving: (mode) => {
      writeFileSync(inHome('mode'), mode);
    },
    backUp: async () => {
      const command = [STANZA, '--type=full', '--log-level-console=info', 'backup'];
      const { stdout } = await run('pgbackrest', [`--config=${config}`, ...command], asPostgres());
      writeFileSync(logs[1] ?? '', stdout, { flag: 'a' });
    },
    runInBackground: (...sql) => {
      const commands = sql.flatMap((one) => ['-c', one]);
      spawn('psql', [...psqlWords(home, port), ...commands], { ...asPostgres(), stdio: 'ignore' });
    },
    standby: (folder, itsPort) => startStandby(folder, itsPort, { home, port, repository }),
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
const archiveScript = (home: string, config: string): string => `#!/bin/sh
case "$(cat ${home}/mode)" in
  lose-next) echo on > ${home}/mode; exit 0 ;;
  slow) sleep 4 ;;
  fail) exit 1 ;;
esac
exec pgbackrest --config=${config} ${STANZA} --log-level-console=info --log-level-stderr=off archive-push "$1" >> ${home}/archive-push.log 2>&1
`;
