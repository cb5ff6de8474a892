import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../src/facts/facts.ts';
import { continuityOf } from '../../src/facts/continuity.ts';
import { walGap } from '../../src/rules/wal-gap.ts';
import type { MetricReading } from '../../src/domain/metrics.ts';
import { unavailable } from '../../src/domain/reading.ts';
import type { EndedUpload, Upload } from '../../src/domain/upload.ts';
import { HOUR } from '../../src/domain/time.ts';
import { MINUTE, SECOND } from '../support/time.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  jobMetric,
  metric,
  moments,
  NOON,
  open,
  PRIMARY,
  segment,
  UNREAD,
} from '../support/snapshot.ts';

/** Segments 0 to 59, one a minute, the last a minute ago; some are left out. */
const hourWithout = (missing: (number: number) => boolean, timeline = 5): EndedUpload[] =>
  Array.from({ length: 60 }, (_, number) => number)
    .filter((number) => !missing(number))
    .map((number) =>
      completed((60 - number) * MINUTE, {
        file: segment(number, timeline),
        pid: 1000 + number,
      }),
    );
const between = (first: number, last: number) => (number: number) =>
  number >= first && number <= last;
const snapshotOf = (
  uploads: readonly Upload[],
  lastArchive?: MetricReading,
  extra: Partial<Parameters<typeof healthySnapshot>[0]> = {},
) =>
  healthySnapshot({
    log: { uploads },
    ...(lastArchive === undefined ? {} : { metrics: { lastArchive } }),
    ...extra,
  });
/** The metric stood still from the completion of one segment to that of another. */
const stoodStill = (first: number, last: number) =>
  metric({
    [PRIMARY]: (ago) => {
      const number = 60 - ago / MINUTE;
      const seen = number > first && number < last ? first : Math.floor(number);
      return (NOON - (60 - seen) * MINUTE) / SECOND;
    },
  });
const holes = (uploads: readonly Upload[]) => {
  const continuity = continuityOf(snapshotOf(uploads));
  if (continuity.kind === 'unknown') throw new Error(continuity.reason);
  return continuity.holes.map(({ first, last, state }) => [first & 0xff, last & 0xff, state]);
};

describe('a hole among the completed segments', () => {
  it('is a range, not a list', () => {
    expect(holes(hourWithout(between(20, 24)))).toEqual([[20, 24, 'lost']]);
  });

  it('is none where every segment is complete', () => {
    expect(holes(hourWithout(() => false))).toEqual([]);
  });

  it.each([
    { ago: 3 * MINUTE - SECOND, state: 'delayed' },
    { ago: 3 * MINUTE, state: 'lost' },
  ])('is $state when the first segment behind it came $ago ms ago', ({ ago, state }) => {
    const uploads = [
      ...hourWithout((number) => number >= 50),
      completed(ago, { file: segment(51), pid: 3 }),
    ];

    expect(holes(uploads)).toEqual([[50, 50, state]]);
  });

  it('is being uploaded where an upload of it has begun', () => {
    const uploads = [
      ...hourWithout(between(50, 51)),
      open(4 * MINUTE, { file: segment(50), pid: 1052 }),
    ];

    expect(holes(uploads.map((upload) => ({ ...upload, pid: 7 })))).toEqual([
      [50, 50, 'uploading'],
      [51, 51, 'lost'],
    ]);
  });

  it('is not being uploaded where a newer process has gone on without it', () => {
    const uploads = [
      ...hourWithout(between(50, 50)),
      open(10 * MINUTE, { file: segment(50), pid: 7 }),
    ];

    expect(holes(uploads)).toEqual([[50, 50, 'lost']]);
  });

  it('may still come where PostgreSQL is still trying it', () => {
    const tried = open(2 * MINUTE, { file: segment(50), pid: 200 });
    const log = {
      uploads: [
        ...hourWithout(between(50, 50)),
        failed({ ...tried, state: 'failed', endedAt: NOON - 2 * MINUTE }),
      ],
      failures: [failure(2 * MINUTE)],
    };
    const continuity = continuityOf(healthySnapshot({ log }));

    expect(continuity).toMatchObject({ holes: [{ state: 'delayed' }] });
  });

  const beginUnseen = (uploads: readonly EndedUpload[]): EndedUpload[] =>
    uploads.map((upload) => ({ ...upload, beganAt: undefined }));
  const atEdge = [
    ...[0, 2, 3, 5].map((number) =>
      completed(60 * MINUTE - number * SECOND, { file: segment(number), pid: 1 }),
    ),
    ...hourWithout((number) => number < 6),
  ];

  it('is none at the edge of the window, where segments are pushed at once, and is counted', () => {
    expect(holes(beginUnseen(atEdge))).toEqual([]);
    expect(factsOf(snapshotOf(beginUnseen(atEdge))).sequence).toMatchObject({
      missing: 0,
      atEdge: 2,
    });
  });

  it('is one at the edge where the log tells that the others began in the window', () => {
    expect(holes(atEdge)).toEqual([
      [1, 1, 'lost'],
      [4, 4, 'lost'],
    ]);
  });

  it.each([
    { count: 31, expected: [] },
    { count: 32, expected: [[1, 32, 'lost']] },
  ])('of $count segments at the edge is $expected', ({ count, expected }) => {
    const uploads = [
      completed(60 * MINUTE, { file: segment(0) }),
      ...hourWithout((number) => number <= count),
    ];

    expect(holes(beginUnseen(uploads))).toEqual(expected);
  });

  it.each([60, 90])('is none before %d of an old timeline that was only pushed late', (next) => {
    const again = [30, 31, next].map((number, index) =>
      completed((50 - index) * MINUTE, { file: segment(number, 5), pid: 1 }),
    );
    const uploads = [...hourWithout(() => false, 6), ...again];

    expect(holes(uploads)).toEqual([]);
    expect(factsOf(snapshotOf(uploads)).sequence).toMatchObject({ missing: 0, atEdge: next - 32 });
  });

  it('is none where all that lies before it came after what follows it', () => {
    const again = completed(10 * MINUTE, { file: segment(2), pid: 1 });
    const uploads = [...hourWithout((number) => number < 40), again];

    expect(holes(uploads)).toEqual([]);
    expect(factsOf(snapshotOf(uploads)).sequence).toMatchObject({ missing: 0, atEdge: 37 });
  });

  it('is one although something before it is pushed a second time', () => {
    const again = completed(2 * MINUTE, { file: segment(5), pid: 1 });

    expect(holes([...hourWithout(between(20, 22)), again])).toEqual([[20, 22, 'lost']]);
    expect(holes(beginUnseen([...hourWithout(between(20, 22)), again]))).toEqual([
      [20, 22, 'lost'],
    ]);
  });

  it('is one at the beginning of a timeline that began in the window, whatever came first', () => {
    const uploads = [
      ...hourWithout((number) => number >= 10),
      completed(45 * MINUTE, { file: segment(13, 6), pid: 1 }),
      completed(40 * MINUTE, { file: segment(11, 6), pid: 2 }),
    ];

    expect(holes(uploads)).toContainEqual([12, 12, 'lost']);
  });

  it('is none where lines from before the window were shipped again, and others were not', () => {
    const uploads = hourWithout(between(10, 29));
    const ended = { from: NOON - 31 * MINUTE, uploads };
    const snapshot = healthySnapshot({ log: { uploads, ended } });

    expect(continuityOf(snapshot)).toMatchObject({ segments: 30, holes: [] });
  });

  it('is a hole soon after the edge', () => {
    expect(holes(beginUnseen(hourWithout(between(7, 7))))).toEqual([[7, 7, 'lost']]);
    expect(holes(beginUnseen(hourWithout(between(6, 6))))).toEqual([]);
  });

  it('is not made by .history, .backup and .partial files, nor by a second push', () => {
    const others = ['00000005.history', `${segment(30)}.00000028.backup`, `${segment(99)}.partial`];
    const uploads = [
      ...hourWithout(() => false),
      ...others.map((file) => completed(30 * MINUTE, { file, pid: 9 })),
      completed(2 * MINUTE, { file: segment(20), pid: 10 }),
    ];

    expect(holes(uploads)).toEqual([]);
  });

  it('is not made by a host that the metrics do not know', () => {
    const stranger = completed(10 * MINUTE, { file: segment(0xf0), host: 'patroni-ci-01' });

    expect(holes([...hourWithout(() => false), stranger])).toEqual([]);
  });

  it.each([
    { below: 1024, segments: 61 },
    { below: 1025, segments: 60 },
  ])(
    'counts what a host that nobody knows left $below segments below our timeline: $segments',
    ({ below, segments }) => {
      const number = 0x10 * 256 - below;
      const file = [4, number >> 8, number & 0xff]
        .map((part) => part.toString(16).toUpperCase().padStart(8, '0'))
        .join('');
      const tail = completed(62 * MINUTE, { file, host: 'patroni-09', pid: 1 });
      const uploads = [tail, ...hourWithout(() => false)];

      expect(factsOf(snapshotOf(uploads)).sequence).toMatchObject({ segments });
    },
  );

  it('follows the segment size of the cluster', () => {
    const files = [
      '00000005000000100000003E',
      '00000005000000100000003F',
      '000000050000001100000000',
    ];
    const uploads = files.map((file, index) =>
      completed((30 - 10 * index) * MINUTE, { file, pid: index }),
    );
    const cluster = { walSegmentSize: 64 * 1024 * 1024 };

    expect(factsOf(healthySnapshot({ log: { uploads }, cluster })).sequence).toMatchObject({
      segments: 3,
      missing: 0,
    });
    // With the wrong size it would be 192 holes: the names say that it is wrong.
    expect(factsOf(healthySnapshot({ log: { uploads } })).sequence).toBeUndefined();
  });
});

describe('wal-gap', () => {
  const hole = hourWithout(between(20, 29));

  it('is not yet known, and no health, where uploads have just begun again after a long pause', () => {
    const resumed = hourWithout(between(20, 58));
    const hungAndResumed = hourWithout(between(54, 58));

    expect(walGap(snapshotOf(resumed, stoodStill(19, 59)))).toMatchObject({
      kind: 'problem',
      code: 'cannot-tell',
      severity: 'unknown',
      headline: expect.stringContaining('uploads complete again after none in the log for 40 min'),
    });
    // By the metric they went on, and their lines may still come; a short pause is none.
    expect(walGap(snapshotOf(resumed, metric({ [PRIMARY]: moments(20 * SECOND) }))).kind).toBe(
      'clear',
    );
    expect(walGap(snapshotOf(hungAndResumed, stoodStill(53, 59)))).toMatchObject({
      code: 'cannot-tell',
    });
    expect(walGap(snapshotOf(hourWithout(between(57, 58)), stoodStill(56, 59))).kind).toBe('clear');
  });

  it('is not yet known, and no health, where uploads go on past one that failed', () => {
    const log = {
      uploads: hourWithout(between(50, 57)),
      failures: [failure(4 * MINUTE, { file: segment(50) })],
    };

    expect(walGap(healthySnapshot({ log }))).toMatchObject({
      kind: 'problem',
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `uploads complete again after failed tries, and whether ${segment(50)}–39 were uploaded cannot be told yet`,
    });
  });

  it('is critical where the metric stood still in that time', () => {
    expect(walGap(snapshotOf(hole, stoodStill(19, 30)))).toMatchObject({
      kind: 'problem',
      code: 'wal-gap',
      severity: 'critical',
      headline: `10 segments of WAL were not uploaded: ${segment(20)}–1D; recovery cannot go past them`,
    });
  });

  /** PostgreSQL counts a success at each full minute, but for those so many minutes ago. */
  const countedBut = (first: number, last: number) =>
    metric({
      [PRIMARY]: (ago) => {
        const minutes = Math.ceil(ago / MINUTE);
        const success = minutes > last && minutes <= first ? first + 1 : minutes;
        return success * 60 - ago / SECOND;
      },
    });
  const noSeries = unavailable('no-data', 'no series');

  it.each([
    ['stood still', stoodStill(19, 30), 'is in the log or in the metric made from it, but'],
    ['does not tell', noSeries, 'is in the log, but'],
  ])('is a warning where PostgreSQL counted throughout, and the metric %s', (_, said, words) => {
    const finding = (archiverAge: MetricReading) =>
      walGap(snapshotOf(hole, undefined, { metrics: { lastArchive: said, archiverAge } }));

    expect(finding(countedBut(0, 0))).toMatchObject({
      severity: 'warning',
      headline: expect.stringContaining(`${words} PostgreSQL counted them as archived`),
    });
    // Its word for some of the time is none for the rest.
    expect(finding(countedBut(36, 33))).toMatchObject({ severity: 'critical' });
  });

  it('is a warning where the metric went on: only the lines are missing', () => {
    const finding = walGap(snapshotOf(hole, metric({ [PRIMARY]: moments(20 * SECOND) })));

    expect(finding).toMatchObject({ severity: 'warning' });
    expect(JSON.stringify(finding)).toContain('most likely completed');
  });

  it('is critical where the metric went on for a part of the time only', () => {
    expect(walGap(snapshotOf(hole, stoodStill(24, 30)))).toMatchObject({ severity: 'critical' });
  });

  it('is critical where no metric covers that time', () => {
    const lastArchive = unavailable('no-data', 'no series');

    expect(walGap(snapshotOf(hole, lastArchive))).toMatchObject({
      severity: 'critical',
      headline: `10 segments of WAL have no completed upload in the log: ${segment(20)}–1D`,
    });
  });

  it('is a warning where a segment lacks alone, and no metric can be asked: a line that was lost', () => {
    const none = unavailable('not-configured', 'not configured: set PROMETHEUS_URL');
    const judged = (missing: (number: number) => boolean, archiverAge: MetricReading = none) =>
      walGap(
        snapshotOf(hourWithout(missing), undefined, {
          metrics: { lastArchive: none, archiverAge },
        }),
      );

    expect(judged(between(20, 20))).toMatchObject({
      severity: 'warning',
      headline: `no completed upload of ${segment(20)} is in the log, while the segments next to it completed: a lost log line or a silent drop (only the store can tell which)`,
      nextSteps: [{ text: expect.stringContaining('look into the store') }, {}, {}, {}],
    });
    expect(judged((number) => [20, 30].includes(number))).toMatchObject({ severity: 'warning' });
    // A line is lost alone, and PostgreSQL would have counted what its command claimed.
    expect(judged(between(20, 21))).toMatchObject({ severity: 'critical' });
    expect(judged(between(20, 20), countedBut(41, 35))).toMatchObject({ severity: 'critical' });
  });

  it('is a warning where the time is too short for the metric to tell', () => {
    const fast = Array.from({ length: 600 }, (_, number) => number)
      .filter((number) => number !== 303)
      .map((number) =>
        completed(61 * MINUTE - number * 6 * SECOND, {
          file: segment(number & 0xff, 5 + 0 * number).replace(
            '00000010',
            (0x10 + (number >> 8)).toString(16).toUpperCase().padStart(8, '0'),
          ),
          pid: number,
        }),
      );

    expect(walGap(snapshotOf(fast))).toMatchObject({ severity: 'warning' });
  });

  it('is critical where the file was skipped, whatever the metric says', () => {
    const skipped: Upload = {
      ...completed(40 * MINUTE, { file: segment(20), pid: 9 }),
      state: 'skipped',
    };
    const uploads = [...hourWithout(between(20, 20)), skipped];

    expect(walGap(snapshotOf(uploads))).toMatchObject({ severity: 'critical' });
  });

  it('is a warning where a base backup has succeeded since', () => {
    const withBackup = (ago: number) => {
      const snapshot = snapshotOf(hole, stoodStill(19, 30));
      const baseBackupSuccess = jobMetric({
        patroni: (pointAgo) => (pointAgo === 0 ? (NOON - ago) / SECOND : undefined),
      });
      return { ...snapshot, metrics: { ...snapshot.metrics, baseBackupSuccess } };
    };

    expect(walGap(withBackup(29 * MINUTE))).toMatchObject({ severity: 'warning' });
    expect(walGap(withBackup(31 * MINUTE))).toMatchObject({ severity: 'critical' });
  });

  it.each([
    ['began behind it', 25 * MINUTE, 'warning', 'only restores from older ones are affected'],
    ['was at work when it was passed', 3 * HOUR, 'critical', 'restores from that one need it too'],
    ['began nobody knows when', undefined, 'warning', 'is not known'],
  ])('is weighed by a base backup that %s', (_what, begin, severity, words) => {
    const snapshot = snapshotOf(hole, stoodStill(19, 30));
    const at = (ago: number | undefined) =>
      jobMetric({
        patroni: (pointAgo) =>
          pointAgo === 0 && ago !== undefined ? (NOON - ago) / SECOND : undefined,
      });
    const metrics = {
      ...snapshot.metrics,
      baseBackupSuccess: at(5 * MINUTE),
      ...(begin === undefined ? {} : { baseBackupStart: at(begin) }),
    };
    const finding = walGap({ ...snapshot, metrics });

    expect(finding).toMatchObject({ severity });
    expect(JSON.stringify(finding)).toContain(words);
  });

  it('says where a base backup was seen', () => {
    const snapshot = snapshotOf(hole, stoodStill(19, 30));
    const told = {
      archiver: 'pgbackrest',
      host: undefined,
      beganAt: NOON - 25 * MINUTE,
      endedAt: NOON - 5 * MINUTE,
      start: undefined,
      stop: undefined,
    } as const;
    const { uploadLog } = snapshot;
    if (uploadLog.kind !== 'measured') throw new Error('the log was read');
    const value = { ...uploadLog.value, completeBackups: [told] };
    const finding = walGap({ ...snapshot, uploadLog: { ...uploadLog, value } });

    expect(finding).toMatchObject({
      severity: 'warning',
      evidence: expect.arrayContaining([
        expect.objectContaining({ from: 'log', text: expect.stringContaining('base backup') }),
      ]),
    });
  });

  it.each([
    { start: segment(40, 6), severity: 'warning' },
    { start: segment(15, 5), severity: 'critical' },
  ])(
    'is weighed by where a base backup began, as far as the log says: $start',
    ({ start, severity }) => {
      const snapshot = snapshotOf(hole, stoodStill(19, 30));
      const { uploadLog } = snapshot;
      if (uploadLog.kind !== 'measured') throw new Error('the log was read');
      const told = {
        archiver: 'pgbackrest',
        host: undefined,
        beganAt: undefined,
        endedAt: NOON - 5 * MINUTE,
        start,
        stop: undefined,
      } as const;
      const value = { ...uploadLog.value, completeBackups: [told] };

      expect(walGap({ ...snapshot, uploadLog: { ...uploadLog, value } })).toMatchObject({
        severity,
      });
    },
  );

  it('names the worst of several holes, and counts the rest', () => {
    const uploads = hourWithout((number) => number > 5 && number < 48 && number % 4 === 0);
    const finding = walGap(snapshotOf(uploads, unavailable('no-data', 'none')));

    expect(finding).toMatchObject({
      headline: expect.stringContaining('; there are 9 more holes'),
    });
    expect(JSON.stringify(finding)).toContain('and 5 more holes');
  });

  it.each([
    { missing: [20], words: `1 segment of WAL has no completed upload in the log: ${segment(20)}` },
    {
      missing: [20, 30],
      words: `2 segments of WAL have no completed upload in the log: ${segment(20)} and 1 more hole`,
    },
    {
      missing: [20, 30, 40],
      words: `3 segments of WAL have no completed upload in the log: ${segment(20)} and 2 more holes`,
    },
  ])('speaks of $missing.length as one does', ({ missing, words }) => {
    const uploads = hourWithout((number) => missing.includes(number));

    // It knows the last minutes only.
    const lastArchive = metric({
      [PRIMARY]: (ago) => (ago < 5 * MINUTE ? NOON / SECOND : undefined),
    });

    expect(walGap(snapshotOf(uploads, lastArchive))).toMatchObject({ headline: words });
  });

  it.each([
    {
      missing: between(20, 20),
      words: `the log line of ${segment(20)} is missing; by the metric its upload`,
    },
    {
      missing: between(20, 21),
      words: `log lines of ${segment(20)}–15 are missing; by the metric these uploads`,
    },
  ])('speaks of lines as one does: $words', ({ missing, words }) => {
    const goesOn = metric({ [PRIMARY]: moments(20 * SECOND) });

    expect(walGap(snapshotOf(hourWithout(missing), goesOn))).toMatchObject({
      headline: expect.stringContaining(words),
    });
  });

  it('names a hole that was counted on a timeline before the present one by that timeline', () => {
    const uploads = hourWithout(() => false);
    const number = 0x10 * 256 - 500;
    const before = NOON - 3 * HOUR;
    const earlier = {
      from: NOON - 20 * HOUR,
      segments: 5000,
      counted: [],
      missing: [{ timeline: 4, first: number, last: number, before, after: before + MINUTE }],
    };
    const log = { uploads, ended: { from: NOON - HOUR, uploads, earlier } };

    expect(walGap(healthySnapshot({ log }))).toMatchObject({
      kind: 'problem',
      headline: expect.stringContaining('00000004000000'),
    });
  });

  it('counts one hole beyond those it lists, and one segment that it looked at', () => {
    const six = hourWithout((number) => [10, 15, 20, 25, 30, 35].includes(number));
    const finding = walGap(snapshotOf(six, unavailable('no-data', 'none')));

    expect(JSON.stringify(finding)).toContain('and 1 more hole"');
    expect(JSON.stringify(walGap(snapshotOf([completed(MINUTE)])))).toContain(
      'looked at 1 completed segment of',
    );
  });

  it('of more segments is not milder where the metric begins to know within it', () => {
    const lastArchive = metric({
      [PRIMARY]: (ago) => (ago <= 28 * MINUTE ? (NOON - ago - 20 * SECOND) / SECOND : undefined),
    });
    const judged = [between(31, 31), between(31, 32), between(31, 40)].map((missing) =>
      walGap(snapshotOf(hourWithout(missing), lastArchive)),
    );

    for (const finding of judged) expect(finding).toMatchObject({ severity: 'critical' });
  });

  it('is clear and states its window where there is no hole', () => {
    expect(walGap(snapshotOf(hourWithout(() => false)))).toEqual({
      kind: 'clear',
      rule: 'wal-gap',
      evidence: [{ from: 'log', text: 'looked at 60 completed segments of the last 60 min' }],
    });
  });

  it('sees a hole behind a cut page, and none before it', () => {
    const uploads = hourWithout((number) => number < 10 || number === 40);
    const ended = { from: NOON - 50 * MINUTE, uploads };
    const snapshot = healthySnapshot({ log: { uploads: [], ended } });

    expect(continuityOf(snapshot)).toMatchObject({
      since: NOON - 50 * MINUTE,
      segments: 49,
      holes: [{ first: expect.any(Number), state: 'lost' }],
    });
  });

  it('cannot look without the ended uploads', () => {
    const gone = unavailable('timeout', 'no answer in time');

    expect(walGap(healthySnapshot({ uploadLog: gone })).kind).toBe('unknown');
    expect(walGap(healthySnapshot({ log: { ended: UNREAD } })).kind).toBe('unknown');
    expect(
      walGap(healthySnapshot({ log: { ended: { from: NOON - HOUR, uploads: [] } } })).kind,
    ).toBe('unknown');
  });
});
