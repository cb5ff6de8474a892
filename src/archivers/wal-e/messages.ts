import type { ArchiverOperation } from '../../domain/upload.ts';

/**
 * What WAL-E says when something goes wrong, and what it was doing then. From the source of
 * WAL-E 1.1.1 and runs of it. Needed because a failure record names neither segment nor action,
 * and because some collectors eat the level, so that only the message is left.
 */
const FAILURES: readonly (readonly [message: string, operation: ArchiverOperation])[] = [
  ['could not find file for wal-push', 'push'],
  ['problem moving .ready archive status to .done', 'push'],
  ['unexpected attempt to modify wal metadata detected', 'push'],
  ['attempt to transfer wal after closing', 'push'],
  ['pipeline process did not exit gracefully', 'unknown'],
  ['An unprocessed exception has avoided all error handling', 'unknown'],
  ['placeholder bogus exception', 'unknown'],
  // Configuration: whatever WAL-E is asked to do, it fails like this before it begins.
  ['no storage prefix defined', 'unknown'],
  ['bad S3, Windows Azure Blob Storage, OpenStack Swift', 'unknown'],
  ['could not run one or more external programs', 'unknown'],
  ['AWS Access Key credential is required', 'unknown'],
  ['AWS Secret Key credential is required', 'unknown'],
  ['WABS account name is undefined', 'unknown'],
  ['WABS access credentials is required', 'unknown'],
  ['must define one of AWS_REGION or WALE_S3_ENDPOINT', 'unknown'],
  ['Could not resolve host for AWS_REGION', 'unknown'],
  ['Could not retrieve secret key from instance profile', 'unknown'],
  ['not retrying on critical exception', 'unknown'],
  ['Could not stop hot backup', 'base-backup'],
  ['Could not start hot backup', 'base-backup'],
  ['could not complete backup process', 'base-backup'],
  ['while_offline set, but pg looks to be running', 'base-backup'],
  ['Attempted to archive a file that is too large', 'base-backup'],
  ['blocking on sending WAL segments', 'base-backup'],
  ['attempting to overwrite a live data directory', 'fetch'],
  ['no backups found for fetching', 'fetch'],
  ['more than one backup found for fetching', 'fetch'],
  ['Restore specification does not exist', 'fetch'],
  ['retrying WAL file fetch from unexpected exception', 'fetch'],
  ['could no longer locate object while performing wal restore', 'fetch'],
  ['could no longer authenticate while performing wal restore', 'fetch'],
  ['could not create prefetch directory', 'fetch'],
  ['cannot clear prefetch data', 'fetch'],
  ['invalid backup query submitted', 'other'],
  ['Some keys were not deleted', 'other'],
];

/**
 * WAL-E tries again by itself after these, on Azure without limit: retries.py, and `uri_put_file` of
 * https://github.com/wal-e/wal-e/blob/v1.1.1/wal_e/blobstore/wabs/wabs_util.py.
 */
const RETRIES = [
  'retrying after encountering exception',
  'retrying file upload from unexpected exception',
  'Retrying upload because of a socket error',
];

/** What WAL-E says in the ordinary course of things. */
const HARMLESS = [
  'starting WAL-E',
  'begin wal restore',
  'complete wal restore',
  'promoted prefetched wal segment',
  'completed download and decompression',
  'start upload postgres version metadata',
  'postgres version metadata upload complete',
  'beginning volume compression',
  'begin uploading a base backup volume',
  'finish uploading a base backup volume',
  'beginning partition download',
  'Retrying ',
];

export const PUSH_BEGIN = 'begin archiving a file';
export const PUSH_COMPLETE = 'completed archiving to a file';
export const PUSH_SKIP = 'skip parallel archiving of a file';

/** The failure that a message is known to be; undefined if it is none that we know. */
export function failedOperation(message: string): ArchiverOperation | undefined {
  return FAILURES.find(([known]) => message.startsWith(known))?.[1];
}

export const isRetry = (message: string): boolean =>
  RETRIES.some((known) => message.startsWith(known));

export function isKnownMessage(message: string): boolean {
  return (
    message.startsWith(PUSH_BEGIN) ||
    message.startsWith(PUSH_COMPLETE) ||
    message.startsWith(PUSH_SKIP) ||
    HARMLESS.some((known) => message.startsWith(known)) ||
    isRetry(message) ||
    failedOperation(message) !== undefined
  );
}

/** What only a base backup logs while it is at work. WAL-E logs no end of it. */
const BASE_BACKUP = [
  'start upload postgres version metadata',
  'beginning volume compression',
  'begin uploading a base backup volume',
  'finish uploading a base backup volume',
];

export const isBaseBackupMessage = (message: string, record: string): boolean =>
  BASE_BACKUP.some((known) => message.startsWith(known)) ||
  (message.startsWith('starting WAL-E') && record.includes('subcommand is "backup-push"'));

/** What a traceback shows to have been running: the frame of WAL-E's own entry into the operation. */
export function operationInTraceback(detail: string): ArchiverOperation | undefined {
  if (detail.includes('.wal_archive(')) return 'push';
  if (detail.includes('.wal_restore(') || detail.includes('.wal_prefetch(')) return 'fetch';
  if (detail.includes(', in fetch_partition')) return 'fetch';
  if (detail.includes('.database_backup(') || detail.includes('database_fetch')) {
    return detail.includes('database_fetch') ? 'fetch' : 'base-backup';
  }
  return undefined;
}
