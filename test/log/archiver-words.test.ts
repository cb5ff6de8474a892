import { describe, expect, it } from '@jest/globals';
import { createBarmanCloudLines } from '../../src/archivers/barman-cloud/lines.ts';
import { createBarmanLines } from '../../src/archivers/barman/lines.ts';
import { createPgBackRestLines } from '../../src/archivers/pgbackrest/lines.ts';
import { createWalGLines } from '../../src/archivers/wal-g/lines.ts';
import type { ArchiverEvent } from '../../src/log/archiver-event.ts';
import type { ArchiverLines } from '../../src/log/archiver-lines.ts';
import type { RecordContext } from '../../src/log/framing/record-context.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const SEG = '00000002000000000000002D';
const NEXT = '00000002000000000000002E';

const context: RecordContext = {
  host: 'db-01',
  outerTime: () => NOON,
  outerPid: 7,
};
/** What is read of the last of these lines, in a word and with its file. */
function wordOf(event: ArchiverEvent | undefined): string {
  if (event === undefined) return 'not understood';
  if (event.kind === 'failure') {
    const { operation, file, pid } = event.failure;
    return ['failed', operation, file, pid].filter((part) => part !== undefined).join(' ');
  }
  const file = 'file' in event ? event.file : undefined;
  return [event.kind, file].filter((part) => part !== undefined).join(' ');
}
function readBy(lines: ArchiverLines, log: readonly string[], more: Partial<RecordContext> = {}) {
  const events = log.map((line) => lines.read(line, { ...context, ...more }));
  return events.at(-1);
}

describe('a line of pgBackRest', () => {
  const at = (text: string, level = 'INFO') => `2026-11-24 12:00:00.000 P00   ${level}: ${text}`;
  const begin = (command: string, argument = '') =>
    at(`${command} command begin 2.45: ${argument} --exec-id=15463-e4ab9c0d --stanza=main`);
  const PUSH = begin('archive-push', `[pg_wal/${SEG}]`);
  const ASYNC = begin('archive-push:async', '[/data/pg_wal]');
  const ERROR = at('[041]: unable to open file', 'ERROR');

  it.each<[string, readonly string[], string]>([
    ['a push begins', [PUSH], `push-begin ${SEG}`],
    ['a push of a label begins', [begin('archive-push', '[pg_wal/backup_label]')], 'other'],
    ['a fetch of a segment begins', [begin('archive-get', `[${SEG}]`)], 'other'],
    ['pushes begin in the background', [ASYNC], 'other'],
    [
      'a push names the whole path of its file',
      [begin('archive-push', `[/var/lib/pgsql/data/pg_wal/${SEG}]`)],
      `push-begin ${SEG}`,
    ],
    [
      'fetches fail in the background',
      [begin('archive-get:async', `[${SEG}, ${NEXT}]`), ERROR],
      'failed fetch 15463',
    ],
    [
      'a push fails beside another that succeeds',
      [PUSH, at(`pushed WAL file '${NEXT}' to the archive`), ERROR],
      `failed push ${SEG} 15463`,
    ],
    [
      'words like those that end a push stand in a line',
      [PUSH, at('x archive-push command end: y'), ERROR],
      `failed push ${SEG} 15463`,
    ],
    ['a backup begins', [begin('backup')], 'other'],
    ['a push ends', [at(`pushed WAL file '${SEG}' to the archive`)], `push-complete ${SEG}`],
    ['a label is pushed', [at("pushed WAL file 'backup_label.x' to the archive")], 'other'],
    [
      'a file is pushed that is none, in quotes of another',
      [at(`said pushed WAL file '${SEG}' to the archive`)],
      'other',
    ],
    ['a push fails', [PUSH, ERROR], `failed push ${SEG} 15463`],
    ['a push fails in the background', [ASYNC, ERROR], 'failed push 15463'],
    ['a fetch fails', [begin('archive-get', `[${SEG}, x]`), ERROR], 'failed fetch 15463'],
    ['a restore fails', [begin('restore'), ERROR], 'failed fetch 15463'],
    ['a backup fails', [begin('backup'), ERROR], 'failed base-backup 15463'],
    ['an expiry fails', [begin('expire'), ERROR], 'failed base-backup 15463'],
    ['a check fails', [begin('check'), ERROR], 'failed other 15463'],
    ['something fails that is not told', [ERROR], 'failed unknown'],
    [
      'something fails that an earlier run began',
      [PUSH, '-------------------PROCESS START-------------------', ERROR],
      'failed unknown',
    ],
    [
      'words like those that begin a run stand in a line',
      [PUSH, 'x-PROCESS START-', '-PROCESS START-x', ERROR],
      `failed push ${SEG} 15463`,
    ],
    ['a second error follows that of a push', [PUSH, ERROR, ERROR], 'failed unknown'],
    [
      'a backup fails beside pushes',
      [begin('backup'), PUSH, at(`pushed WAL file '${SEG}' to the archive`), ERROR],
      'failed base-backup 15463',
    ],
    [
      'a push that ended is not the one that fails',
      [begin('backup'), PUSH, at('archive-push command end: completed successfully'), ERROR],
      'failed base-backup 15463',
    ],
    [
      'the program fails by its own fault',
      [PUSH, at('[025]: x', 'ASSERT')],
      `failed push ${SEG} 15463`,
    ],
    [
      'a push is ended by a signal',
      [PUSH, at('archive-push command end: terminated on signal [SIGTERM]')],
      `failed push ${SEG} 15463`,
    ],
    [
      'a file is dropped',
      [at(`dropped WAL file '${SEG}' because archive queue exceeded 1GB`, 'WARN')],
      `failed push ${SEG}`,
    ],
    [
      'a file could not be pushed, and is tried again',
      [at(`could not push WAL file '${SEG}' to the archive (will be retried)`, 'WARN')],
      `failed push ${SEG}`,
    ],
    [
      'a line tells of somebody’s dropped file',
      [at(`x dropped WAL file '${SEG}'`, 'WARN')],
      'other',
    ],
    [
      'a complaint has no time',
      [`ERROR: [103]: unable to find a valid repository:`],
      'failed unknown',
    ],
    ['another program complains', ['ERROR: [x]: no'], 'not understood'],
    ['a run begins', ['-------------------PROCESS START-------------------'], 'other'],
    ['a moment is none', ['2026-13-24 12:00:00.000 P00  ERROR: [041]: x'], 'not understood'],
    [
      'a backup waits in vain for a segment, whatever runs',
      [PUSH, at(`[082]: WAL segment ${SEG} was not archived before the 60000ms timeout`, 'ERROR')],
      `failed other ${SEG} 15463`,
    ],
    [
      'a fetch complains, its begin not fetched',
      [at(`[082]: unable to get WAL file '${SEG}' from the archive`, 'ERROR')],
      `failed fetch ${SEG}`,
    ],
  ])('where %s is read as that', (_what, log, word) => {
    expect(wordOf(readBy(createPgBackRestLines(), log))).toBe(word);
  });

  it('names the destination of its own push, and of the background where that pushes', () => {
    const pushed = at(`pushed WAL file '${SEG}' to the archive`);
    const other = at(`pushed WAL file '${NEXT}' to the archive`);
    const bucket = begin('archive-push:async', '[x]').replace('main', 'ci');

    expect(readBy(createPgBackRestLines(), [bucket, PUSH, pushed])).toMatchObject({
      destination: 'main',
      pid: 15463,
    });
    expect(readBy(createPgBackRestLines(), [bucket, PUSH, other])).toMatchObject({
      destination: 'ci',
      pid: 7,
    });
  });

  it('names no destination where only the bucket is known, and not the folder in it', () => {
    const line = PUSH.replace('--stanza=main', '--repo1-s3-bucket=b');

    expect(readBy(createPgBackRestLines(), [line])).toMatchObject({
      kind: 'push-begin',
      destination: undefined,
    });
  });

  it.each([
    [NOON + 60_000, NOON],
    [NOON + 60_001, NOON + 60_001],
    [NOON - 60_001, NOON - 60_001],
  ])(
    'without a time that arrived at %d is of %d: the run before it is near, or is not',
    (arrived, is) => {
      const event = readBy(createPgBackRestLines(), [at('x'), 'ERROR: [103]: no'], {
        outerTime: () => arrived,
      });

      expect(event).toMatchObject({ failure: { at: is } });
    },
  );

  it.each([
    ['the same checksum is harmless', 'with the same checksum', 'other'],
    [
      'another is no line of which the time is known',
      'with a different checksum',
      'not understood',
    ],
  ])('about a segment that is there already, without any time: %s', (_what, how, word) => {
    const line = `WARN: WAL file '${SEG}' already exists in the repo1 archive ${how}`;
    const event = readBy(createPgBackRestLines(), [line], { outerTime: () => undefined });

    expect(wordOf(event)).toBe(word);
  });

  it('goes on where it is indented to the column of the text, without its hints', () => {
    const { continuation } = createPgBackRestLines();

    expect(continuation('       repo1: [FileMissingError] no', '')).toBe(
      'repo1: [FileMissingError] no',
    );
    expect(continuation('       HINT: has a stanza-create been performed?', '')).toBe('');
    expect(continuation('     five blanks', '')).toBeUndefined();
    expect(continuation('text       and more', '')).toBeUndefined();
  });
});

describe('a line of Barman', () => {
  const at = (text: string, { level = 'INFO', module = 'barman.wal_archiver', pid = 16690 } = {}) =>
    `2026-11-24 12:00:00,000 [${pid}] ${module} ${level}: ${text}`;
  const error = (text: string, module?: string, pid?: number, level = 'ERROR') =>
    at(text, {
      level,
      ...(module === undefined ? {} : { module }),
      ...(pid === undefined ? {} : { pid }),
    });
  const ARCHIVING = at(`Archiving segment 1 of 2 from file archival: main/${SEG}`);

  it.each<[string, readonly string[], string]>([
    ['a segment is archived', [ARCHIVING], `push-complete ${SEG}`],
    [
      'a segment was received',
      [at(`Received file '${SEG}' with checksum 'ab' by put-wal for server 'main' (SSH host: a)`)],
      `push-complete ${SEG}`,
    ],
    [
      'a file is archived that is none',
      [at('Archiving segment 1 of 2 from file archival: main/xxxxxxxx')],
      'other',
    ],
    [
      'an error follows in the same process',
      [ARCHIVING, error('no space left')],
      `failed push ${SEG} 16690`,
    ],
    [
      'an error follows in another process',
      [ARCHIVING, error('no', undefined, 9)],
      'failed other 9',
    ],
    [
      'an error names another segment than the last',
      [ARCHIVING, error(`cannot copy ${NEXT}`)],
      `failed push ${NEXT} 16690`,
    ],
    ['archiving fails', [error('ArchiverFailure:no')], 'failed push 16690'],
    ['something else fails', [error('DatabaseError')], 'failed other 16690'],
    ['something fails badly', [error('x', undefined, 9, 'CRITICAL')], 'failed other 9'],
    ['something breaks', [error('x', undefined, 9, 'EXCEPTION')], 'failed other 9'],
    ['something is only warned of', [error('x', undefined, 9, 'WARNING')], 'other'],
    [
      'the check of continuous archiving fails',
      [error("Check 'continuous archiving' failed for server 'main'")],
      'failed push 16690',
    ],
    [
      'another check fails while a segment is archived',
      [ARCHIVING, error("Check 'ssh' failed for server 'main'")],
      `failed other ${SEG} 16690`,
    ],
    [
      'a backup fails',
      [error(`x ${SEG}`, 'barman.backup_executor')],
      `failed base-backup ${SEG} 16690`,
    ],
    [
      'a standby asks for what is not there',
      [error(`WAL file ${SEG} not found in server main`)],
      `failed fetch ${SEG} 16690`,
    ],
    [
      'somebody speaks of what a standby asks for',
      [error(`x: WAL file ${SEG} not found in server main`)],
      `failed push ${SEG} 16690`,
    ],
    [
      'the receiver complains',
      [at(`main: pg_receivewal: error: could not write to file "${SEG}"`)],
      `failed push ${SEG} 16690`,
    ],
    [
      'the receiver says what it does',
      [at('main: pg_receivewal: starting log streaming')],
      'other',
    ],
    [
      'a segment is there with other content',
      [at(`   Error: ${SEG} is already present in server main. File moved to errors`)],
      `failed push ${SEG} 16690`,
    ],
    [
      'somebody speaks of such an error',
      [at(`x Error: ${SEG} is already present in server main`)],
      'other',
    ],
    [
      'the script on the primary cannot reach it',
      ['ERROR: Error executing ssh: no'],
      'failed push 7',
    ],
    ['the script on the primary lacks a word', ['barman-wal-archive: error: no'], 'failed push 7'],
    ['the script that restores lacks one', ['barman-wal-restore: error: no'], 'failed fetch 7'],
    ['its usage is shown', ['usage: barman-wal-archive [-h]'], 'other'],
    ['a cloud script lacks a word', ['barman-cloud-backup: error: no'], 'not understood'],
    [
      'a check is printed that failed',
      ['Server main:', '\tcontinuous archiving: FAILED'],
      'failed push 7',
    ],
    ['another is', ['Server main:', '\tssh: FAILED (no)'], 'failed other 7'],
    ['one is passed', ['Server main:', '\tarchiver errors: OK'], 'other'],
    ['nobody knows whose check it is', ['ssh: FAILED (no)'], 'not understood'],
    ['a check is not its own', ['Server main:', 'tape: FAILED (no)'], 'not understood'],
    ['another program fails', ['ERROR: Error executing scp: no'], 'not understood'],
    ['a cloud script speaks', ['2026-11-24 12:00:00,000 [1] ERROR: x'], 'not understood'],
    ['a moment is none', ['2026-13-24 12:00:00,000 [1] barman.x ERROR: x'], 'not understood'],
  ])('where %s is read as that', (_what, log, word) => {
    expect(wordOf(readBy(createBarmanLines(), log))).toBe(word);
  });

  it.each<[string, readonly string[], string | undefined]>([
    ['names in quotes', [error("Check 'ssh' failed for server 'main-1.x'")], 'main-1.x'],
    ['names without', [error('WAL file 1 not found in server main')], 'main'],
    ['archives for', [ARCHIVING, error('no space left')], 'main'],
    ['names none of', [error('no space left')], undefined],
  ])('is about the server that it %s (%#)', (_what, log, host) => {
    const event = readBy(createBarmanLines(), log);

    expect(event?.kind === 'failure' ? event.failure.host : 'none').toBe(host);
  });

  it('of the script on the primary is no line where nobody knows when it was written', () => {
    expect(
      readBy(createBarmanLines(), ['ERROR: Error executing ssh: no'], {
        outerTime: () => undefined,
      }),
    ).toBeUndefined();
  });

  it.each<[string, string, string | undefined]>([
    ['the hint at the log', 'See log file for more details.', ''],
    ['a traceback', 'Traceback (most recent call last):', ''],
    ['a frame of it', '  File "/usr/bin/barman", line 33, in <module>', ''],
    ['the exception at its end', 'barman.exceptions.LockFileBusy.Error: x', ''],
    ['an exception without words', 'subprocess.TimeoutException', ''],
    ['nothing', '   ', undefined],
    ['somebody’s words', 'x Traceback (most recent call last)', undefined],
  ])('goes on with %s, which says nothing new', (_what, line, kept) => {
    expect(createBarmanLines().continuation(line, 'x')).toBe(kept);
  });
});

describe('a line of a barman-cloud script', () => {
  const at = (text: string, level = 'ERROR') => `2026-11-24 12:00:00,000 [4182] ${level}: ${text}`;

  it.each<[string, string, string]>([
    ['a push fails', at('Barman cloud WAL archiver exception: no'), 'failed push 4182'],
    ['a restore fails', at('Barman cloud WAL restore exception: no'), 'failed fetch 4182'],
    [
      'a restore finds nothing',
      at(`WAL file ${SEG} for server main does not exist`),
      `failed fetch ${SEG} 4182`,
    ],
    ['a backup fails', at('Barman cloud backup exception: no'), 'failed base-backup 4182'],
    ['a backup breaks off', at('Backup failed uploading data (no)'), 'failed base-backup 4182'],
    [
      'PostgreSQL cannot be reached',
      at('Cannot connect to postgres: no'),
      'failed base-backup 4182',
    ],
    ['a push speaks of a backup', at('Could not upload WAL: Backup failed x'), 'failed push 4182'],
    [
      'a push speaks of a restore',
      at('Upload error: Barman cloud WAL restore'),
      'failed push 4182',
    ],
    [
      'a push speaks of what is not there',
      at('Upload error: WAL file x does not exist'),
      'failed push 4182',
    ],
    [
      'a push speaks of another script',
      at('Upload error: Barman cloud backup'),
      'failed push 4182',
    ],
    [
      'a push speaks of PostgreSQL',
      at('Upload error: Cannot connect to postgres'),
      'failed push 4182',
    ],
    ['a library says something', at('Connection pool is full'), 'not understood'],
    ['something is told', at('Barman cloud WAL archiver x', 'INFO'), 'other'],
    ['a library tells details', at('Barman cloud x', 'DEBUG'), 'other'],
    ['a moment is none', at('Upload error').replace('-11-', '-13-'), 'not understood'],
    ['a word is not taken', 'barman-cloud-wal-archive: error: no', 'failed push 7'],
    ['a word is not taken by the restore', 'barman-cloud-wal-restore: error: no', 'failed fetch 7'],
    ['a word is not taken by the backup', 'barman-cloud-backup: error: no', 'failed base-backup 7'],
    ['a word is not taken by another', 'barman-cloud-backup-list: error: no', 'failed other 7'],
    ['a module lacks', 'Missing required python module: boto3', 'failed push 7'],
    ['its usage is shown', 'usage: barman-cloud-wal-archive [-V]', 'other'],
    ['its time was cut off', 'ERROR: Barman cloud WAL archiver exception: no', 'failed push 7'],
    ['another program’s error has no time', 'ERROR: no', 'not understood'],
    ['CloudNativePG tells of a push', `Archived WAL file: pg_wal/${SEG}`, `push-complete ${SEG}`],
    [
      'CloudNativePG tells of no segment',
      'Archived WAL file: pg_wal/notawalfile',
      'not understood',
    ],
    ['CloudNativePG tells of a fault', 'failed to run wal-archive command', 'failed push 7'],
    ['there is no room', 'Detected low-disk space condition, avoid starting', 'failed other 7'],
    ['somebody speaks of room', 'x Detected low-disk space condition', 'not understood'],
    [
      'CloudNativePG hands on a restore',
      `barman-cloud-wal-restore: ${at('Upload error')}`,
      'failed fetch 4182',
    ],
    [
      'CloudNativePG hands on a backup',
      `barman-cloud-backup: ${at('Upload error')}`,
      'failed base-backup 4182',
    ],
    [
      'CloudNativePG hands on a whole restore',
      `barman-cloud-restore: ${at('Upload error')}`,
      'failed other 4182',
    ],
    [
      'CloudNativePG hands on something else',
      'barman-cloud-backup: good morning',
      'not understood',
    ],
    [
      'CloudNativePG hands on what is no fault',
      `barman-cloud-backup: ${at('Upload error', 'INFO')}`,
      'other',
    ],
  ])('where %s is read as that', (_what, line, word) => {
    expect(wordOf(readBy(createBarmanCloudLines(), [line]))).toBe(word);
  });

  it('about the room on the disk is PostgreSQL’s, and says that the disk is full', () => {
    expect(readBy(createBarmanCloudLines(), ['Detected low-disk space condition'])).toMatchObject({
      failure: { walDiskFull: true, reportedBy: 'postgresql', host: 'db-01', at: NOON },
    });
  });

  it('of CloudNativePG is none where nobody knows when it was written', () => {
    expect(
      readBy(createBarmanCloudLines(), [`Archived WAL file: pg_wal/${SEG}`], {
        outerTime: () => undefined,
      }),
    ).toBeUndefined();
    expect(readBy(createBarmanCloudLines(), [`Archived WAL file: pg_wal/${SEG}`])).toMatchObject({
      host: 'db-01',
      pid: 7,
      at: NOON,
      archiver: 'barman-cloud',
    });
  });

  it.each<[string, string, string, string | undefined]>([
    ['a traceback', 'Traceback (most recent call last):', 'x', ''],
    ['a frame of it', '  File "/usr/bin/barman-cloud-wal-archive", line 33', 'x', ''],
    ['an exception behind another', 'During handling of the above exception, another', 'x', ''],
    ['the exception at its end', 'botocore.exceptions.EndpointConnectionError: x', 'x', ''],
    ['what looks like it behind an error', 'AWS4-HMAC-SHA256', 'x', undefined],
    ['nothing', '   ', 'x', undefined],
    ['somebody’s words', 'good morning', 'x', undefined],
  ])('goes on with %s, which says nothing new', (_what, line, before, kept) => {
    expect(createBarmanCloudLines().continuation(line, before)).toBe(kept);
  });

  it('goes on with what botocore signs behind level DEBUG alone: a complaint has the form of a header', () => {
    const behind = (level: string, line: string) => {
      const lines = createBarmanCloudLines();
      lines.read(at('Barman cloud x', level), context);
      return lines.continuation(line, '');
    };

    expect(behind('DEBUG', 'AWS4-HMAC-SHA256')).toBe('');
    expect(behind('DEBUG', 'host:s3.example.com')).toBe('');
    expect(behind('DEBUG', 'barman-cloud-wal-archive: error: no')).toBeUndefined();
    expect(behind('INFO', 'ssh: connect to host backup port 22: No route to host')).toBeUndefined();
  });
});

describe('a line of WAL-G', () => {
  const at = (text: string, level = 'INFO', second = '00.000000') =>
    `${level}: 2026/11/24 12:00:${second} ${text}`;
  const BEGINS = at('Files will be uploaded to storage: default');
  const ERROR = at('net/http: TLS handshake timeout', 'ERROR', '00.900000');
  const CONFIG = at('Failed to parse config file /etc/wal-g.yaml. x', 'WARNING');
  const OBJECT = at(`Unable to close object writer wal_005/${SEG}.br_chunks/chunk0: x`, 'INFO');
  const RETRY = at('Failed to run a retryable func. Err: x, retrying attempt 1', 'INFO');

  it.each<[string, readonly string[], string]>([
    ['an upload ends', [at(`FILE PATH: ${SEG}.br`)], `push-complete ${SEG}`],
    [
      'a history file ends',
      [at('FILE PATH: 00000003.history.lz4')],
      'push-complete 00000003.history',
    ],
    ['a file ends that is none', [at('FILE PATH: sentinel.json')], 'other'],
    ['a push begins, in detail', [at(`Put ${SEG} into b/wal_005/`, 'DEBUG')], `push-begin ${SEG}`],
    ['the same is told in passing', [at(`Put ${SEG} into b/wal_005/`)], 'other'],
    ['an error names nothing', [ERROR], 'failed unknown'],
    ['an error follows where a push had begun', [BEGINS, ERROR], 'failed push 7'],
    [
      'an error follows a second after a push had begun',
      [BEGINS, at('net/http: x', 'ERROR', '01.000000')],
      'failed unknown',
    ],
    ['an error names its file', [at(`x ${SEG} y`, 'ERROR')], `failed push ${SEG} 7`],
    ['a write is tried again of a file named before', [OBJECT, RETRY], `failed push ${SEG}`],
    ['a write is tried again of nobody knows what', [RETRY], 'failed unknown'],
    ['an error that is no retry follows one', [OBJECT, ERROR], 'failed unknown'],
    ['a file is named for what follows', [OBJECT], 'other'],
    [
      'the exporter sees no storage',
      [`time=2026-11-24T12:00:00Z level=ERROR msg="Storage aliveness check failed" error="x"`],
      'failed other 7',
    ],
    [
      'the exporter says something',
      [`time=2026-11-24T12:00:00Z level=INFO msg="Starting HTTP server"`],
      'other',
    ],
    [
      'the exporter’s moment is none',
      [`time=2026-13-24T12:00:00Z level=ERROR msg="HTTP server x"`],
      'not understood',
    ],
    [
      'the client of the daemon fails',
      ['2026/11/24 12:00:00 unix socket dial error: x'],
      'failed unknown',
    ],
    ['another program of Go speaks', ['2026/11/24 12:00:00 x'], 'not understood'],
    ['a panic is of nobody', ['panic: x'], 'not understood'],
    ['a head is cut off from an end', [`FILE PATH: ${SEG}.br`], `push-complete ${SEG}`],
    ['a backup is whole', [at(`Wrote backup with name base_${SEG}`)], 'base-backup-complete'],
    ['a backup of no segment is whole', [at('Wrote backup with name base_x')], 'other'],
  ])('where %s is read as that', (_what, log, word) => {
    expect(wordOf(readBy(createWalGLines(), log))).toBe(word);
  });

  it('says why nothing is configured, where that was said right before, and nowhere else', () => {
    const textOf = (log: readonly string[]) => {
      const event = readBy(createWalGLines(), log);
      return event?.kind === 'failure' ? event.failure.text : undefined;
    };

    expect(textOf([CONFIG, ERROR])).toContain('(Failed to parse config file /etc/wal-g.yaml. x)');
    expect(textOf([at('x', 'WARNING'), ERROR])).not.toContain('(');
    expect(textOf([CONFIG.replace('WARNING', 'INFO'), ERROR])).not.toContain('(');
    expect(textOf([CONFIG.replace('12:00', '11:59'), ERROR])).not.toContain('(');
  });

  it('tells of a complete backup where it starts, on which host and when', () => {
    expect(readBy(createWalGLines(), [at(`Wrote backup with name base_${SEG}`)])).toEqual({
      kind: 'base-backup-complete',
      archiver: 'wal-g',
      host: 'db-01',
      at: NOON,
      beganAt: undefined,
      start: SEG,
      stop: undefined,
    });
  });

  it('tells of the exporter as the archiver’s, and of no push', () => {
    const line = `time=2026-11-24T12:00:00Z level=ERROR msg="Storage aliveness check failed" error="x"`;

    expect(readBy(createWalGLines(), [line])).toMatchObject({
      failure: {
        operation: 'other',
        host: 'db-01',
        at: NOON,
        reportedBy: 'archiver',
        archiver: 'wal-g',
        text: expect.stringContaining('Storage aliveness check failed'),
      },
    });
  });

  it('is understood as one process’s: what another said a moment before is not its own', () => {
    const lines = createWalGLines();
    lines.read(BEGINS, { ...context, outerPid: 1 });

    expect(wordOf(lines.read(ERROR, { ...context, outerPid: 2 }))).toBe('failed unknown');
  });

  it('that was stored by an earlier try is complete, and said to be that one’s', () => {
    expect(
      readBy(createWalGLines(), [at(`WAL file '${SEG}' already archived with equal content`)]),
    ).toMatchObject({ kind: 'push-complete', file: SEG, storedBefore: true });
  });

  it.each<[string, string, string, string | undefined]>([
    ['the wrapped error', ': EOF', '', ': EOF'],
    ['AWS’s second line', 'caused by: no such host', '', 'caused by: no such host'],
    ['its status', '   status code: 503', '', 'status code: 503'],
    ['the id of its upload', '   upload id: x', '', ''],
    ['a frame of the stack', '\t/go/src/x.go:1', '', ''],
    ['a frame that rsyslog escaped', '#011/go/src/x.go:1', '', ''],
    ['the outer error, once', "failed to upload 'a' to b", 'EOF', "failed to upload 'a' to b"],
    ['the outer error, twice', "failed to upload 'a' to b", "failed to upload 'a'", undefined],
    ['the outer error, after nothing', "failed to upload 'a' to b", '', undefined],
    ['somebody’s words', "x failed to upload 'a'", 'EOF', undefined],
    ['words about an id', 'x upload id: y', 'EOF', undefined],
  ])('goes on with %s', (_what, line, before, kept) => {
    expect(createWalGLines().continuation(line, before)).toBe(kept);
  });
});
