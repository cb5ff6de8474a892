import { z } from 'zod';

export type Command =
  | { readonly kind: 'status'; readonly cluster: string | undefined }
  | { readonly kind: 'watch'; readonly cluster: string | undefined }
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
  .transform(([verb = '', cluster, ...more]): Command => {
    if (verb === '' || verb === 'help') return { kind: 'help' };
    if (verb !== 'status' && verb !== 'watch') return { kind: 'unknown', word: verb };
    if (more.length > 0) return { kind: 'unknown', word: [verb, cluster, ...more].join(' ') };
    return { kind: verb, cluster };
  });

export const parseCommand = (text: string): Command => CommandText.parse(text);
