import type { z } from 'zod';
import { harmlessText } from '../domain/harmless-text.ts';
import { cameWords, valueAt } from '../domain/mismatch-words.ts';
import { redact } from '../domain/secrets/redact.ts';
import { nameKind } from '../domain/secrets/secret-name.ts';
import { closest } from '../domain/closest.ts';
import type { FilePath } from './fill-in.ts';
import { keysAt } from './keys-at.ts';

export interface Complaint {
  readonly path: FilePath;
  /** The path as it may be shown. */
  readonly place: string;
  /** Whether the key at `path` is wrong, or its value. */
  readonly about: 'key' | 'value';
  readonly sentence: string;
}

/** One issue of zod in the operator's words: what was expected, and what came. Shows no secret. */
export function complaints(
  issue: z.core.$ZodIssue,
  file: unknown,
  filled: readonly FilePath[],
): readonly Complaint[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = keysAt(path);
      const meant = closest(key, known);
      const hint =
        meant !== undefined
          ? ` Did you mean ${meant}?`
          : known.length > 0
            ? ` Expected one of ${known.join(', ')}.`
            : '';
      const sentence = `no setting has this name.${hint}`;
      const isShown = meant !== undefined || (isName(key) && !isSecret(path, filled));
      const place = placeWords([...path, isShown ? key : HIDDEN]);
      return { path: [...path, key], place, about: 'key', sentence };
    });
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? issue.message;
    const place = placeWords(path);
    return [
      {
        path,
        place,
        about: 'key',
        sentence: `${expected}, got ${cameWords(path.at(-1), LONGEST_CAME)}`,
      },
    ];
  }
  const came = isSecret(path, filled) ? HIDDEN : shown(valueAt(file, path), path);
  const sentence = `${issue.message}, got ${came}`;
  return [{ path, place: placeWords(path), about: 'value', sentence }];
}

const HIDDEN = '[hidden]';

const LONGEST_CAME = 78;

/** A value that came to stand where a name should is told from a name by its signs; line and column say where it is. */
const isName = (key: string): boolean => /^[A-Za-z][A-Za-z_-]{0,39}$/.test(key);

/** Where something stands in the file: a key may be a secret that slipped in there. */
export const placeWords = (path: FilePath): string =>
  redact(path.map((key) => harmlessText(String(key), 80)).join('.')) || 'the file';

const SECRET_NAME = /token|password|secret|api-?key|auth|cookie|headers/i;

const isSecretName = (name: string): boolean =>
  SECRET_NAME.test(name) || nameKind(name) !== undefined;

function isSecret(path: FilePath, filled: readonly FilePath[]): boolean {
  const isFilled = filled.some(
    (place) => place.length === path.length && place.every((key, depth) => key === path[depth]),
  );
  // A cluster may be named after what it holds: auth, tokens.
  const keys = path[0] === 'clusters' ? path.slice(2) : path;
  return isFilled || keys.some((key) => isSecretName(String(key)));
}

/** What came. There may be secrets anywhere inside a map or a list. */
function shown(value: unknown, path: FilePath): string {
  const mayHoldPassword =
    typeof value === 'string' &&
    value.includes('@') &&
    path.some((key) => /urls?$/i.test(String(key)));
  return mayHoldPassword ? HIDDEN : cameWords(value, LONGEST_CAME);
}
