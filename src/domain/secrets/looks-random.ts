/** Shorter runs of letters and digits are names of machines, requests and pods. */
const SHORTEST = 32;
/** Of letters and digits drawn at random, two neighbours in three differ in kind; of words, one in five. */
const LEAST_CHANGES = 0.36;
/** The lines of a key have this length or more, and the structure of a key has runs of one letter. */
const LINE_OF_KEY = 60;
const LEAST_CHANGES_IN_KEY = 0.26;
/** In base64 two signs of 64 are no letter and no digit; in paths and names they come after each word. */
const LEAST_BETWEEN_DIVISIONS = 8;

/** Whether a run of letters and digits was drawn at random, as keys are, and not put together from words. */
export function looksRandom(run: string, shortest = SHORTEST): boolean {
  const divisions = run.match(/[/_+-]/g)?.length ?? 0;
  if (!run.endsWith('=') && divisions > run.length / LEAST_BETWEEN_DIVISIONS) return false;
  const signs = run.replace(/%[0-9A-F]{2}|[^A-Za-z0-9]/gi, '');
  // Hexadecimal digits are checksums and names of segments.
  if (signs.length + divisions < shortest || !/[g-z]/.test(signs) || !/[G-Z]/.test(signs))
    return false;
  if (!/\d/.test(signs)) return false;
  let changes = 0;
  for (let at = 1; at < signs.length; at += 1) {
    if (kindOf(signs.charCodeAt(at)) !== kindOf(signs.charCodeAt(at - 1))) changes += 1;
  }
  const least = signs.length >= LINE_OF_KEY ? LEAST_CHANGES_IN_KEY : LEAST_CHANGES;
  return changes / signs.length >= least;
}

const kindOf = (code: number): 'digit' | 'capital' | 'small' =>
  code <= 0x39 ? 'digit' : code <= 0x5a ? 'capital' : 'small';
