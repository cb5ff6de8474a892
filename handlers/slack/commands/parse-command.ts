import { z } from 'zod';
import type { ClusterQuestion } from './cluster-answer.ts';

const QUESTIONS: readonly ClusterQuestion[] = ['status', 'uploads', 'errors', 'doctor'];

export type Command =
  | {
      readonly kind: 'cluster';
      readonly question: ClusterQuestion;
      readonly cluster: string | undefined;
    }
  | { readonly kind: 'clusters' }
  | { readonly kind: 'watch'; readonly cluster: string | undefined }
  /** Nothing but `/wale`: the one cluster, or all of them. */
  | { readonly kind: 'anything' }
  | { readonly kind: 'help' }
  | { readonly kind: 'unknown'; readonly word: string };

const LONGEST_WORD = 60;

/** Reads what follows `/wale`. */
const CommandText = z
  .string()
  .transform((text) =>
    text
      .trim()
      .split(/\s+/)
      .map((word) => word.slice(0, LONGEST_WORD)),
  )
  .transform(([typed = '', cluster, ...more]): Command => {
    const verb = typed.toLowerCase();
    if (verb === '') return { kind: 'anything' };
    if (verb === 'help') return { kind: 'help' };
    const tooMany = verb === 'clusters' ? cluster !== undefined : more.length > 0;
    if (tooMany) return { kind: 'unknown', word: [typed, cluster, ...more].join(' ') };
    if (verb === 'clusters') return { kind: 'clusters' };
    if (verb === 'watch') return { kind: 'watch', cluster };
    const question = QUESTIONS.find((known) => known === verb);
    return question === undefined
      ? { kind: 'unknown', word: typed }
      : { kind: 'cluster', question, cluster };
  });

export const parseCommand = (text: string): Command => CommandText.parse(text);
