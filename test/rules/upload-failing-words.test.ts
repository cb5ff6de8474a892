import { describe, expect, it } from '@jest/globals';
import type { Evidence } from '../../src/domain/finding.ts';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { ArchiverFailure, Upload } from '../../src/domain/upload.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  metric,
  moment,
  NO_METRICS,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
  UNREAD,
  type LogParts,
} from '../support/snapshot.ts';
import { stepTexts, told } from '../support/told.ts';

const NO_SERIES = unavailable('no-data', 'no series');
const DENIED = 'An unprocessed exception: 403 Forbidden AccessDenied';
const RESET = 'S3: connection reset by peer';
const EXIT = 'archive command failed with exit code 1';

const judged = (
  failures: readonly ArchiverFailure[],
  uploads: readonly Upload[] = [completed(20 * MINUTE)],
  log: Partial<LogParts> = {},
  metrics: Partial<MetricReadings> = {},
) =>
  uploadFailing(
    healthySnapshot({
      log: { uploads, failures, ...log },
      metrics: { lastArchive: NO_SERIES, ...metrics },
    }),
  );
const tried = (agoMs: number, number: number, pid = 200) =>
  failed({ file: segment(number), pid, beganAt: NOON - agoMs - SECOND, endedAt: NOON - agoMs });
/** PostgreSQL's word on a command that failed. */
const said = (agoMs: number, over: Partial<ArchiverFailure> = {}) =>
  failure(agoMs, { pid: undefined, reportedBy: 'postgresql', text: EXIT, ...over });
/** A complaint that does not say what the archiver was doing. */
const open = (agoMs: number, over: Partial<ArchiverFailure> = {}) =>
  failure(agoMs, { operation: 'unknown', pid: undefined, ...over });
const withQuote = ({ from, text, quote }: Evidence): string =>
  `${from}: ${text}${quote === undefined ? '' : ` <${quote}>`}`;
const FAILING = `uploads from ${PRIMARY} are failing: the store refuses the credentials`;
const tries = (words: string) => `log: ${words} <${DENIED}>`;

describe('an upload that fails', () => {
  it('is told with its tries, its file and what was complained of', () => {
    const failures = [failure(3 * MINUTE), failure(2 * MINUTE), failure(MINUTE)];
    const finding = judged(failures, [completed(5 * MINUTE), tried(MINUTE, 9)]);

    expect(told(finding, withQuote)).toEqual([
      'critical',
      FAILING,
      tries(
        `3 failed tries in the last 3 min, the latest 60 s ago (${segment(9)}), and no success since`,
      ),
    ]);
    expect(finding).toMatchObject({
      cause: 'credentials',
      trouble: { since: NOON - 3 * MINUTE },
    });
  });

  it('is one failed try where there was one, and of no file where nothing names it', () => {
    expect(
      told(judged([failure(MINUTE)], [completed(5 * MINUTE), tried(2 * MINUTE, 9)]), withQuote),
    ).toEqual([
      'critical',
      FAILING,
      tries('1 failed try in the last 60 s, the latest 60 s ago, and no success since'),
    ]);
  });

  it.each<
    [whence: string, failures: readonly ArchiverFailure[], uploads: readonly Upload[], file: string]
  >([
    [
      'its line names',
      [failure(MINUTE, { file: segment(8) })],
      [completed(5 * MINUTE), tried(MINUTE, 9)],
      segment(8),
    ],
    [
      'the upload was of that it ended',
      [failure(MINUTE)],
      [completed(5 * MINUTE), tried(2 * MINUTE, 8), tried(MINUTE, 9)],
      segment(9),
    ],
    [
      'the upload was of that failed, not of one that completed at that moment',
      [failure(MINUTE)],
      [completed(MINUTE, { file: segment(10) }), tried(MINUTE, 9)],
      segment(9),
    ],
    [
      'the archiver complained of, where PostgreSQL names none',
      [failure(MINUTE + SECOND, { file: segment(7) }), said(MINUTE)],
      [completed(5 * MINUTE)],
      segment(7),
    ],
  ])('is of the file that %s', (_whence, failures, uploads, file) => {
    expect(told(judged(failures, uploads))[2]).toContain(`the latest 60 s ago (${file}), and`);
  });

  it('is told with the command that failed last, where PostgreSQL names one', () => {
    const failures = [
      said(3 * MINUTE, { command: 'wal-e push old' }),
      said(2 * MINUTE, { command: 'wal-e push new' }),
      said(MINUTE),
    ];

    expect(told(judged(failures), withQuote).slice(3)).toEqual([
      'log: the archive command that failed <wal-e push new>',
    ]);
  });

  it('is read about in the archiver’s own log, once, and the disk is to be watched', () => {
    const texts = stepTexts(judged([failure(MINUTE)]));

    expect(texts.filter((text) => text === 'read the archiver’s own log there')).toHaveLength(1);
    expect(texts).not.toContain(undefined);
    expect(texts.at(-1)).toBe('watch the disk: WAL stays on the primary until it is archived');
    expect(texts).not.toContain(
      'ask again in a minute: PostgreSQL tries the same segment again by itself',
    );
  });

  it('is read about once where the steps of its cause say so, too', () => {
    const finding = judged([
      failure(MINUTE, {
        archiver: 'pgbackrest',
        text: "[082]: unable to push WAL file '00000002000000000000003B' to the archive asynchronously after 60 second(s)",
      }),
    ]);
    const commands =
      finding.kind === 'problem' ? finding.nextSteps.map(({ command }) => command) : [];
    const log = commands.find((command) => command?.includes('/var/log/pgbackrest'));

    expect(finding).toMatchObject({ code: 'upload-failing', cause: 'gave-up-waiting' });
    expect(log).toBeDefined();
    expect(commands.filter((command) => command === log)).toHaveLength(1);
    expect(stepTexts(finding)).not.toContain(undefined);
  });

  it.each<[whence: string, failure: ArchiverFailure, log: Partial<LogParts>]>([
    ['says in its line that it is', failure(MINUTE, { archiver: 'wal-g' }), { archiver: 'wal-e' }],
    ['is by the configuration', failure(MINUTE), { archiver: 'wal-g' }],
  ])('is mended on the host that archives, with the archiver that it %s', (_whence, one, log) => {
    const finding = judged([one], [completed(20 * MINUTE)], log);

    expect(finding).toMatchObject({
      nextSteps: expect.arrayContaining([
        expect.objectContaining({ host: PRIMARY, command: expect.stringContaining('wal-g') }),
      ]),
    });
    expect(JSON.stringify(finding)).not.toContain('wal-e');
  });

  it.each<[words: string, failures: readonly ArchiverFailure[], uploads: readonly Upload[]]>([
    ['no success since', [failure(MINUTE)], []],
    ['no success since', [failure(2 * MINUTE), said(MINUTE)], []],
    ['no success since', [said(MINUTE, { file: segment(9) })], [completed(20 * MINUTE)]],
    ['no success since', [said(MINUTE, { file: segment(9) })], [tried(2 * MINUTE, 9)]],
    ['whether any succeeded since is not known', [said(MINUTE, { file: segment(9) })], []],
    [
      'no success since',
      [failure(MINUTE, { file: segment(9) })],
      [completed(MINUTE, { file: segment(10) })],
    ],
    [
      'it has not completed since',
      [failure(MINUTE, { file: segment(9) })],
      [completed(MINUTE - 1, { file: segment(10) })],
    ],
  ])('says what is known of a success since: %s (%#)', (words, failures, uploads) => {
    expect(told(judged(failures, uploads))[2]?.endsWith(`, and ${words}`)).toBe(true);
  });

  it('says that there was none since, where the uploads that ended are known from further back', () => {
    const ended = { from: NOON - HOUR, uploads: [completed(30 * MINUTE)] };

    expect(told(judged([said(MINUTE)], [], { ended }))[2]).toContain('and no success since');
  });

  it('says that there was none since, where a metric knows of successes', () => {
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(20 * MINUTE) }) };

    expect(told(judged([said(MINUTE)], [], {}, metrics))[2]).toContain('and no success since');
  });
});

describe('of several complaints', () => {
  it.each<[which: string, failures: readonly ArchiverFailure[], cause: string]>([
    [
      'the archiver’s own words are told, not PostgreSQL’s after them',
      [failure(MINUTE), said(50 * SECOND)],
      'credentials',
    ],
    [
      'the newest that names a cause is told',
      [failure(2 * MINUTE), failure(MINUTE, { text: RESET })],
      'network',
    ],
    [
      'the newest is told, in whatever order they were read',
      [failure(MINUTE, { text: RESET }), failure(2 * MINUTE), failure(50 * SECOND, { text: '?' })],
      'network',
    ],
    [
      'why it failed until then is told, not that it was ended at last',
      [
        failure(2 * MINUTE),
        failure(MINUTE, { text: 'archive-push command end: terminated on signal [SIGTERM]' }),
      ],
      'credentials',
    ],
    [
      'what PostgreSQL knows is told where the archiver gives no cause',
      [
        failure(MINUTE, { text: '?' }),
        said(50 * SECOND, { text: 'archive command failed with exit code 127' }),
      ],
      'not-executable',
    ],
    [
      'what was said five minutes before the last is told',
      [failure(6 * MINUTE), said(MINUTE)],
      'credentials',
    ],
    [
      'what was said earlier is not: it may have been another trouble',
      [failure(6 * MINUTE + 1), said(MINUTE)],
      'unknown',
    ],
  ])('%s', (_which, failures, cause) => {
    expect(judged(failures)).toMatchObject({ cause });
  });

  it('the archiver’s is quoted where none names a cause', () => {
    const failures = [failure(MINUTE, { text: 'oh no' }), said(50 * SECOND)];

    expect(told(judged(failures), withQuote)[2]).toContain('<oh no>');
  });

  it('an upload that is tried again by its archiver is told as one', () => {
    const again = (agoMs: number) =>
      failure(agoMs, { retrying: true, file: segment(9), text: RESET });

    expect(told(judged([again(3 * MINUTE), again(MINUTE)])).slice(1)).toEqual([
      `uploads from ${PRIMARY} are failing, and are tried again: the store cannot be reached over the network`,
      `log: 2 failed tries within one upload in the last 3 min, the latest 60 s ago (${segment(9)}), and no success since`,
    ]);
  });
});

describe('failures whose beginning was not fetched', () => {
  const cut = (wholeSinceAgo: number, ...successes: readonly number[]): Partial<LogParts> => ({
    ended: {
      from: NOON - 24 * HOUR,
      uploads: successes.map((ago) => completed(ago)),
      tries: {
        uploads: [],
        failures: [],
        wholeUntil: NOON - 24 * HOUR,
        wholeSince: NOON - wholeSinceAgo,
      },
    },
  });
  const failures = [failure(10 * MINUTE), failure(MINUTE)];

  it('are as many and as old at least', () => {
    const finding = judged(failures, [], cut(15 * MINUTE - 1, 30 * MINUTE));

    expect(told(finding, withQuote)[2]).toBe(
      tries(
        `at least 2 failed tries for at least 10 min, the latest 60 s ago, and no success for 30 min`,
      ),
    );
    expect(finding).toMatchObject({ trouble: { since: NOON - 30 * MINUTE } });
  });

  it('say nothing of a success that nobody knows of', () => {
    const finding = judged(failures, [], cut(12 * MINUTE));

    expect(told(finding)[2]).toContain(
      'for at least 10 min, the latest 60 s ago, and no success since',
    );
    expect(finding).toMatchObject({ trouble: { since: NOON - 10 * MINUTE } });
  });

  it.each<[where: string, wholeSince: number, success: number]>([
    ['they began long after what was fetched did', 15 * MINUTE, 30 * MINUTE],
    ['a success is among what was fetched', 12 * MINUTE, 11 * MINUTE],
    ['a success is the first of what was fetched', 12 * MINUTE, 12 * MINUTE],
  ])('are counted in full where %s', (_where, wholeSince, success) => {
    expect(told(judged(failures, [], cut(wholeSince, success)))[2]).toContain(
      'log: 2 failed tries in the last 10 min',
    );
  });
});

it('failures are counted in full where nobody knows what ended', () => {
  expect(told(judged([failure(10 * MINUTE)], [], { ended: UNREAD }))[2]).toContain(
    'log: 1 failed try in the last 10 min',
  );
});

describe('failures of which nothing more is heard', () => {
  const silent = (agoMs: number): Partial<LogParts> => ({
    pipeline: {
      newestAt: NOON,
      hosts: [{ host: PRIMARY, newestAt: NOON - agoMs }],
      tags: ['db.wale'],
    },
  });

  it.each([
    [
      'are a warning once they are as old as a stale upload',
      15 * MINUTE,
      'warning',
      `uploads from ${PRIMARY} were failing when it was last heard of, 15 min ago: the store refuses the credentials`,
    ],
    ['are what is the case until then', 15 * MINUTE - 1, 'critical', FAILING],
  ])('%s', (_what, ago, severity, headline) => {
    const uploads = [completed(20 * MINUTE)];

    expect(
      told(
        uploadFailing(
          healthySnapshot({
            log: { uploads, failures: [failure(ago)], ...silent(ago) },
            metrics: NO_METRICS,
          }),
        ),
      ).slice(0, 2),
    ).toEqual([severity, headline]);
  });
});

describe('whether a complaint counts', () => {
  it.each<
    [
      situation: string,
      failures: readonly ArchiverFailure[],
      uploads: readonly Upload[],
      lastArchive: number | undefined,
      kind: string,
    ]
  >([
    [
      'it does beside a later success of which the log has a later one, too, if its own file did not complete',
      [failure(30 * SECOND, { file: segment(9) })],
      [completed(10 * SECOND, { file: segment(10) })],
      SECOND,
      'problem',
    ],
    [
      'it does where it came when another file completed',
      [failure(10 * SECOND, { file: segment(9) })],
      [completed(10 * SECOND, { file: segment(10) })],
      SECOND,
      'problem',
    ],
    [
      'it does not where the metrics know of a success since',
      [failure(30 * SECOND)],
      [completed(5 * MINUTE)],
      SECOND,
      'clear',
    ],
    [
      'it does where it came as late as that success may have been',
      [failure(12 * SECOND)],
      [completed(5 * MINUTE)],
      10 * SECOND,
      'problem',
    ],
    [
      'it does where it names no operation, and its process is of a host that pushes',
      [open(MINUTE, { pid: 300 })],
      [completed(5 * MINUTE)],
      undefined,
      'problem',
    ],
    [
      'it does so where no upload of that host has come to a good end',
      [open(MINUTE, { pid: 300 })],
      [tried(2 * MINUTE, 9)],
      undefined,
      'problem',
    ],
    [
      'it does not where none of the uploads is of that host',
      [open(MINUTE, { pid: 300 })],
      [completed(5 * MINUTE, { host: REPLICA })],
      undefined,
      'clear',
    ],
    [
      'it does not where it names neither operation nor process',
      [open(MINUTE)],
      [completed(5 * MINUTE)],
      undefined,
      'clear',
    ],
    [
      'three of them do',
      [open(3 * MINUTE), open(2 * MINUTE), open(MINUTE)],
      [completed(5 * MINUTE)],
      undefined,
      'problem',
    ],
    [
      'three do not where one came as an upload completed',
      [open(5 * MINUTE), open(2 * MINUTE), open(MINUTE)],
      [completed(5 * MINUTE)],
      undefined,
      'clear',
    ],
    [
      'three do not where one is of a fetch',
      [open(3 * MINUTE), open(2 * MINUTE), failure(MINUTE, { operation: 'fetch', pid: undefined })],
      [completed(5 * MINUTE)],
      undefined,
      'clear',
    ],
  ])('%s', (_situation, failures, uploads, archivedAgo, kind) => {
    const metrics =
      archivedAgo === undefined ? {} : { lastArchive: metric({ [PRIMARY]: moment(archivedAgo) }) };

    expect(judged(failures, uploads, {}, metrics).kind).toBe(kind);
  });

  it('does where the host pushed further back than the newest records', () => {
    const ended = { from: NOON - HOUR, uploads: [completed(30 * MINUTE)] };

    expect(judged([open(MINUTE, { pid: 300 })], [], { ended }).kind).toBe('problem');
  });

  it.each([
    { ago: 12 * MINUTE, kind: 'problem' },
    { ago: 12 * MINUTE + 1, kind: 'clear' },
  ])(
    'does if it is of the time as primary, which began ten minutes ago: $ago ms is $kind',
    ({ ago, kind }) => {
      const replica = metric({
        [PRIMARY]: (pointAgo) => (pointAgo <= 10 * MINUTE ? 0 : 1),
        [REPLICA]: (pointAgo) => (pointAgo <= 10 * MINUTE ? 1 : 0),
      });

      expect(judged([failure(ago)], [completed(20 * MINUTE)], {}, { replica }).kind).toBe(kind);
    },
  );

  it('the log tells why, where PostgreSQL counts failures as well', () => {
    const metrics = {
      archiverFailedCount: metric({
        [PRIMARY]: (ago) => (ago < 10 * MINUTE ? 20 - ago / MINUTE : 0),
      }),
    };

    expect(judged([failure(MINUTE)], [completed(20 * MINUTE)], {}, metrics)).toMatchObject({
      headline: FAILING,
    });
  });
});

it('failures that PostgreSQL counts are told where the log cannot be read', () => {
  const metrics = {
    lastArchive: NO_SERIES,
    archiverFailedCount: metric({
      [PRIMARY]: (ago) => (ago < 10 * MINUTE ? 20 - Math.floor(ago / MINUTE) : 0),
    }),
  };
  const uploadLog = unavailable('unreachable', 'connection refused');

  expect(uploadFailing(healthySnapshot({ uploadLog, metrics }))).toMatchObject({
    code: 'upload-failing',
  });
  expect(uploadFailing(healthySnapshot({ uploadLog })).kind).toBe('unknown');
});

describe('where no metric says who the primary is', () => {
  const alone = (failures: readonly ArchiverFailure[]) =>
    uploadFailing(healthySnapshot({ log: { uploads: [], failures }, metrics: NO_METRICS }));
  const three = (host: string) => [3, 2, 1].map((minutes) => open(minutes * MINUTE, { host }));

  it.each<[who: string, failures: readonly ArchiverFailure[], host: string]>([
    [
      'the last whose push failed',
      [failure(3 * MINUTE, { host: REPLICA }), failure(2 * MINUTE), ...three('db-3')],
      PRIMARY,
    ],
    ['the only one that complains', three(REPLICA), REPLICA],
    [
      'the only one but for those that only fetch',
      [...three(REPLICA), failure(MINUTE, { host: 'db-3', operation: 'fetch' })],
      REPLICA,
    ],
  ])('failures are those of %s', (_who, failures, host) => {
    expect(alone(failures)).toMatchObject({
      headline: expect.stringContaining(`uploads from ${host} are failing`),
    });
  });

  it('complaints are nobody’s where two complain', () => {
    expect(alone([...three(REPLICA), ...three('db-3')]).kind).toBe('clear');
  });

  it('complaints are nobody’s where all are replicas by the metrics', () => {
    const metrics = { ...NO_METRICS, replica: metric({ [PRIMARY]: 1, [REPLICA]: 1 }) };
    const log = { uploads: [], failures: three(REPLICA) };

    expect(uploadFailing(healthySnapshot({ log, metrics })).kind).toBe('clear');
  });

  it('the host has no name where no line has one', () => {
    const nameless = [3, 2, 1].map((minutes) => failure(minutes * MINUTE, { host: undefined }));

    expect(alone(nameless)).toMatchObject({
      headline: 'uploads from the archiving host are failing: the store refuses the credentials',
    });
  });
});

describe('complaints that are not counted', () => {
  const notCounted = (words: string, text = DENIED) =>
    `log: not counted: ${words}: the store refuses the credentials <${text}>`;

  it.each<[situation: string, failures: readonly ArchiverFailure[], words: readonly string[]]>([
    [
      'are told where one names no operation',
      [open(MINUTE)],
      [notCounted('1 error that does not say of which operation, the latest 60 s ago')],
    ],
    [
      'are told by the newest of two',
      [open(2 * MINUTE), open(MINUTE, { text: `${DENIED} again` })],
      [
        notCounted(
          '2 errors that do not say of which operation, the latest 60 s ago',
          `${DENIED} again`,
        ),
      ],
    ],
    ['are not told where an upload completed since, or then', [open(5 * MINUTE)], []],
    ['are not told where they are of a fetch', [failure(MINUTE, { operation: 'fetch' })], []],
    [
      'are told of each other host, by its newest',
      [
        failure(5 * MINUTE, { host: REPLICA, text: 'older' }),
        failure(4 * MINUTE, { host: 'db-3', text: 'b' }),
        failure(2 * MINUTE, { host: REPLICA, text: 'newer' }),
      ],
      [
        'log: ignored: 1 error line of db-3, which is not the host that archives (4 min ago) <b>',
        `log: ignored: 2 error lines of ${REPLICA}, which is not the host that archives (2 min ago) <newer>`,
      ],
    ],
    ['are not told of a line without a host', [failure(MINUTE, { host: undefined })], []],
  ])('%s', (_situation, failures, words) => {
    const finding = judged(failures, [completed(5 * MINUTE)]);

    expect(told(finding, withQuote)).toEqual(['clear', ...words]);
    const { evidence } = finding as { evidence: readonly Evidence[] };
    expect(evidence.every(({ isLeftOut }) => isLeftOut === true)).toBe(true);
  });

  it('do not become three by one with a process, which counts for itself', () => {
    const failures = [open(3 * MINUTE), open(2 * MINUTE), open(MINUTE, { pid: 300 })];

    expect(told(judged(failures), withQuote).slice(2)).toEqual([
      tries('1 failed try in the last 60 s, the latest 60 s ago, and no success since'),
      notCounted('2 errors that do not say of which operation, the latest 2 min ago'),
    ]);
  });

  it('are told beside those that are', () => {
    const failures = [failure(MINUTE), failure(MINUTE, { host: REPLICA, text: 'b' }), open(MINUTE)];

    expect(told(judged(failures), withQuote).slice(3)).toEqual([
      notCounted('1 error that does not say of which operation, the latest 60 s ago'),
      `log: ignored: 1 error line of ${REPLICA}, which is not the host that archives (60 s ago) <b>`,
    ]);
  });
});
