import { describe, expect, it } from '@jest/globals';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import type { PatroniMember, PatroniSwitch } from '../../src/domain/patroni.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { contradictionsOf } from '../../src/facts/contradictions.ts';
import { archivedInFuture } from '../../src/facts/contradictions/archived-in-future.ts';
import {
  later,
  logDelay,
  type FindContradiction,
} from '../../src/facts/contradictions/contradiction.ts';
import { clockBehind } from '../../src/facts/contradictions/clock-behind.ts';
import { impossibleNames } from '../../src/facts/contradictions/impossible-names.ts';
import { patroniAgainstMetrics } from '../../src/facts/contradictions/patroni-against-metrics.ts';
import { positionBelowArchive } from '../../src/facts/contradictions/position-below-archive.ts';
import { positionGoesBack } from '../../src/facts/contradictions/position-goes-back.ts';
import { postgresAgainstLog } from '../../src/facts/contradictions/postgres-against-log.ts';
import { replicaArchives } from '../../src/facts/contradictions/replica-archives.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  LAST,
  metric,
  moment,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
  UNREAD,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const SIZE = DEFAULT_WAL_SEGMENT_SIZE;
const GONE = unavailable('no-data', 'no series');
const NO_LOG = unavailable('timeout', 'no answer in time');

interface Case {
  readonly log?: Partial<LogParts> | undefined;
  readonly noLog?: true;
  readonly metrics?: Partial<MetricReadings>;
  readonly patroni?: ReturnType<typeof healthySnapshot>['patroni'];
  readonly since?: number;
}
const snapshotOf = ({ log, noLog, metrics, patroni }: Case) =>
  healthySnapshot({
    ...(noLog === undefined ? { ...(log === undefined ? {} : { log }) } : { uploadLog: NO_LOG }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(patroni === undefined ? {} : { patroni }),
  });
const wordsOf =
  (find: FindContradiction) =>
  (seen: Case = {}): string | undefined =>
    find(snapshotOf(seen), {
      kind: 'one',
      host: PRIMARY,
      since: seen.since === undefined ? undefined : NOON - seen.since,
      replicas: [REPLICA],
    })?.words;
/** The age of a success so long ago. */
const succeeded = (ago: number) =>
  metric({ [PRIMARY]: (pointAgo) => Math.max(0, ago - pointAgo) / SECOND + pointAgo / 1e9 });

describe('a healthy cluster', () => {
  it('contradicts itself in nothing', () => {
    expect(contradictionsOf(healthySnapshot())).toEqual([]);
  });
});

describe('a clock that is behind', () => {
  interface Behind {
    readonly lag?: number;
    readonly full?: number;
    readonly log?: Partial<LogParts>;
  }
  /** LAST was full a minute ago, or earlier; its line arrived at once, and says that it ended so long before noon. */
  const behind = (
    ended: number,
    { lag = ended - MINUTE / 2, full = MINUTE, log = {} }: Behind = {},
  ): Case => ({
    log: { uploads: [completed(ended)], shippingLag: lag, ...log },
    metrics: {
      walPosition: metric({ [PRIMARY]: (ago) => END_OF_LAST - (ago > full ? SIZE / 2 : 0) }),
    },
  });
  const said = (ended: number, over?: Behind) => wordsOf(clockBehind)(behind(ended, over));
  const stepsOf = (seen: Case) => contradictionsOf(snapshotOf(seen))[0]?.nextSteps;

  it('is named where the log has a segment completed before the position was at its end', () => {
    expect(said(8 * MINUTE)).toBe(
      `the clock of ${PRIMARY} is 7 min behind: by its log a segment was completed 6 min before it was full`,
    );
    expect(said(65 * MINUTE)).toMatch(/^the clock of patroni-01 is 64 min behind/);
  });

  it('is named as soon as the log is more than a minute ahead of the position', () => {
    expect(said(2.5 * MINUTE, { lag: 7 * MINUTE })).toBeUndefined();
    expect(said(2.5 * MINUTE + 1, { lag: 7 * MINUTE })).toBeDefined();
  });

  it('is named though the position reached the end only at this very moment, or just after the samples begin', () => {
    expect(said(8 * MINUTE, { full: 0 })).toMatch(/completed 7 min before it was full$/);
    expect(said(65 * MINUTE, { full: 59.5 * MINUTE })).toMatch(/completed 5 min before/);
  });

  it('is named by the newest segment that is full, though the log has one more', () => {
    const uploads = [completed(8 * MINUTE), completed(7 * MINUTE, { file: segment(LAST + 1) })];

    expect(said(8 * MINUTE, { log: { uploads } })).toMatch(/completed 6 min before it was full$/);
  });

  it('is looked for on the host, and in the zone of the log', () => {
    const zone = 'if that clock is right, the log is in another time zone: set timeZone to it';

    expect(stepsOf(behind(8 * MINUTE))).toEqual([
      { text: `check the clock of ${PRIMARY}`, command: 'timedatectl', host: PRIMARY },
      { text: zone },
    ]);
    const uploads = [completed(8 * MINUTE, { host: undefined, archiver: 'barman' })];
    expect(stepsOf(behind(8 * MINUTE, { log: { uploads, archiver: 'barman' } }))).toEqual([
      {
        text: `check the clock of the host that logs the uploads of ${PRIMARY}`,
        command: 'timedatectl',
      },
      { text: zone },
    ]);
  });

  it('is named where the segments of before it was set have later times', () => {
    const uploads = [
      completed(8 * MINUTE),
      completed(7 * MINUTE, { file: segment(LAST - 1), pid: 99 }),
    ];

    expect(said(8 * MINUTE, { log: { uploads } })).toMatch(/^the clock of patroni-01 is 7 min/);
  });

  it('may be that of the Barman host, which logs the uploads', () => {
    const uploads = [completed(8 * MINUTE, { host: undefined, archiver: 'barman' })];

    expect(said(8 * MINUTE, { log: { uploads, archiver: 'barman' } })).toMatch(
      /^the clock of the host that logs the uploads of patroni-01 is 7 min behind/,
    );
  });

  it.each([
    ['whose lines arrive late, after the segment was full', { full: 9 * MINUTE }],
    ['within what is allowed for', { lag: 6 * MINUTE }],
    [
      'where the times are those of another zone',
      {
        log: {
          unread: {
            count: 0,
            samples: [],
            zoneErrors: [{ host: PRIMARY, count: 9, offset: -60 * MINUTE }],
          },
        },
      },
    ],
    ['where the segment was full before the samples begin', { full: 90 * MINUTE }],
    [
      'where the names of the segments do not fit their size',
      {
        log: {
          uploads: [completed(8 * MINUTE), completed(7 * MINUTE, { file: segment(0x100) })],
        },
      },
    ],
  ])('is not told %s', (_what, over) => {
    expect(said(8 * MINUTE, over)).toBeUndefined();
  });

  it('is not told by positions that were scraped too seldom to tell when a segment was full', () => {
    const EVERY = 4 * MINUTE;
    // Full 7.5 min ago, and seen to be so at the scrape of 4 min ago.
    const position = metric({
      [PRIMARY]: (ago) => {
        const scraped = Math.ceil(ago / EVERY) * EVERY;
        return scraped > 7.5 * MINUTE ? END_OF_LAST - scraped : END_OF_LAST + SIZE / 2 - scraped;
      },
    });
    const snapshot = healthySnapshot({
      log: { uploads: [completed(7 * MINUTE)], shippingLag: 6.5 * MINUTE },
      metrics: { lastArchive: metric({ [PRIMARY]: moment(7 * MINUTE) }), walPosition: position },
    });

    expect(contradictionsOf(snapshot)).toEqual([]);
  });

  it('is not told without a log', () => {
    const { metrics = {} } = behind(8 * MINUTE);

    expect(wordsOf(clockBehind)({ metrics, noLog: true })).toBeUndefined();
  });
});

describe('contradictions', () => {
  const walPosition = metric({
    [PRIMARY]: (ago) => END_OF_LAST + (ago > 5 * MINUTE ? 3 : 1) * SIZE,
  });
  const lastArchive = metric({ [PRIMARY]: (NOON + 10 * MINUTE) / SECOND });

  it('are all told, the one that explains others first', () => {
    const found = contradictionsOf(healthySnapshot({ metrics: { walPosition, lastArchive } }));

    expect(found.map(({ words }) => words.slice(0, 20))).toEqual([
      'the WAL position of ',
      'the metric says that',
    ]);
  });

  it('are told of the one primary alone, once its role has settled', () => {
    const of = (ago: number) =>
      contradictionsOf(
        healthySnapshot({
          metrics: {
            lastArchive,
            replica: metric({ [PRIMARY]: (pointAgo) => (pointAgo > ago ? 1 : 0) }),
          },
        }),
      );

    expect(of(5 * MINUTE)).toHaveLength(1);
    expect(of(4.5 * MINUTE)).toEqual([]);
    expect(contradictionsOf(healthySnapshot({ metrics: { lastArchive, replica: GONE } }))).toEqual(
      [],
    );
  });
});

describe('the clock here', () => {
  const found = (clockSkewMs: number | undefined, replica = healthySnapshot().metrics.replica) =>
    contradictionsOf({ ...healthySnapshot({ metrics: { replica } }), clockSkewMs }).map(
      ({ words }) => words,
    );

  it('contradicts the metrics server’s once metrics of then are not current', () => {
    expect(found(undefined)).toEqual([]);
    expect(found(-2 * MINUTE)).toEqual([]);
    expect(found(2 * MINUTE)).toEqual([]);
    expect(found(-61 * MINUTE)).toEqual([
      'the clock here is 61 min behind the metrics server’s, so what is asked as of now is not of now',
    ]);
    expect(found(2 * MINUTE + 1)).toEqual([
      'the clock here is 2 min ahead of the metrics server’s, so what is asked as of now is not of now',
    ]);
  });

  it('does so whoever is the primary', () => {
    expect(found(61 * MINUTE, GONE)).toHaveLength(1);
  });

  it('is compared with the metrics server’s on the machine that Wale runs on', () => {
    const [here] = contradictionsOf({ ...healthySnapshot(), clockSkewMs: -61 * MINUTE });

    expect(here?.evidence).toEqual([
      {
        from: 'comparison',
        text: 'the clock of the machine that Wale runs on is 61 min behind the metrics server’s',
      },
    ]);
    expect(here?.nextSteps).toEqual([
      {
        text: 'compare the clocks of the machine that Wale runs on and of the metrics server; one of them is wrong',
        command: 'timedatectl',
      },
    ]);
  });
});

describe('what is on its way', () => {
  it('takes what a line may, and what it takes beyond that', () => {
    expect(logDelay(snapshotOf({}))).toBe(3 * MINUTE);
    expect(logDelay(snapshotOf({ noLog: true }))).toBe(3 * MINUTE);
    expect(logDelay(snapshotOf({ log: { shippingLag: 4 * MINUTE } }))).toBe(7 * MINUTE);
  });

  it('is later than another moment, where either is known', () => {
    expect(later(1, 2)).toBe(2);
    expect(later(2, 1)).toBe(2);
    expect(later(undefined, 1)).toBe(1);
    expect(later(1, undefined)).toBe(1);
    expect(later(undefined, undefined)).toBeUndefined();
  });
});

describe('an upload in the future', () => {
  const words = wordsOf(archivedInFuture);
  const ahead = (by: number, shippingLag: LogParts['shippingLag'] = 0) =>
    words({
      log: { shippingLag },
      metrics: { lastArchive: metric({ [PRIMARY]: (NOON + by) / SECOND }) },
    });

  it('is none, by more than a metric may be off', () => {
    expect(ahead(3 * MINUTE)).toBeUndefined();
    expect(ahead(3 * MINUTE + SECOND)).toBe(
      `the metric says that ${PRIMARY} will have completed an upload in 3 min, and by the log its clock is not that far ahead`,
    );
  });

  it('is explained by a clock that is ahead, whose lines arrive before they were written', () => {
    expect(ahead(10 * MINUTE, -7 * MINUTE)).toBeUndefined();
    expect(ahead(10 * MINUTE, -6 * MINUTE)).toBeDefined();
    expect(ahead(4 * MINUTE, 5 * MINUTE)).toBeDefined();
    expect(ahead(3 * MINUTE, 5 * MINUTE)).toBeUndefined();
    expect(ahead(4 * MINUTE, UNREAD)).toBeDefined();
  });

  it('is one without a log, and none without the metric', () => {
    const lastArchive = metric({ [PRIMARY]: (NOON + 10 * MINUTE) / SECOND });

    expect(words({ noLog: true, metrics: { lastArchive } })).toBeDefined();
    expect(words({ metrics: { lastArchive: GONE } })).toBeUndefined();
  });
});

describe('names that no segment of the size has', () => {
  it('contradict the configuration', () => {
    const words = wordsOf(impossibleNames);

    expect(words({ log: { uploads: [completed(MINUTE, { file: segment(0x100) })] } })).toContain(
      `${PRIMARY} uploads ${segment(0x100)}`,
    );
    expect(words()).toBeUndefined();
  });
});

describe('Patroni', () => {
  const words = wordsOf(patroniAgainstMetrics);
  const view = (leader: Partial<PatroniMember> | undefined, switches: PatroniSwitch[] = []) =>
    measured(
      {
        members: [
          { host: REPLICA, role: 'replica', state: 'streaming', timeline: 4 },
          ...(leader === undefined
            ? []
            : [{ host: PRIMARY, role: 'leader', state: 'running', timeline: 5, ...leader }]),
        ],
        switches,
      },
      NOON,
    );

  it('agrees with the metrics, or does not say', () => {
    expect(words({ patroni: view({}) })).toBeUndefined();
    expect(words({ patroni: view(undefined) })).toBeUndefined();
    expect(words({ patroni: NO_LOG })).toBeUndefined();
    expect(words({ patroni: view({ timeline: undefined }) })).toBeUndefined();
  });

  it('names another leader, whom the metrics know as a replica', () => {
    expect(words({ patroni: view({ host: REPLICA }) })).toBe(
      `the metrics say that ${PRIMARY} is the primary, and Patroni says ${REPLICA}`,
    );
    expect(words({ patroni: view({ host: 'member-2' }) })).toBeUndefined();
  });

  describe('names another timeline than is archived', () => {
    const patroni = view({ timeline: 6 });

    it('now', () => {
      const uploads = (ago: number) => ({ uploads: [completed(ago)] });

      expect(words({ patroni, log: uploads(15 * MINUTE - 1) })).toBe(
        `${PRIMARY} archives timeline 5 by the log, and is on timeline 6 by Patroni`,
      );
      expect(words({ patroni, log: uploads(15 * MINUTE) })).toBeUndefined();
      expect(words({ patroni, log: { uploads: [] } })).toBeUndefined();
    });

    it('by the newest of its own', () => {
      const newer = completed(SECOND, { file: segment(1, 6) });

      expect(words({ patroni, log: { uploads: [newer, completed(MINUTE)] } })).toBeUndefined();
      expect(words({ patroni, log: { uploads: [completed(MINUTE), newer] } })).toBeUndefined();
      const byReplica = { ...newer, host: REPLICA };
      expect(words({ patroni, log: { uploads: [completed(MINUTE), byReplica] } })).toBeDefined();
    });

    it('but for what was left over when the role, or the timeline, had just changed', () => {
      const log = { uploads: [completed(5 * MINUTE)] };

      expect(words({ patroni, log, since: 10 * MINUTE })).toBeDefined();
      expect(words({ patroni, log, since: 9 * MINUTE })).toBeUndefined();
      const ended = (ago: number, timeline = 5) =>
        view({ timeline: 6 }, [{ timeline, lsn: 1n, at: NOON - ago }]);
      expect(words({ patroni: ended(10 * MINUTE), log })).toBeDefined();
      expect(words({ patroni: ended(10 * MINUTE - 1), log })).toBeUndefined();
      expect(words({ patroni: ended(MINUTE, 4), log })).toBeDefined();
    });
  });
});

describe('the position of a primary', () => {
  describe('below what it archived', () => {
    const words = wordsOf(positionBelowArchive);
    const at = (segmentsBeyond: number, ago = 10 * MINUTE, more: Case = {}) =>
      words({
        log: { uploads: [completed(ago)] },
        metrics: { walPosition: metric({ [PRIMARY]: END_OF_LAST + segmentsBeyond * SIZE }) },
        ...more,
      });

    it('by more than a segment is none', () => {
      expect(at(-1)).toBeUndefined();
      expect(at(-1.5)).toBe(
        `the WAL position of ${PRIMARY} is 2 segments below ${segment(LAST)}, which it had uploaded 10 min ago by the log`,
      );
    });

    it('may be what was read before the line', () => {
      expect(at(-9, 3 * MINUTE)).toBeDefined();
      expect(at(-9, 3 * MINUTE - 1)).toBeUndefined();
      const walPosition = metric({ [PRIMARY]: (ago) => (ago < MINUTE ? undefined : 0) });
      expect(at(-9, 4 * MINUTE, { metrics: { walPosition } })).toBeDefined();
      expect(at(-9, 4 * MINUTE - 1, { metrics: { walPosition } })).toBeUndefined();
    });

    it('may be an old sample that is still shown', () => {
      const shown = (from: number) =>
        metric({ [PRIMARY]: (ago) => END_OF_LAST - (ago > from ? 20 : 9) * SIZE });
      const after = (ago: number, from: number) =>
        at(-9, ago, { metrics: { walPosition: shown(from) } });

      expect(after(6.5 * MINUTE, 4 * MINUTE)).toBeUndefined();
      expect(after(7 * MINUTE, 4 * MINUTE)).toBeDefined();
      expect(after(5.5 * MINUTE, 5.5 * MINUTE)).toBeDefined();
    });

    it('may be below what it archived before it was the primary, or another did', () => {
      expect(at(-9, 10 * MINUTE, { since: 10 * MINUTE })).toBeDefined();
      expect(at(-9, 10 * MINUTE, { since: 10 * MINUTE - 1 })).toBeUndefined();
      const log = { uploads: [completed(10 * MINUTE, { host: REPLICA })] };
      expect(at(-9, 0, { log })).toBeUndefined();
    });

    it('is judged by the newest upload', () => {
      const uploads = [
        completed(10 * MINUTE, { file: segment(1) }),
        completed(20 * MINUTE),
        completed(30 * MINUTE),
      ];

      expect(at(-9, 0, { log: { uploads } })).toBeUndefined();
      expect(at(-9, 0, { log: { uploads: [...uploads].reverse() } })).toBeUndefined();
    });

    it('is no other cluster’s where the host goes on with another timeline since', () => {
      const since = (...more: ReturnType<typeof completed>[]) =>
        at(-9, 0, { log: { uploads: [completed(10 * MINUTE), ...more] } });

      expect(since(completed(MINUTE, { file: segment(2, 6) }))).toBeUndefined();
      expect(since(completed(MINUTE, { file: segment(2) }))).toBeDefined();
      expect(since(completed(20 * MINUTE, { file: segment(LAST - 1, 4) }))).toBeDefined();
      expect(since(completed(10 * MINUTE, { file: segment(LAST - 1, 4) }))).toBeDefined();
    });

    it('is not known without a position', () => {
      expect(at(0, MINUTE, { metrics: { walPosition: GONE } })).toBeUndefined();
      expect(
        at(0, 10 * MINUTE, { metrics: { walPosition: metric({ [REPLICA]: 0 }) } }),
      ).toBeUndefined();
    });
  });

  describe('that goes back', () => {
    const words = wordsOf(positionGoesBack);
    const fell = (by: number, ago: number, since?: number) =>
      words({
        ...(since === undefined ? {} : { since }),
        metrics: {
          walPosition: metric({ [PRIMARY]: (pointAgo) => (pointAgo > ago ? by : 0) * SIZE }),
        },
      });

    it('by more than a segment is not that of one server', () => {
      expect(fell(1, 5 * MINUTE)).toBeUndefined();
      expect(fell(1.5, 5 * MINUTE)).toBe(
        `the WAL position of ${PRIMARY} went back by 2 segments 5 min ago, which that of a primary never does`,
      );
    });

    it('did so within a quarter of an hour, and since it is the primary', () => {
      expect(fell(2, 14 * MINUTE)).toBeDefined();
      expect(fell(2, 14.5 * MINUTE)).toBeUndefined();
      expect(fell(2, 5 * MINUTE, 6 * MINUTE)).toBeDefined();
      expect(fell(2, 5 * MINUTE, 5.5 * MINUTE)).toBeUndefined();
    });

    it('may do so little by little', () => {
      const walPosition = metric({ [PRIMARY]: (ago) => (ago / MINUTE) * 0.5 * SIZE });

      expect(words({ metrics: { walPosition } })).toBeDefined();
      const rising = metric({ [PRIMARY]: (ago) => 1e12 - (ago / MINUTE) * SIZE });
      expect(words({ metrics: { walPosition: rising } })).toBeUndefined();
    });

    it('is none in the future, or without a position', () => {
      const points = [
        { at: NOON, value: 9 * SIZE },
        { at: NOON + 1, value: 0 },
      ];

      expect(
        words({ metrics: { walPosition: measured([{ host: PRIMARY, points }], NOON) } }),
      ).toBeUndefined();
      expect(words({ metrics: { walPosition: GONE } })).toBeUndefined();
    });
  });
});

describe("PostgreSQL's own count", () => {
  const words = wordsOf(postgresAgainstLog);

  describe('goes on where the archiver does nothing', () => {
    /** A success three minutes and more ago, and nothing by log and metric for ten. */
    const says = (success: number, more: Case = {}) =>
      words({
        log: { uploads: [completed(10 * MINUTE)] },
        ...more,
        metrics: {
          lastArchive: metric({ [PRIMARY]: moment(10 * MINUTE) }),
          archiverAge: succeeded(success),
          ...more.metrics,
        },
      });

    it('for longer than an archiver is ahead', () => {
      expect(says(4 * MINUTE)).toBe(
        `pg_stat_archiver counted a success of ${PRIMARY} 4 min ago, and neither the archiver’s log nor its metric knows of any upload for 10 min`,
      );
      expect(says(7.9 * MINUTE)).toBeDefined();
      expect(says(8 * MINUTE)).toBeUndefined();
    });

    it('not where the log or the metric knows better, or is not known', () => {
      expect(says(4 * MINUTE, { log: { uploads: [completed(4 * MINUTE)] } })).toBeUndefined();
      const lastArchive = metric({ [PRIMARY]: moment(4 * MINUTE) });
      expect(says(4 * MINUTE, { metrics: { lastArchive } })).toBeUndefined();
      expect(says(4 * MINUTE, { metrics: { lastArchive: GONE } })).toBeUndefined();
      expect(says(4 * MINUTE, { metrics: { archiverAge: GONE } })).toBeUndefined();
      expect(says(4 * MINUTE, { noLog: true })).toBeUndefined();
    });

    it('however late lines arrive, where the metric knows the newest upload', () => {
      const late = (ago: number): Case => ({
        log: { uploads: [completed(ago)], shippingLag: 9 * MINUTE },
      });

      expect(says(4 * MINUTE, late(10 * MINUTE))).toBeDefined();
      expect(says(4 * MINUTE, late(9 * MINUTE))).toBeUndefined();
    });

    it('though only the metric has an upload at all', () => {
      expect(says(4 * MINUTE, { log: { uploads: [] } })).toBeDefined();
    });

    it('not by what it counted only just now', () => {
      const archiverAge = metric({
        [PRIMARY]: (ago) => (ago < 3 * MINUTE ? 1 + ago / 1e9 : (11 * MINUTE) / SECOND + ago / 1e9),
      });

      expect(says(0, { metrics: { archiverAge } })).toBeUndefined();
    });
  });

  describe('stands still where the log has uploads', () => {
    const says = (success: number, ago = 4 * MINUTE, more: Case = {}) =>
      words({
        log: { uploads: [completed(ago)] },
        metrics: { archiverAge: succeeded(success) },
        ...more,
      });

    it('for a quarter of an hour', () => {
      expect(says(19 * MINUTE)).toBe(
        `the log has uploads of ${PRIMARY}, and PostgreSQL has counted no success there for 19 min`,
      );
      expect(says(19 * MINUTE - SECOND)).toBeUndefined();
    });

    it('now, and whose lines have all arrived', () => {
      expect(says(50 * MINUTE, 15 * MINUTE - 1)).toBeDefined();
      expect(says(50 * MINUTE, 15 * MINUTE)).toBeUndefined();
      expect(says(50 * MINUTE, 3 * MINUTE)).toBeDefined();
      expect(says(50 * MINUTE, 3 * MINUTE - 1)).toBeUndefined();
    });

    it('not where the archiver may stream, or it is another host’s', () => {
      const by = (over: Parameters<typeof completed>[1]) =>
        says(50 * MINUTE, 0, { log: { uploads: [completed(4 * MINUTE, over)] } });

      expect(by({ archiver: 'wal-g' })).toBeDefined();
      expect(by({ archiver: 'barman' })).toBeUndefined();
      expect(by({ host: REPLICA })).toBeUndefined();
      expect(by({ file: '00000006.history' })).toBeUndefined();
    });

    it('is not known where it does not count', () => {
      expect(says(0, 4 * MINUTE, { metrics: { archiverAge: GONE } })).toBeUndefined();
    });
  });
});

describe('a replica that archives by its metric', () => {
  const words = wordsOf(replicaArchives);
  const says = (ago: number, more: Case = {}) =>
    words({
      ...more,
      metrics: { lastArchive: metric({ [REPLICA]: moment(ago) }), ...more.metrics },
    });

  it('and not by the log may write to the archive of the primary', () => {
    expect(says(5 * MINUTE)).toBe(
      `${REPLICA} is a replica and by its metric completed an upload 5 min ago, of which the log knows nothing: it may write to the archive of ${PRIMARY}`,
    );
  });

  it('did so within a quarter of an hour', () => {
    expect(says(15 * MINUTE)).toBeDefined();
    expect(says(15.5 * MINUTE)).toBeUndefined();
  });

  it('did so since the other is the primary, and has had time to be', () => {
    expect(says(5 * MINUTE, { since: 10 * MINUTE })).toBeDefined();
    expect(says(5 * MINUTE, { since: 9.5 * MINUTE })).toBeUndefined();
    const young = metric({ [PRIMARY]: (ago) => (ago > 5 * MINUTE ? undefined : 0) });
    expect(says(5 * MINUTE, { metrics: { replica: young } })).toBeDefined();
    expect(says(5.5 * MINUTE, { metrics: { replica: young } })).toBeUndefined();
  });

  it('is told by the log where that has uploads of it', () => {
    const by = (ago: number, host = REPLICA) =>
      says(5 * MINUTE, { log: { uploads: [completed(ago, { host })] } });

    expect(by(5 * MINUTE)).toBeUndefined();
    expect(by(15 * MINUTE)).toBeUndefined();
    expect(by(15 * MINUTE + 1)).toBeDefined();
    expect(by(5 * MINUTE, PRIMARY)).toBeDefined();
  });

  it('is none without the metric, or without a log', () => {
    expect(words({ metrics: { lastArchive: GONE } })).toBeUndefined();
    expect(says(5 * MINUTE, { noLog: true })).toBeUndefined();
  });
});

describe('a contradiction', () => {
  const MEMBERS = { host: PRIMARY, role: 'leader', state: 'running', timeline: 6 };
  const view = (host: string) => measured({ members: [{ ...MEMBERS, host }], switches: [] }, NOON);
  const tenMinutes = { uploads: [completed(10 * MINUTE)] };

  it.each<
    readonly [string, FindContradiction, Case, evidence: readonly (readonly [string, string])[]]
  >([
    [
      'an upload in the future',
      archivedInFuture,
      { metrics: { lastArchive: metric({ [PRIMARY]: (NOON + 10 * MINUTE) / SECOND }) } },
      [['metric', 'lastArchive is 10 min in the future']],
    ],
    [
      'an impossible name',
      impossibleNames,
      { log: { uploads: [completed(MINUTE, { file: segment(0x100) })] } },
      [
        ['log', `${PRIMARY} uploads ${segment(0x100)}`],
        ['configuration', 'a segment has 16 MiB (walSegmentSize)'],
      ],
    ],
    [
      'two leaders',
      patroniAgainstMetrics,
      { patroni: view(REPLICA) },
      [
        ['metric', `${PRIMARY} is the primary, ${REPLICA} is a replica`],
        ['patroni', `${REPLICA} is the leader`],
      ],
    ],
    [
      'two timelines',
      patroniAgainstMetrics,
      { patroni: view(PRIMARY) },
      [
        ['log', `the last upload of ${PRIMARY} was of timeline 5`],
        ['patroni', `${PRIMARY} is the leader, on timeline 6`],
      ],
    ],
    [
      'a position below the archive',
      positionBelowArchive,
      { log: tenMinutes, metrics: { walPosition: metric({ [PRIMARY]: END_OF_LAST - 9 * SIZE }) } },
      [
        ['log', `${PRIMARY} completed ${segment(LAST)} 10 min ago`],
        ['metric', 'the WAL position is 9 segments below its end'],
      ],
    ],
    [
      'a clock that is behind',
      clockBehind,
      {
        log: { uploads: [completed(8 * MINUTE)], shippingLag: 7.5 * MINUTE },
        metrics: {
          walPosition: metric({ [PRIMARY]: (ago) => END_OF_LAST - (ago > MINUTE ? SIZE / 2 : 0) }),
        },
      },
      [
        [
          'log',
          'by the log an upload ended 8 min ago, and its line arrived 7 min after the time that it has',
        ],
        ['metric', 'the WAL position was not at the end of that segment 6 min later'],
      ],
    ],
    [
      'a position that goes back',
      positionGoesBack,
      {
        metrics: {
          walPosition: metric({ [PRIMARY]: (ago) => (ago > 5 * MINUTE ? 50 : 47.5) * SIZE }),
        },
      },
      [['metric', 'walPosition fell by 3 segments 5 min ago']],
    ],
    [
      'a count that goes on',
      postgresAgainstLog,
      {
        log: tenMinutes,
        metrics: {
          lastArchive: metric({ [PRIMARY]: moment(9 * MINUTE) }),
          archiverAge: succeeded(4 * MINUTE),
        },
      },
      [
        ['metric', 'pg_stat_archiver counted the last success 4 min ago'],
        ['log', 'the last upload ended 10 min ago'],
        ['metric', 'the metric made from the log agrees: 9 min ago'],
      ],
    ],
    [
      'a count that stands still',
      postgresAgainstLog,
      {
        log: { uploads: [completed(4 * MINUTE)] },
        metrics: { archiverAge: succeeded(20 * MINUTE) },
      },
      [
        ['log', `${PRIMARY} completed an upload 4 min ago`],
        ['metric', 'pg_stat_archiver counted the last success 20 min ago'],
      ],
    ],
    [
      'a replica that archives',
      replicaArchives,
      { metrics: { lastArchive: metric({ [REPLICA]: moment(5 * MINUTE) }) } },
      [
        ['metric', `lastArchive of ${REPLICA} is 5 min ago`],
        ['metric', `${PRIMARY} is the primary, ${REPLICA} is a replica`],
        ['log', `no upload of ${REPLICA} in that time`],
      ],
    ],
  ])('shows what it follows from, and what to look at: %s', (_what, find, seen, evidence) => {
    const found = find(snapshotOf(seen), {
      kind: 'one',
      host: PRIMARY,
      since: undefined,
      replicas: [REPLICA],
    });

    expect(found?.evidence.map(({ from, text }) => [from, text])).toEqual(evidence);
    expect(found?.nextSteps.length).toBeGreaterThan(0);
    for (const { text } of found?.nextSteps ?? []) expect(text).toMatch(/\w+ \w+/);
  });

  it('in an upload in the future is looked for in the clock of the host, and in the unit', () => {
    const lastArchive = metric({ [PRIMARY]: (NOON + 10 * MINUTE) / SECOND });
    const found = contradictionsOf(healthySnapshot({ metrics: { lastArchive } }));

    expect(found[0]?.nextSteps).toEqual([
      { text: 'check the clock of the host', command: 'timedatectl', host: PRIMARY },
      { text: 'check that lastArchive in the configuration gives unix seconds' },
    ]);
  });

  it('of names and sizes is settled by what PostgreSQL says', () => {
    const log = { uploads: [completed(MINUTE, { file: segment(0x100) })] };

    expect(contradictionsOf(healthySnapshot({ log }))[0]?.nextSteps).toMatchObject([
      { command: expect.stringContaining('SHOW wal_segment_size'), host: PRIMARY },
    ]);
  });
});
