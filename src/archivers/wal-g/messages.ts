import type { ArchiverOperation } from '../../domain/upload.ts';

/**
 * What WAL-G says when something goes wrong, and what it was doing then: the first that fits counts.
 * From the source of WAL-G 0.2.19 to 3.0 and its public issues. An error that names neither a file nor
 * an operation is left open: the line about its file, or PostgreSQL, says right after it what it was.
 */
const OPERATIONS: readonly (readonly [sign: RegExp, operation: ArchiverOperation])[] = [
  [/^S3 returned HTTP|caused by: (?:Get|Head|Delete) "/, 'other'],
  // `wal-g delete`, whose key may have no right to; and a mark beside a segment that is in the store.
  [
    /^failed to (?:delete|list) |Unable to (?:delete|list) |^unmark wal-g status|^Error mark wal file/i,
    'other',
  ],
  [/^Couldn't check whether there is an overwrite attempt/, 'push'],
  [/^failed to read object|Unable to read object|Failed to read file/, 'fetch'],
  [
    /\bbase_[0-9A-F]{24}|basebackups_005|in HandleBackupPush|postgres connection failed|failed to connect to `|\.s\.PGSQL\.\d|using provided PGHOST|tar_partitions|Uploading failed during|Cannot finish backup|Failed to upload sentinel|could not complete upload|gracefully stopping the running backup|Unable to complete uploads|pg_(?:start|stop)_backup/,
    'base-backup',
  ],
  [
    /^Archive '|' does not exist\.$|in Handle(?:WAL|Backup)Fetch|message type: f|WAL-prefetch|[Dd]ownload|wal-fetch/,
    'fetch',
  ],
  // Of a fetch as of a push that looks whether the file is there: what comes beside it tells which.
  [/^check (?:file )?for existence|^failed to check s3 object /, 'unknown'],
  [
    /^upload: could not |in HandleWALPush|message type: F|Error of (?:background uploader|parallel upload)|already archived, contents differ|file archiving failed|Error marking wal file|ArchiveNonExistenceError|wal_005\//,
    'push',
  ],
];

/** How the text of an ordinary line begins, should its head be gone. */
const ORDINARY = [
  'Files will be uploaded to storage',
  'Path: ',
  'BUCKET: ',
  'SERVER: ',
  'Doing full backup',
  'Delta backup from ',
  'Calling pg_start_backup',
  'Calling pg_stop_backup',
  'Started backup with name',
  'Starting a new tar bundle',
  'Walking ...',
  'Starting part ',
  'Finished writing part ',
  'Packing ...',
  'Wrote backup with name',
];

/** What an error line of WAL-G is about. With a WAL file in it, it is about pushing that. */
export function walGOperation(text: string, file: string | undefined): ArchiverOperation {
  const known = OPERATIONS.find(([sign]) => sign.test(text))?.[1];
  return known ?? (file === undefined ? 'unknown' : 'push');
}

export const isOrdinaryWalG = (text: string): boolean =>
  ORDINARY.some((known) => text.startsWith(known));

/** For lines whose head was eaten by a collector: only what no other program says. */
export const isWalGComplaint = (text: string): boolean =>
  /^upload: (?:could not (?:Upload|open)|failed to upload) '|^failed to upload '.{1,300}' to bucket '|^WAL file '.{1,300}' already archived, contents differ|^Error of (?:background uploader|parallel upload)|^(?:S3|GCS|Azure|Swift|FILE|SSH) error : |^daemon command run error \[message type: |^unix socket (?:dial|read|write|set deadline) error: |^daemon socket '.{1,300}' doesn't exist/.test(
    text,
  );
