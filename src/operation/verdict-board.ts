import { Gauge, type GaugeConfiguration } from 'prom-client';
import type { GuardedVerdict } from '../domain/event-map.ts';
import { SECOND, type DurationMs, type Stopwatch } from '../domain/time.ts';

/** So many pauses may pass without a look: then the verdicts of the last one are nobody's any more. */
const LOOKS_MISSED = 3;

/** The verdicts of the guard's last look, as a scrape may show them. */
export interface VerdictBoard {
  readonly leads: (leads: boolean) => void;
  readonly show: (verdicts: readonly GuardedVerdict[], everyMs: DurationMs) => void;
  /** The look failed: of no cluster anything is known. */
  readonly showNothing: () => void;
  readonly now: () => Board;
}

export interface Board {
  /** Undefined where no guard is set up. */
  readonly leads: boolean | undefined;
  /** Empty where this replica does not look. Where its look is too old, nothing is known of any cluster. */
  readonly verdicts: readonly GuardedVerdict[];
  /** Since the last look at all clusters; undefined where this replica does not look. */
  readonly ageMs: DurationMs | undefined;
  /** The pause between two looks; undefined until there was one. */
  readonly everyMs: DurationMs | undefined;
}

export function createVerdictBoard(stopwatch: Stopwatch): VerdictBoard {
  let leads: boolean | undefined;
  let since = stopwatch();
  let last:
    { verdicts: readonly GuardedVerdict[]; at: DurationMs; everyMs: DurationMs } | undefined;
  return {
    leads: (isOurs) => {
      if (isOurs) since = stopwatch();
      leads = isOurs;
      last = undefined;
    },
    show: (verdicts, everyMs) => {
      last = { verdicts, at: stopwatch(), everyMs };
    },
    showNothing: () => {
      // The age goes on from the last look that was one.
      if (last !== undefined) last = { ...last, verdicts: last.verdicts.map(unknown) };
    },
    now: () => {
      if (leads !== true) return { leads, verdicts: [], ageMs: undefined, everyMs: undefined };
      if (last === undefined) {
        return { leads, verdicts: [], ageMs: stopwatch() - since, everyMs: undefined };
      }
      const { at, everyMs } = last;
      const ageMs = stopwatch() - at;
      const isOld = ageMs > LOOKS_MISSED * everyMs;
      return {
        leads,
        verdicts: isOld ? last.verdicts.map(unknown) : last.verdicts,
        ageMs,
        everyMs,
      };
    },
  };
}

const unknown = ({ cluster }: GuardedVerdict): GuardedVerdict => ({
  cluster,
  code: 'cannot-tell',
  severity: 'unknown',
  dataAtRisk: undefined,
});

type Options = <Label extends string>(
  kind: 'gauge',
  name: string,
  help: string,
  labels: readonly Label[],
) => GaugeConfiguration<Label>;

/** Gauges that show the board as it is at each scrape. */
export function gaugeVerdicts({ now }: VerdictBoard, options: Options): void {
  new Gauge({
    ...options(
      'gauge',
      'wale_guard',
      'always 1 if a guard is set up: `leads` on the replica that looks, `waits` on the others',
      ['state'],
    ),
    collect() {
      this.reset();
      const { leads } = now();
      if (leads !== undefined) this.set({ state: leads ? 'leads' : 'waits' }, 1);
    },
  });
  new Gauge({
    ...options(
      'gauge',
      'wale_guard_look_age_seconds',
      'since the last look at all clusters, on the replica that looks; NaN on the others',
      [],
    ),
    collect() {
      const { ageMs } = now();
      this.set(ageMs === undefined ? NaN : ageMs / SECOND);
    },
  });
  new Gauge({
    ...options(
      'gauge',
      'wale_guard_every_seconds',
      'the pause between two looks, `guard.every`, on the replica that looks; NaN on the others and until its first look',
      [],
    ),
    collect() {
      const { everyMs } = now();
      this.set(everyMs === undefined ? NaN : everyMs / SECOND);
    },
  });
  new Gauge({
    ...options(
      'gauge',
      'wale_verdict',
      'always 1 for the verdict of each cluster by the last look, on the replica that looks; `cannot-tell` while it cannot look',
      ['cluster', 'code', 'severity'],
    ),
    collect() {
      this.reset();
      for (const { cluster, code, severity } of now().verdicts) {
        this.set({ cluster, code, severity }, 1);
      }
    },
  });
  new Gauge({
    ...options(
      'gauge',
      'wale_data_at_risk_bytes',
      'WAL that is written and not archived, `at_least` and `at_most`; absent where that is not known',
      ['cluster', 'bound'],
    ),
    collect() {
      this.reset();
      for (const { cluster, dataAtRisk } of now().verdicts) {
        if (dataAtRisk === undefined) continue;
        this.set({ cluster, bound: 'at_least' }, dataAtRisk.bytes.atLeast);
        this.set({ cluster, bound: 'at_most' }, dataAtRisk.bytes.atMost);
      }
    },
  });
  new Gauge({
    ...options(
      'gauge',
      'wale_data_at_risk_seconds',
      'for how long the oldest of it has been written; without `at_most` nobody knows how long at most',
      ['cluster', 'bound'],
    ),
    collect() {
      this.reset();
      for (const { cluster, dataAtRisk } of now().verdicts) {
        if (dataAtRisk === undefined) continue;
        const { atLeast, atMost } = dataAtRisk.age;
        this.set({ cluster, bound: 'at_least' }, atLeast / SECOND);
        if (atMost !== undefined) this.set({ cluster, bound: 'at_most' }, atMost / SECOND);
      }
    },
  });
}
