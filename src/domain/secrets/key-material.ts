import { looksRandom } from './looks-random.ts';

const BLOCK =
  /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}[\s\S]*?(?:-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|$)/g;
const RUN = /(?:[A-Za-z0-9+/_-]|%2[BF])+(?:=|%3D){0,3}/gi;
/** Opaque, long, and no secret: what S3 calls its own machines, and checksums. */
const ABOUT_CONTENT =
  /(?:host ?id|request ?id|id-2|etag|md5|sha\d{1,3}|checksum|digest|crc\d{0,2})\W{0,4}$/i;

/** Takes out whole private keys; of one that was cut off, everything behind its beginning. */
export const withoutKeyBlocks = (text: string): string => text.replace(BLOCK, '[redacted]');

/** Takes out what was drawn at random: the lines of a key that came without its beginning, and keys alone. */
export const withoutRandomRuns = (text: string): string =>
  text.replace(RUN, (run, index: number) => {
    // The last line of a key is shorter, and filled up.
    const isFilled = /(?:=|%3D)$/i.test(run);
    if (!looksRandom(run, isFilled ? 16 : undefined)) return run;
    return ABOUT_CONTENT.test(text.slice(Math.max(0, index - 20), index)) ? run : '[redacted]';
  });
