import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { Arrival } from './arrival.ts';
import type { ThreadRecord } from './thread-record.ts';
import type { ThreadRequest } from './request.ts';

/**
 * Where threads are remembered. Every method is atomic; a lease makes one replica at a time the
 * owner of a thread, and only the owner may write its record.
 */
export interface ThreadStore {
  /** Since when anything is remembered: what was posted before may have been answered unknown to us. */
  readonly bornAt: () => Promise<EpochMs>;
  /** Rejects where nothing that is written now would be kept: the server does not answer, or the folder was deleted. */
  readonly reach: () => Promise<void>;
  /** Leaves a request for a thread, unless one of this id was ever left; says whether it is new. */
  readonly leave: (id: string, thread: string, request: ThreadRequest) => Promise<boolean>;
  /**
   * Writes down alerts under their keys, all of them or none, until their place is known; gives the keys of those
   * that never arrived before.
   */
  readonly arrive: (arrivals: readonly Arrival[]) => Promise<readonly string[]>;
  /** What arrived and has no place yet. */
  readonly arrivals: () => Promise<readonly Arrival[]>;
  /** Takes an alert off what waits for a place: it has been left for its threads. */
  readonly placed: (key: string) => Promise<void>;
  /** The threads that want tending: live, or with requests left. */
  readonly live: () => Promise<readonly string[]>;
  /** Takes the lease of a thread or renews it. Undefined if another holds it. */
  readonly take: (
    thread: string,
    owner: string,
    leaseMs: DurationMs,
  ) => Promise<{ readonly waiting: number } | undefined>;
  readonly release: (thread: string, owner: string) => Promise<void>;
  readonly read: (thread: string) => Promise<ThreadRecord | undefined>;
  readonly requests: (thread: string) => Promise<readonly ThreadRequest[]>;
  /**
   * Writes the record and takes so many requests off, the oldest first. False, and nothing is
   * written, if the lease is not held any more.
   */
  readonly write: (owner: string, record: ThreadRecord, taken: number) => Promise<boolean>;
  /** What is kept beside the threads, by its name. Whoever kept it checks what it reads. */
  readonly papers: (kind: PaperKind) => Promise<ReadonlyMap<string, unknown>>;
  /**
   * Keeps a paper, or takes it away where `value` is undefined. With `under`, the lease of that name has to be held by
   * that owner: false, and nothing is written, if it is not.
   */
  readonly keepPaper: (
    kind: PaperKind,
    name: string,
    value: object | undefined,
    under?: Tenure,
  ) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** What is kept beside the threads: what the guard knows, and what somebody acknowledged. */
export type PaperKind = 'guard' | 'acknowledgement';

/** Who holds which lease. */
export interface Tenure {
  readonly lease: string;
  readonly owner: string;
}

/** How long alerts and threads are remembered after they were last heard of: longer than repeats are apart. */
export const REMEMBERED_MS: DurationMs = 8 * 24 * 60 * 60 * 1000;
