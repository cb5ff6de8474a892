/** The letters that Latin-1 has and ASCII has not. */
const LATIN = /[\u00a0-\u00ff]/gu;
/** What is left of each of them where what was written in Latin-1 was read as UTF-8. */
const LOST = '\ufffd';

/** A pattern that also fits such text. */
export function alsoUndecoded(pattern: RegExp): RegExp {
  const source = pattern.source
    .split(/(\[[^\]]{0,100}\])/)
    .map((part) =>
      part.startsWith('[')
        ? part.replace(/[\u00a0-\u00ff]/u, `$&${LOST}`)
        : part.replace(LATIN, `[$&${LOST}]`),
    )
    .join('');
  return new RegExp(source, pattern.flags);
}

/** A word as it stands in such text. */
export const undecoded = (word: string): string => word.replace(LATIN, LOST);
