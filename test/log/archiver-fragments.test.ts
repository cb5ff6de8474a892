import { describe, expect, it } from '@jest/globals';
import {
  announces,
  kindOf,
  kindOrAssumed,
  namesArchiver,
  namesHosts,
} from '../../src/archivers/archivers.ts';
import { createBackupLines as barmanBackup } from '../../src/archivers/barman/backup.ts';
import { createBackupLines as cloudBackup } from '../../src/archivers/barman-cloud/backup.ts';
import { createBackupLines as pgbackrestBackup } from '../../src/archivers/pgbackrest/backup.ts';
import {
  failedOperation,
  isBaseBackupMessage,
  isKnownMessage,
  operationInTraceback,
} from '../../src/archivers/wal-e/messages.ts';
import { azureErrorPart } from '../../src/archivers/wal-g/azure-error.ts';
import { exporterLine } from '../../src/archivers/wal-g/exporter.ts';
import { goPanic, goPanicPart, isWalGFrame } from '../../src/archivers/wal-g/go-panic.ts';
import { googleErrorPart } from '../../src/archivers/wal-g/google-error.ts';
import {
  isOrdinaryWalG,
  isWalGComplaint,
  walGOperation,
} from '../../src/archivers/wal-g/messages.ts';
import { failure, NOON, upload } from '../support/snapshot.ts';
import { isRetry, objectOfRetry } from '../../src/archivers/wal-g/retries.ts';

const FILE = '000000050000001000000077';
const END = `Backup end at LSN: 10/77000028 (${FILE}, 00000028)`;
const COMPLETED = 'Backup completed (start time: x, elapsed time: 1 second)';

describe('a base backup that Barman takes', () => {
  const starts = (server: string) =>
    `Starting backup using postgres method for server ${server} in /b`;
  const read = (...lines: readonly (readonly [text: string, pid: number | undefined])[]) => {
    const backup = barmanBackup();
    return lines.flatMap(([text, pid], index) => backup(text, pid, index) ?? []);
  };

  it('is complete from when it began, with the segment where it ends', () => {
    expect(read([starts('orders'), 7], [END, 7], ['Copying', 7], [COMPLETED, 7])).toEqual([
      {
        kind: 'base-backup-complete',
        archiver: 'barman',
        host: 'orders',
        at: 3,
        beganAt: 0,
        start: undefined,
        stop: FILE,
      },
    ]);
  });

  it('is none of a process that did not begin one, or has ended it', () => {
    expect(read([END, 7], [COMPLETED, 7])).toEqual([]);
    expect(read([starts('orders'), undefined], [COMPLETED, undefined])).toEqual([]);
    expect(read([starts('orders'), 7], [COMPLETED, 7], [COMPLETED, 7])).toHaveLength(1);
  });

  it('was broken off where another of its server begins, and not where one of another does', () => {
    expect(read([starts('orders'), 7], [starts('orders'), 8], [COMPLETED, 7])).toEqual([]);
    expect(read([starts('orders'), 7], [starts('stock'), 8], [COMPLETED, 7])).toMatchObject([
      { host: 'orders' },
    ]);
  });

  it('ends where it says so alone', () => {
    expect(read([starts('orders'), 7], [`Copied ${FILE}`, 7], [COMPLETED, 7])).toMatchObject([
      { stop: undefined },
    ]);
  });
});

describe('a base backup of barman-cloud', () => {
  const STARTS = "Starting backup '20261124T115805'";
  const read = (...lines: readonly (readonly [text: string, pid: number | undefined])[]) => {
    const backup = cloudBackup();
    return lines.flatMap(([text, pid], at) => backup(text, { host: 'db-01', at }, pid) ?? []);
  };

  it('is complete from when it began, with the segment where it ends', () => {
    expect(read([STARTS, 7], [END, 7], [`Copied ${FILE}`, 7], [COMPLETED, 7])).toEqual([
      {
        kind: 'base-backup-complete',
        archiver: 'barman-cloud',
        host: 'db-01',
        at: 3,
        beganAt: 0,
        start: undefined,
        stop: FILE,
      },
    ]);
    expect(read([STARTS, 7], [`Copied ${FILE}`, 7], [COMPLETED, 7])).toMatchObject([
      { stop: undefined },
    ]);
  });

  it('is none of a process that did not begin one, in just these words', () => {
    expect(read([END, 7], [COMPLETED, 7])).toEqual([]);
    expect(read([STARTS, undefined], [COMPLETED, undefined])).toEqual([]);
    expect(read([`Not ${STARTS}`, 7], [COMPLETED, 7])).toEqual([]);
    expect(read([`${STARTS} again`, 7], [COMPLETED, 7])).toEqual([]);
  });

  it('is remembered beside fifteen others that never ended', () => {
    const others = (count: number) =>
      Array.from({ length: count }, (_, index) => [STARTS, 100 + index] as const);

    expect(read([STARTS, 7], ...others(15), [COMPLETED, 7])).toHaveLength(1);
    expect(read([STARTS, 7], ...others(16), [COMPLETED, 7])).toHaveLength(0);
    expect(read([STARTS, 7], ...others(15), [STARTS, 7], [STARTS, 8], [COMPLETED, 7])).toHaveLength(
      1,
    );
  });
});

describe('a base backup of pgBackRest', () => {
  const LABEL = 'new backup label = 20261124-115805F';
  const read = (...lines: readonly string[]) => {
    const backup = pgbackrestBackup();
    return lines.flatMap((text, at) => backup(text, { host: 'db-01', at }) ?? []);
  };

  it('is complete with its label, and needs the segments that it named', () => {
    expect(
      read(
        'backup command begin 2.50: --stanza=x',
        `backup start archive = ${FILE}, lsn = 10/77`,
        `backup stop archive = ${FILE.replace(/77$/u, '78')}, lsn = 10/78`,
        LABEL,
      ),
    ).toEqual([
      {
        kind: 'base-backup-complete',
        archiver: 'pgbackrest',
        host: 'db-01',
        at: 3,
        beganAt: 0,
        start: FILE,
        stop: FILE.replace(/77$/u, '78'),
      },
    ]);
  });

  it('begins with its command, and with no other', () => {
    expect(read('backup command end: aborted', LABEL)).toMatchObject([{ beganAt: undefined }]);
    expect(read('backup command begin 2.50', 'backup command end', LABEL)).toMatchObject([
      { beganAt: undefined },
    ]);
    expect(read(`the ${LABEL}`)).toEqual([]);
  });
});

describe('what WAL-E says', () => {
  it('is known by how it begins', () => {
    for (const known of [
      'begin archiving a file',
      'completed archiving to a file',
      'skip parallel archiving of a file',
      'starting WAL-E',
      'An unprocessed exception has avoided all error handling',
    ]) {
      expect(isKnownMessage(`${known} and more`)).toBe(true);
      expect(isKnownMessage(`he said: ${known}`)).toBe(false);
    }
    expect(failedOperation('he said: An unprocessed exception')).toBeUndefined();
  });

  it('is of a base backup by its own messages, or by the command that starts', () => {
    const of = (message: string, record = message) => isBaseBackupMessage(message, record);

    expect(of('begin uploading a base backup volume and more')).toBe(true);
    expect(of('he said: begin uploading a base backup volume')).toBe(false);
    expect(of('starting WAL-E now', 'The subcommand is "backup-push".')).toBe(true);
    expect(of('starting WAL-E now', 'The subcommand is "wal-push".')).toBe(false);
    expect(of('not starting WAL-E', 'The subcommand is "backup-push".')).toBe(false);
  });

  it('shows in a traceback what was running', () => {
    expect(operationInTraceback('x.wal_archive(y)')).toBe('push');
    expect(operationInTraceback('x.wal_restore(y)')).toBe('fetch');
    expect(operationInTraceback('x.wal_prefetch(y)')).toBe('fetch');
    expect(operationInTraceback('x.database_backup(y)')).toBe('base-backup');
    expect(operationInTraceback('x.database_fetch(y)')).toBe('fetch');
    expect(operationInTraceback('database_fetch')).toBe('fetch');
    expect(operationInTraceback('x.other(y)')).toBeUndefined();
  });
});

describe('an error of the store, as WAL-G’s client tells it', () => {
  it('of Azure says its code, and nothing between its rules', () => {
    for (const telling of [
      'RESPONSE 403: 403 Forbidden',
      'ERROR CODE: AuthorizationFailure',
      '<?xml version="1.0"?>',
      '===== RESPONSE ERROR (ServiceCode=AuthenticationFailed) =====',
      'Description=Server failed',
    ]) {
      expect(azureErrorPart(telling)).toBe(telling);
    }
    for (const empty of [
      '-'.repeat(20),
      'Response contained no body',
      'RequestId:a',
      '   Header: a',
    ]) {
      expect(azureErrorPart(empty)).toBe('');
    }
    expect(azureErrorPart('said')).toBeUndefined();
  });

  it('of Google says its reasons, and nothing in its heading', () => {
    expect(googleErrorPart('Reason: forbidden, Message: no')).toBe(
      'Reason: forbidden, Message: no',
    );
    expect(googleErrorPart('Response: {"error":"a"}')).toBe('Response: {"error":"a"}');
    expect(googleErrorPart('More details:')).toBe('');
    expect(googleErrorPart('said Response: {')).toBeUndefined();
    expect(googleErrorPart('said')).toBeUndefined();
  });

  it('names the object that is tried again', () => {
    expect(isRetry('Failed to run a retryable func. Err: x')).toBe(true);
    expect(objectOfRetry(`Unable to copy to object writer wal_005/${FILE}.lz4_chunks/c1`)).toBe(
      FILE,
    );
    expect(objectOfRetry('Unable to copy to object writer wal_005/nosegment.lz4_chunks/c1')).toBe(
      undefined,
    );
    expect(objectOfRetry('said')).toBeUndefined();
  });
});

describe('a crash of a program in Go', () => {
  it('begins, and goes on with a stack that says what was done', () => {
    expect(goPanic('panic: runtime error')).toBe('panic: runtime error');
    expect(goPanic('no panic: said')).toBeUndefined();
    expect(goPanicPart('github.com/wal-g/wal-g/internal.HandleWALPush(0x1)')).toBe(
      'in HandleWALPush',
    );
    expect(goPanicPart('goroutine 1 [running]:')).toBe('');
    expect(goPanicPart('said')).toBeUndefined();
    expect(isWalGFrame('github.com/wal-g/wal-g/internal.f()')).toBe(true);
    expect(isWalGFrame('github.com/other/f()')).toBe(false);
  });
});

describe('a line of walg-exporter', () => {
  const time = 'time=2026-11-24T11:58:05.000Z';

  it('is known by its form and its words', () => {
    expect(exporterLine(`${time} level=WARN msg="Error getting backup" error="x"`)).toEqual({
      stamp: '2026-11-24T11:58:05.000Z',
      level: 'WARN',
      text: 'Error getting backup error="x"',
    });
    expect(exporterLine(`${time} level=WARN msg="of another program"`)).toBeUndefined();
    expect(exporterLine('said')).toBeUndefined();
  });
});

describe('a complaint of WAL-G that lost its head', () => {
  it.each([
    "upload: could not Upload 'a'",
    `failed to upload 'wal_005/${FILE}.lz4' to bucket 'b'`,
    `WAL file '${FILE}' already archived, contents differ`,
    'Error of background uploader',
    'S3 error : a',
    'daemon command run error [message type: F]',
    'unix socket dial error: a',
    "daemon socket '/run/x' doesn't exist",
  ])('is known by how it begins: %s', (line) => {
    expect(isWalGComplaint(line)).toBe(true);
    expect(isWalGComplaint(`he said ${line}`)).toBe(false);
  });
});

describe('what an error of WAL-G is about', () => {
  it('is told by its words, or else by the file in it', () => {
    expect(walGOperation('upload: could not Upload', undefined)).toBe('push');
    expect(walGOperation('Failed to read file', FILE)).toBe('fetch');
    expect(walGOperation('it failed', FILE)).toBe('push');
    expect(walGOperation('it failed', undefined)).toBe('unknown');
  });

  it('is nothing where it is the ordinary course of things', () => {
    expect(isOrdinaryWalG('Files will be uploaded to storage: default')).toBe(true);
    expect(isOrdinaryWalG('no Files will be uploaded to storage: default')).toBe(false);
    expect(isOrdinaryWalG('it failed')).toBe(false);
  });
});

describe('what is known of archivers', () => {
  it('is their names in a text, and what announces a run', () => {
    expect(namesArchiver('wal-g said')).toBe(true);
    expect(namesArchiver('sh said')).toBe(false);
    expect(announces('Executing barman-cloud-wal-archive')).toBe(true);
    expect(announces('he said')).toBe(false);
  });

  it('is who is meant where nobody is named, and who names hosts', () => {
    expect(kindOrAssumed(undefined)).toBe(kindOf('wal-e'));
    expect(kindOrAssumed('barman')).toBe(kindOf('barman'));
    expect([namesHosts(undefined), namesHosts('wal-g'), namesHosts('barman')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is how their commands are given other settings', () => {
    const changed = (archiver: Parameters<typeof kindOf>[0], path: string) => {
      const { probe, withSettings } = kindOf(archiver).program;
      return withSettings(probe, path);
    };

    expect(changed('pgbackrest', '/x.conf')).toContain('pgbackrest --config=/x.conf --stanza');
    expect(changed('barman', '/x.conf')).toContain('barman -c /x.conf check');
    expect(changed('wal-e', '/x')).toContain('envdir /x wal-e');
    expect(changed('wal-g', '/x')).toContain('envdir /x wal-g');
    for (const path of ['/x.json', '/x.yml', '/x.yaml', '/x.toml']) {
      expect(changed('wal-g', path)).toContain(`postgres wal-g --config=${path}`);
    }
    expect(changed('wal-g', '/x.json.d')).toContain('envdir /x.json.d wal-g');
  });

  it('is how the line of a WAL-G that lost its head, its usage and its crash look', () => {
    const { isUndated, crash, apart } = kindOf('wal-g').log;

    expect(isUndated?.('S3 error : a')).toBe(true);
    expect(isUndated?.('Error: unknown command "x" for "wal-g"')).toBe(true);
    expect(isUndated?.('said')).toBe(false);
    expect(crash?.isFirst('panic: a')).toBe(true);
    expect(crash?.isFirst('said')).toBe(false);
    expect(crash?.isPart('goroutine 1 [running]:')).toBe(true);
    expect(crash?.isPart('said')).toBe(false);
    expect(apart?.isHeader('ERROR: 2026/11/24 11:58:05')).toBe(true);
    expect(apart?.isHeader('an ERROR: 2026/11/24 11:58:05')).toBe(false);
  });

  it('is that pgBackRest denies what it dropped, by a line before the end of that push', () => {
    const deny = kindOf('pgbackrest').log.createDenial?.([]);
    const claimed = upload({ endedAt: NOON });
    const denied = (at: number, text: string) =>
      deny?.({ upload: claimed, named: [{ ...failure(0), at, text }], nameless: [] }) !== undefined;

    expect(denied(NOON, 'dropped WAL file x')).toBe(true);
    expect(denied(NOON + 1, 'dropped WAL file x')).toBe(false);
    expect(denied(NOON, 'pushed WAL file x')).toBe(false);
  });
});
