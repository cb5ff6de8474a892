import { describe, expect, it } from '@jest/globals';
import type { MetricReading, MetricReadings } from '../../src/domain/metrics.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { neverCaughtUp } from '../../src/facts/contradictions/never-caught-up.ts';
import { positionAgainstCount } from '../../src/facts/contradictions/position-against-count.ts';
import { ownCompletions } from '../../src/facts/wal-waiting.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  LAST,
  metric,
  moment,
  PRIMARY,
  REPLICA,
  segment,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const SIZE = DEFAULT_WAL_SEGMENT_SIZE;
const GONE = unavailable('no-data', 'no series');
type Beyond = (ago: number) => number | undefined;
/** So many segments behind the newest completed one. */
const position = (beyond: Beyond): MetricReading =>
  metric({
    [PRIMARY]: (ago) => {
      const segments = beyond(ago);
      return segments === undefined ? undefined : END_OF_LAST + segments * SIZE;
    },
  });

interface Case {
  readonly log?: Partial<LogParts>;
  readonly metrics?: Partial<MetricReadings>;
  readonly counted?: MetricReading;
}
const snapshotOf = (beyond: Beyond, { log, metrics, counted }: Case = {}) =>
  healthySnapshot({
    log: { uploads: [completed(30 * MINUTE)], ...log },
    metrics: {
      lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }),
      walPosition: position(beyond),
      pendingWal: counted ?? metric({ [PRIMARY]: 0 }),
      ...metrics,
    },
  });
const find = (beyond: Beyond, seen: Case = {}) =>
  positionAgainstCount(snapshotOf(beyond, seen), {
    kind: 'one',
    host: PRIMARY,
    since: undefined,
    replicas: [],
  });

describe('two segments that nobody counts, throughout some minutes', () => {
  const throughout = (beyond: Beyond, seen: Case = {}): boolean => {
    const snapshot = snapshotOf(beyond, seen);
    return neverCaughtUp(snapshot, PRIMARY, ownCompletions(snapshot, PRIMARY));
  };

  it('have never caught up', () => {
    expect(throughout(() => 2)).toBe(true);
    expect(throughout(() => 1.99)).toBe(false);
    expect(throughout(() => 5, { counted: metric({ [PRIMARY]: 3 }) })).toBe(true);
    expect(throughout(() => 5, { counted: metric({ [PRIMARY]: 4 }) })).toBe(false);
  });

  it('contradict nothing once as many are counted', () => {
    const counted = (now: number) => ({
      counted: metric({ [PRIMARY]: (ago) => (ago >= 2 * MINUTE ? 0 : now) }),
    });

    expect(find(() => 8, counted(6))).toBeDefined();
    expect(find(() => 8, counted(7))).toBeUndefined();
  });

  it('are looked at from eight minutes ago until now', () => {
    const once = (ago: number) => throughout((pointAgo) => (pointAgo === ago ? 1 : 2));

    expect(once(8.5 * MINUTE)).toBe(true);
    expect([0, 3, 8].map((minutes) => once(minutes * MINUTE))).toEqual([false, false, false]);
  });

  it('have caught up where an upload within a minute has brought it so far', () => {
    const log = (ago: number) => ({
      uploads: [completed(30 * MINUTE), completed(ago, { file: segment(LAST + 2) })],
    });

    expect(throughout(() => 3, { log: log(7 * MINUTE) })).toBe(false);
    expect(throughout(() => 3, { log: log(2 * MINUTE) })).toBe(false);
    expect(throughout(() => 5, { log: log(7 * MINUTE) })).toBe(true);
    const older = [completed(30 * MINUTE), completed(7 * MINUTE, { file: segment(LAST - 9) })];
    expect(throughout(() => 1, { log: { uploads: older } })).toBe(false);
  });

  it('have caught up with the first batch after an interruption, though the next is not there yet', () => {
    const batch = (ago: number) => [
      completed(30 * MINUTE),
      completed(ago, { file: segment(LAST + 8) }),
    ];
    // Three segments a minute; the batch a minute ago took all that were full by then.
    const beyond = (ago: number) => (ago > 3 * MINUTE ? 2 : 11 - 3 * (ago / MINUTE));

    expect(find(beyond, { log: { uploads: batch(MINUTE) } })).toBeUndefined();
    expect(find(beyond)).toBeDefined();
  });

  it('have not caught up before an upload, by what it brought later', () => {
    const log = {
      uploads: [completed(30 * MINUTE), completed(MINUTE, { file: segment(LAST + 9) })],
    };
    const grewBefore = (moment: number) => throughout((ago) => (ago > moment ? 2 : 12), { log });

    expect(grewBefore(2 * MINUTE)).toBe(true);
    expect(grewBefore(1.5 * MINUTE)).toBe(false);
  });

  it('are told by five samples that are a minute apart, not by four', () => {
    const at = (minutes: readonly number[]) =>
      throughout((ago) => (minutes.includes(ago / MINUTE) ? 2 : undefined));

    expect(at([8, 7, 6, 5, 4])).toBe(true);
    expect(at([8, 7, 5, 4])).toBe(false);
  });

  it('are told by five samples over three minutes at least, and a count beside each', () => {
    const since = (minutes: number) =>
      throughout((ago) => (ago > minutes * MINUTE ? undefined : 2));

    expect(since(6)).toBe(true);
    expect(since(5.5)).toBe(false);
    const few = (step: number) =>
      throughout((ago) => (ago % (step * SECOND) === 0 ? 2 : undefined));
    expect(few(60)).toBe(true);
    expect(few(90)).toBe(false);
    expect(throughout(() => 2, { counted: GONE })).toBe(false);
    const gap = metric({ [PRIMARY]: (ago) => (ago > 4 * MINUTE ? undefined : 0) });
    expect(throughout(() => 2, { counted: gap })).toBe(false);
    expect(throughout(() => 2, { metrics: { walPosition: GONE } })).toBe(false);
    expect(throughout(() => 2, { log: { uploads: [] } })).toBe(false);
  });
});

describe('what lies between the archive and the position', () => {
  it('is told with who says what', () => {
    const found = find(() => 2);

    expect(found?.words).toBe(
      `2 segments lie between the newest completed upload in the log and the WAL position of ${PRIMARY}, and no file waits by PostgreSQL’s count`,
    );
    expect(found?.evidence.map(({ from, text }) => [from, text])).toEqual([
      [
        'metric',
        'the WAL position is 2 segments beyond the newest segment that the log has as completed',
      ],
      ['metric', '0 files wait in archive_status'],
      ['log', 'the newest completed segment was uploaded 30 min ago'],
    ]);
    expect(found?.nextSteps).toHaveLength(5);
    expect(found?.nextSteps.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        'look into the store for the newest segment',
        expect.stringContaining('only if archive_command says success without storing'),
      ]),
    );
  });

  it('is told with when the newest was uploaded, by the primary before if it was that one', () => {
    const uploads = [completed(7 * MINUTE, { host: REPLICA })];
    const found = find(() => 2, { log: { uploads }, metrics: { lastArchive: GONE } });

    expect(found?.evidence.map(({ text }) => text)).toContain(
      'the newest completed segment was uploaded 7 min ago',
    );
  });

  it('is nothing any more where the log has caught up: what it lacks is a hole', () => {
    expect(find((ago) => (ago > MINUTE ? 2 : 1))).toBeUndefined();
    expect(find((ago) => (ago > MINUTE ? 3 : 2))).toBeDefined();
  });

  it('is told beside what is counted', () => {
    const counted = (count: number) =>
      find(() => 50, { counted: metric({ [PRIMARY]: count }) })?.words;

    expect(counted(1)).toContain('and only 1 file waits by');
    expect(counted(2)).toContain('and only 2 files wait by');
  });

  it('contradicts a count that knows of a whole backlog less, once its lines have come', () => {
    const counted = metric({ [PRIMARY]: 10 });
    /** It was so much from the moment on of which all lines have come. */
    const then = (segments: number) =>
      find((ago) => (ago <= 3 * MINUTE ? segments : 0), { counted });

    expect(then(52)).toBeDefined();
    expect(then(51)).toBeUndefined();
  });

  it('tells nothing by an earlier position that was ahead of the one now: that was another cluster’s', () => {
    expect(find((ago) => (ago <= MINUTE ? 1 : 60))).toBeUndefined();
    expect(find((ago) => (ago <= MINUTE ? 61 : 60))).toBeDefined();
  });

  it('contradicts by as much where the newest upload is of the primary before', () => {
    const uploads = [completed(7 * MINUTE, { host: REPLICA })];
    const sudden = (segments: number) =>
      find((ago) => (ago === 0 ? segments : 0), {
        log: { uploads },
        metrics: { lastArchive: GONE },
      });

    expect(sudden(481)).toBeDefined();
    expect(sudden(480)).toBeUndefined();
  });

  it('contradicts by more than can be written since it was none', () => {
    // 16 segments of 16 MiB a second; the position was within the archive half a minute ago.
    const sudden = (segments: number, seen: Case = {}) =>
      find((ago) => (ago === 0 ? segments : 0), seen) !== undefined;

    expect(sudden(480)).toBe(false);
    expect(sudden(481)).toBe(true);
    const counted = metric({ [PRIMARY]: 10 });
    expect(sudden(490, { counted })).toBe(false);
    expect(sudden(491, { counted })).toBe(true);
    expect(sudden(481, { counted: GONE })).toBe(true);
    expect(sudden(480, { counted: GONE })).toBe(false);
    const fresh = { log: { uploads: [completed(-29 * SECOND)] } };
    expect([16, 17, 41, 42].map((segments) => sudden(segments, fresh))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('may have been written since the last upload, and the half minute that one may take', () => {
    const within = (ago: number) => ago > MINUTE;
    const since = (segments: number, log: Partial<LogParts>) =>
      find((ago) => (within(ago) ? 0 : segments), { log }) !== undefined;
    const own = { uploads: [completed(10 * SECOND)] };

    expect(since(640, own)).toBe(false);
    expect(since(641, own)).toBe(true);
    const others = {
      uploads: [
        completed(30 * MINUTE),
        completed(10 * SECOND, { host: REPLICA, file: segment(LAST - 5) }),
      ],
    };
    expect(since(1440, others)).toBe(false);
    expect(since(1441, others)).toBe(true);
  });

  it('is no contradiction where nobody counts, and it has lain there for long', () => {
    expect(find(() => 5000, { counted: GONE })).toBeUndefined();
  });

  it('says where nobody counts that nobody can have written it', () => {
    expect(find((ago) => (ago === 0 ? 900 : 0), { counted: GONE })).toMatchObject({
      words: expect.stringContaining('which nobody can have written since'),
      evidence: [{ from: 'metric' }, { from: 'log' }],
    });
  });

  it('contradicts nothing where it is the log that is behind', () => {
    const lastArchive = metric({ [PRIMARY]: moment(10 * MINUTE) });

    expect(find(() => 2, { metrics: { lastArchive } })).toBeUndefined();
  });

  it('is not known where the position ended minutes ago', () => {
    expect(find((ago) => (ago < 2.5 * MINUTE ? undefined : 50))).toBeUndefined();
  });

  it('may have been written since the last sample before now that was in the archive, not one after it', () => {
    const snapshot = snapshotOf((ago) => (ago === 30 * SECOND ? 480 : 0));
    const primary = { kind: 'one', host: PRIMARY, since: undefined, replicas: [] } as const;

    expect(
      positionAgainstCount({ ...snapshot, at: snapshot.at - 30 * SECOND }, primary),
    ).toBeUndefined();
  });

  it('is told where no metric says what was archived', () => {
    expect(find(() => 2, { metrics: { lastArchive: GONE } })).toBeDefined();
  });

  it('is not known without a log, a completed segment or a position', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');
    const { metrics } = snapshotOf(() => 50);
    const primary = { kind: 'one', host: PRIMARY, since: undefined, replicas: [] } as const;

    expect(positionAgainstCount(healthySnapshot({ uploadLog, metrics }), primary)).toBeUndefined();
    expect(find(() => 50, { log: { uploads: [] } })).toBeUndefined();
    expect(find(() => 50, { metrics: { walPosition: GONE } })).toBeUndefined();
  });
});
