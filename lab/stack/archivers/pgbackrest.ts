import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asPostgres, runOnHost } from '../host.ts';
import { inLab, type Node } from '../layout.ts';
import { postgresUser } from '../postgres-user.ts';
import type { LabArchiver } from './lab-archiver.ts';
import { STORE, STORE_OF_OTHER } from './store.ts';

export const STANZA = 'lab';
const SETTINGS = { PGBACKREST_REPO1_PATH: STORE };
export const configOf = (host: string): string => `${inLab('archiver')}/pgbackrest-${host}.conf`;
/** The command up to its options, on a host of that name. */
const onStanza = (host: string): readonly string[] => [
  'pgbackrest',
  `--config=${configOf(host)}`,
  `--stanza=${STANZA}`,
];

const logFolder = (node: Node): string => join(node.home, 'log', 'pgbackrest');
const uploadLog = (node: Node): string => join(logFolder(node), `${STANZA}-archive-push.log`);

const MTAIL_PROGRAM = `gauge pgbackrest_push_last_completed_time_seconds

/^(?P<time>\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2})\\.\\d+ P\\d+ +INFO: pushed WAL file '[0-9A-F]{24}'/ {
  strptime($time, "2006-01-02 15:04:05")
  pgbackrest_push_last_completed_time_seconds = timestamp()
}
`;

const configFile = (node: Node): string => `[global]
repo1-retention-full=9
log-path=${logFolder(node)}
log-level-file=info
lock-path=${join(node.home, 'pgbackrest-lock')}
start-fast=y

[${STANZA}]
pg1-path=${join(node.home, 'data')}
pg1-port=${node.ports.postgres}
pg1-socket-path=${node.home}
pg1-user=postgres
`;

const job = (what: string): string =>
  `gitlab_job_${what}{resource="pgbackrest-basebackup",$labels}`;

/**
 * archive-push in the foreground. It writes no log file of its own, so archive_command appends what it says on
 * the console to a file beside pgBackRest's others, at the level that tells of every upload. Errors go there as
 * well and not to stderr, where they have no time.
 */
export const PGBACKREST: LabArchiver = {
  name: 'pgbackrest',
  packages: ['pgbackrest'],
  version: () =>
    execFileSync('pgbackrest', ['version'], { encoding: 'utf8' }).trim().replace(/^\S+ /, ''),
  prepareHost: (node) => {
    const { uid, gid } = postgresUser();
    mkdirSync(logFolder(node), { recursive: true });
    writeFileSync(uploadLog(node), '', { flag: 'a' });
    for (const path of [logFolder(node), uploadLog(node)]) chownSync(path, uid, gid);
    mkdirSync(inLab('archiver'), { recursive: true });
    writeFileSync(configOf(node.name), configFile(node));
  },
  prepareStore: (primary) => {
    runOnHost(primary, asPostgres([...onStanza(primary.name), 'stanza-create']), SETTINGS);
  },
  settings: SETTINGS,
  storesInS3: false,
  settingsThatFail: { PGBACKREST_REPO1_PATH: join(STORE_OF_OTHER, 'missing') },
  push: `${onStanza('$host').join(' ')} --log-level-console=info --log-level-stderr=off archive-push "$1" >>${inLab('$host')}/log/pgbackrest/${STANZA}-archive-push.log 2>&1`,
  uploads: `^pgbackrest --config=${inLab('archiver')}/.* archive-push`,
  log: {
    ofUploads: uploadLog,
    shipped: (node) => join(logFolder(node), '*.log'),
    // An error has more lines, indented below the first.
    recordBegins: '^[0-9-]',
    tag: 'db.pgbackrest',
    timesAreLocal: true,
    begin: 'archive-push command begin',
    completed: "pushed WAL file '%s'",
    mtailProgram: MTAIL_PROGRAM,
  },
  // 15-1: the version of PostgreSQL, and the first database of this stanza.
  segments: join(STORE, 'archive', STANZA, '15-1'),
  segmentIn: (file) => /^([0-9A-F]{24})-[0-9a-f]{40}(?:\.gz)?$/.exec(file)?.[1],
  baseBackup: {
    resource: 'pgbackrest-basebackup',
    prepare: () => undefined,
    command: ({ name }) => [...onStanza(name), '--type=full', 'backup'],
    // It waits for a checkpoint that is spread over most of checkpoint_timeout.
    slowly: ['--no-start-fast'],
    settingsThatFail: { PGBACKREST_REPO1_PATH: '/proc/base-backups' },
  },
  wale: {
    elasticsearch: {
      archiver: 'pgbackrest',
      selector: { field: 'json.tag', value: 'db.pgbackrest' },
    },
    queries: {
      lastArchive: 'pgbackrest_push_last_completed_time_seconds{$labels}',
      baseBackupSuccess: job('success_timestamp_seconds'),
      baseBackupStart: job('start_timestamp_seconds'),
      baseBackupFailed: job('failed'),
    },
  },
};
