import { looksRandom } from './looks-random.ts';

const BLOCK =
  /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}[\s\S]*?(?:-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|$)/g;
const RUN = /(?:[A-Za-z0-9+/_-]|%2[BF])+(?:=|%3D){0,3}/gi;
/** Opaque, long, and no secret: what S3 calls its own machines, and checksums. */
const ABOUT_CONTENT =
  /(?:host ?id|request ?id|upload ?id|id-2|etag|md5|sha\d{1,3}|checksum|digest|crc\d{0,2})\W{0,4}$/i;

/** Takes out whole private keys; of one that was cut off, everything behind its beginning. */
export const withoutKeyBlocks = (text: string): string => text.replace(BLOCK, '[redacted]');

const CONTINUATIONS =
  /(?<=\[redacted\])(?:=?(?:\s|#01[25]|\\{1,4}[nr]){1,4}[\w+/.=-]{8,400}){1,8}/g;

/** Takes out the further lines of a secret that whoever wrote it down had wrapped. */
export const withoutContinuations = (text: string): string =>
  text.replace(CONTINUATIONS, (lines) => {
    let isOver = false;
    return lines.replace(/(?<=\s|#01[25]|\\[nr])[\w+/.=-]{8,400}/g, (run) => {
      isOver ||= !looksRandom(run.replaceAll('.', ''), 12);
      return isOver ? run : '[redacted]';
    });
  });

/** Takes out what was drawn at random: the lines of a key that came without its beginning, and keys alone. */
export const withoutRandomRuns = (text: string): string =>
  text.replace(RUN, (run, index: number) => {
    // The last line of a key is shorter, and filled up.
    const isFilled = /(?:=|%3D)$/i.test(run);
    if (!looksRandom(run, isFilled ? 16 : undefined)) return run;
    return ABOUT_CONTENT.test(text.slice(Math.max(0, index - 20), index)) ? run : '[redacted]';
  });
