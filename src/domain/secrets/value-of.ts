import type { NameKind } from './secret-name.ts';
import { valueAt, type Span } from './value-at.ts';

/** What S3 shows of a request whose signature is wrong. */
const SIGNED = /^(?:StringToSign|CanonicalRequest)(?:Bytes)?$/;

export function signedIn(text: string, word: string, from: number): Span | undefined {
  if (!SIGNED.test(word) || text[from - 1] !== '>') return undefined;
  const to = text.indexOf('</', from);
  return { from, to: to < 0 ? text.length : to };
}

/** The value of a name of this kind: an element, a header, cookies, or whatever is in quotes or is not. */
export function valueOf(
  text: string,
  from: number,
  kind: NameKind,
): Span & { readonly quoted: boolean } {
  if (text[from - 1] === '>' && !/[=-]/.test(text[from - 2] ?? '')) {
    const to = text.indexOf(text.startsWith('<![CDATA[', from) ? ']]>' : '<', from);
    return { from, to: to < 0 ? text.length : to, quoted: true };
  }
  const span = valueAt(text, from);
  if (span.quoted || (kind !== 'header' && kind !== 'cookie')) return span;
  const pattern = kind === 'header' ? CREDENTIALS : COOKIES;
  pattern.lastIndex = from;
  return pattern.test(text) ? { from, to: pattern.lastIndex, quoted: false } : span;
}

const PARAMETER = String.raw`[\w-]{1,40}=(?:\\?"[^"]{0,4000}"|[^\s"',]+),?`;
/** The value of an Authorization header: a scheme, its credentials, and its parameters. */
const CREDENTIALS = new RegExp(
  String.raw`(?:(?:basic|bearer|digest|token|apikey|aws|[A-Z][\w-]{1,30}):?\s{1,2}(?![a-z]{1,14}(?:[\s.,;]|$)))?(?:${PARAMETER}(?:(?<=,)\s{0,2}${PARAMETER})*|[^\s"'\`\\]+)`,
  'y',
);
const COOKIES = /[^\s"'`;=]{1,200}=[^\s"'`;]*(?:;\s?[^\s"'`;=]{1,200}(?:=[^\s"'`;]*)?)*/y;
