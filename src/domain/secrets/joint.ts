import type { Standing } from './is-harmless-value.ts';
import { nameKind } from './secret-name.ts';

const CLOSING_QUOTE = String.raw`(?:\\*["']|&quot;|&#3[49];|\\+u002[27]|%2[27])`;
/** A blank or a line break, which collectors and JSON spell out. */
const GAP = String.raw`(?:\s|#01[125]|\\{1,4}[nrt])`;
const SETS = String.raw`=>|:=|={1,2}|＝|%(?:25)*3D|</name>${GAP}{0,4}<value>|(?<=<[^<>]{1,80})>(?=\S|[^<]{0,400}</)`;
const COLON = String.raw`:|：|%(?:25)*3A`;
/** What joins a name and its value; `{"name": …, "value": …}` and pairs in a list do it too. */
const JOINT = new RegExp(
  [
    String.raw`(?<quote>${CLOSING_QUOTE}?)\s{0,4}(?:${SETS}|(?<colon>->|→|${COLON}))${GAP}{0,4}(?:[|>][+-]?(?:\s|\\{1,4}n){1,4})?`,
    String.raw`${CLOSING_QUOTE}?${GAP}{0,2},?${GAP}{0,4}${CLOSING_QUOTE}?value${CLOSING_QUOTE}?\s{0,2}[=:]\s{0,2}`,
    String.raw`(?<pair>${CLOSING_QUOTE})\s{0,2},\s{0,2}(?=[bru]?\\*["'])`,
  ].join('|'),
  'iy',
);
/** Behind `NAME= ` comes no value, but the next variable. */
const NEXT_VARIABLE = /(?<==\s)(?:[A-Z][A-Z0-9]*_[A-Z0-9_]{1,60}=|[a-z][a-z0-9_]{0,60}=[^\s=])/y;

/** What stands between a name and its value. */
export interface Joint {
  readonly end: number;
  /** Name and value are two texts of a list. */
  readonly isPair: boolean;
  readonly by: Standing['by'];
}

/** The joint that begins where a name ended; undefined if no value follows. */
export function jointAt(text: string, at: number): Joint | undefined {
  JOINT.lastIndex = at;
  const found = JOINT.exec(text);
  if (found === null) return undefined;
  NEXT_VARIABLE.lastIndex = JOINT.lastIndex;
  if (NEXT_VARIABLE.test(text) || isNextSecret(text, JOINT.lastIndex)) return undefined;
  if (isNameBehindNothing(text, JOINT.lastIndex)) return undefined;
  const { quote = '', colon, pair } = found.groups ?? {};
  // A quoted name is a field, and what follows is its value, whatever it says.
  const by = colon !== undefined && quote === '' ? 'colon' : 'sets';
  return { end: JOINT.lastIndex, by, isPair: pair !== undefined };
}

/** After `NAME= ` comes another name, whose value follows after a blank: `AWS_SESSION_TOKEN= bindpw …`. */
function isNameBehindNothing(text: string, at: number): boolean {
  if (!/=\s$/.test(text.slice(Math.max(0, at - 2), at))) return false;
  const [next = ''] = /^[\w-]{2,80}(?= \S)/.exec(text.slice(at, at + 90)) ?? [];
  return nameKind(next) !== undefined;
}

/** Behind `NAME: ` stands the name of the next one. */
export function isNextSecret(text: string, at: number): boolean {
  if (!/\s/.test(text[at - 1] ?? '')) return false;
  const [next = ''] = /^[\w-]{2,80}(?= ?(?:[=:＝：→]|->) ?\S)/.exec(text.slice(at, at + 90)) ?? [];
  return nameKind(next) !== undefined;
}
