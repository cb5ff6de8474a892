import { pastMoment } from '../../../src/domain/past-moment.ts';
import type { EpochMs } from '../../../src/domain/time.ts';
import {
  readAcknowledgement,
  type AcknowledgeWords,
} from '../../../src/use-cases/read-acknowledgement.ts';
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
  | AcknowledgeWords
  | { readonly kind: 'unacknowledge'; readonly cluster: string | undefined }
  | { readonly kind: 'watch'; readonly cluster: string | undefined }
  | { readonly kind: 'explain'; readonly verdict: string | undefined }
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
  if (verb === 'ack' || verb === 'acknowledge')
    return readAcknowledgement(text.trim().slice(typed.length), now);
  const tooMany = verb === 'clusters' ? cluster !== undefined : more.length > 0;
  if (tooMany) return { kind: 'unknown', word: [typed, ...words].join(' ') };
  if (verb === 'clusters') return { kind: 'clusters' };
  if (verb === 'unack') return { kind: 'unacknowledge', cluster };
  if (verb === 'explain') return { kind: 'explain', verdict: cluster };
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
