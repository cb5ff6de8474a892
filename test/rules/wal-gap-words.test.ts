import { describe, expect, it } from '@jest/globals';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Upload } from '../../src/domain/upload.ts';
import { walGap } from '../../src/rules/wal-gap.ts';
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
  type LogParts,
} from '../support/snapshot.ts';
import { stepTexts, told } from '../support/told.ts';

/** Segments 0 to 59, one a minute, the last a minute ago, but for some. */
const hourWithout = (...missing: readonly (readonly [first: number, last: number])[]): Upload[] =>
  Array.from({ length: 60 }, (_, number) => number)
    .filter((number) => !missing.some(([first, last]) => number >= first && number <= last))
    .map((number) =>
      completed((60 - number) * MINUTE, { file: segment(number), pid: 1000 + number }),
    );
/** The metric made from the log stood still from one segment to another. */
const stoodStill = (first: number, last: number) =>
  metric({
    [PRIMARY]: (ago) => {
      const number = 60 - ago / MINUTE;
      const seen = number > first && number < last ? first : Math.floor(number);
      return (NOON - (60 - seen) * MINUTE) / SECOND;
    },
  });
const WENT_ON = metric({ [PRIMARY]: moments(20 * SECOND) });
const NO_SERIES = unavailable('no-data', 'no series');
/** A job did something at the moments so long ago, and at no other. */
const job = (ago: number) =>
  jobMetric({ patroni: (pointAgo) => (pointAgo === 0 ? (NOON - ago) / SECOND : undefined) });

const judged = (
  uploads: readonly Upload[],
  metrics: Partial<MetricReadings> = {},
  log: Partial<LogParts> = {},
) =>
  walGap(
    healthySnapshot({
      log: { uploads, ...log },
      metrics: { lastArchive: NO_SERIES, ...metrics },
    }),
  );
const WINDOW = (count: number) => `log: looked at ${count} completed segments of the last 60 min`;
const NO_BACKUP = 'metric: no base backup after it is known';
const number = (low: number) => 0x1000 + low;

describe('a hole', () => {
  it('is told with its segments, what shows it, where was looked, and the base backups', () => {
    const finding = judged(hourWithout([20, 29]), { lastArchive: stoodStill(19, 30) });

    expect(told(finding)).toEqual([
      'critical',
      `10 segments of WAL were not uploaded: ${segment(20)}–1D; recovery cannot go past them`,
      `log: ${segment(20)}–1D (10): the segment before was completed 41 min ago, the one after 30 min ago; the metric stood still in that time`,
      WINDOW(50),
      NO_BACKUP,
    ]);
    expect(finding).toMatchObject({
      missing: [{ timeline: 5, first: number(20), last: number(29) }],
    });
  });

  it('is looked for in the store and on the host before anything else', () => {
    const finding = judged(hourWithout([20, 29]), { lastArchive: stoodStill(19, 30) });

    expect(stepTexts(finding)).toEqual([
      expect.stringMatching(
        new RegExp(`^look into the store: list ${segment(20)} to ${segment(29)} .*, to be sure$`),
      ),
      'see whether pg_wal still has these segments; replicas keep copies for a while, too',
      'only if they are in pg_wal and the store has none of them: push them by hand, without overwriting anything; they may be recycled at any time',
      'only if they cannot be recovered: take a base backup, which reads the whole database. Until then no restore goes past them',
    ]);
    expect(finding).toMatchObject({
      nextSteps: [{}, { host: PRIMARY }, { host: PRIMARY }, {}],
    });
  });

  it('of one segment has steps about one', () => {
    const finding = judged(hourWithout([20, 20]), { lastArchive: stoodStill(19, 21) });

    expect(stepTexts(finding).slice(1)).toEqual([
      'see whether pg_wal still has this segment; replicas keep copies for a while, too',
      'only if it is in pg_wal and not in the store: push it by hand, without overwriting anything; it may be recycled at any time',
      'only if it cannot be recovered: take a base backup, which reads the whole database. Until then no restore goes past it',
    ]);
    expect(JSON.stringify(finding)).toContain(`WHERE name = '${segment(20)}'`);
  });

  it('of lines alone is looked into where the lines are', () => {
    const finding = judged(hourWithout([20, 20]), { lastArchive: WENT_ON });

    expect(told(finding).slice(0, 1)).toEqual(['warning']);
    expect(stepTexts(finding)).toEqual([
      expect.stringMatching(new RegExp(`^look into the store: list ${segment(20)} (?!to )`)),
      'see whether the log file on the host has the missing lines: if so, they were lost on their way here',
      'only if the store does not have it either: take a base backup, which reads the whole database',
    ]);
    expect(finding).toMatchObject({ nextSteps: [{}, { host: PRIMARY }, {}] });
  });

  it('that is certain leads, and one that is doubtful follows', () => {
    const finding = judged(hourWithout([20, 21], [40, 49]), { lastArchive: stoodStill(39, 50) });

    expect(told(finding)).toEqual([
      'critical',
      `10 segments of WAL were not uploaded: ${segment(40)}–31; recovery cannot go past them`,
      expect.stringContaining(`log: ${segment(40)}–31 (10)`),
      expect.stringContaining(`log: ${segment(20)}–15 (2)`),
      WINDOW(48),
      NO_BACKUP,
    ]);
    expect(finding).toMatchObject({
      missing: [{ first: number(40) }, { first: number(20) }],
    });
  });

  it('that a base backup has left behind follows one that it has not, however certain', () => {
    const skipped: Upload = {
      ...completed(40 * MINUTE, { file: segment(10), pid: 9 }),
      state: 'skipped',
    };
    const metrics = {
      lastArchive: stoodStill(39, 50),
      baseBackupStart: job(30 * MINUTE),
      baseBackupSuccess: job(25 * MINUTE),
    };
    const finding = judged([...hourWithout([10, 10], [40, 49]), skipped], metrics);

    expect(told(finding).slice(0, 2)).toEqual([
      'critical',
      `10 segments of WAL were not uploaded: ${segment(40)}–31; recovery cannot go past them`,
    ]);
    expect(told(finding).at(-1)).toBe(
      'metric: the last base backup succeeded 25 min ago, before it',
    );
  });

  it('is told with the base backup that began behind it', () => {
    const metrics = {
      lastArchive: stoodStill(19, 30),
      baseBackupStart: job(25 * MINUTE),
      baseBackupSuccess: job(5 * MINUTE),
    };

    expect(told(judged(hourWithout([20, 29]), metrics)).at(-1)).toBe(
      'metric: the last base backup succeeded 5 min ago, after it: only restores from older ones are affected',
    );
  });

  it('whose upload failed leads among those that are as bad', () => {
    const failures = [failure(10 * MINUTE, { file: segment(50) })];
    const finding = judged(
      hourWithout([20, 29], [50, 50]),
      { lastArchive: stoodStill(19, 30) },
      { failures },
    );

    expect(told(finding)[1]).toContain(`1 segment of WAL failed to upload`);
  });

  it('in the timeline of an earlier primary is looked for on that host', () => {
    const uploads = hourWithout([10, 12]).map((upload, index) =>
      index < 27
        ? { ...upload, host: 'db-9' }
        : { ...upload, file: upload.file.replace('00000005', '00000006') },
    );
    const finding = judged(uploads);

    expect(told(finding)[1]).toContain(`3 segments of WAL have no completed upload`);
    expect(finding).toMatchObject({ nextSteps: [{}, { host: 'db-9' }, { host: 'db-9' }, {}] });
  });

  it('whose file was gone before its upload is told as that', () => {
    const skipped: Upload = {
      ...completed(10 * MINUTE, { file: segment(50), pid: 9 }),
      state: 'skipped',
    };

    expect(told(judged([...hourWithout([50, 50]), skipped], { lastArchive: WENT_ON }))).toEqual(
      expect.arrayContaining([
        `1 segment of WAL was not uploaded: ${segment(50)}; recovery cannot go past it`,
        expect.stringContaining('skipped: the file was gone before its upload'),
      ]),
    );
  });

  it('whose upload failed is told as that', () => {
    const failures = [failure(10 * MINUTE, { file: segment(50) })];
    const finding = judged(hourWithout([50, 50]), { lastArchive: WENT_ON }, { failures });

    expect(told(finding).slice(0, 2)).toEqual([
      'critical',
      `1 segment of WAL failed to upload and was passed over: ${segment(50)}; recovery cannot go past it`,
    ]);
  });

  it.each<[how: string, metrics: Partial<MetricReadings>, severity: string, words: string]>([
    [
      'began and never ended',
      { lastArchive: WENT_ON },
      'warning',
      `the upload of ${segment(50)} began and its end is not in the log, while later ones completed`,
    ],
    [
      'began, while the metric stood still',
      { lastArchive: stoodStill(49, 51) },
      'critical',
      `1 segment of WAL was not uploaded: ${segment(50)}`,
    ],
  ])('that %s is told as that', (_how, metrics, severity, words) => {
    const uploads = hourWithout([50, 50]).map((upload) => ({ ...upload, pid: 7 }));
    const hung = open(10 * MINUTE, { file: segment(50), pid: 7 });
    const finding = judged([...uploads, hung], metrics);

    expect(told(finding).slice(0, 2)).toEqual([severity, expect.stringContaining(words)]);
  });

  it.each([
    [6, 'log: and 1 more hole'],
    [7, 'log: and 2 more holes'],
  ])('is one of %d: five are listed', (count, words) => {
    const holes = Array.from(
      { length: count },
      (_, index) => [5 * index + 5, 5 * index + 5] as const,
    );

    expect(told(judged(hourWithout(...holes))).slice(6)).toEqual([
      expect.stringContaining('log: 0'),
      words,
      expect.stringContaining('log: looked at'),
      NO_BACKUP,
    ]);
  });

  it('is one of five, and no more are counted', () => {
    const holes = [5, 10, 15, 20, 25].map((one) => [one, one] as const);

    expect(told(judged(hourWithout(...holes))).slice(7)).toEqual([
      expect.stringContaining('log: looked at'),
      NO_BACKUP,
    ]);
  });
});

describe('what may still come', () => {
  const COMING = `log: ${segment(58)} may still come`;
  const uploading = [
    ...hourWithout([50, 50], [58, 58]).map((upload) => ({ ...upload, pid: 7 })),
    open(4 * MINUTE, { file: segment(50), pid: 7 }),
  ];

  it('is told after what was looked at, where there is no hole', () => {
    expect(told(judged(uploading, { lastArchive: WENT_ON }))).toEqual([
      'clear',
      WINDOW(58),
      `log: ${segment(50)} is being uploaded`,
      COMING,
    ]);
  });

  it('is told beside a hole', () => {
    expect(
      told(judged(hourWithout([20, 29], [58, 58]), { lastArchive: stoodStill(19, 30) })).slice(2),
    ).toEqual([expect.stringContaining('log: '), COMING, WINDOW(49), NO_BACKUP]);
  });

  it('is not yet told from a hole after a pause', () => {
    const finding = judged(hourWithout([55, 58]), { lastArchive: stoodStill(54, 59) });

    expect(told(finding)).toEqual([
      'unknown',
      `uploads complete again after none in the log for 5 min, and whether ${segment(55)}–3A were uploaded cannot be told yet`,
      `log: ${segment(55)}–3A (4): the segment before was completed 6 min ago, the one after 60 s ago; the metric stood still in that time`,
      `log: ${segment(55)}–3A may still come`,
      WINDOW(56),
    ]);
    expect(stepTexts(finding)).toEqual([
      'ask again in a few minutes',
      expect.stringContaining(`look into the store: list ${segment(55)} to ${segment(58)}`),
    ]);
  });

  it('is not doubted after a shorter pause', () => {
    expect(judged(hourWithout([56, 58]), { lastArchive: stoodStill(55, 59) }).kind).toBe('clear');
  });

  it('is doubted where it failed before a later one completed', () => {
    const failures = [failure(3 * MINUTE, { file: segment(58) })];

    expect(
      told(judged(hourWithout([58, 58]), { lastArchive: WENT_ON }, { failures })).slice(0, 2),
    ).toEqual([
      'unknown',
      `uploads complete again after failed tries, and whether ${segment(58)} was uploaded cannot be told yet`,
    ]);
  });

  it('is not doubted where it is being uploaded after a try that failed', () => {
    const uploads = [
      ...hourWithout([58, 58]).map((upload) => ({ ...upload, pid: 7 })),
      failed({
        file: segment(58),
        pid: 6,
        beganAt: NOON - 121 * SECOND,
        endedAt: NOON - 2 * MINUTE,
      }),
      open(90 * SECOND, { file: segment(58), pid: 7 }),
    ];

    expect(
      told(
        judged(uploads, { lastArchive: WENT_ON }, { failures: [failure(2 * MINUTE, { pid: 6 })] }),
      ),
    ).toEqual(['clear', WINDOW(59), `log: ${segment(58)} is being uploaded`]);
  });
});
