import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const AT = Date.UTC(2026, 10, 24, 12);
const line = (fields: object): string =>
  JSON.stringify({
    level: 'info',
    ts: '2026-11-24T11:58:02.897Z',
    logger: 'wal-archive',
    logging_pod: 'orders-1',
    ...fields,
  });
const WAL = 'pg_wal/000000030000001200000004';
const read = (...lines: readonly object[]) => readLog(lines.map(line).join('\n'), { at: AT });

/** The shapes of cloudnative-pg issues 4291 and 6031, and of plugin-barman-cloud issue 164. */
describe('the JSON of CloudNativePG', () => {
  it('names a stored file and the pod that stored it', () => {
    const { uploads, unread } = read({ msg: 'Archived WAL file', walName: WAL });

    expect(uploads).toMatchObject([
      { state: 'complete', file: WAL.slice(7), host: 'orders-1', archiver: 'barman-cloud' },
    ]);
    expect(unread.count).toBe(0);
  });

  it.each([
    { msg: 'Executing barman-cloud-wal-archive', walName: WAL, options: ['--lz4'] },
    { msg: 'wal archive start', walName: WAL.slice(7) },
    { msg: 'barman-cloud-check-wal-archive checking the first wal' },
    { msg: 'Detected ready WAL files in a former primary, triggering WAL archiving' },
  ])('has nothing of interest where it only says what it is about to do: %j', (fields) => {
    expect(read(fields)).toMatchObject({ uploads: [], failures: [], unread: { count: 0 } });
  });

  it('counts its time in seconds where zap was not told otherwise', () => {
    const ts = Date.UTC(2026, 10, 24, 11, 58, 2, 500) / 1000;
    const { uploads } = read({ msg: 'Archived WAL file', walName: WAL, ts });

    expect(uploads).toMatchObject([{ endedAt: ts * 1000 }]);
  });

  it.each([
    [{ msg: 'Error invoking barman-cloud-wal-archive', walName: WAL, error: 'exit status 4' }, WAL],
    [
      { msg: 'Failed archiving WAL: PostgreSQL will retry', walName: WAL, error: 'exit status 4' },
      WAL,
    ],
    [{ msg: 'failed to run wal-archive command', error: 'failed to get envs: cache miss' }, ''],
    [
      {
        msg: 'Error invoking barman-cloud-check-wal-archive',
        error: 'exec: environment variable contains NUL',
      },
      '',
    ],
    [
      {
        msg: 'Error while calling ArchiveWAL, failing',
        logger: 'instance-manager',
        error: 'rpc error: code = Unknown',
      },
      '',
    ],
    [
      {
        msg: 'Error while checking the first WAL',
        walName: WAL,
        error: 'unexpected failure invoking barman-cloud-check-wal-archive: exit status 1',
      },
      WAL,
    ],
    [
      {
        msg: 'failed archiving',
        walName: WAL,
        error: 'unexpected failure invoking barman-cloud-wal-archive: exit status 4',
      },
      WAL,
    ],
  ])('tells of a failed push: %j', (said, path) => {
    const { failures, unread } = read(said);

    expect(failures).toMatchObject([{ operation: 'push', host: 'orders-1' }]);
    expect(failures[0]?.file ?? '').toBe(path.slice(7));
    expect(failures[0]?.text).toContain(said.error);
    expect(unread.count).toBe(0);
  });

  it('hands on what the script wrote to stderr, without its time and pid', () => {
    const { failures, unread } = read({
      logger: 'barman-cloud-wal-archive',
      pipe: 'stderr',
      msg: 'ERROR: Barman cloud WAL archiver exception: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
    });

    expect(failures).toMatchObject([
      {
        operation: 'push',
        host: 'orders-1',
        text: expect.stringMatching(/^Barman cloud .*Denied$/),
      },
    ]);
    expect(unread.count).toBe(0);
  });

  it('tells that the disk of the WAL is full', () => {
    const { failures, unread } = read({
      level: 'error',
      logger: 'instance-manager',
      msg: 'Detected low-disk space condition, avoid starting the instance',
    });

    expect(failures).toMatchObject([{ operation: 'other', host: 'orders-1', walDiskFull: true }]);
    expect(unread.count).toBe(0);
  });

  it('holds PostgreSQL’s own line in its record', () => {
    const { failures } = read({
      logger: 'postgres',
      msg: 'record',
      record: {
        log_time: '2026-11-24 11:58:02.119 UTC',
        error_severity: 'LOG',
        message: 'archive command failed with exit code 1',
        detail: `The failed archive command was: /controller/manager wal-archive ${WAL}`,
        backend_type: 'archiver',
      },
    });

    expect(failures).toMatchObject([
      { reportedBy: 'postgresql', host: 'orders-1', file: WAL.slice(7) },
    ]);
  });
});
