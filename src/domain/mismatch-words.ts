import { harmlessText } from './harmless-text.ts';

/** What a check found wrong: an issue of zod before it has words, as far as words are made of it. */
interface Fault {
  readonly code?: string | undefined;
  readonly expected?: unknown;
  readonly values?: readonly unknown[];
  readonly format?: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
}

/** What a check says of a value in another form: an issue of zod in our words, `expectedWords` having been its `error`. */
export interface Mismatch {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Of a check whose own message says what came, where that may be shown. */
export const SAYS_WHAT_CAME = { saysWhatCame: true };

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  map: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
  url: 'a URL',
  datetime: 'a time',
};

/** What was expected: given to zod as `error`, so that its issues have these words where a check has none of its own. */
export function expectedWords({ code, values = [], origin, ...fault }: Fault): string {
  switch (code) {
    case 'invalid_type':
      return `expected ${typeWords(String(fault.expected))}`;
    case 'invalid_value':
      return `expected ${values.map(String).join(' or ')}`;
    case 'too_big':
      return `expected ${String(fault.maximum)} or less`;
    case 'too_small':
      if (origin === 'string') return 'expected some text';
      if (origin === 'array') return 'expected at least one entry';
      return `expected ${String(fault.minimum)} or more`;
    case 'invalid_format':
      return `expected ${typeWords(fault.format ?? '')}`;
    case undefined:
    default:
      return 'expected another form';
  }
}

const typeWords = (type: string): string => TYPE_WORDS[type] ?? 'another form';

/** What came in a value’s place: a map or a list only as that, and a text at most so long. */
export function cameWords(value: unknown, most: number): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') {
    return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  }
  // Made harmless before it is quoted: escaped, a secret has another form.
  return JSON.stringify(typeof value === 'string' ? harmlessText(value, most) : value);
}

export const valueAt = (whole: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (found, key) =>
      found instanceof Map
        ? found.get(key)
        : (found as Record<PropertyKey, unknown> | null | undefined)?.[key],
    whole,
  );

/** Where a word out of a few was expected, it is shown what word came. Any other text may hold a secret. */
const shownAt = ({ code }: Mismatch, came: unknown): string =>
  typeof came !== 'string' || code === 'invalid_value' ? cameWords(came, 40) : 'text';

/** The first mismatch of somebody else’s data in plain words: where, what was expected, what came. */
export function mismatchWords([first]: readonly Mismatch[], whole: unknown): string {
  if (first === undefined) return 'expected another form';
  const where = first.path.map(String).join('.');
  const saysWhatCame = first.params === SAYS_WHAT_CAME;
  const came = saysWhatCame ? '' : `, got ${shownAt(first, valueAt(whole, first.path))}`;
  return harmlessText(`${where === '' ? '' : `${where}: `}${first.message}${came}`, 150);
}
