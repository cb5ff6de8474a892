import { LONGEST_REASON } from '../domain/acknowledgement.ts';
import { futureMoment } from '../domain/future-moment.ts';
import type { EpochMs } from '../domain/time.ts';

/** What somebody wants to acknowledge, by their words. */
export type AcknowledgeWords =
  | {
      readonly kind: 'acknowledge';
      readonly cluster: string | undefined;
      /** `maintenance`, a range of segments as answers write it, or undefined for what leads the verdict now. */
      readonly what: string | undefined;
      readonly until: EpochMs;
      readonly because: string;
    }
  | { readonly kind: 'misread'; readonly sentence: string };

const WORDS = /^(?:(\S+)\s+)?(?:(\S+)\s+)?until\s+(\S.{0,40}?)\s+because\s+(\S.*)$/is;

/** What tells a range of segments from the name of a cluster. */
const RANGE = /^[0-9a-f]{24}/i;

/** Words may be more; a reason that is longer is cut. */
const LONGEST_TEXT = 1000;

const HOW_TO_ACKNOWLEDGE =
  'expected ack CLUSTER until TIME because REASON; maintenance, or a range of missing segments, goes before until';

/** `CLUSTER until 18:00 because …`, `CLUSTER maintenance until …`, `CLUSTER RANGE until …`: what follows `ack`. */
export function readAcknowledgement(text: string, now: EpochMs): AcknowledgeWords {
  const [, first, second, time = '', because = ''] =
    WORDS.exec(text.trim().slice(0, LONGEST_TEXT)) ?? [];
  if (because === '') return { kind: 'misread', sentence: HOW_TO_ACKNOWLEDGE };
  const until = futureMoment(time, now);
  if (until === undefined) {
    return {
      kind: 'misread',
      sentence: `expected a time in the future after until, such as 3h, 18:00 or 2026-11-27 08:00 (UTC), got "${time}"`,
    };
  }
  const isSubject = (word: string | undefined): boolean =>
    word !== undefined && (word === 'maintenance' || RANGE.test(word));
  const [cluster, what] =
    second === undefined && isSubject(first) ? [undefined, first] : [first, second];
  if (what !== undefined && !isSubject(what)) {
    return { kind: 'misread', sentence: HOW_TO_ACKNOWLEDGE };
  }
  return { kind: 'acknowledge', cluster, what, until, because: because.slice(0, LONGEST_REASON) };
}
