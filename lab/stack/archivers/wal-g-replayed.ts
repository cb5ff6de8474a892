import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FASTER } from '../faster.ts';
import { inLab, type Node } from '../layout.ts';
import type { LabArchiver } from './lab-archiver.ts';
import { makeFolderOfPostgres } from '../postgres-user.ts';
import { STORE } from './store.ts';

/** Written by WAL-G itself; its README has their origin. */
const CAPTURES = join('test', 'fixtures', 'wal-g', 'v3.0.9');
/** What WAL-G meets in them; the script says in which. */
const USED = [
  '02-push-ok-s3',
  '06-fs-unwritable',
  '07-fs-enospc',
  '09-s3-bad-key',
  '11-s3-refused',
  '18a-s3-hang',
  '19-no-prefix',
  '24b-libsodium-short-key',
];
const SCRIPT = inLab('archiver', 'wal-g-replay.py');
const COPIES = inLab('archiver', 'wal-g-captures');
const PROGRAM = `/usr/bin/python3 ${SCRIPT}`;
const SEGMENTS = join(STORE, 'wal_005');

/** The environment with which it meets that, and stores nothing but when all is well. */
export const meets = (
  what: 'well' | 'bad-key' | 'refused' | 'hang' | 'short-key' | 'no-prefix',
) => ({
  WALG_REPLAY: what,
  WALG_REPLAY_STORE: SEGMENTS,
  WALG_REPLAY_CAPTURES: COPIES,
  WALG_REPLAY_FASTER: String(FASTER),
});

const logFile = (node: Node): string => join(node.home, 'log', 'wal-g.log');

/**
 * No WAL-G: a script in its place that stores for real and says what WAL-G 3.0.9 was captured saying. Its lines go to
 * stderr, and so to PostgreSQL’s log, and to syslog. Nothing exports the time of its last upload.
 */
export const WAL_G_REPLAYED: LabArchiver = {
  name: 'wal-g-replayed',
  packages: ['python3-minimal'],
  version: () => '3.0.9, as captured',
  prepareHost: () => {
    mkdirSync(COPIES, { recursive: true });
    copyFileSync(join('lab', 'stack', 'archivers', 'wal-g-replay.py'), SCRIPT);
    for (const name of USED) {
      copyFileSync(join(CAPTURES, `${name}.stderr.log`), join(COPIES, `${name}.stderr.log`));
    }
    makeFolderOfPostgres(SEGMENTS);
  },
  prepareStore: () => undefined,
  settings: meets('well'),
  storesInS3: false,
  settingsThatFail: meets('bad-key'),
  push: `${PROGRAM} "$1"`,
  uploads: `^${PROGRAM}`,
  log: {
    ofUploads: logFile,
    shipped: logFile,
    tag: 'db.walg',
    // With its pid and a zone: rsyslog’s own format.
    syslog: { program: 'wal-g', template: 'RSYSLOG_FileFormat' },
    timesAreLocal: true,
    begin: 'Files will be uploaded to storage',
    completed: 'FILE PATH: %s',
    // `FILE PATH` stands behind a failed upload as well: a gauge made of it would be false.
    mtailProgram: undefined,
  },
  segments: SEGMENTS,
  segmentIn: (file) => /^([0-9A-F]{24})\.gz$/.exec(file)?.[1],
  baseBackup: {
    resource: 'walg-basebackup',
    prepare: () => undefined,
    // PostgreSQL’s own, and thrown away: of WAL-G’s nothing is replayed.
    command: () => ['sh', '-c', 'pg_basebackup -D - -F tar -X none -c fast >/dev/null'],
    slowly: [],
    settingsThatFail: { PGPORT: '1' },
  },
  wale: {
    elasticsearch: { archiver: 'wal-g', selector: { field: 'json.tag', value: 'db.walg' } },
    queries: {
      lastArchive: null,
      logExporterUp: null,
      baseBackupSuccess: 'gitlab_job_success_timestamp_seconds{resource="walg-basebackup",$labels}',
      baseBackupStart: 'gitlab_job_start_timestamp_seconds{resource="walg-basebackup",$labels}',
      baseBackupFailed: 'gitlab_job_failed{resource="walg-basebackup",$labels}',
    },
  },
};
