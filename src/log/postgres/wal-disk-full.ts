import { alsoUndecoded } from './undecoded.ts';

/** What PostgreSQL says in any language when it cannot write the next segment: its temporary name is always this. */
const CANNOT_WRITE =
  /^(?:[0-9A-Z]{5}: )?[^":«»„“]{0,80}["«»„“\ufffd]{1,2} ?(?:pg_wal|pg_xlog)\/xlogtemp\.\d{1,10}\b/;
/** When it cannot write to a segment that is there (XLogWrite), it says where in it, and how much. */
const CANNOT_WRITE_SEGMENT =
  /^(?:[0-9A-Z]{5}: )?[^":\n]{0,80}"?(?<![0-9A-F])[0-9A-F]{24}(?![0-9A-F.])[^\d\n]{1,40}\d{1,10}[^\d\n]{1,40}\d{4}/;
/** In csv the message stands behind the level and the code of the error: disk_full. */
const CANNOT_WRITE_CSV =
  /,53100,"[^",]{0,80}["«»„“\ufffd]{1,2} ?(?:pg_wal|pg_xlog)\/xlogtemp\.\d{1,10}\b/;

/** disk_full of PostgreSQL, and what the C library says of ENOSPC and EDQUOT in the languages of PostgreSQL's catalogues. */
const NO_SPACE = alsoUndecoded(
  new RegExp(
    [
      String.raw`\b53100\b|no space left on device|disk quota exceeded`,
      'kein Speicherplatz mehr|no queda espacio|aucun espace disponible|plus de place|spazio esaurito|não há espaço', // de es fr it pt
      'не осталось (?:свободного )?места|кончилось место|не залишило(?:сь|ся) (?:вільного )?місця|немає (?:вільного )?місця', // ru uk
      'brak (?:wolnego )?miejsca|nezbývá (?:žádné )?(?:volné )?místo|yer kalmadı|boş (?:alan|yer) (?:kalmadı|yok)', // pl cs tr
      'enheten är full|inget utrymme|Δεν υπάρχει (?:άλλος )?χώρος|მოწყობილობაზე', // sv el ka
      '空き領域がありません|没有空间|空间不足|[無沒]有?(?:剩餘|多餘)?(?:的)?空間|空間不足|(?:남은 )?공간이 (?:없|부족)', // ja zh zh_TW ko
    ].join('|'),
    'iu',
  ),
);

/** As much as is looked at; the message is at the beginning, but in csv. */
const LOOKED_AT = 2000;

/**
 * Where PostgreSQL says that it cannot write WAL: its words, and whether that is for want of space. In a language whose words
 * for that are not known, and for any other reason, it is not. Undefined if it says no such thing.
 */
export function walNotWritten(
  text: string,
  prefix = '',
): { readonly said: string; readonly isFull: boolean } | undefined {
  const seen = text.slice(0, LOOKED_AT);
  const csv = CANNOT_WRITE_CSV.exec(seen);
  const said = csv === null ? seen : seen.slice(csv.index + ',53100,"'.length);
  const [words = ''] = said.split(/\n|#012|",/, 1);
  const isFull = csv !== null || NO_SPACE.test(words) || NO_SPACE.test(prefix);
  const isSaid =
    csv !== null || CANNOT_WRITE.test(seen) || (isFull && CANNOT_WRITE_SEGMENT.test(seen));
  return isSaid
    ? { said: words.replaceAll('""', '"').replace(/^[0-9A-Z]{5}: /, ''), isFull }
    : undefined;
}
