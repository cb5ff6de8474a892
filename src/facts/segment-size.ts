import { loggedUploads } from '../domain/logged-uploads.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { parseWalFile, type WalSegment } from '../domain/wal-file.ts';
import { archivingHost, isBy } from './uploads.ts';

const MIB = 1024 * 1024;
const BYTES_PER_LOG = 2 ** 32;
/** With segments of 1 GiB, the largest there are, a name ends in 3 at most. */
const LEAST_PER_LOG = 4;

/** The names of the segments do not fit the configured size of a segment: with a wrong one every position is wrong. */
export interface SegmentSizeDoubt {
  /** What is seen, as a part of a sentence. */
  readonly words: string;
  /** A file whose name tells. */
  readonly file: string;
}

export function segmentSizeDoubt(snapshot: Snapshot): SegmentSizeDoubt | undefined {
  const { uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return undefined;
  const log = uploadLog.value;
  const host = archivingHost(snapshot);
  const segments = loggedUploads(log)
    .filter(isBy(host, log))
    .flatMap(({ file }) => {
      const parsed = parseWalFile(file);
      return parsed?.kind === 'segment' ? [{ ...parsed.segment, file }] : [];
    });
  const highest = segments.reduce<(typeof segments)[number] | undefined>(
    (best, one) => (best === undefined || one.segment > best.segment ? one : best),
    undefined,
  );
  if (highest === undefined) return undefined;

  const size = cluster.walSegmentSize;
  const configured = `segments of ${size / MIB} MiB (walSegmentSize)`;
  const whose = host ?? 'the host';
  if (highest.segment >= BYTES_PER_LOG / size) {
    const perLog = 2 ** Math.ceil(Math.log2(highest.segment + 1));
    const atMost =
      perLog * MIB <= BYTES_PER_LOG
        ? `: they have ${BYTES_PER_LOG / perLog / MIB} MiB or less`
        : '';
    return {
      words: `${whose} uploads ${highest.file}, and with ${configured} no file has such a name${atMost}`,
      file: highest.file,
    };
  }
  const perLog = highest.segment + 1;
  const isPower = Number.isInteger(Math.log2(perLog));
  if (!isPower || perLog < LEAST_PER_LOG || perLog >= BYTES_PER_LOG / size) return undefined;
  const wraps = segments.filter(({ segment }) => segment === highest.segment);
  const follower = wraps.find((last) => segments.some((next) => follows(last, next)));
  if (follower === undefined) return undefined;
  const end = highest.segment.toString(16).toUpperCase().padStart(2, '0');
  return {
    words: `the segments of ${whose} go from names that end in ${end} to ones that end in 00, as segments of ${BYTES_PER_LOG / perLog / MIB} MiB do, and ${configured} are configured`,
    file: follower.file,
  };
}

const follows = (last: WalSegment, next: WalSegment): boolean =>
  next.timeline === last.timeline && next.log === last.log + 1 && next.segment === 0;
