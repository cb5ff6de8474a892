import { describe, expect, it } from '@jest/globals';
import { archiverNotRunning } from '../../src/rules/archiver-not-running.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import { uploadStuck } from '../../src/rules/upload-stuck.ts';
import { unavailableSources } from '../../src/report/unavailable-sources.ts';
import { sourceKey } from '../../src/domain/source-words.ts';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import {
  completed,
  failure,
  healthySnapshot,
  LAST,
  metric,
  moment,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
  uploadLog,
} from '../support/snapshot.ts';
import { codeOf } from '../support/verdict.ts';

const NO_LOG = unavailable('unreachable', 'connection refused');
const ABSENT = unavailable('no-data', 'no series');

/** Seconds since the last success, which was so long before noon; before that one came every 20 s. */
const age = (agoMs: number) =>
  metric({ [PRIMARY]: (ago) => (ago >= agoMs ? 20 : (agoMs - ago) / SECOND) });
/** Every second one more, since so long before noon. */
const countSince = (agoMs: number, untilMs = 0) =>
  metric({
    [PRIMARY]: (ago) => 3 + Math.max(0, agoMs - Math.max(ago, untilMs)) / SECOND,
    [REPLICA]: 0,
  });

const failing = (
  span: number,
  over: Partial<MetricReadings> = {},
  uploadLog?: Snapshot['uploadLog'],
): Snapshot =>
  healthySnapshot({
    ...(uploadLog === undefined ? { log: { uploads: [completed(span)] } } : { uploadLog }),
    metrics: {
      lastArchive: ABSENT,
      archiverAge: age(span),
      archiverFailedCount: countSince(span),
      pendingWal: metric({ [PRIMARY]: (ago) => (ago >= span ? 0 : 21) }),
      ...over,
    },
  });

describe('upload-failing by the count of PostgreSQL', () => {
  it.each([
    { span: 5 * MINUTE, words: 'the last success was 5 min ago' },
    { span: 20 * MINUTE, words: 'the last success was 20 min ago' },
  ])('names since when: $words', ({ span, words }) => {
    for (const log of [undefined, NO_LOG]) {
      const snapshot = failing(span, {}, log);

      expect(codeOf(snapshot)).toBe('upload-failing');
      expect(uploadFailing(snapshot)).toMatchObject({
        severity: 'critical',
        headline: expect.stringContaining(words),
      });
    }
  });

  it('and then nothing hangs, nothing is switched off, and nothing is to be killed', () => {
    for (const log of [undefined, NO_LOG]) {
      const snapshot = failing(20 * MINUTE, {}, log);

      expect(uploadStuck(snapshot).kind).toBe('clear');
      expect(archiverNotRunning(snapshot).kind).not.toBe('problem');
      expect(JSON.stringify(uploadFailing(snapshot))).not.toContain('kill');
    }
  });

  it('by the time of the last failure alone', () => {
    const over = {
      archiverFailedCount: ABSENT,
      archiverLastFailed: metric({ [PRIMARY]: (ago) => (NOON - ago - 5 * SECOND) / SECOND }),
    };

    expect(uploadFailing(failing(5 * MINUTE, over, NO_LOG))).toMatchObject({
      code: 'upload-failing',
      evidence: [{ text: expect.stringContaining('the latest 5 s ago') }, {}, {}],
    });
  });

  it('where one and the same file ends again and again, and the errors between are not there', () => {
    const tries = (files: readonly number[]) => ({
      uploads: [
        completed(20 * MINUTE),
        ...files.map((number, index) =>
          completed((3 * files.length - index) * MINUTE, { file: segment(number), pid: index }),
        ),
      ],
    });
    const by = (files: readonly number[]) =>
      uploadFailing(failing(20 * MINUTE, {}, measured(uploadLog(tries(files)), NOON)));

    expect(by([LAST + 1, LAST + 1, LAST + 1])).toMatchObject({ severity: 'critical' });
    expect(JSON.stringify(by([LAST + 1, LAST + 1, LAST + 1]))).toContain(
      'the last success was 20 min ago',
    );
    expect(JSON.stringify(by([LAST + 1, LAST + 1, LAST + 2]))).toContain(
      'the last success was 7 min ago',
    );
    expect(JSON.stringify(by([LAST + 1, LAST + 1]))).toContain('the last success was 5 min ago');
  });

  it('where one file ends again and again, though the clock of the host is ahead', () => {
    const AHEAD = 2 * MINUTE;
    const ends = (files: readonly number[]) =>
      files.map((number, index) =>
        completed((files.length - index) * MINUTE - AHEAD, { file: segment(number), pid: index }),
      );
    const by = (files: readonly number[]) =>
      uploadFailing(
        failing(5 * MINUTE, {}, measured(uploadLog({ uploads: ends(files), to: NOON }), NOON)),
      );

    // The first two completed before PostgreSQL's last success, and by the host's clock after it.
    const before = [LAST - 1, LAST];
    expect(by([...before, ...Array.from({ length: 5 }, () => LAST + 1)])).toMatchObject({
      severity: 'critical',
      headline: expect.stringContaining('the last success was 5 min ago'),
    });
    expect(by([...before, LAST + 1, LAST + 1, LAST + 2, LAST + 3, LAST + 4]).kind).toBe('clear');
  });

  it.each([
    [
      'a failure before the last success',
      {
        archiverLastFailed: metric({ [PRIMARY]: moment(30 * MINUTE) }),
        archiverFailedCount: ABSENT,
      },
    ],
    ['a count that stands still', { archiverFailedCount: metric({ [PRIMARY]: 303 }) }],
    [
      'a count that fell, since PostgreSQL was set up anew',
      { archiverFailedCount: metric({ [PRIMARY]: (ago) => (ago > 5 * MINUTE ? 900 : 0) }) },
    ],
    [
      'a time of 0, for never',
      { archiverFailedCount: ABSENT, archiverLastFailed: metric({ [PRIMARY]: 0 }) },
    ],
    [
      'a time of -1, for never',
      { archiverFailedCount: ABSENT, archiverLastFailed: metric({ [PRIMARY]: -1 }) },
    ],
    [
      'failures of a replica',
      { archiverFailedCount: metric({ [REPLICA]: (ago) => 9000 - ago / SECOND }) },
    ],
    [
      'a count that nobody has sampled for a while',
      {
        archiverFailedCount: metric({
          [PRIMARY]: (ago) => (ago < 3 * MINUTE ? undefined : 9000 - ago / SECOND),
        }),
      },
    ],
  ])('not by %s', (_what, over) => {
    expect(uploadFailing(failing(20 * MINUTE, over, NO_LOG)).kind).toBe('unknown');
  });

  it('not by one failed try that was made good at once', () => {
    const over = {
      archiverAge: age(10 * SECOND),
      archiverFailedCount: metric({ [PRIMARY]: (ago) => (ago >= 30 * SECOND ? 3 : 4) }),
    };

    expect(uploadFailing(failing(10 * SECOND, over, NO_LOG)).kind).toBe('unknown');
  });

  it('also where the metric made from the log takes the end of each failed try for an upload, as of WAL-G', () => {
    const lastArchive = metric({ [PRIMARY]: moment(10 * SECOND) });
    const complaint = failure(15 * SECOND, {
      reportedBy: 'postgresql',
      file: segment(LAST + 1),
      text: 'archive command failed with exit code 1',
    });
    const linesLost = measured(
      uploadLog({ uploads: [completed(20 * MINUTE)], failures: [complaint] }),
      NOON,
    );

    expect(codeOf(failing(20 * MINUTE, { lastArchive }, NO_LOG))).toBe('upload-failing');
    expect(codeOf(failing(20 * MINUTE, { lastArchive }, linesLost))).toBe('upload-failing');
  });

  it.each([5, 13])(
    'and a try that takes %d min fails no less while its end was not counted yet',
    (minutes) => {
      const span = 3 * minutes * MINUTE + 5 * SECOND;
      // The end of the newest try stands in the log, and no scrape has counted it.
      const over = {
        lastArchive: metric({ [PRIMARY]: moment(5 * SECOND) }),
        archiverFailedCount: metric({
          [PRIMARY]: (ago) =>
            3 + 3 * Math.floor(Math.max(0, span - 10 * SECOND - ago) / (minutes * MINUTE)),
        }),
      };

      expect(codeOf(failing(span, over, NO_LOG))).toBe('upload-failing');
    },
  );

  it('not while the log or the metric made from it knows of a later success', () => {
    expect(
      uploadFailing(
        failing(
          20 * MINUTE,
          {
            lastArchive: metric({ [PRIMARY]: moment(10 * SECOND) }),
            archiverFailedCount: countSince(20 * MINUTE, 3 * MINUTE),
          },
          NO_LOG,
        ),
      ).kind,
    ).toBe('unknown');
    const { uploadLog } = healthySnapshot({ log: { uploads: [completed(10 * SECOND)] } });
    expect(uploadFailing(failing(20 * MINUTE, {}, uploadLog)).kind).toBe('clear');
  });

  it('not by a clock that is ahead: a time counts for no later than when it was first seen', () => {
    const over = {
      archiverFailedCount: ABSENT,
      archiverLastFailed: metric({ [PRIMARY]: (NOON + 10 * MINUTE) / SECOND }),
      archiverAge: age(20 * MINUTE),
    };

    expect(uploadFailing(failing(20 * MINUTE, over, NO_LOG)).kind).toBe('unknown');
  });

  it('not by what a host counted when it was primary before', () => {
    const over = {
      replica: metric({ [PRIMARY]: (ago) => (ago > 8 * MINUTE ? 1 : 0), [REPLICA]: 1 }),
      archiverAge: metric({ [PRIMARY]: -1 }),
      archiverFailedCount: countSince(30 * MINUTE, 20 * MINUTE),
    };

    expect(uploadFailing(failing(20 * MINUTE, over, NO_LOG)).kind).toBe('unknown');
  });

  it('also where PostgreSQL has never archived anything', () => {
    const over = { archiverAge: metric({ [PRIMARY]: -1 }) };

    expect(uploadFailing(failing(20 * MINUTE, over, NO_LOG))).toMatchObject({
      headline: expect.stringContaining('no success is known'),
    });
  });

  it('a hang that followed a failure of another hour is a hang', () => {
    const over = {
      archiverFailedCount: ABSENT,
      archiverLastFailed: metric({ [PRIMARY]: (NOON - 2 * HOUR) / SECOND }),
      archiverAge: metric({ [PRIMARY]: (3 * HOUR) / SECOND }),
    };

    expect(uploadFailing(failing(HOUR, over, NO_LOG)).kind).toBe('unknown');
    expect(uploadStuck(failing(HOUR, over, NO_LOG)).kind).toBe('problem');
  });
});

describe('what an answer says of these queries', () => {
  const named = (over: Partial<MetricReadings>): readonly string[] =>
    unavailableSources(failing(5 * MINUTE, { lastArchive: metric({ [PRIMARY]: 0 }), ...over }))
      .map(sourceKey)
      .filter((source) => source.includes('Failed'));
  const OFF = unavailable('not-configured', 'no query is set, by preset or configuration');
  const DOWN = unavailable('timeout', 'no answer in time');
  const there = metric({ [PRIMARY]: 0 });

  it.each([
    ['both answer', there, there, []],
    ['the count alone answers', there, ABSENT, []],
    ['the time alone answers', ABSENT, there, []],
    ['neither has a series', ABSENT, ABSENT, ['prometheus archiverFailedCount']],
    ['the only one that is asked has none', OFF, ABSENT, ['prometheus archiverLastFailed']],
    ['one did not answer', there, DOWN, ['prometheus archiverLastFailed']],
  ])('where %s', (_what, archiverFailedCount, archiverLastFailed, expected) => {
    expect(named({ archiverFailedCount, archiverLastFailed })).toEqual(expected);
  });

  it('names one query of pg_stat_archiver where nobody exports that view', () => {
    expect(
      named({ archiverAge: ABSENT, archiverFailedCount: ABSENT, archiverLastFailed: ABSENT }),
    ).toEqual([]);
  });
});
