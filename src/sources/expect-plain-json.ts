import { BOUNDS } from '../domain/bounds.ts';

/** JSON that would take far more time or memory than its text: deeply nested, of very many small values, or of very many names. */
export class AnswerTooIntricate extends Error {
  override readonly name = 'AnswerTooIntricate';
}

const QUOTE = 34;
const BACKSLASH = 92;
const BRACKET = 91;
const BRACE = 123;
const CLOSING_BRACKET = 93;
const CLOSING_BRACE = 125;
const COMMA = 44;
const COLON = 58;

/**
 * Looks at JSON before it is parsed, and throws an AnswerTooIntricate where that would cost too much: a few MB of
 * brackets become half a gigabyte, and a second is spent on 3 MB of names. It need not be JSON; the parser says whether it is.
 */
export function expectPlainJson(text: string): void {
  let depth = 0;
  let values = 1;
  const names = new Set<string>();
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (isName(text, end)) {
        names.add(text.slice(at + 1, end));
        if (names.size > BOUNDS.jsonNames.most) {
          throw new AnswerTooIntricate(
            `its answer has more than ${BOUNDS.jsonNames.most} different names, and was given up`,
          );
        }
      }
      at = end;
    } else if (code === COMMA) {
      values += 1;
    } else if (code === BRACKET || code === BRACE) {
      values += 1;
      depth += 1;
      if (depth > BOUNDS.jsonDepth.most) {
        throw new AnswerTooIntricate(
          `its answer is nested deeper than ${BOUNDS.jsonDepth.most} levels, and was given up`,
        );
      }
    } else if (code === CLOSING_BRACKET || code === CLOSING_BRACE) depth -= 1;
    if (values > BOUNDS.jsonValues.most) {
      throw new AnswerTooIntricate('its answer holds millions of values, and was given up');
    }
  }
}

/** Whether a colon stands behind the string that ends here; pretty JSON of Elasticsearch has a blank before it. */
const isName = (text: string, end: number): boolean =>
  text.charCodeAt(end + 1) === COLON || text.charCodeAt(end + 2) === COLON;

/** Where the string that begins here ends; the end of the text where it never does. */
function endOfString(text: string, from: number): number {
  let end = from;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
}
