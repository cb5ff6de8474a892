import { harmlessText } from './harmless-text.ts';

/** What a check says of a value in another form: an issue of zod, as far as words are made of it. */
export interface Mismatch {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: unknown;
  readonly values?: readonly unknown[];
  readonly format?: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
}

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

/** What was expected: in the check’s own words where it has any. */
export function expectedWords(mismatch: Mismatch): string {
  const { code, message, values = [], origin } = mismatch;
  if (message.startsWith('expected ')) return message;
  switch (code) {
    case 'custom':
      return message;
    case 'invalid_type':
      return `expected ${typeWords(String(mismatch.expected))}`;
    case 'invalid_value':
      return `expected ${values.map(String).join(' or ')}`;
    case 'too_big':
      return `expected ${String(mismatch.maximum)} or less`;
    case 'too_small':
      if (origin === 'string') return 'expected some text';
      if (origin === 'array') return 'expected at least one entry';
      return `expected ${String(mismatch.minimum)} or more`;
    case 'invalid_format':
      return `expected ${typeWords(mismatch.format ?? '')}`;
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
  const expected = expectedWords(first);
  const came = expected.includes(', got ')
    ? ''
    : `, got ${shownAt(first, valueAt(whole, first.path))}`;
  return harmlessText(`${where === '' ? '' : `${where}: `}${expected}${came}`, 150);
}
