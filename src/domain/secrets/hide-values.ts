/** Takes known secrets out of a text. */
export type Hide = (text: string) => string;

/** A password that is a word, or a few digits, would take that word out of every sentence. */
const isTellable = (value: string): boolean =>
  value.length >= 6 && !/^(?:[a-z]{1,11}|\d{1,7})$/.test(value);

/** So much of a secret is one still: of a text that was cut, its end may be the beginning of a secret. */
const LEAST_PART = 6;

/**
 * Hides values that are known to be secret, wherever they stand: as they are, percent-encoded, escaped for JSON or
 * for Slack, in base64 also within something longer (as in basic auth), and cut off by an ellipsis.
 */
export function hideValues(values: readonly string[]): Hide {
  const forms = [...new Set(values.filter(isTellable).flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  if (forms.length === 0) return (text) => text;
  const whole = new RegExp(forms.map((form) => form.replace(/[^\w]/g, '\\$&')).join('|'), 'gi');
  return (text) =>
    text
      .replace(whole, '[redacted]')
      .replace(/(\S{6,400})(?=…)/g, (word) => withoutBeginning(word, forms))
      .replace(/(?<=… ?)(\S{6,400})/g, (word) => withoutEnd(word, forms));
}

function formsOf(value: string): string[] {
  const encoded = encodeURIComponent(value);
  return [
    value,
    encoded,
    encoded.replaceAll('%20', '+'),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    ...[0, 1, 2].flatMap((offset) => base64Within(value, offset)),
  ];
}

/** The signs that a value has in base64 whatever stands around it, so many bytes behind a full three. */
function base64Within(value: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const from = Math.ceil((offset * 8) / 6);
  const signs = bytes.toString('base64').slice(from, Math.floor((bytes.length * 8) / 6));
  if (signs.length < LEAST_PART) return [];
  return [signs, signs.replaceAll('+', '-').replaceAll('/', '_')];
}

function withoutBeginning(word: string, forms: readonly string[]): string {
  for (const form of forms) {
    for (let length = Math.min(form.length, word.length); length >= LEAST_PART; length -= 1) {
      const part = form.slice(0, length);
      if (word.endsWith(part)) return `${word.slice(0, -length)}[redacted]`;
    }
  }
  return word;
}

function withoutEnd(word: string, forms: readonly string[]): string {
  for (const form of forms) {
    for (let length = Math.min(form.length, word.length); length >= LEAST_PART; length -= 1) {
      if (word.startsWith(form.slice(-length))) return `[redacted]${word.slice(length)}`;
    }
  }
  return word;
}

/** The same once for each list of blocks, which is not changed afterwards: many may be told the same. */
export function createHideInReply(hide: Hide) {
  const hidden = new WeakMap<object, unknown>();
  return <Reply extends { readonly blocks?: readonly unknown[] }>({
    blocks,
    ...rest
  }: Reply): Reply => {
    const others = hideIn(rest, hide);
    if (blocks === undefined) return others as Reply;
    const known = hidden.get(blocks) ?? hideIn(blocks, hide);
    hidden.set(blocks, known);
    return { ...others, blocks: known } as Reply;
  };
}

/** The same value with known secrets taken out of every text in it. */
export function hideIn<T>(value: T, hide: Hide): T {
  if (typeof value === 'string') return hide(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => hideIn(item, hide)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [key, hideIn(item, hide)]),
  ) as T;
}
