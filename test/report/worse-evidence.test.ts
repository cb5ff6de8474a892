import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../src/facts/facts.ts';
import fc from 'fast-check';
import { backlogGrowing } from '../../src/rules/backlog-growing.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import { walGap } from '../../src/rules/wal-gap.ts';
import type { Finding, Severity } from '../../src/domain/finding.ts';
import { METRIC_NAMES, type MetricName, type MetricReading } from '../../src/domain/metrics.ts';
import { unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { ArchiverFailure, Upload } from '../../src/domain/upload.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { MINUTE, SECOND } from '../support/time.ts';
import {
  completed,
  END_OF_LAST,
  failure,
  healthySnapshot,
  metric,
  moment,
  moments,
  NOON,
  NOT_SHIPPED,
  PRIMARY,
  REPLICA,
  segment,
  UNREAD,
} from '../support/snapshot.ts';
import { runs } from '../support/properties.ts';
import { verdictOf } from '../support/verdict.ts';

const GONE = unavailable('timeout', 'no answer in time');
const SEGMENTS = 60;

/** One situation of a cluster that completes a segment a minute; each part can only get worse. */
interface Situation {
  readonly lastAgo: number;
  readonly waiting: number;
  readonly missing: readonly number[];
  readonly failedAgo: readonly number[];
  readonly lastArchive:
    | 'goes on'
    | 'stands still'
    | 'as the log'
    | 'absent'
    /** Known only for the last so many minutes. */
    | { readonly knownFor: number }
    /** Goes on, but for a time: so many minutes ago. */
    | { readonly pauseFrom: number; readonly pauseTo: number };
  /** What the archiver logs of what is missing: nothing, or that each failed; then it logs no begin. */
  readonly tries: 'none' | 'failed';
  readonly writes: boolean;
  readonly counted: boolean;
}

const agoOf = ({ lastAgo }: Situation, number: number): number =>
  lastAgo + (SEGMENTS - 1 - number) * MINUTE;

function uploadsOf(situation: Situation): Upload[] {
  const gone = new Set(situation.missing);
  return Array.from({ length: SEGMENTS }, (_, number) => number)
    .filter((number) => !gone.has(number))
    .map((number) =>
      completed(agoOf(situation, number), {
        file: segment(number + 0x18),
        pid: number,
        ...(situation.tries === 'failed' ? { beganAt: undefined } : {}),
      }),
    );
}

const failuresOf = (situation: Situation): ArchiverFailure[] => [
  ...situation.failedAgo.map((ago) => failure(ago, { pid: 5000 + ago })),
  ...(situation.tries === 'failed' ? situation.missing : []).map((number) =>
    failure(agoOf(situation, number), {
      pid: undefined,
      file: segment(number + 0x18),
      archiver: 'wal-g',
    }),
  ),
];

function lastArchiveOf({ lastArchive, lastAgo }: Situation): MetricReading {
  if (typeof lastArchive === 'object') {
    return metric({
      [PRIMARY]: (ago) => {
        if ('knownFor' in lastArchive && ago > lastArchive.knownFor * MINUTE) return undefined;
        const { pauseFrom = 0, pauseTo = 0 } = 'knownFor' in lastArchive ? {} : lastArchive;
        const pauses = ago < pauseFrom * MINUTE && ago > pauseTo * MINUTE;
        return (NOON - (pauses ? pauseFrom * MINUTE : ago) - 20 * SECOND) / SECOND;
      },
    });
  }
  switch (lastArchive) {
    case 'goes on':
      return metric({ [PRIMARY]: moments(20 * SECOND) });
    case 'stands still':
      return metric({ [PRIMARY]: (NOON - 90 * MINUTE) / SECOND });
    case 'as the log':
      return metric({ [PRIMARY]: moment(lastAgo) });
    case 'absent':
      return GONE;
  }
}

const snapshotOf = (situation: Situation): Snapshot =>
  healthySnapshot({
    log: {
      uploads: uploadsOf(situation),
      failures: failuresOf(situation),
    },
    metrics: {
      lastArchive: lastArchiveOf(situation),
      pendingWal: situation.counted ? metric({ [PRIMARY]: situation.waiting }) : GONE,
      walPosition: metric({
        [PRIMARY]: (ago) =>
          END_OF_LAST +
          (situation.writes ? (60 * MINUTE - ago) * 280 : 0) +
          (situation.counted ? 0 : situation.waiting * 16 * 1024 * 1024),
      }),
    },
  });

const minutes = fc.integer({ min: 0, max: 120 }).map((count) => count * 30 * SECOND);
/** Anywhere: only the first and the last segment that the log has make a hole of what lies between. */
const numbers = fc.integer({ min: 1, max: SEGMENTS - 2 });
const inside = fc.uniqueArray(numbers, { maxLength: 8 });
/** Neighbours, from one on. */
const range = fc
  .tuple(numbers, fc.integer({ min: 1, max: 12 }))
  .map(([first, length]) =>
    Array.from({ length }, (_, index) => first + index).filter((number) => number < SEGMENTS - 1),
  );
const situations = fc.record<Situation>({
  lastAgo: minutes,
  waiting: fc.constantFrom(0, 1, 2, 10, 41, 42, 500, 2000),
  missing: fc.oneof(inside, range),
  failedAgo: fc.array(minutes, { maxLength: 3 }),
  lastArchive: fc.oneof(
    fc.constantFrom<Situation['lastArchive'][]>('goes on', 'stands still', 'as the log', 'absent'),
    fc.integer({ min: 1, max: 60 }).map((knownFor) => ({ knownFor })),
    fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 10 }))
      .map(([pauseFrom, length]) => ({ pauseFrom, pauseTo: pauseFrom - length })),
  ),
  tries: fc.constantFrom('none', 'failed'),
  writes: fc.boolean(),
  counted: fc.boolean(),
});

/** Not knowing is no better and no worse than a warning: both are not healthy, and neither is a page. */
const RANKS: Readonly<Record<Severity, number>> = { ok: 0, unknown: 1, warning: 1, critical: 2 };
const rankOf = (snapshot: Snapshot): number => RANKS[verdictOf(snapshot).severity];
const rankOfFinding = (finding: Finding): number =>
  finding.kind === 'problem' ? RANKS[finding.severity] : 0;

/** Holds a property for a situation and a worse one. */
const holds = (
  worse: fc.Arbitrary<(from: Situation) => Situation>,
  check: (a: Snapshot, b: Snapshot) => void,
) => {
  fc.assert(
    fc.property(situations, worse, (situation, worsen) => {
      check(snapshotOf(situation), snapshotOf(worsen(situation)));
    }),
    { numRuns: runs(150) },
  );
};

/**
 * How bad it is with and without more holes, each pair in its order. What has only just been passed may still come, and
 * all of a wide hole may have been: that excuses it for no longer than lines take.
 */
function ranksOf(a: Snapshot, b: Snapshot): readonly (readonly [before: number, after: number])[] {
  const pending = (snapshot: Snapshot): number => factsOf(snapshot).sequence?.pending ?? 0;
  const gapRank = (snapshot: Snapshot, later: number): number =>
    rankOfFinding(walGap({ ...snapshot, at: snapshot.at + later }));
  const { shippingAllowance } = a.cluster.thresholds;
  return [
    [gapRank(a, shippingAllowance), gapRank(b, shippingAllowance)],
    ...(pending(b) > pending(a)
      ? []
      : ([
          [gapRank(a, 0), gapRank(b, 0)],
          [rankOf(a), rankOf(b)],
        ] as const)),
  ];
}

describe('worse evidence never makes a verdict milder', () => {
  it('an older last upload', () => {
    holds(
      minutes.map((more) => (from: Situation) => ({ ...from, lastAgo: from.lastAgo + more })),
      (a, b) => {
        // A hole is only seen by what comes behind it: without that it is the end of the archive.
        if (factsOf(a).sequence?.missing !== 0) return;
        expect(rankOf(b)).toBeGreaterThanOrEqual(rankOf(a));
      },
    );
  });

  it('more WAL waiting', () => {
    holds(
      fc.nat(3000).map((more) => (from: Situation) => ({ ...from, waiting: from.waiting + more })),
      (a, b) => {
        expect(rankOf(b)).toBeGreaterThanOrEqual(rankOf(a));
        expect(rankOfFinding(backlogGrowing(b))).toBeGreaterThanOrEqual(
          rankOfFinding(backlogGrowing(a)),
        );
      },
    );
  });

  it('more holes', () => {
    holds(
      inside.map((more) => (from: Situation) => ({ ...from, missing: [...from.missing, ...more] })),
      (a, b) => {
        for (const [before, after] of ranksOf(a, b)) expect(after).toBeGreaterThanOrEqual(before);
      },
    );
  });

  it('a wider hole', () => {
    holds(
      range.map((more) => (from: Situation) => ({
        ...from,
        missing: [...new Set([...from.missing, ...more])],
      })),
      (a, b) => {
        for (const [before, after] of ranksOf(a, b)) expect(after).toBeGreaterThanOrEqual(before);
      },
    );
  });

  it('one more segment beside a hole of one', () => {
    fc.assert(
      fc.property(situations, numbers, (situation, number) => {
        const one = snapshotOf({ ...situation, missing: [number] });
        const two = snapshotOf({
          ...situation,
          missing: [number, number === 1 ? 2 : number - 1],
        });

        for (const [before, after] of ranksOf(one, two)) {
          expect(after).toBeGreaterThanOrEqual(before);
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it('tries that failed', () => {
    holds(
      fc.constant((from: Situation) => ({ ...from, tries: 'failed' as const })),
      (a, b) => {
        expect(rankOf(b)).toBeGreaterThanOrEqual(rankOf(a));
      },
    );
  });

  it('more failures', () => {
    holds(
      fc
        .array(minutes, { minLength: 1, maxLength: 3 })
        .map((more) => (from: Situation) => ({ ...from, failedAgo: [...from.failedAgo, ...more] })),
      (a, b) => {
        expect(rankOf(b)).toBeGreaterThanOrEqual(rankOf(a));
        expect(rankOfFinding(uploadFailing(b))).toBeGreaterThanOrEqual(
          rankOfFinding(uploadFailing(a)),
        );
      },
    );
  });
});

describe('a source that is taken away', () => {
  it('never leaves a healthy answer', () => {
    const source = fc.constantFrom<MetricName | 'log'>('log', ...METRIC_NAMES);
    fc.assert(
      fc.property(situations, source, (situation, taken) => {
        const snapshot = snapshotOf(situation);
        const less =
          taken === 'log'
            ? { ...snapshot, uploadLog: GONE }
            : { ...snapshot, metrics: { ...snapshot.metrics, [taken]: GONE } };

        expect(verdictOf(less).severity).not.toBe('ok');
      }),
      { numRuns: runs(400) },
    );
  });

  it('is not passed over beside others that nobody exports', () => {
    const { metrics, ...rest } = healthySnapshot();
    const less = { ...rest, metrics: { ...metrics, baseBackupFailed: GONE } };

    expect(verdictOf(less).severity).toBe('unknown');
  });

  it('may be a part of the log', () => {
    const less = healthySnapshot({ log: { ended: UNREAD } });

    expect(verdictOf(less)).toMatchObject({
      severity: 'unknown',
      headline: expect.stringContaining(
        'could not read Elasticsearch sequence of segments (index logs: 1 of 3 shards failed)',
      ) as unknown,
    });
  });

  it.each([
    ['pipeline', 'log pipeline'],
    ['rate', 'upload rate'],
  ] as const)('may be the %s: it is named, and nothing hides behind it', (name, part) => {
    const { verdict, unavailable: named } = reportStatus(
      healthySnapshot({ log: { [name]: UNREAD } }),
      0,
    );

    expect(verdict.severity).toBe('ok');
    expect(named).toContainEqual(
      expect.objectContaining({ part, detail: UNREAD.detail, hidesNothing: true }),
    );
  });

  it('is no part that files do not have, or that nobody asked for', () => {
    const log = { pipeline: NOT_SHIPPED, rate: NOT_SHIPPED, shippingLag: NOT_SHIPPED };

    expect(reportStatus(healthySnapshot({ log }), 0).unavailable).toEqual(
      reportStatus(healthySnapshot(), 0).unavailable,
    );
  });

  it('is named where it alone showed the problem', () => {
    const full = healthySnapshot({ metrics: { pendingWal: metric({ [PRIMARY]: 3000 }) } });
    const less = { ...full, metrics: { ...full.metrics, pendingWal: GONE } };

    expect(verdictOf(full).severity).toBe('critical');
    expect(verdictOf(less)).toMatchObject({
      severity: 'unknown',
      headline: expect.stringContaining('could not read Prometheus pendingWal') as unknown,
    });
  });

  it('never hides a hole that the log shows, whichever metric it was', () => {
    const missing = fc.uniqueArray(numbers, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(situations, missing, fc.constantFrom(...METRIC_NAMES), (from, holes, taken) => {
        const snapshot = snapshotOf({ ...from, lastAgo: 20 * SECOND, missing: holes });
        const less = { ...snapshot, metrics: { ...snapshot.metrics, [taken]: GONE } };

        expect(verdictOf(less).severity).not.toBe('ok');
      }),
      { numRuns: runs(150) },
    );
  });
});

describe('the sequence', () => {
  it('accounts for every segment between the first and the last', () => {
    fc.assert(
      fc.property(inside, fc.constantFrom('none', 'failed'), (missing, tries) => {
        const situation = { lastAgo: 0, waiting: 0, missing, failedAgo: [], writes: true };
        const view = factsOf(
          snapshotOf({ ...situation, lastArchive: 'goes on', tries, counted: true }),
        ).sequence;

        expect(view).toMatchObject({ segments: SEGMENTS - missing.length, atEdge: 0 });
        expect((view?.missing ?? 0) + (view?.pending ?? 0)).toBe(missing.length);
      }),
    );
  });

  it('finds an answer to any log at all', () => {
    const anyUpload = fc.record({
      file: fc.oneof(
        fc
          .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(0xff))
          .map(([timeline, number]) => segment(number, timeline)),
        fc.constantFrom(
          '00000002.history',
          'FFFFFFFFFFFFFFFFFFFFFFFF',
          '000000010000000000000000',
          'no segment',
        ),
      ),
      host: fc.constantFrom(PRIMARY, REPLICA, 'stranger', undefined),
      pid: fc.option(fc.nat(40), { nil: undefined }),
      state: fc.constantFrom<Upload['state']>('complete', 'uploading', 'failed', 'skipped'),
      agoBegan: fc.nat(100 * MINUTE),
      took: fc.nat(20 * MINUTE),
    });
    fc.assert(
      fc.property(fc.array(anyUpload, { maxLength: 60 }), situations, (list, situation) => {
        const uploads = list.map(({ file, host, pid, state, agoBegan, took }): Upload => {
          const push = { file, host, pid, beganAt: NOON - agoBegan };
          const endedAt = NOON - agoBegan + took;
          if (state === 'uploading') return { ...push, state };
          if (state === 'failed') return { ...push, state, endedAt };
          return { ...push, state, endedAt, rateKiBps: undefined };
        });
        const snapshot = healthySnapshot({
          log: { uploads },
          metrics: { lastArchive: lastArchiveOf(situation) },
        });

        expect(reportStatus(snapshot, 0).verdict.headline).not.toBe('');
      }),
      { numRuns: runs(500) },
    );
  });
});
