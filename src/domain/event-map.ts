import type { Severity, VerdictCode } from './finding.ts';
import type { UnavailableReason } from './reading.ts';
import type { DataAtRisk } from './report.ts';
import type { DurationMs, EpochMs } from './time.ts';

/** What can be asked of the bot. */
export type AskedQuestion = 'status' | 'uploads' | 'errors' | 'doctor' | 'clusters';

/** Whoever is behind an event, as Slack names them. */
export interface Asker {
  readonly user: string | undefined;
  readonly channel: string | undefined;
}

/**
 * Why an alert, or what a program posted in an alert channel, was left alone. `no-state`: it says neither that something
 * fires nor that it is over.
 */
export const PASSED_OVER = [
  'already-known',
  'about-other-clusters',
  'not-about-backups',
  'no-state',
  'resolved',
  'too-old',
  'own-message',
] as const;
export type PassedOver = (typeof PASSED_OVER)[number];

export const WEBHOOKS = ['alertmanager', 'pagerduty'] as const;
/** What the guard tells of troubles beside Slack. */
export type OutletName = 'pagerduty' | 'alertmanager';

/** What became of one message. `refused`: something is wrong with the message itself. */
export type Delivery = 'arrived' | 'refused' | 'unreachable';

export type WebhookName = (typeof WEBHOOKS)[number];

export const SOURCES = ['elasticsearch', 'prometheus', 'patroni'] as const;
export type SourceName = (typeof SOURCES)[number];

export const REQUEST_KINDS = ['command', 'button', 'event', 'other'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export interface GuardedVerdict {
  readonly cluster: string;
  readonly code: VerdictCode;
  readonly severity: Severity;
  readonly dataAtRisk: DataAtRisk | undefined;
}

/** Everything that happens in a running bot and that somebody may want to hear of. */
export interface EventMap {
  readonly answered: Asker & {
    readonly question: AskedQuestion;
    readonly cluster: string | undefined;
    /** Undefined where the answer holds none, or Wale itself failed. */
    readonly verdict: VerdictCode | undefined;
    readonly severity: Severity | undefined;
    readonly failed: boolean;
    readonly tookMs: DurationMs;
  };
  /** Somebody who is not on the list, or in a channel that is not. */
  readonly refused: Asker & { readonly request: RequestKind };
  /** More is asked than can be answered. */
  readonly 'turned-away': {
    readonly request: RequestKind;
    /** Since fewer were waiting. */
    readonly isFirst: boolean;
  };
  readonly acknowledged: { readonly request: RequestKind; readonly tookMs: DurationMs };
  /** All that a request of Slack led to is done; what is watched goes on. */
  readonly handled: { readonly request: RequestKind; readonly tookMs: DurationMs };
  readonly 'source-asked': {
    readonly source: SourceName;
    readonly fault: UnavailableReason | undefined;
    readonly tookMs: DurationMs;
  };
  /** From the first fault on; told once, however often it is asked again. */
  readonly 'source-unavailable': {
    readonly source: SourceName;
    readonly cluster: string;
    readonly reason: UnavailableReason;
  };
  readonly 'source-answers-again': { readonly source: SourceName; readonly cluster: string };
  readonly 'alert-taken': {
    readonly channel: string;
    readonly cluster: string | undefined;
    readonly alert: string;
  };
  readonly 'alert-passed-over': {
    readonly channel: string | undefined;
    readonly reason: PassedOver;
    /** Of one notification, which may hold thousands; without it one. */
    readonly count?: number;
  };
  readonly 'webhook-answered': {
    readonly webhook: WebhookName;
    readonly status: number;
    /** The sentence that whoever sent it was answered. */
    readonly answer: string;
  };
  readonly 'thread-said': {
    readonly thread: string;
    readonly cluster: string | undefined;
    readonly what: 'reply' | 'note';
    readonly verdict: VerdictCode | undefined;
  };
  /** Slack does not take the reply of a thread, for good; told once until it takes one. */
  readonly 'thread-refused': {
    readonly thread: string;
    readonly channel: string;
    /** As Slack says it: `not_in_channel`. */
    readonly reason: string;
  };
  readonly 'watch-begun': {
    readonly thread: string;
    readonly channel: string;
    readonly cluster: string | undefined;
    readonly by: 'alert' | 'guard' | 'user';
    readonly user: string | undefined;
  };
  readonly 'watch-ended': {
    readonly thread: string;
    readonly channel: string;
    readonly cluster: string | undefined;
    /** One of the endings of a thread. */
    readonly by: string;
    readonly user: string | undefined;
    readonly verdict: VerdictCode | undefined;
  };
  readonly 'verdict-changed': {
    readonly thread: string;
    readonly cluster: string | undefined;
    readonly from: VerdictCode | undefined;
    readonly to: VerdictCode;
    readonly severity: Severity;
  };
  /** Whether this replica is the one that looks at all clusters by itself. */
  readonly 'guard-leads': { readonly leads: boolean };
  /** The guard looked at all clusters. */
  readonly 'fleet-looked': {
    readonly verdicts: readonly GuardedVerdict[];
    /** What did not answer for one cluster or more. */
    readonly lost: readonly SourceName[];
    readonly everyMs: DurationMs;
  };
  /** A look at all clusters ended in a bug. */
  readonly 'fleet-look-failed': { readonly tookMs: DurationMs };
  /** The guard told of a trouble by itself; of the pipeline where no cluster is named. */
  readonly 'trouble-told': { readonly cluster: string | undefined; readonly verdict: VerdictCode };
  /** An alarm about a trouble, or its end, was sent to a system that pages. */
  readonly 'alarm-sent': {
    readonly outlet: OutletName;
    readonly cluster: string | undefined;
    readonly delivery: Delivery;
  };
  /** Somebody acknowledged a trouble, or ended that. */
  readonly 'trouble-acknowledged': Asker & {
    readonly cluster: string;
    /** Undefined where it is ended. */
    readonly until: EpochMs | undefined;
    readonly because: string | undefined;
  };
  /** Slack turned a call away until so much later. */
  readonly 'slack-limited': { readonly method: string; readonly seconds: number };
  /** A reply to somebody who asked did not get through: Slack refused it, or was not reached. */
  readonly 'reply-lost': {
    /** As Slack says it, or in a few words of ours. */
    readonly reason: string;
  };
  /** A bug: something of Wale itself failed. */
  readonly 'own-fault': { readonly reference: string };
  readonly 'configuration-reloaded': { readonly outcome: 'taken' | 'refused' };
}

export type EventName = keyof EventMap;

/** Tells whoever listens; never throws. */
export type Tell = <Name extends EventName>(name: Name, event: EventMap[Name]) => void;

/** One listener for every event. */
export type Listener = Tell;
