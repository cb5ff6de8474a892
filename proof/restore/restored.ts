import { execFile, spawn } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stopProcess } from '../../lab/process.ts';
import { postgresUser } from '../../lab/stack/postgres-user.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { asPostgres, postgresProgram, psqlWords } from './server.ts';

const run = promisify(execFile);

export type Restored =
  | { readonly kind: 'restored'; readonly rows: number; readonly newest: EpochMs }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Restores from a repository as it was, to a moment or to the end of the archive, and counts what is there. `newest` is
 * when the newest transaction was committed.
 */
export async function restore(
  config: string,
  home: string,
  repository: string,
  target: EpochMs | undefined,
  port: number,
): Promise<Restored> {
  const { uid, gid } = postgresUser();
  const folder = join(home, 'restored');
  const data = join(folder, 'data');
  await run('rm', ['-rf', folder]);
  for (const path of [folder, data]) {
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, uid, gid);
  }
  const moment =
    target === undefined
      ? ['--type=default']
      : [
          '--type=time',
          `--target=${new Date(target).toISOString().replace('T', ' ').replace('Z', '+00')}`,
          '--target-action=promote',
        ];
  const common = [
    `--config=${config}`,
    '--stanza=proof',
    `--repo1-path=${repository}`,
    `--pg1-path=${data}`,
  ];
  await run('pgbackrest', [...common, ...moment, '--archive-mode=off', 'restore'], asPostgres());

  const log = join(folder, 'postgresql.log');
  const server = spawn(
    'sh',
    [
      '-c',
      `exec ${postgresProgram('postgres')} -D ${data} -c port=${port} -c unix_socket_directories=${folder} -c archive_mode=off -c hot_standby=off > ${log} 2>&1`,
    ],
    {
      ...asPostgres(),
      stdio: 'ignore',
    },
  );
  const ask = async (sql: string): Promise<string> =>
    (await run('psql', [...psqlWords(folder, port), '-c', sql], asPostgres())).stdout.trim();
  const deadline = Date.now() + 60_000;
  try {
    while (Date.now() < deadline && server.exitCode === null) {
      const isOpen = await ask('SELECT NOT pg_is_in_recovery()').catch(() => '');
      if (isOpen === 't') {
        const found = await ask(
          'SELECT count(*), coalesce(extract(epoch FROM max(pg_xact_commit_timestamp(xmin))) * 1000, 0) FROM moment',
        );
        const [rows = '', newest = ''] = found.split('|');
        return { kind: 'restored', rows: Number(rows), newest: Number(newest) };
      }
      await sleep(100);
    }
    // Who asks before it is open is told so, with the same word.
    const fatal = [...readFileSync(log, 'utf8').matchAll(/FATAL: {2}(.*)/g)]
      .map(([, why]) => why)
      .findLast((why) => why?.includes('starting up') === false);
    return { kind: 'refused', why: fatal ?? 'PostgreSQL did not open within a minute' };
  } finally {
    server.kill('SIGQUIT');
    await stopProcess(server);
  }
}
