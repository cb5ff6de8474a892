/** What PostgreSQL says in any language when it cannot write the next segment: its temporary name is always this. */
const CANNOT_WRITE =
  /^(?:[0-9A-Z]{5}: )?[^":«»„“]{0,80}["«»„“]{1,2} ?(?:pg_wal|pg_xlog)\/xlogtemp\.\d{1,10}\b/;
/** In csv the message stands behind the level and the code of the error: disk_full. */
const CANNOT_WRITE_CSV =
  /,53100,"[^",]{0,80}["«»„“]{1,2} ?(?:pg_wal|pg_xlog)\/xlogtemp\.\d{1,10}\b/;

/** disk_full of PostgreSQL, and what the C library says of ENOSPC and EDQUOT: en, de, es, fr, it, ja, pt, ru, zh. */
const NO_SPACE =
  /\b53100\b|no space left on device|disk quota exceeded|kein Speicherplatz mehr|no queda espacio|aucun espace disponible|plus de place|spazio esaurito|空き領域がありません|não há espaço|не осталось свободного места|кончилось место|没有空间/i;

/** As much as is looked at; the message is at the beginning, but in csv. */
const LOOKED_AT = 2000;

/** Where PostgreSQL says that the disk of pg_wal has no room for another segment: its words; undefined if it does not. */
export function walDiskFullIn(text: string, prefix = ''): string | undefined {
  const seen = text.slice(0, LOOKED_AT);
  const csv = CANNOT_WRITE_CSV.exec(seen);
  if (csv === null && !CANNOT_WRITE.test(seen)) return undefined;
  const said = csv === null ? seen : seen.slice(csv.index + ',53100,"'.length);
  const [words = ''] = said.split(/\n|#012|",/, 1);
  return csv !== null || NO_SPACE.test(words) || NO_SPACE.test(prefix)
    ? words.replaceAll('""', '"').replace(/^[0-9A-Z]{5}: /, '')
    : undefined;
}
