import { LONGEST_REASON } from '../../../src/domain/acknowledgement.ts';
import { futureMoment } from '../../../src/domain/future-moment.ts';
import { pastMoment } from '../../../src/domain/past-moment.ts';
import type { EpochMs } from '../../../src/domain/time.ts';
import type { ClusterQuestion } from './cluster-answer.ts';

const QUESTIONS: readonly ClusterQuestion[] = ['status', 'uploads', 'errors', 'doctor'];

export type Command =
  | {
      readonly kind: 'cluster';
      readonly question: ClusterQuestion;
      readonly cluster: string | undefined;
      /** As of which moment; undefined for now. */
      readonly at?: EpochMs | undefined;
    }
  | { readonly kind: 'clusters' }
  | {
      readonly kind: 'acknowledge';
      readonly cluster: string | undefined;
      /** `maintenance`, a range of segments, or undefined for what leads the verdict. */
      readonly what: string | undefined;
      readonly until: EpochMs;
      readonly because: string;
    }
  | { readonly kind: 'unacknowledge'; readonly cluster: string | undefined }
  /** The verb was understood, and not what follows it. */
  | { readonly kind: 'misread'; readonly sentence: string }
  | { readonly kind: 'watch'; readonly cluster: string | undefined }
  /** Nothing but `/wale`: the one cluster, or all of them. */
  | { readonly kind: 'anything' }
  | { readonly kind: 'help' }
  | { readonly kind: 'unknown'; readonly word: string };

const LONGEST_WORD = 60;

/** Reads what follows `/wale`, or the name of Wale. */
export function parseCommand(text: string, now: EpochMs): Command {
  const [typed = '', ...words] = text
    .trim()
    .split(/\s+/)
    .map((word) => word.slice(0, LONGEST_WORD));
  const verb = typed.toLowerCase();
  const [cluster, ...more] = words;
  if (verb === '') return { kind: 'anything' };
  if (verb === 'help') return { kind: 'help' };
  if (verb === 'status' && words.length > 0) return statusOf(words, now);
  if (verb === 'ack' || verb === 'acknowledge') return acknowledgeOf(text, now);
  const tooMany = verb === 'clusters' ? cluster !== undefined : more.length > 0;
  if (tooMany) return { kind: 'unknown', word: [typed, ...words].join(' ') };
  if (verb === 'clusters') return { kind: 'clusters' };
  if (verb === 'unack') return { kind: 'unacknowledge', cluster };
  if (verb === 'watch') return { kind: 'watch', cluster };
  const question = QUESTIONS.find((known) => known === verb);
  return question === undefined
    ? { kind: 'unknown', word: typed }
    : { kind: 'cluster', question, cluster };
}

/** `status CLUSTER`, `status 02:10`, `status CLUSTER 3h ago`. */
function statusOf(words: readonly string[], now: EpochMs): Command {
  const [cluster, ...when] = words;
  const alone = pastMoment(words.join(' '), now);
  if (alone !== undefined) {
    return { kind: 'cluster', question: 'status', cluster: undefined, at: alone };
  }
  if (when.length === 0) return { kind: 'cluster', question: 'status', cluster };
  const at = pastMoment(when.join(' '), now);
  return at === undefined
    ? { kind: 'unknown', word: ['status', ...words].join(' ') }
    : { kind: 'cluster', question: 'status', cluster, at };
}

const ACKNOWLEDGE = /^\S+\s+(?:(\S+)\s+)?(?:(\S+)\s+)?until\s+(\S.{0,40}?)\s+because\s+(\S.*)$/is;

/** What tells a range of segments from the name of a cluster. */
const RANGE = /^[0-9a-f]{24}/i;

/** `ack CLUSTER until 18:00 because …`, `ack CLUSTER maintenance until …`, `ack CLUSTER RANGE until …`. */
function acknowledgeOf(text: string, now: EpochMs): Command {
  const [, first, second, time = '', because = ''] =
    ACKNOWLEDGE.exec(text.trim().slice(0, LONGEST_TEXT)) ?? [];
  if (because === '') return { kind: 'misread', sentence: HOW_TO_ACKNOWLEDGE };
  const until = futureMoment(time, now);
  if (until === undefined) {
    return {
      kind: 'misread',
      sentence: `expected a time to come behind until, such as 3h, 18:00 or 2026-11-27 08:00 (UTC), got "${time}"`,
    };
  }
  const isSubject = (word: string | undefined): boolean =>
    word !== undefined && (word === 'maintenance' || RANGE.test(word));
  const [cluster, what] =
    second === undefined && isSubject(first) ? [undefined, first] : [first, second];
  if (what !== undefined && !isSubject(what))
    return { kind: 'misread', sentence: HOW_TO_ACKNOWLEDGE };
  return { kind: 'acknowledge', cluster, what, until, because: because.slice(0, LONGEST_REASON) };
}

/** A command of Slack may be longer; a reason that is, is cut. */
const LONGEST_TEXT = 1000;

const HOW_TO_ACKNOWLEDGE =
  'expected ack CLUSTER until TIME because REASON; before until may stand maintenance, or a range of missing segments';
