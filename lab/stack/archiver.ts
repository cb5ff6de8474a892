import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { postgresUser } from './postgres-user.ts';
import { inLab } from './layout.ts';

/** Where WAL-E stores: a folder. The bucket of a file store is the host, and has to be localhost. */
export const STORE = inLab('store');
export const ARCHIVE_SCRIPT = inLab('archiver', 'archive');
/** Which processes are uploads, as a pattern for pkill. */
export const WAL_PUSH = `^${inLab('wal-e')}/bin/python.*wal-push`;
export const ARCHIVE_COMMAND = `${ARCHIVE_SCRIPT} %p`;

const DEFAULT_SETTINGS = { WALE_FILE_PREFIX: `file://localhost${STORE}` } as const;

/** The archiver's environment is read at each upload, as from an envdir: a fault may change it. */
export function configureArchiver(
  settings: Readonly<Record<string, string>> = DEFAULT_SETTINGS,
): void {
  mkdirSync(inLab('archiver'), { recursive: true });
  writeFileSync(
    inLab('archiver', 'env'),
    Object.entries(settings)
      .map(([name, value]) => `export ${name}='${value}'\n`)
      .join(''),
  );
  writeFileSync(
    ARCHIVE_SCRIPT,
    `#!/bin/sh
. ${inLab('archiver', 'env')}
[ -e ${inLab('archiver')}/"$(hostname)" ] && . ${inLab('archiver')}/"$(hostname)"
exec ${inLab('wal-e', 'bin', 'wal-e')} wal-push --pool-size 4 "$1"
`,
    { mode: 0o755 },
  );
}

export function makeStore(): void {
  mkdirSync(STORE, { recursive: true });
  const { uid, gid } = postgresUser();
  chownSync(STORE, uid, gid);
}
