import { BOUNDS } from './bounds.ts';
import { redact } from './secrets/redact.ts';

// Marks without a width that hide or reorder text, and the colours of a terminal: removed, so that they cannot
// split a secret, or its name, in two. Collectors spell the escape character out.
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]+/gu;
const COLOURS =
  // eslint-disable-next-line no-control-regex -- these are what is taken out
  /(?:(?:\u001b|#033|\\x1b|\\u001b|\\033|\\e)\[|\u009b)[\d;?]{0,20}[A-Za-z]/gi;
/** The same, and other control characters, as JSON within a text spells them out. */
const SPELT_OUT = /\\{1,4}u(?:000[0-8]|00ad|200[b-f]|202[a-e]|206[0-9a-f]|fe0[0-9a-f]|feff)/gi;
const BREAKS = /[\t-\r\u0085\u2028\u2029]+/g;
// eslint-disable-next-line no-control-regex -- these are what is taken out
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]+/g;

/** Half of a character, which no text in UTF-8 can hold: what is sent with one in it may be refused. */
const HALVES = /\p{Surrogate}/gu;

/** As much of a text as is ever looked at: a traceback of WAL-E has at most some 4 KB. */
const LOOKED_AT = 16_384;
/** The word in which the looking ended may be the first part of a secret, which has another form then. */
const LONGEST_WORD = BOUNDS.word.most;

function withoutLastWord(text: string): string {
  let end = text.length;
  while (end > text.length - LONGEST_WORD && /\S/.test(text[end - 1] ?? ' ')) end -= 1;
  return text.slice(0, Math.max(0, end));
}

/** What stands in no text that a terminal is to show: all that hides, moves or overwrites what stands beside it. */
export const withoutMarks = (text: string): string =>
  text
    .replace(COLOURS, '')
    .replace(SPELT_OUT, '')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '')
    .replace(HALVES, '\ufffd');

/** Redacted, before it is cut anywhere that is shown: a secret that was cut in two has no form any more. */
function redactedStart(text: string, isWhole: boolean): string {
  const redacted = redact(text);
  return isWhole ? redacted : `${withoutLastWord(redacted)}…`;
}

/** Makes somebody else's text safe to keep and to show: redacted, on one line, at most `max` characters. */
export function harmlessText(raw: string, max: number): string {
  const line = withoutMarks(raw.slice(0, LOOKED_AT))
    .replace(BREAKS, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const shown = redactedStart(line, raw.length <= LOOKED_AT);
  return shown.length <= max ? shown : `${shown.slice(0, max - 1).replace(HALVES, '')}…`;
}

/** The same with its line breaks, for what is written to a log or taken apart. */
export const harmlessLines = (raw: string, max = LOOKED_AT): string =>
  redactedStart(withoutMarks(raw.slice(0, max)), raw.length <= max);
