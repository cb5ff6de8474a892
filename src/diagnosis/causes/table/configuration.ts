import type { Cause } from '../cause.ts';

export const CONFIGURATION: Cause = {
  cause: 'configuration',
  words: 'the archiver is not configured right',
  signs: [
    'no storage prefix defined',
    'URL scheme passed',
    'could not run one or more external programs',
    'must define one of AWS_REGION',
    'WALE_S3_ENDPOINT',
    'is undefined',
    'requires module',
    'requires the module',
    'Failed to find any configured storage',
    'failed to configure',
    'Required variable * is not set',
    'must be set',
    'archive_mode" enabled, yet',
    'archive_mode enabled, yet',
    'archiving is not configured',
    'problem moving .ready',
    'unable to find a valid repository',
    'stanza-create been performed',
    'must contain pgbackrest',
    'archive-push command must be run on the PostgreSQL host',
    'option is not valid',
    'requires option',
    'invalid option',
    'has no attribute',
    'unable to switch to directory',
    // Before missing-file: it is the folder of the archive that is not there.
    'cannot create regular file *: No such file or directory',
  ],
  exitCodes: [
    // envdir of daemontools: it could not read its directory.
    { from: 111, to: 111 },
    { from: 27, to: 38, of: 'pgbackrest' },
    { from: 68, to: 68, of: 'pgbackrest' },
    { from: 87, to: 87, of: 'pgbackrest' },
    { from: 103, to: 103, of: 'pgbackrest' },
  ],
  examples: [
    {
      log: 'wal-e',
      message: 'no storage prefix defined',
      source: 'WAL-E 1.1.1, captured; wal-e issue 362',
    },
    {
      log: 'wal-e',
      message:
        'bad S3, Windows Azure Blob Storage, OpenStack Swift, Google Cloud Storage or File URL scheme passed',
      source: 'WAL-E 1.1.1, captured; kobo-docker pull request 311',
    },
    {
      log: 'wal-e',
      message: 'could not run one or more external programs WAL-E depends upon',
      source: 'WAL-E 1.1.1, captured',
    },
    {
      log: 'wal-e',
      store: 'gcs',
      message: 'Google support requires the module "gcloud"',
      source: 'WAL-E, wal-e issue 311',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message: "AttributeError: type object 'Connection' has no attribute 'SCOPE'",
      source: 'a version of the gcloud module that does not fit, wal-e issue 346',
    },
    {
      log: 'wal-g',
      message: 'Failed to find any configured storage',
      source: 'WAL-G, wal-g issue 730',
    },
    {
      log: 'wal-g',
      message:
        'Required variable WALG_STREAM_CREATE_COMMAND is not set. You can set is using --walg-stream-create-command flag or variable WALG_STREAM_CREATE_COMMAND',
      source: 'WAL-G built for another database, wal-g issue 1441',
    },
    {
      log: 'pgbackrest',
      message:
        "[103]: unable to find a valid repository:\n       repo1: [FileMissingError] unable to load info file '/srv/pgbackrest/archive/main/archive.info' or '/srv/pgbackrest/archive/main/archive.info.copy':",
      source: 'pgBackRest 2.45, captured',
    },
    {
      log: 'command',
      message:
        "cp: cannot create regular file '/srv/archive/000000050000001000000060': No such file or directory",
      source: 'cp of GNU coreutils: the folder that archive_command copies to does not exist',
    },
    {
      log: 'postgresql',
      message: 'archive_mode enabled, yet archiving is not configured',
      source: 'PostgreSQL 15, captured',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 111',
      source: 'envdir of daemontools, from its manual',
    },
  ],
  steps: [
    {
      text: 'compare {settings} and archive_command on the host with what configuration management says',
      command: 'sudo ls -l {settings}',
    },
    {
      text: 'if the stanza is missing, make it',
      command: 'sudo -u postgres pgbackrest --stanza=STANZA stanza-create',
      only: ['pgbackrest'],
    },
    {
      text: 'see whether the archiver works with these settings',
      command: '{probe}',
    },
  ],
};
