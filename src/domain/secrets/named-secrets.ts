import { isHarmlessValue } from './is-harmless-value.ts';
import { isNextSecret, jointAt } from './joint.ts';
import { nameKind, type NameKind } from './secret-name.ts';
import { signedIn, valueOf } from './value-of.ts';
import { valueAt, type Span } from './value-at.ts';

const REDACTED = '[redacted]';

const NAME = /[\w.-]+/g;

/** Takes out the values that stand behind the name of a secret, in any notation. */
export function withoutNamedSecrets(text: string): string {
  let result = '';
  let copied = 0;
  NAME.lastIndex = 0;
  for (let found = NAME.exec(text); found !== null; found = NAME.exec(text)) {
    const secret = secretBehind(text, found[0], found.index);
    if (secret === undefined) continue;
    result += text.slice(copied, secret.from) + REDACTED;
    copied = secret.to;
    NAME.lastIndex = secret.to;
  }
  return result + text.slice(copied);
}

function secretBehind(text: string, word: string, index: number): Span | undefined {
  const end = index + word.length;
  const joint = jointAt(text, end);
  const kind = kindOf(text, word, index) ?? (joint?.by === 'sets' ? dottedKind(word) : undefined);
  if (joint === undefined) return kind === undefined ? undefined : apart(text, word, end, kind);
  if (kind === undefined) return signedIn(text, word, joint.end);
  if (
    ENDS_URL.test(text.slice(end, end + 8)) &&
    OF_GO.test(text.slice(Math.max(0, index - 500), index))
  )
    return undefined;
  // `secret.example.com:9000` is a host.
  if (word.includes('.') && joint.by === 'colon' && /\d/.test(text[joint.end] ?? ''))
    return undefined;
  if (kind === 'header' && holdsSecret(text.slice(joint.end, joint.end + 80))) return undefined;
  const span = valueOf(text, joint.end, kind);
  const value = text.slice(span.from, span.to);
  // `"auth", "args": …` is no pair: what follows is a name itself.
  if (joint.isPair && IS_NAME.test(text.slice(span.to, span.to + 8))) return undefined;
  // Source code in a traceback hands `key=key` or `key=self.key` on.
  if (value.endsWith(word) && /^[a-z_.]+$/.test(value)) return undefined;
  const standing = { kind, by: joint.by, quoted: span.quoted };
  return isHarmlessValue(value, standing) ? undefined : span;
}

/** How Go reports a failed request: `Post "https://…/token": dial tcp …`. What follows that path is the error, no secret. */
const ENDS_URL = /^\\{0,3}": [A-Za-z]/;
const OF_GO = /\b(?:Get|Head|Put|Post|Patch|Delete) \\{0,3}"https?:\/\/[^\s"\\]{0,480}\/$/;

/** `fs.s3a.secret.key=…` is divided by dots; `private.key: …` is a file. */
const dottedKind = (word: string): NameKind | undefined =>
  word.includes('.') ? nameKind(word.replaceAll('.', '_')) : undefined;

/** `authorization: {credentials: …}` is a field of fields. */
const holdsSecret = (value: string): boolean =>
  nameKind(/^\{\s?["']?([\w-]{1,60})["']?\s?:/.exec(value)?.[1] ?? '') !== undefined;

const IS_NAME = /^\\{0,3}["']\s{0,2}:/;

/** What an escape before a name takes of it: the n of a line feed that is spelt out belongs to no name. */
const ESCAPED: Readonly<Record<string, RegExp>> = {
  '\\': /^(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[nrt])/i,
  '%': /^[0-9A-F]{2}/i,
};

/** “Secret Access Key: …” is written in words. */
function kindOf(text: string, word: string, index: number): NameKind | undefined {
  const name = word.replace(ESCAPED[text[index - 1] ?? ''] ?? /(?!)/, '');
  const kind = nameKind(name);
  if (kind !== undefined || !/^(?:key|id|token|secret)$/i.test(name)) return kind;
  const [before] =
    /(?:[A-Za-z]{1,20} ){1,3}$/.exec(text.slice(Math.max(0, index - 63), index)) ?? [];
  return before === undefined ? undefined : nameKind(`${before.replaceAll(' ', '_')}${name}`);
}

const OPTION = /^--?[A-Za-z][\w-]/;
const TOLD = /(?:\s{1,4}|\\{1,4}t)(?:(?:is|was):?\s{1,2})?/y;

/** Values that stand apart from their names: of options, in quotes in SQL and in sentences, and what is no word. */
function apart(text: string, word: string, end: number, kind: NameKind): Span | undefined {
  TOLD.lastIndex = end;
  if (!TOLD.test(text) || isNextSecret(text, TOLD.lastIndex)) return undefined;
  const span = valueAt(text, TOLD.lastIndex);
  const value = text.slice(span.from, span.to);
  const standing = { kind, by: 'blank', quoted: span.quoted } as const;
  if (isHarmlessValue(value, standing)) return undefined;
  if (OPTION.test(word)) return value.startsWith('-') && !span.quoted ? undefined : span;
  if (span.quoted && PASSWORD.test(word)) return span;
  if (word.includes('_') && !span.quoted) return /[\d+/=]/.test(value) ? span : undefined;
  return isNoWord(value) ? span : undefined;
}

const PASSWORD = /^(?:psk|password|passwd|passphrase|passwort|kennwort)$/i;

/** Letters and digits together, as no word has them; names of machines and files are divided by more. */
const isNoWord = (value: string): boolean =>
  /^(?=.*\d)(?=.*[g-z])[\w+~!@#$%^&*]{6,200}={0,2}$/i.test(value);
