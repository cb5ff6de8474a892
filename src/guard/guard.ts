import { setTimeout as sleep } from 'node:timers/promises';
import type { Tell } from '../domain/event-map.ts';
import type { FleetReport } from '../domain/fleet-report.ts';
import type { Report } from '../domain/report.ts';
import type { Clock, DurationMs, Stopwatch } from '../domain/time.ts';
import { lostSources } from '../report/lost-sources.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';
import { LEASE_MS, type ThreadTender } from '../threads/tend/tend-threads.ts';
import { takeLease, type Lease } from '../threads/tend/lease.ts';
import type { AskFleet } from '../use-cases/ask-fleet.ts';
import { Alarms, alarmsAfter } from './alarms.ts';
import type { GuardSettings } from './guard-settings.ts';
import { afterFleetLook, dueIn, GuardState, toldIn, withLeft } from './guard-state.ts';
import type { LeaveTrouble } from './leave-trouble.ts';
import type { SoundAlarms } from './sound-alarms.ts';

export interface Guard {
  readonly start: () => void;
  /** Lets go of the lease, so that another replica can look at once. */
  readonly stop: () => Promise<void>;
}

export interface GuardContext {
  readonly store: ThreadStore;
  readonly owner: string;
  readonly askFleet: AskFleet;
  /** One cluster alone is asked further back than all of them. */
  readonly askCluster: ReadonlyMap<string, () => Promise<Report>>;
  readonly leaveTrouble: LeaveTrouble;
  /** Tells systems that page; undefined where none is configured. */
  readonly alarms?: { readonly outlets: readonly string[]; readonly sound: SoundAlarms };
  readonly tender: Pick<ThreadTender, 'tend'>;
  readonly settings: GuardSettings;
  readonly now: Clock;
  readonly stopwatch: Stopwatch;
  /** From 0 to 1: so that many Wales do not ask the same servers at the same moment. */
  readonly random: () => number;
  readonly tell: Tell;
  readonly onFault: (fault: unknown) => void;
}

/** The name under which the guard's lease is held, and what it knows is kept. */
const LEASE = 'guard';
const STATE = 'state';
const ALARMS = 'alarms';

/**
 * Looks at all clusters again and again, one replica at a time, and reports what lasts. What is decided is in
 * guard-state.ts; this is the order of things.
 */
export function createGuard(context: GuardContext, leaseMs: DurationMs = LEASE_MS): Guard {
  const { store, owner, stopwatch, settings, random, tell, onFault } = context;
  const ending = new AbortController();
  /** Ends at once where the guard is to end, before it or meanwhile: nothing else ends it early. */
  const pause = (ms: DurationMs): Promise<void> =>
    sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined);
  const isEnding = (): boolean => ending.signal.aborted;

  /** Looks for as long as the lease is ours. */
  const lead = async (lease: Lease): Promise<void> => {
    tell('guard-leads', { leads: true });
    const renewal = setInterval(() => {
      lease.renew().catch(onFault); // one that is lost is found out by the next look
    }, leaseMs / 3);
    try {
      while (!isEnding() && lease.isHeldFor(0)) {
        if (!(await oneLook(context))) return;
        await pause(settings.everyMs * (0.9 + 0.2 * random()));
      }
    } finally {
      clearInterval(renewal);
      tell('guard-leads', { leads: false });
      await lease.release();
    }
  };

  const run = async (): Promise<void> => {
    tell('guard-leads', { leads: false });
    while (!isEnding()) {
      try {
        const lease = await takeLease(store, LEASE, owner, leaseMs, stopwatch);
        if (lease !== undefined) await lead(lease);
      } catch (fault) {
        onFault(fault); // the state cannot be reached: nobody may speak, and the metrics say so
      }
      // As long as the lease of one that died goes on, at most.
      await pause((leaseMs / 3) * (0.9 + 0.2 * random()));
    }
  };

  let running: Promise<void> = Promise.resolve();
  return {
    start: () => {
      running = run();
    },
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

/** One look at all clusters and what follows from it; false if the lease is not ours any more. */
async function oneLook(context: GuardContext): Promise<boolean> {
  const { store, owner, settings, now, tell, onFault } = context;
  const under = { lease: LEASE, owner };
  const keep = (state: GuardState): Promise<boolean> =>
    store.keepPaper('guard', STATE, state, under);
  const from = now();
  let fleet: FleetReport;
  try {
    fleet = await context.askFleet();
  } catch (fault) {
    tell('fleet-look-failed', { tookMs: now() - from });
    onFault(fault);
    return true;
  }
  const before = await readState(context);
  const at = now();
  let after = afterFleetLook(before, fleet, settings, at);
  const news = dueIn(after).flatMap(({ cluster }) => cluster ?? []);
  if (news.length > 0) {
    // Before it speaks it looks once more, at each alone.
    const reports = await confirmed(fleet.reports, news, context);
    fleet = { ...fleet, reports };
    after = afterFleetLook(before, fleet, settings, at);
  }
  tell('fleet-looked', {
    verdicts: fleet.reports.map(({ snapshot, verdict, overview }) => ({
      cluster: snapshot.cluster.name,
      code: verdict.code,
      severity: verdict.severity,
      dataAtRisk: overview.dataAtRisk,
    })),
    lost: [
      ...new Set(
        fleet.reports.flatMap((report) => lostSources(report).map(({ source }) => source)),
      ),
    ],
    everyMs: settings.everyMs,
  });
  // Written down before anything is left: whichever replica goes on from here leaves the same under the same name.
  if (!(await keep(after))) return false;
  const due = dueIn(after);
  for (const one of due) {
    const thread = await context.leaveTrouble(one);
    tell('trouble-told', { cluster: one.cluster, verdict: one.trouble.code });
    void context.tender.tend(thread);
  }
  const told = withLeft(after, new Set(due.map(({ trouble }) => trouble.id)));
  if (due.length > 0 && !(await keep(told))) return false;
  return soundAlarms(told, context);
}

/** Tells the systems that page what they have not heard; false if the lease is not ours any more. */
async function soundAlarms(state: GuardState, context: GuardContext): Promise<boolean> {
  const { alarms, store, owner, onFault } = context;
  if (alarms === undefined) return true;
  const paper = (await store.papers('guard')).get(ALARMS);
  const read = Alarms.safeParse(paper ?? { alarms: [] });
  if (!read.success)
    onFault(new Error('the alarms that were sent cannot be read; they begin anew'));
  const before = read.data?.alarms ?? [];
  const after = alarmsAfter(before, toldIn(state), alarms.outlets);
  if (before.length === 0 && after.length === 0) return true;
  const sent = await alarms.sound(after);
  const kept = sent.length === 0 ? undefined : { alarms: sent };
  return store.keepPaper('guard', ALARMS, kept, { lease: LEASE, owner });
}

async function readState({ store, onFault }: GuardContext): Promise<GuardState | undefined> {
  const paper = (await store.papers('guard')).get(STATE);
  if (paper === undefined) return undefined;
  const read = GuardState.safeParse(paper);
  if (read.success) return read.data;
  onFault(new Error('what the guard knew cannot be read; it begins anew'));
  return undefined;
}

/** The reports, with those of these clusters asked anew; one that fails stays as it was. */
const confirmed = (
  reports: readonly Report[],
  names: readonly string[],
  { askCluster, onFault }: GuardContext,
): Promise<readonly Report[]> =>
  Promise.all(
    reports.map(async (report) => {
      const { name } = report.snapshot.cluster;
      const ask = names.includes(name) ? askCluster.get(name) : undefined;
      if (ask === undefined) return report;
      try {
        return await ask();
      } catch (fault) {
        onFault(fault);
        return report;
      }
    }),
  );
