import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_GRACES, GRACED, TROUBLE_CODES } from '../../src/domain/graces.ts';
import { unavailable } from '../../src/domain/reading.ts';
import type { Report } from '../../src/domain/report.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { LONGEST_GRACE, type GuardSettings } from '../../src/guard/guard-settings.ts';
import { afterFleetLook, dueIn, withLeft, type GuardState } from '../../src/guard/guard-state.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { runs } from '../support/properties.ts';
import {
  completed,
  healthySnapshot,
  metric,
  moment,
  NO_METRICS,
  open,
  PRIMARY,
} from '../support/snapshot.ts';

const SETTINGS: GuardSettings = {
  everyMs: MINUTE,
  settleMs: 10 * MINUTE,
  graces: DEFAULT_GRACES,
};

const report = (over: Parameters<typeof healthySnapshot>[0] = {}, name = 'a'): Report => {
  const snapshot: Snapshot = healthySnapshot(over);
  return reportStatus({ ...snapshot, cluster: { ...snapshot.cluster, name } }, 5);
};
const STUCK = {
  log: { uploads: [completed(30 * MINUTE), open(20 * MINUTE)] },
  metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
};
const DARK = { uploadLog: unavailable('timeout', 'no answer'), metrics: NO_METRICS };
const NO_LOG = { uploadLog: unavailable('timeout', 'no answer') };

const healthy = (name = 'a') => report({}, name);
const stuck = (name = 'a') => report(STUCK, name);
/** Metrics and log of a cluster do not answer. */
const dark = (name = 'a') => {
  const made = report(DARK, name);
  return made;
};
const logLost = (name = 'a') => report(NO_LOG, name);

/** Looks one after the other, a minute apart unless said otherwise; what was told, and when. */
function watch(looks: readonly (readonly Report[])[], everyMs = MINUTE) {
  let state: GuardState | undefined;
  const told: { readonly minute: number; readonly cluster: string | undefined; id: string }[] = [];
  looks.forEach((reports, index) => {
    const now = 1_000_000 + index * everyMs;
    state = afterFleetLook(state, { at: now, reports }, SETTINGS, now);
    const due = dueIn(state);
    for (const { cluster, trouble } of due) {
      told.push({ minute: (index * everyMs) / MINUTE, cluster, id: trouble.id });
    }
    state = withLeft(state, new Set(due.map(({ trouble }) => trouble.id)));
  });
  return { told, state };
}
const times = (count: number, reports: readonly Report[]) =>
  Array<readonly Report[]>(count).fill(reports);

describe('the guard', () => {
  it('stands on reports that are what they are called', () => {
    expect([healthy(), stuck(), dark(), logLost()].map(({ verdict }) => verdict.code)).toEqual([
      'healthy',
      'upload-stuck',
      'cannot-tell',
      'cannot-tell',
    ]);
  });

  it('tells of a trouble once, when it was seen for its grace', () => {
    const { told } = watch([...times(5, [healthy()]), ...times(300, [stuck()])]);

    expect(told).toEqual([{ minute: 6, cluster: 'a', id: `guard:a:${1_000_000 + 5 * MINUTE}` }]);
  });

  it('says nothing of a blip, nor of one again much later', () => {
    const blip = [...times(30, [healthy()]), [stuck()]];

    expect(watch([...blip, ...blip, ...blip, ...times(30, [healthy()])]).told).toEqual([]);
  });

  it('tells of what comes and goes for long enough', () => {
    const flicker = [[stuck()], [healthy()], [healthy()]];

    expect(watch(Array.from({ length: 20 }, () => flicker).flat()).told).toHaveLength(1);
  });

  it('takes it for the same trouble until all was well for the settling time', () => {
    const again = (well: number) =>
      watch([...times(5, [stuck()]), ...times(well, [healthy()]), ...times(9, [stuck()])]).told;

    expect(again(10)).toHaveLength(1);
    expect(again(11)).toHaveLength(2);
  });

  it('gives a cluster that comes and goes longer each time, and tells of what stays all the same', () => {
    const round = [...times(30, [stuck()]), ...times(15, [healthy()])];
    const day = Array.from({ length: 32 }, () => round).flat();

    expect(watch(day).told.length).toBeLessThan(8);
    expect(
      watch([...day, ...times(LONGEST_GRACE / MINUTE + 2, [stuck()])]).told.at(-1)?.minute,
    ).toBeGreaterThan(day.length);
  });

  it('neither ends nor begins the trouble of a cluster while it is blind', () => {
    const { told, state } = watch([...times(5, [stuck()]), ...times(200, [dark()]), [stuck()]]);

    expect(told.map(({ cluster }) => cluster)).toEqual(['a', undefined]);
    expect(state?.clusters['a']?.trouble?.id).toBe('guard:a:1000000');
  });

  it('tells of lost sources once, for all clusters together', () => {
    const all = ['a', 'b', 'c'].map(dark);

    expect(watch(times(600, all)).told).toEqual([
      { minute: 5, cluster: undefined, id: 'guard:(pipeline):1000000' },
    ]);
  });

  it('makes one word of a log that is lost beside healthy metrics', () => {
    const { told } = watch(times(10, [logLost('a'), logLost('b')]));

    expect(told).toEqual([{ minute: 5, cluster: undefined, id: 'guard:(pipeline):1000000' }]);
  });

  it('tells of a trouble of one cluster while the sources of another are lost', () => {
    const { told } = watch(times(20, [stuck('a'), dark('b')]));

    expect(told.map(({ cluster }) => cluster)).toEqual(['a', undefined]);
  });

  it('leaves it once more where a warning became critical', () => {
    const warning = { ...stuck(), verdict: { ...stuck().verdict, severity: 'warning' as const } };
    const { told } = watch([...times(20, [warning]), ...times(20, [stuck()])]);

    expect(told.map(({ minute, id }) => [minute, id])).toEqual([
      [1, 'guard:a:1000000'],
      [20, 'guard:a:1000000'],
    ]);
  });

  it('counts no time in which nobody looked', () => {
    const late = { ...stuck(), verdict: { ...stuck().verdict, code: 'base-backup-late' as const } };
    let state = afterFleetLook(undefined, { at: 0, reports: [late] }, SETTINGS, 0);
    state = afterFleetLook(state, { at: 0, reports: [late] }, SETTINGS, 5 * HOUR);
    expect(dueIn(state)).toEqual([]);
    // And a clock that was set back takes none away.
    state = afterFleetLook(state, { at: 0, reports: [late] }, SETTINGS, 4 * HOUR);
    expect(state.clusters['a']?.trouble?.badForMs).toBe(2 * MINUTE);
  });

  it('never speaks of what is well, and never twice of one trouble', () => {
    const look = fc.constantFrom(healthy, stuck, dark, logLost);
    fc.assert(
      fc.property(fc.array(look, { maxLength: 120 }), (kinds) => {
        const { told } = watch(kinds.map((kind) => [kind()]));
        expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
        for (const { minute, cluster } of told) {
          expect(kinds[minute]).not.toBe(healthy);
          expect(kinds[minute] === stuck).toBe(cluster === 'a');
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('has a grace for each verdict that is trouble, shorter than the hour that flapping may cost', () => {
    expect([...GRACED].sort()).toEqual([...TROUBLE_CODES, 'source-lost'].sort());
    for (const grace of Object.values(DEFAULT_GRACES)) expect(grace).toBeLessThanOrEqual(HOUR);
  });
});
