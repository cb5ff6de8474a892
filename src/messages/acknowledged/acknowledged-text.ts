import { acknowledgedWords, type Acknowledgement } from '../../domain/acknowledgement.ts';
import { rangeWords } from '../../domain/segment-range-words.ts';
import type { WalSegmentSize } from '../../domain/wal-file.ts';

/** One line each, those that end first at the top. */
export function acknowledgedText(
  acknowledgements: readonly Acknowledgement[],
  sizeOf: (cluster: string) => WalSegmentSize,
): string {
  if (acknowledgements.length === 0) return 'nothing is acknowledged\n';
  return [...acknowledgements]
    .sort((a, b) => a.until - b.until)
    .map(
      (one) =>
        `${one.cluster}: ${subjectOf(one, sizeOf(one.cluster))}, ${acknowledgedWords(one)}\n`,
    )
    .join('');
}

function subjectOf({ what }: Acknowledgement, size: WalSegmentSize): string {
  if (what.kind === 'maintenance') return 'maintenance';
  const missing = (what.missing ?? []).map((range) => rangeWords(range, size));
  return [what.code, ...(what.file === undefined ? [] : [what.file]), ...missing].join(' ');
}

/** The same as plain data. */
export const acknowledgedJson = (acknowledgements: readonly Acknowledgement[]) =>
  acknowledgements.map(({ cluster, at, until, by, because, what }) => ({
    cluster,
    at: new Date(at).toISOString(),
    until: new Date(until).toISOString(),
    by,
    because,
    what: what.kind === 'maintenance' ? 'maintenance' : what.code,
  }));
