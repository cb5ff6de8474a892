import type { EndsEarlier, LogEvidence, MetricsEvidence, PatroniEvidence } from './evidence.ts';
import type { LogProbe } from './log-probe.ts';
import type { MetricHints } from './metric-hints.ts';
import type { Reading } from './reading.ts';
import type { EpochMs } from './time.ts';
import type { UploadLog } from './upload-log.ts';

/** What is asked of every source: the moment, and a signal that ends the waiting. */
export interface Question {
  readonly at: EpochMs;
  /** False if `at` is simply now: then nothing newer is cut off. */
  readonly historic: boolean;
  readonly signal: AbortSignal;
}

/**
 * A source of evidence about clusters. Neither verb throws for a fault of the source: that is a reading. `Look` is
 * what whoever sets the source up needs to see of it.
 */
export interface Source<Evidence, Look = Evidence> {
  /** Of one cluster or of many; with many, what they have in common is asked for once. Answers for each of them. */
  readonly read: (
    clusters: readonly string[],
    question: Question,
  ) => Promise<ReadonlyMap<string, Evidence>>;
  /** Tries the source itself, for one cluster. */
  readonly examine: (cluster: string, question: Question) => Promise<Look>;
}

/** What the log shows to whoever sets it up: the index step by step, or what the files hold. */
export type LogLook =
  | { readonly kind: 'index'; readonly probe: Reading<LogProbe> }
  | {
      readonly kind: 'files';
      readonly log: Reading<UploadLog>;
      readonly endsEarlier: EndsEarlier | undefined;
    };

/** The metrics, and what the server has in place of what is configured. */
export type MetricsLook = MetricsEvidence & { readonly hints?: MetricHints };

/** Every source there is. A new one stands here; what then lacks, the compiler says. */
export interface Sources {
  readonly log: Source<LogEvidence, LogLook>;
  readonly metrics: Source<MetricsEvidence, MetricsLook>;
  readonly patroni: Source<PatroniEvidence>;
}

/** All evidence about one cluster: what each of the sources has to say. */
export type Evidence = Together<EvidenceOf<Sources[keyof Sources]>>;

type EvidenceOf<S> = S extends Source<infer E, unknown> ? E : never;
type Together<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  whole: infer Whole,
) => void
  ? Whole
  : never;

/** Whose the bot token is, what it may do, and what is posted where alerts are answered. */
export interface SlackIdentity {
  readonly team: string;
  readonly scopes: readonly string[];
  readonly channels: readonly ChannelLook[];
}

/** A channel whose alerts are to be answered. */
export interface ChannelLook {
  readonly id: string;
  /** Slack’s word for why it could not be read, as harmless text; undefined if it could. */
  readonly refused: string | undefined;
  /** The titles of what looks like an alert among its newest posts, as harmless text. */
  readonly alerts: readonly string[];
}

/** Which alerts are taken for alerts about backups; undefined if none is answered. */
export type IsAboutBackups = (text: string) => boolean;

/** Where alert threads are remembered, and what was found there, in words. */
export interface StateLook {
  readonly place: string;
  readonly found: string;
}

/** In whose name notes are written on incidents. */
export interface NotesLook {
  readonly from: string;
}

/** Tries something that is set up. Never throws for a fault of it: that is a reading. */
export type Probe<Look> = (question: Question) => Promise<Reading<Look>>;

/** What Wale needs beside its sources of evidence; undefined for what is not set up. */
export interface Services {
  readonly isAboutBackups?: IsAboutBackups | undefined;
  readonly slack: Probe<SlackIdentity> | undefined;
  readonly state: Probe<StateLook> | undefined;
  readonly incidentNotes: Probe<NotesLook> | undefined;
  /** Pages beside the sources, as lines of a wale.yaml; undefined where there are links already. */
  readonly proposeLinks?: ((question: Question) => Promise<readonly string[]>) | undefined;
}
