import type { DurationMs, EpochMs } from './time.ts';

/** What is known of the cluster's base backups. */
export interface BaseBackups {
  /** Why the metrics say nothing of them; undefined if they do. */
  readonly notKnown: string | undefined;
  readonly lastSuccess: { readonly at: EpochMs; readonly by: string | undefined } | undefined;
  /** From when on the metrics would show a success. Without one there was none since. */
  readonly watchedSince: EpochMs | undefined;
  readonly running:
    | {
        readonly since: EpochMs;
        readonly by: string | undefined;
        readonly seenIn: 'metric' | 'log';
      }
    | undefined;
  /** The last one failed, and none has begun since. */
  readonly failed:
    { readonly beganAt: EpochMs | undefined; readonly by: string | undefined } | undefined;
  /** How long the longest of the runs took that were seen from begin to end. */
  readonly usualLength: DurationMs | undefined;
}
