import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { postgresUser } from './postgres-user.ts';
import { inLab, type Node } from './layout.ts';

/** Where WAL-E stores: a folder. The bucket of a file store is the host, and has to be localhost. */
export const STORE = inLab('store');
/** Where the other cluster stores. */
export const STORE_OF_OTHER = inLab('store-ci');
export const ARCHIVE_SCRIPT = inLab('archiver', 'archive');
/** Which processes are uploads, as a pattern for pkill. */
export const WAL_PUSH = `^${inLab('wal-e')}/bin/python.*wal-push`;
export const ARCHIVE_COMMAND = `${ARCHIVE_SCRIPT} %p`;

const fileStore = (folder: string) => ({ WALE_FILE_PREFIX: `file://localhost${folder}` });

const environment = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('');

/** The archiver's environment is read at each upload, as from an envdir: a fault may change it. */
export function configureArchiver(
  settings: Readonly<Record<string, string>> = fileStore(STORE),
): void {
  mkdirSync(inLab('archiver'), { recursive: true });
  writeFileSync(inLab('archiver', 'env'), environment(settings));
  writeFileSync(
    ARCHIVE_SCRIPT,
    `#!/bin/sh
. ${inLab('archiver', 'env')}
[ -e ${inLab('archiver')}/"$(hostname)" ] && . ${inLab('archiver')}/"$(hostname)"
exec ${inLab('wal-e', 'bin', 'wal-e')} wal-push --pool-size "\${POOL_SIZE:-4}" "$1"
`,
    { mode: 0o755 },
  );
}

function signalUploads(signal: 'CONT' | 'KILL'): void {
  const { status, stderr } = spawnSync('pkill', [`-${signal}`, '-f', WAL_PUSH], {
    encoding: 'utf8',
  });
  // 1: there was none.
  if (status !== 0 && status !== 1) throw new Error(`pkill: ${stderr}`);
}

/**
 * Kills the uploads that run, as the runbook does in the end: PostgreSQL starts them again. With four
 * segments at once boto goes on trying a dead store for more than four minutes.
 */
export const killUploads = (): void => {
  signalUploads('KILL');
};

/** Lets uploads that were stopped go on. */
export const continueUploads = (): void => {
  signalUploads('CONT');
};

/** What holds for the archiver of one host only, on top of the rest. */
export function configureHost(node: Node, settings: Readonly<Record<string, string>>): void {
  writeFileSync(inLab('archiver', node.name), environment(settings));
}

export function configureHostAsOthers(node: Node): void {
  rmSync(inLab('archiver', node.name), { force: true });
}

export function makeStore(folder = STORE): void {
  mkdirSync(folder, { recursive: true });
  const { uid, gid } = postgresUser();
  chownSync(folder, uid, gid);
}
