import { describe, expect, it } from '@jest/globals';
import type { JobMetricName, JobReading, JobSeries } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { BaseBackupActivity } from '../../src/domain/upload-log.ts';
import { baseBackups, lastBaseBackupAt, succeededByMetrics } from '../../src/facts/base-backup.ts';
import { healthySnapshot, NO_METRICS, NOON, PRIMARY } from '../support/snapshot.ts';

/** The values of a job: so many minutes before noon, and what it says then. */
type Points = readonly (readonly [ago: number, value: number])[];
type Jobs = Readonly<Record<string, Points>>;

const at = (minutes: number): number => NOON - minutes * MINUTE;
/** Unix seconds of so many minutes before noon. */
const unix = (minutes: number): number => at(minutes) / SECOND;

const reading = (jobs: Jobs, over: Partial<JobSeries> = {}): JobReading =>
  measured(
    Object.entries(jobs).map(([key, points]) => ({
      key,
      hosts: [],
      type: key,
      points: points.map(([ago, value]) => ({ at: at(ago), value })),
      ...over,
    })),
    NOON,
  );

const worldOf = (
  said: Partial<Record<JobMetricName, JobReading>>,
  active: readonly BaseBackupActivity[] = [],
) => healthySnapshot({ metrics: said, log: { baseBackups: active } });

const active = (firstAgo: number, lastAgo: number, host: string = PRIMARY) => ({
  host,
  pid: 7,
  firstAt: at(firstAgo),
  lastAt: at(lastAgo),
});

describe('base backups that are known to have succeeded', () => {
  it('are those of every living job, the oldest first', () => {
    const success = reading({
      a: [
        [600, unix(610)],
        [100, unix(110)],
      ],
      b: [[300, unix(310)]],
    });

    expect(succeededByMetrics(worldOf({ baseBackupSuccess: success }))).toEqual(
      [610, 310, 110].map((ago) => ({ beganAt: undefined, endedAt: at(ago) })),
    );
  });

  it('began with the last begin before their end', () => {
    const snapshot = worldOf({
      baseBackupSuccess: reading({ a: [[100, unix(110)]] }),
      baseBackupStart: reading({
        a: [
          [300, unix(310)],
          [140, unix(150)],
          [100, unix(110)],
        ],
      }),
    });

    expect(succeededByMetrics(snapshot)).toEqual([{ beganAt: at(150), endedAt: at(110) }]);
    expect(baseBackups(snapshot).usualLength).toBe(40 * MINUTE);
  });

  it('are not those of a job that is long gone, unless there is no other', () => {
    const limit = healthySnapshot().cluster.thresholds.baseBackupCriticalAge / MINUTE;
    const ends = (jobs: Jobs) =>
      succeededByMetrics(worldOf({ baseBackupSuccess: reading(jobs) })).map(
        ({ endedAt }) => (NOON - endedAt) / MINUTE,
      );
    const living: Points = [[0, unix(10)]];

    expect(ends({ gone: [[0, unix(limit)]], living })).toEqual([10]);
    expect(ends({ old: [[0, unix(limit - 1)]], living })).toEqual([limit - 1, 10]);
    expect(ends({ gone: [[0, unix(limit + 5)]] })).toEqual([limit + 5]);
  });

  it('are no more than was shown by the moment that is looked at', () => {
    const success = reading({
      a: [
        [100, unix(110)],
        [20, unix(30)],
      ],
    });
    const earlier = { ...worldOf({ baseBackupSuccess: success }), at: at(60) };

    expect(lastBaseBackupAt(earlier)).toBe(at(110));
  });

  it('are none without a metric of them', () => {
    expect(succeededByMetrics(worldOf({}))).toEqual([]);
    expect(lastBaseBackupAt(worldOf({}))).toBeUndefined();
  });

  it('are led by the newest success of all jobs', () => {
    const success = reading({ a: [[0, unix(300)]], b: [[0, unix(100)]], c: [[0, unix(200)]] });

    expect(baseBackups(worldOf({ baseBackupSuccess: success })).lastSuccess).toEqual({
      at: at(100),
      by: 'b',
    });
  });
});

describe('what is not known of base backups', () => {
  it('is said only where neither success nor begin is measured', () => {
    const down = unavailable('timeout', 'no answer in time');
    const metrics = { ...NO_METRICS, baseBackupSuccess: down };
    const job = reading({ a: [[0, unix(100)]] });

    expect(baseBackups(healthySnapshot({ metrics })).notKnown).toBe('no answer in time');
    expect(
      baseBackups(healthySnapshot({ metrics: { ...metrics, baseBackupStart: job } })).notKnown,
    ).toBeUndefined();
    expect(
      baseBackups(healthySnapshot({ metrics: { ...NO_METRICS, baseBackupSuccess: job } })).notKnown,
    ).toBeUndefined();
  });

  it('is who took it, where no label gives the name of anything', () => {
    const by = (over: Partial<JobSeries>) =>
      baseBackups(worldOf({ baseBackupSuccess: reading({ a: [[0, unix(100)]] }, over) }))
        .lastSuccess?.by;

    expect(by({ type: 'patroni-ci' })).toBe('patroni-ci');
    expect(by({ type: '<!channel> now' })).toBeUndefined();
    expect(by({ type: undefined })).toBeUndefined();
    expect(by({ hosts: ['push.example', PRIMARY] })).toBe(PRIMARY);
  });

  it('is from when on a series would show one that has no value at all', () => {
    const none = reading({ a: [] });

    expect(baseBackups(worldOf({ baseBackupSuccess: none })).watchedSince).toBeUndefined();
  });
});

describe('a base backup that runs', () => {
  const running = (start: Points, success: Points, ...log: readonly BaseBackupActivity[]) =>
    baseBackups(
      worldOf(
        { baseBackupStart: reading({ a: start }), baseBackupSuccess: reading({ a: success }) },
        log,
      ),
    ).running;

  it('began and has not ended by its metric', () => {
    expect(running([[0, unix(50)]], [])).toEqual({ since: at(50), by: 'a', seenIn: 'metric' });
    expect(running([[0, unix(50)]], [[0, unix(51)]])).toMatchObject({ since: at(50) });
    expect(running([[0, unix(50)]], [[0, unix(50)]])).toBeUndefined();
    expect(running([[0, 0]], [])).toBeUndefined();
  });

  it('is none by a begin that is shown no more', () => {
    const start: Points = [
      [120, unix(130)],
      [0, 0],
    ];

    expect(running(start, [])).toBeUndefined();
    expect(running([[35, unix(50)]], [])).toBeDefined();
    expect(running([[36, unix(50)]], [])).toBeUndefined();
  });

  it('is the one that wrote last to the log, until half an hour ago', () => {
    expect(running([], [], active(90, 20, 'old'), active(60, 10), active(95, 29, 'older'))).toEqual(
      {
        since: at(60),
        by: PRIMARY,
        seenIn: 'log',
      },
    );
    expect(running([], [], active(90, 30))).toBeUndefined();
  });

  it('has ended where a success is no more than a minute older than its last line', () => {
    expect(running([], [[0, unix(11)]], active(60, 10))).toBeUndefined();
    expect(running([], [[0, unix(12)]], active(60, 10))).toBeDefined();
  });

  it('is of the host that the log names, since when the metric says', () => {
    expect(running([[0, unix(50)]], [], active(45, 10))).toEqual({
      since: at(50),
      by: PRIMARY,
      seenIn: 'metric',
    });
  });

  it('is none where the last one failed', () => {
    const { failed, running: none } = baseBackups(
      worldOf({
        baseBackupStart: reading({ a: [[0, unix(50)]] }),
        baseBackupFailed: reading({ a: [[0, 1]] }),
      }),
    );

    expect(failed).toEqual({ beganAt: at(50), by: 'a' });
    expect(none).toBeUndefined();
  });
});

describe('the length of base backups', () => {
  it('is that of the longest that was seen from begin to end', () => {
    const snapshot = worldOf({
      baseBackupStart: reading({
        a: [
          [600, unix(600)],
          [300, unix(300)],
        ],
      }),
      baseBackupSuccess: reading({
        a: [
          [1000, unix((24 * HOUR) / MINUTE)],
          [500, unix(500)],
          [290, unix(290)],
        ],
      }),
    });

    expect(baseBackups(snapshot).usualLength).toBe(100 * MINUTE);
    expect(baseBackups(snapshot).watchedSince).toBe(NOON - 1000 * MINUTE);
    expect(baseBackups(worldOf({})).usualLength).toBeUndefined();
  });
});
