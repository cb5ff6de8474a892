import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askPostgres } from '../ask-postgres.ts';
import { inLab, type Node } from '../layout.ts';
import type { LabArchiver } from './lab-archiver.ts';
import { STORE, STORE_OF_OTHER } from './store.ts';

/** WAL-E's last release. */
const VERSION = '1.1.1';
const PROGRAM = inLab('wal-e', 'bin', 'wal-e');

// The bucket of a file store is the host, and has to be localhost.
const fileStore = (folder: string) => ({ WALE_FILE_PREFIX: `file://localhost${folder}` });

// The time is WAL-E's own. mtail takes no layout with `_15` in it, so the frame's stamp cannot be used.
const MTAIL_PROGRAM = `gauge wale_backup_last_completed_time_seconds

/MSG: completed archiving to a file.*STRUCTURED: time=(?P<time>\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2})/ {
  strptime($time, "2006-01-02T15:04:05")
  wale_backup_last_completed_time_seconds = timestamp()
}
`;

// WAL-E knows only the exclusive base backup, which PostgreSQL 15 no longer has. With these the job runs
// to its end, with WAL-E's own log and metrics; what it stores is no base backup to restore from.
const EXCLUSIVE_BACKUP_STAND_IN = `
CREATE OR REPLACE FUNCTION pg_start_backup(label text) RETURNS pg_lsn
  LANGUAGE sql AS 'SELECT pg_current_wal_lsn()';
CREATE OR REPLACE FUNCTION pg_stop_backup() RETURNS pg_lsn
  LANGUAGE sql AS 'SELECT pg_switch_wal()'`;

const logFile = (node: Node): string => join(node.home, 'log', 'wale.log');

/** As GitLab runs it: it logs by syslog, and its settings are an envdir. */
export const WAL_E: LabArchiver = {
  name: 'wal-e',
  packages: ['python3-gevent', 'python3-boto', 'python3-venv', 'lzop', 'pv'],
  install: (say) => {
    if (existsSync(PROGRAM)) return;
    say(`installing wal-e ${VERSION} from PyPI`);
    const run = (command: string, args: readonly string[]): void => {
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    };
    run('/usr/bin/python3', ['-m', 'venv', '--system-site-packages', inLab('wal-e')]);
    run(inLab('wal-e', 'bin', 'pip'), ['install', '-q', '--no-deps', `wal-e==${VERSION}`]);
  },
  version: () => VERSION,
  prepareHost: () => undefined,
  prepareStore: () => undefined,
  settings: fileStore(STORE),
  storesInS3: true,
  settingsThatFail: fileStore(join(STORE_OF_OTHER, 'missing/..')),
  push: `${PROGRAM} wal-push --pool-size "\${POOL_SIZE:-4}" "$1"`,
  uploads: `^${inLab('wal-e')}/bin/python.*wal-push`,
  log: {
    ofUploads: logFile,
    shipped: logFile,
    tag: 'db.wale',
    syslog: { program: 'wal_e', template: 'frame' },
    timesAreLocal: false,
    begin: 'state=begin',
    completed: 'seg=%s state=complete',
    mtailProgram: MTAIL_PROGRAM,
  },
  segments: join(STORE, 'wal_005'),
  segmentIn: (file) => /^([0-9A-F]{24})(?:\.lzo)?$/.exec(file)?.[1],
  baseBackup: {
    resource: 'wale-basebackup',
    prepare: (primary) => {
      askPostgres(primary, EXCLUSIVE_BACKUP_STAND_IN);
    },
    command: (node) => [PROGRAM, 'backup-push', join(node.home, 'data')],
    // Bytes a second.
    slowly: ['--cluster-read-rate-limit', '200000'],
    settingsThatFail: fileStore('/proc/base-backups'),
  },
  wale: { elasticsearch: {}, queries: {} },
};
