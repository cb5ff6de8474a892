import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { archivingProven } from '../../src/rules/archiving-proven.ts';
import { contradiction } from '../../src/rules/contradiction.ts';
import { nothingToArchive } from '../../src/rules/nothing-to-archive.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  jobMetric,
  LAST,
  metric,
  moment,
  moments,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';
import { codeOf, verdictOf } from '../support/verdict.ts';

type Values = Parameters<typeof metric>[0][string];

const SEGMENT = 16 * 1024 * 1024;
const GIB = 2 ** 30;
/** A base backup that is due, but not for long. */
const LATE = 40 * 60 * MINUTE;
const NONE = unavailable('no-data', 'no series');

/** The position of the healthy cluster: a segment every 30 s, and the last of them is uploaded. */
const usual = (ago: number): number => END_OF_LAST + 1_000_000 - (ago / (30 * SECOND)) * SEGMENT;
/** A minute each, for an hour: what the log has of that. */
const steady = Array.from({ length: 110 }, (_, index) =>
  completed((109 - index) * 30 * SECOND + 20 * SECOND, {
    file: segment(LAST - 109 + index),
    pid: index,
  }),
);
const at = (walPosition: Values, metrics: Partial<MetricReadings> = {}, over = {}) =>
  healthySnapshot({
    log: { uploads: steady },
    metrics: { walPosition: metric({ [PRIMARY]: walPosition }), ...metrics },
    ...over,
  });

/** What every contradiction comes to: it is said first, with who says what, and nothing is proven beside it. */
function expectDoubt(snapshot: ReturnType<typeof healthySnapshot>, words: string): void {
  const { verdict, evidence, nextSteps } = reportStatus(snapshot, 0);
  expect(verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
  expect(verdict.headline).toContain('the sources contradict each other');
  expect(verdict.headline).toContain(words);
  expect(evidence.length).toBeGreaterThanOrEqual(1);
  expect(nextSteps.length).toBeGreaterThanOrEqual(1);
  expect(archivingProven(snapshot).kind).not.toBe('proven');
  expect(nothingToArchive(snapshot).kind).not.toBe('proven');
}

describe('a clock here that is wrong', () => {
  it.each([-61 * MINUTE, 61 * MINUTE])('is said, and nothing is proven: %d ms', (clockSkewMs) => {
    const words = `the clock here is 61 min ${clockSkewMs > 0 ? 'ahead of' : 'behind'} the metrics server’s`;

    expectDoubt({ ...healthySnapshot(), clockSkewMs }, words);
    expectDoubt({ ...healthySnapshot({ metrics: { replica: NONE } }), clockSkewMs }, words);
  });

  it('keeps a standby cluster from being idle', () => {
    const snapshot = healthySnapshot({ metrics: { replica: metric({ [REPLICA]: 1 }) } });
    const standby = { ...snapshot, cluster: { ...snapshot.cluster, standby: true } };

    expect(verdictOf({ ...standby, clockSkewMs: 61 * MINUTE })).toMatchObject({
      code: 'cannot-tell',
      severity: 'unknown',
    });
  });
});

describe('the WAL position, far beyond the newest upload while no file waits,', () => {
  it.each<[string, Values]>([
    ['for as long as the metrics go back', (ago) => usual(ago) + 80 * GIB],
    ['and it stands still', END_OF_LAST + 80 * GIB],
    ['for ten minutes', (ago) => usual(ago) + (ago <= 10 * MINUTE ? 80 * GIB : 0)],
    ['only in the newest sample', (ago) => usual(ago) + (ago === 0 ? 80 * GIB : 0)],
    ['in the only sample there is', (ago) => (ago === 0 ? END_OF_LAST + 80 * GIB : undefined)],
    [
      'by a backlog’s worth, for four minutes',
      (ago) => usual(ago) + (ago <= 4 * MINUTE ? 50 * SEGMENT : 0),
    ],
    [
      'by a few segments, for ten minutes',
      (ago) => usual(ago) + (ago <= 10 * MINUTE ? 6 * SEGMENT : 0),
    ],
  ])('is a contradiction: %s', (_, walPosition) => {
    expectDoubt(at(walPosition), 'lie between the newest completed upload');
    expectDoubt(at(walPosition, { pendingWal: metric({ [PRIMARY]: 1 }) }), 'only 1 file waits');
  });

  it('is one in segments of another size as well', () => {
    const size = 64 * 1024 * 1024;
    const end = (0x10 * 64 + 0x30 + 1) * size;
    const over = {
      cluster: { walSegmentSize: size },
      log: {
        uploads: [
          completed(2 * MINUTE, { file: segment(0x2f) }),
          completed(20 * SECOND, { file: segment(0x30) }),
        ],
      },
    };

    expect(codeOf(at((ago) => end + 1e6 - ago * 500, {}, over))).toBe('healthy');
    expectDoubt(
      at((ago) => end + 1e6 - ago * 500 + 20 * GIB, {}, over),
      '320 segments',
    );
  });

  it('is one that nobody can have written since, where the files that wait are not counted', () => {
    const walPosition = (ago: number) => usual(ago) + (ago === 0 ? 80 * GIB : 0);

    expectDoubt(at(walPosition, { pendingWal: NONE }), 'which nobody can have written since');
  });

  it.each<[string, Values, Partial<MetricReadings>]>([
    [
      'a burst that is archived at once, and whose lines are under way',
      (ago) => usual(ago) + Math.max(0, 60 * SECOND - ago) * 0.001 * 80 * 2 ** 20,
      {},
    ],
    ['a sample that is a scrape old', (ago) => (ago >= 60 * SECOND ? usual(ago) : undefined), {}],
    [
      'a switch to the next segment by hand',
      (ago) => (ago > MINUTE ? usual(ago) : END_OF_LAST + SEGMENT),
      {},
    ],
    [
      'a backlog that is counted',
      (ago) => usual(ago) + 20 * SEGMENT,
      { pendingWal: metric({ [PRIMARY]: 19 }) },
    ],
    [
      'segments that are pushed at once, of which the newest came first',
      (ago) => usual(ago) - 3 * SEGMENT,
      { pendingWal: metric({ [PRIMARY]: 4 }) },
    ],
    [
      'a batch that is pushed every few minutes',
      (ago) => usual(ago) + 6 * SEGMENT * Number(ago < 5 * MINUTE),
      {},
    ],
  ])('is none: %s', (_, walPosition, metrics) => {
    expect(contradiction(at(walPosition, metrics)).kind).toBe('clear');
  });

  it('is none where the lines arrive late, or do not arrive', () => {
    const late = {
      log: { uploads: steady.slice(0, -24), shippingLag: 11 * MINUTE },
    };
    const missing = { log: { uploads: steady.slice(0, -24) } };

    expect(contradiction(at(usual, {}, late)).kind).toBe('clear');
    expect(contradiction(at(usual, {}, missing)).kind).toBe('clear');
  });

  it('is none in the minutes after a switch', () => {
    const promoted = (ago: number) => (ago <= 3 * MINUTE ? 0 : 1);
    const replica = metric({ [PRIMARY]: promoted, [REPLICA]: 0.5 });

    expect(contradiction(at(END_OF_LAST + 80 * GIB, { replica })).kind).toBe('clear');
  });

  it('is none because of what another cluster in the same index completes', () => {
    const other = completed(30 * SECOND, { host: 'ci-01', file: `0000000500000FFF00000001` });

    expect(contradiction(at(usual, {}, { log: { uploads: [...steady, other] } })).kind).toBe(
      'clear',
    );
  });
});

describe('the WAL position, below what is archived,', () => {
  const below = (bytes: number) => at((ago) => usual(ago) - bytes);

  it.each([40 * GIB, 40 * SEGMENT, 12 * SEGMENT])('is a contradiction: by %d bytes', (bytes) => {
    expectDoubt(below(bytes), 'segments below');
  });

  it('is one where it has stood still while uploads go on', () => {
    expectDoubt(at(usual(30 * MINUTE)), 'segments below');
  });

  it('is one for a primary that would else be idle', () => {
    const uploads = [completed(50 * MINUTE)];
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(50 * MINUTE) }) };

    expect(codeOf(at(END_OF_LAST, metrics, { log: { uploads } }))).toBe('idle');
    expectDoubt(at(END_OF_LAST - 5 * SEGMENT, metrics, { log: { uploads } }), 'segments below');
  });

  it('is none where only the sample is older than the upload', () => {
    expect(contradiction(at((ago) => (ago >= 90 * SECOND ? usual(ago) : undefined))).kind).toBe(
      'clear',
    );
  });

  it('is one where it goes back, as that of a primary never does', () => {
    const flapping = (ago: number) => usual(ago) - (ago === 2 * MINUTE ? 0 : 3 * GIB);
    const metrics = { pendingWal: NONE };

    expectDoubt(at(flapping, metrics, { log: { uploads: [completed(20 * SECOND)] } }), 'went back');
  });
});

it('a name that no segment of the configured size has is a contradiction', () => {
  const size = 64 * 1024 * 1024;
  const uploads = [
    completed(MINUTE, { file: segment(0x30) }),
    completed(20 * SECOND, { file: segment(0x41) }),
  ];

  expectDoubt(
    at(
      0x10 * 2 ** 32 + 0x42 * SEGMENT,
      {},
      { cluster: { walSegmentSize: size }, log: { uploads } },
    ),
    'no file has such a name',
  );
});

describe('an upload that has not happened yet', () => {
  const ahead = (ms: number, shippingLag: number) =>
    at(
      usual,
      { lastArchive: metric({ [PRIMARY]: moments(-ms) }) },
      { log: { uploads: steady, shippingLag } },
    );

  it('is a contradiction', () => {
    expectDoubt(ahead(60 * MINUTE, 3 * SECOND), 'will have completed an upload in 60 min');
  });

  it('is one in milliseconds, too', () => {
    const milliseconds = metric({ [PRIMARY]: (ago) => NOON - ago - 15 * SECOND });

    expectDoubt(at(usual, { lastArchive: milliseconds }), 'will have completed an upload in');
  });

  it('is none where the log says that the clock is ahead, or by what clocks differ', () => {
    expect(contradiction(ahead(60 * MINUTE, -60 * MINUTE)).kind).toBe('clear');
    expect(contradiction(ahead(3 * MINUTE, 3 * SECOND)).kind).toBe('clear');
    expect(contradiction(ahead(3 * MINUTE + SECOND, 3 * SECOND)).kind).toBe('problem');
  });
});

describe('pg_stat_archiver', () => {
  const ended = (ago: number, age: Values, walPosition: Values = END_OF_LAST) =>
    at(
      walPosition,
      {
        lastArchive: metric({ [PRIMARY]: moment(ago) }),
        archiverAge: metric({ [PRIMARY]: age }),
      },
      { log: { uploads: [completed(ago + MINUTE, { file: segment(LAST - 1) }), completed(ago)] } },
    );

  it.each([6, 10, 14, 50])(
    'that counts a success seconds ago, while the last upload in log and metric was %d min ago, contradicts them',
    (minutes) => {
      const { verdict } = reportStatus(ended(minutes * MINUTE, 5), 0);

      expect(verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
      expect(verdict.headline).toContain('pg_stat_archiver counted a success');
    },
  );

  it('agrees where it trails, or is ahead by what is under way', () => {
    for (const ago of [20 * SECOND, 4 * MINUTE]) {
      expect(contradiction(ended(ago, 5)).kind).toBe('clear');
      expect(contradiction(ended(ago, (point) => point / SECOND + 15)).kind).toBe('clear');
    }
  });

  it('that has counted nothing for long contradicts a log with uploads', () => {
    expectDoubt(
      at(usual, { archiverAge: metric({ [PRIMARY]: 2400 }) }),
      'has counted no success there for 40 min',
    );
    expect(contradiction(at(usual, { archiverAge: metric({ [PRIMARY]: 600 }) })).kind).toBe(
      'clear',
    );
  });

  it('says nothing where Barman receives the WAL', () => {
    const uploads = steady.map((upload) => ({
      ...upload,
      host: undefined,
      archiver: 'barman' as const,
    }));

    expect(
      contradiction(at(usual, { archiverAge: metric({ [PRIMARY]: 2400 }) }, { log: { uploads } }))
        .kind,
    ).toBe('clear');
  });
});

describe('Patroni', () => {
  const says = (leader: string, timeline = 5, since = NOON - 60 * MINUTE) => ({
    patroni: measured(
      {
        members: [PRIMARY, REPLICA].map((host) => ({
          host,
          role: host === leader ? 'leader' : 'replica',
          state: 'running',
          timeline,
        })),
        switches: [{ timeline: timeline - 1, lsn: BigInt(END_OF_LAST), at: since }],
      },
      NOON,
    ),
  });

  it('that agrees is no contradiction, nor one that names members otherwise', () => {
    expect(codeOf(at(usual, {}, says(PRIMARY)))).toBe('healthy');
    expect(contradiction(at(usual, {}, says('pg-1'))).kind).toBe('clear');
  });

  it('that names another leader contradicts the metrics', () => {
    expectDoubt(
      at(usual, {}, says(REPLICA)),
      `${PRIMARY} is the primary, and Patroni says ${REPLICA}`,
    );
  });

  it.each([4, 6])('that is on timeline %d contradicts a log of timeline 5', (timeline) => {
    expectDoubt(at(usual, {}, says(PRIMARY, timeline)), `on timeline ${timeline} by Patroni`);
  });

  it('is given time after a switch', () => {
    expect(contradiction(at(usual, {}, says(PRIMARY, 6, NOON - 4 * MINUTE))).kind).toBe('clear');
  });
});

describe('a replica whose metric says that it completes uploads', () => {
  const lastArchive = metric({ [PRIMARY]: moments(20 * SECOND), [REPLICA]: moments(40 * SECOND) });

  it('contradicts a log that has none of them', () => {
    expectDoubt(at(usual, { lastArchive }), `${REPLICA} is a replica and by its metric`);
  });

  it('does not where the log has them: that says whether they are left over', () => {
    const switched = 20 * MINUTE;
    const roles = {
      [PRIMARY]: (ago: number) => Number(ago > switched),
      [REPLICA]: (ago: number) => Number(ago <= switched),
    };
    const late = completed(40 * SECOND, { host: REPLICA, file: segment(0x05, 4), pid: 9 });
    const metrics = { lastArchive, replica: metric(roles) };

    expect(codeOf(at(usual, metrics, { log: { uploads: [...steady, late] } }))).toBe('healthy');
    expect(codeOf(at(usual, metrics))).toBe('cannot-tell');
  });

  it('does not where these are from before it was demoted', () => {
    const old = metric({ [PRIMARY]: moments(20 * SECOND), [REPLICA]: moment(8 * MINUTE) });
    const replica = metric({
      [PRIMARY]: (ago) => Number(ago > 8 * MINUTE),
      [REPLICA]: (ago) => Number(ago <= 8 * MINUTE),
    });

    expect(contradiction(at(usual, { lastArchive: old, replica })).kind).toBe('clear');
  });
});

describe('beside a contradiction', () => {
  const far: Partial<MetricReadings> = {
    walPosition: metric({ [PRIMARY]: (ago) => usual(ago) + 80 * GIB }),
  };

  it('a warning of archiving, and anything critical, comes first', () => {
    const many = { ...far, pendingWal: metric({ [PRIMARY]: 60 }) };
    expect(verdictOf(at(usual, many)).severity).toBe('warning');
    const clone = steady.slice(-20).map((upload) => ({ ...upload, host: 'clone-01', pid: 7 }));
    expect(codeOf(at(usual, far, { log: { uploads: [...steady, ...clone] } }))).toBe('wrong-host');
  });

  it('a warning that takes archiving for granted comes second', () => {
    const stale = { ...far, lastArchive: metric({ [PRIMARY]: moment(40 * MINUTE) }) };
    expect(codeOf(at(usual, stale))).toBe('cannot-tell');
    const late = {
      ...far,
      baseBackupSuccess: jobMetric({
        patroni: (ago) => (ago <= LATE ? (NOON - LATE) / SECOND : undefined),
      }),
    };
    expect(verdictOf(at(usual, late)).headline).not.toContain('healthy');
    expect(codeOf(at(usual, late))).toBe('cannot-tell');
  });
});

describe('the law of contradictions', () => {
  it('nothing that lies far from the archive for long is healthy or idle, whichever way, whatever waits', () => {
    const distance = fc.oneof(
      fc.integer({ min: 6, max: 1_000_000 }),
      fc.integer({ min: -4000, max: -12 }),
    );
    fc.assert(
      fc.property(distance, fc.constantFrom(0, 1), fc.boolean(), (segments, pending, moves) => {
        const walPosition = (ago: number) => usual(moves ? ago : 0) + segments * SEGMENT;
        const snapshot = at(walPosition, { pendingWal: metric({ [PRIMARY]: pending }) });

        expect(verdictOf(snapshot).severity).not.toBe('ok');
      }),
      { seed: 20261124, numRuns: 200 },
    );
  });

  it('a cluster that keeps up is never in doubt, whatever its pace and however late its lines are', () => {
    const pace = fc.integer({ min: 2, max: 600 }).map((seconds) => seconds * SECOND);
    const lag = fc.integer({ min: 0, max: 170 }).map((seconds) => seconds * SECOND);
    fc.assert(
      fc.property(pace, lag, fc.integer({ min: 0, max: 100 }), (every, shippingLag, part) => {
        const phase = (part / 100) * every;
        const count = Math.max(2, Math.floor((40 * MINUTE) / every));
        const uploads = Array.from({ length: count }, (_, index) => ({
          index,
          ago: index * every + phase,
        }))
          .filter(({ ago }) => ago >= shippingLag)
          .map(({ index, ago }) => completed(ago, { file: name(0x5000 - index), pid: index }));
        fc.pre(uploads.length > 0);
        // The segment after the newest completed one is being written.
        const walPosition = (ago: number) =>
          Math.floor((0x5001 - (ago - phase) / every) * SEGMENT) + SEGMENT / 8;
        const snapshot = at(
          walPosition,
          {
            lastArchive: metric({
              [PRIMARY]: (ago) =>
                (NOON - phase - Math.ceil((ago - phase) / every) * every) / SECOND,
            }),
          },
          { log: { uploads, shippingLag } },
        );

        expect(contradiction(snapshot)).toMatchObject({ kind: 'clear' });
      }),
      { seed: 20261124, numRuns: 200 },
    );
  });
});

const name = (number: number): string =>
  `00000005${Math.floor(number / 256)
    .toString(16)
    .toUpperCase()
    .padStart(8, '0')}${(number % 256).toString(16).toUpperCase().padStart(8, '0')}`;

describe('the proofs', () => {
  it.each([
    { ago: 8 * MINUTE, kind: 'unknown' },
    { ago: 4 * MINUTE, kind: 'proven' },
  ])(
    'of health: nothing completed for $ago ms while three segments are waiting is $kind',
    ({ ago, kind }) => {
      const snapshot = healthySnapshot({
        log: { uploads: [completed(ago)] },
        metrics: {
          lastArchive: metric({ [PRIMARY]: moment(ago) }),
          pendingWal: metric({ [PRIMARY]: 3 }),
          walPosition: NONE,
        },
      });

      expect(archivingProven(snapshot).kind).toBe(kind);
    },
  );

  it.each([
    ['nothing', 8, () => 1, 'unknown'],
    ['nothing', 4, () => 1, 'proven'],
    ['nothing, as once before', 8, (number: number) => (number === 10 ? 5 : 1), 'proven'],
  ])(
    'of health, where nobody counts what waits: a segment a minute, and %s for %d min',
    (_what, silent, pauseAfter, kind) => {
      let ago = silent * MINUTE;
      const uploads = Array.from({ length: 30 }, (_, number) => {
        const one = completed(ago, { file: segment(0x50 - number), pid: number });
        ago += pauseAfter(number) * MINUTE;
        return one;
      });
      const archiverAge = metric({
        [PRIMARY]: (before) => Math.max(0, silent * 60 - before / SECOND),
      });

      expect(
        archivingProven(
          healthySnapshot({
            log: { uploads },
            metrics: { archiverAge, lastArchive: NONE, pendingWal: NONE, walPosition: NONE },
          }),
        ).kind,
      ).toBe(kind);
    },
  );

  const SIGNS = {
    metric: { lastArchive: metric({ [PRIMARY]: moment(MINUTE) }) },
    postgresql: { archiverAge: metric({ [PRIMARY]: 60 }) },
    'nothing waits': { pendingWal: metric({ [PRIMARY]: 0 }) },
  };
  const withSigns = (names: readonly (keyof typeof SIGNS)[]) =>
    healthySnapshot({
      log: { uploads: [completed(MINUTE)] },
      metrics: Object.assign(
        { lastArchive: NONE, archiverAge: NONE, pendingWal: NONE, walPosition: NONE },
        ...names.map((one) => SIGNS[one]),
      ) as Partial<MetricReadings>,
    });

  it('of health: the log alone proves nothing', () => {
    const decision = archivingProven(withSigns([]));

    expect(decision.kind).toBe('unknown');
    expect(JSON.stringify(decision)).toContain('only one source says');
  });

  it.each(Object.keys(SIGNS) as (keyof typeof SIGNS)[])('of health: log and %s do', (sign) => {
    expect(archivingProven(withSigns([sign])).kind).toBe('proven');
  });

  it.each([
    { over: 0, kind: 'unknown' },
    { over: 1, kind: 'proven' },
  ])('of health: $over ms younger than what is too old is $kind', ({ over, kind }) => {
    const ago = DEFAULT_THRESHOLDS.uploadMaxAge - over;
    const snapshot = healthySnapshot({
      log: { uploads: [completed(ago)] },
      metrics: { lastArchive: NONE, archiverAge: NONE, pendingWal: metric({ [PRIMARY]: 0 }) },
    });

    expect(archivingProven(snapshot).kind).toBe(kind);
  });

  it.each([
    { waiting: 0, kind: 'proven' },
    { waiting: 1, kind: 'clear' },
  ])('of idleness: with $waiting waiting it is $kind', ({ waiting, kind }) => {
    const snapshot = healthySnapshot({
      log: { uploads: [completed(50 * MINUTE)] },
      metrics: {
        lastArchive: metric({ [PRIMARY]: moment(50 * MINUTE) }),
        walPosition: metric({ [PRIMARY]: END_OF_LAST }),
        pendingWal: metric({ [PRIMARY]: waiting }),
      },
    });

    expect(nothingToArchive(snapshot).kind).toBe(kind);
  });
});
