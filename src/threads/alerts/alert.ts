import type { EpochMs } from '../../domain/time.ts';

/** Every value that was seen of a label: one post may hold several alerts. */
export type Labels = Readonly<Record<string, readonly string[]>>;

/** An alert about backups, wherever it came from. */
export interface Alert {
  /** The same for every delivery, repeat and edit of this alert, and for no other. */
  readonly key: string;
  /** Harmless, on one line, and short; still somebody else’s words. */
  readonly title: string;
  readonly labels: Labels;
  /** Everything that was said, for the patterns of a cluster. */
  readonly text: string;
  readonly at: EpochMs;
  readonly incident: Incident | undefined;
  /** The id of the PagerDuty service, where one is named. */
  readonly service: string | undefined;
}

/** A PagerDuty incident, by which its posts, edits and webhooks know each other. */
export interface Incident {
  readonly id: string;
  /** The number that posts show: [#12345]. */
  readonly number: number | undefined;
  readonly url: string | undefined;
}

/** So much of a title is kept. Alertmanager cuts its own at 1,024. */
export const LONGEST_TITLE = 200;
