import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cause, Example } from '../../src/causes/cause.ts';
import { FAILURE_CAUSES, failureCause, isCause } from '../../src/causes/failure-causes.ts';
import { nextSteps } from '../../src/causes/next-steps.ts';
import type { NextStep } from '../../src/domain/finding.ts';
import type { ArchiverFailure } from '../../src/domain/upload.ts';
import { logOf } from '../support/archiver-line.ts';
import { readLog } from '../support/read-log.ts';

const examples = FAILURE_CAUSES.flatMap((cause) =>
  cause.examples.map((example) => ({
    name: `${cause.cause}: ${example.log}, ${example.store ?? 'any store'}: ${example.message.slice(0, 70)}`,
    cause,
    example,
  })),
);

/** What the reader makes of it, as it does of any log. */
function complaintOf(example: Example): ArchiverFailure {
  const { failures, unread } = readLog(logOf(example), { at: Date.UTC(2026, 10, 24, 11, 59) });
  expect(unread.count).toBe(0);
  const [failure] = failures;
  if (failure === undefined) throw new Error(`no failure was read from ${example.message}`);
  return failure;
}

const archiversOf = (cause: Cause): Set<string> =>
  new Set(
    cause.examples.map(({ log, store }) => `${log.replace(' traceback', '')} ${store ?? ''}`),
  );

describe('the table of causes', () => {
  it.each(examples)('$name', ({ cause, example }) => {
    const { text, archiver } = complaintOf(example);

    expect(failureCause(text, archiver).cause).toBe(cause.cause);
  });

  it('has no example that an earlier cause would take', () => {
    const taken = examples.flatMap(({ name, cause, example }) => {
      const { text, archiver } = complaintOf(example);
      return FAILURE_CAUSES.slice(0, FAILURE_CAUSES.indexOf(cause))
        .filter((earlier) => isCause(earlier, text, archiver))
        .map((earlier) => `${earlier.cause} takes ${name}`);
    });

    expect(taken).toEqual([]);
  });

  it.each(FAILURE_CAUSES)('has no sign of $cause twice', ({ signs }) => {
    expect(signs.filter((sign, index) => signs.indexOf(sign) !== index)).toEqual([]);
  });

  it('has each cause once, with words, examples, their sources, and steps', () => {
    expect(new Set(FAILURE_CAUSES.map(({ cause }) => cause)).size).toBe(FAILURE_CAUSES.length);
    for (const { words, examples: own, steps } of FAILURE_CAUSES) {
      expect(words).not.toBe('');
      expect(own.length).toBeGreaterThan(0);
      expect(own.every(({ source }) => source !== '')).toBe(true);
      expect(steps.length).toBeGreaterThan(0);
    }
  });

  it.each(['credentials', 'bucket', 'throttled', 'dns', 'tls', 'network'])(
    'knows %s of WAL-E and of WAL-G with every store',
    (name) => {
      const cause = FAILURE_CAUSES.find((candidate) => candidate.cause === name);
      const wanted = ['wal-e', 'wal-g'].flatMap((archiver) =>
        ['s3', 'gcs', 'azure', 'swift'].map((store) => `${archiver} ${store}`),
      );

      expect(cause === undefined ? [] : [...archiversOf(cause)]).toEqual(
        expect.arrayContaining(wanted),
      );
    },
  );

  it.each(['permission', 'disk-full'])('knows %s of a file store of each archiver', (name) => {
    const cause = FAILURE_CAUSES.find((candidate) => candidate.cause === name);

    expect(cause === undefined ? [] : [...archiversOf(cause)]).toEqual(
      expect.arrayContaining(['wal-e files', 'wal-g files', 'pgbackrest files', 'barman files']),
    );
  });

  it.each([
    [128, 'unknown'],
    [129, 'killed'],
    [131, 'killed'],
    [137, 'killed'],
    [143, 'killed'],
    [144, 'unknown'],
    [157, 'unknown'],
    [125, 'unknown'],
    [126, 'not-executable'],
    [127, 'not-executable'],
    [110, 'unknown'],
    [111, 'configuration'],
    [112, 'unknown'],
  ])('exit code %i of any archive command: %s', (code, cause) => {
    expect(failureCause(`archive command failed with exit code ${code}`).cause).toBe(cause);
  });

  it('finds signs as whole words', () => {
    expect(failureCause('googleapi: Error 4030: new').cause).toBe('unknown');
    expect(failureCause('see gpgconf').cause).toBe('unknown');
  });

  it('says no more than it knows of a text that is anything at all', () => {
    fc.assert(fc.property(fc.string(), (text) => FAILURE_CAUSES.includes(failureCause(text))));
  });
});

it.each([
  [
    'open pg_wal\\000000050000001000000060: The system cannot find the file specified.',
    'missing-file',
  ],
  [
    'open C:\\pgdata\\pg_wal\\000000050000001000000060: The system cannot find the file specified.',
    'missing-file',
  ],
  ['The system cannot find the path specified.\n        0 file(s) copied.', 'configuration'],
  ['The system cannot find the drive specified.', 'configuration'],
  ['fork/exec C:\\wal-g.exe: The system cannot find the file specified.', 'configuration'],
  ["PermissionError: [WinError 5] Access is denied: 'C:\\wal'", 'permission'],
  ['401 - Unauthorized: Access is denied due to invalid credentials.', 'credentials'],
  ['Access is denied.\n        0 file(s) copied.', 'permission'],
])('tells what Windows says apart: %s', (complaint, cause) => {
  expect(failureCause(complaint).cause).toBe(cause);
});

const stepsFor = (complaint: string, over: Partial<Parameters<typeof nextSteps>[1]> = {}) =>
  nextSteps(failureCause(complaint, over.archiver), {
    host: 'patroni-01',
    archiver: 'wal-g',
    file: '000000050000001000000060',
    complaint,
    ...over,
  });
const words = (steps: readonly NextStep[]): string =>
  steps.map(({ text, command }) => `${text} ${command ?? ''}`).join('\n');

describe('a weak sign', () => {
  it('tells the cause where no other says more', () => {
    expect(failureCause('rsync: connection unexpectedly closed').cause).toBe('network');
    expect(failureCause('Host key verification failed. lost connection').cause).toBe(
      'configuration',
    );
    expect(failureCause('Permission denied, and write: broken pipe').cause).toBe('permission');
    expect(failureCause('[103]: unable to find a valid repository').cause).toBe('configuration');
  });

  it('is the end of a connection, however long its address is, and no end of a file', () => {
    const long = `https://my-company-backups.s3.eu-west-1.amazonaws.com/production/clusters/orders-db-primary/postgres-16/wal_005/000000050000001000000060.br`;

    for (const complaint of [
      `Put "${long}?x-id=PutObject": EOF`,
      `Put "${long}?blockid=MDAw&comp=block&timeout=61": EOF`,
      'Delete "https://s3.example.com/b/x": EOF',
    ]) {
      expect(failureCause(complaint).cause).toBe('network');
    }
    for (const complaint of [
      'failed to read config "/etc/wal-g.yaml": EOF',
      'level=error msg="reading config \\"/etc/wal-g.yaml\\": EOF"',
      'path="/etc/wal-g.yaml": EOF',
      'open "/mnt/nfs/wal_005/000000050000001000000060.br": EOF',
    ]) {
      expect(failureCause(complaint).cause).toBe('unknown');
    }
  });
});

describe('the next steps of a cause', () => {
  it('ask who hands out credentials where the metadata service was asked in the end', () => {
    const refused = words(stepsFor('AccessDenied: Access Denied'));
    const none = words(stepsFor('EC2RoleRequestError: no EC2 instance role found'));

    expect(none).toContain('instance profile');
    expect(refused).not.toContain('instance profile');
  });

  it('of a repository that pgBackRest cannot read are about its passphrase, and never a new stanza', () => {
    const steps = words(
      stepsFor('[029]: key/value found outside of section at line 1', { archiver: 'pgbackrest' }),
    );

    expect(steps).toContain('repo1-cipher-pass');
    expect(steps).not.toContain('stanza-create');
    expect(steps).not.toContain('gpg');
  });

  it('name the bucket that the line names, and the settings of the archiver', () => {
    const steps = words(
      stepsFor("failed to upload 'a/b.br' to bucket 'backup-bucket': AccessDenied: Access Denied"),
    );

    expect(steps).toContain('backup-bucket');
    expect(steps).toContain('/etc/wal-g.d/env');
    expect(steps).toContain('wal-g backup-list');
    expect(steps).not.toContain('/etc/wal-e.d/env');
  });

  it('speak of no background process where timeout ended the push of an archiver that has none', () => {
    const steps = words(
      stepsFor('archive command failed with exit code 124', { archiver: 'wal-g' }),
    );

    expect(steps).toContain('SHOW archive_command');
    expect(steps).not.toMatch(/background|process-max|archive-push/);
  });

  it('look at the stanza first where pgBackRest says by its code alone that it is not this server’s', () => {
    const archiver = 'pgbackrest';
    const [first] = stepsFor('archive command failed with exit code 44', { archiver });
    const [other] = stepsFor('archive command failed with exit code 45', { archiver });

    expect(first?.command).toBe('sudo -u postgres pgbackrest info');
    expect(other?.text).toMatch(/^stop: find out which other server/);
  });

  it.each([
    ['wal-e', '/etc/wal-e.d/env', 'wal-e backup-list'],
    ['pgbackrest', '/etc/pgbackrest/pgbackrest.conf', 'pgbackrest --stanza=STANZA check'],
    ['barman', '/etc/barman.conf', 'barman check'],
  ] as const)('are those of %s', (archiver, settings, probe) => {
    const steps = stepsFor('AccessDenied', { archiver });

    expect(words(steps)).toContain(settings);
    expect(words(steps)).toContain(probe);
    expect(
      steps.every(({ host }) => host === (archiver === 'barman' ? undefined : 'patroni-01')),
    ).toBe(true);
  });

  it.each([
    ['dial tcp: lookup s3.example.com on 10.0.0.2:53: no such host', 'getent hosts s3.example.com'],
    [
      "HTTPSConnectionPool(host='a.example.com', port=443): [Errno 111] Connection refused",
      'https://a.example.com',
    ],
    ["PermissionError: [Errno 13] Permission denied: '/srv/wal/x.lzo'", 'namei -l /srv/wal/x.lzo'],
    ['could not find file for wal-push', 'pg_wal/000000050000001000000060*'],
  ])('fill in what %s names', (complaint, expected) => {
    expect(words(stepsFor(complaint))).toContain(expected);
  });

  it('leave a word in capitals for what is not known in a command, and nothing in a sentence', () => {
    expect(words(stepsFor('Name or service not known'))).toContain('getent hosts STORE');
    expect(words(stepsFor('AccessDenied'))).toContain('allowed to write to the bucket \n');
    expect(words(stepsFor('could not find file for wal-push', { file: undefined }))).toContain(
      'pg_wal/SEGMENT*',
    );
  });

  it.each([
    "bucket '$(reboot)'",
    "bucket 'a b; reboot'",
    'lookup $(reboot).example.com on',
    "https://a'b;reboot/",
    "'/srv/$(reboot)'",
    "'/srv/../../etc/shadow'",
    "'/srv/a;reboot'",
  ])('take nothing into a command that is not plain: %s', (hostile) => {
    const complaints = [
      'AccessDenied',
      'no such host',
      'timed out',
      'Permission denied',
      'No space left on device',
    ];

    for (const complaint of complaints) {
      expect(words(stepsFor(`${complaint} ${hostile}`))).not.toMatch(/reboot|shadow|\.\.\//);
    }
    expect(
      words(stepsFor('could not find file for wal-push', { file: '$(reboot)' })),
    ).not.toContain('reboot');
  });

  it('whatever the line, fill in plain characters alone', () => {
    const empty = words(stepsFor('Permission denied'));
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (noise) => {
        const filled = words(stepsFor(`Permission denied: '${noise}'`));
        const path = /namei -l (.*)/.exec(filled)?.[1] ?? '';
        return filled === empty || /^(?:PATH|\/[A-Za-z0-9._/-]+)$/.test(path);
      }),
    );
  });
});
