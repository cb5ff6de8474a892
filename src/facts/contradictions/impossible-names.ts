import { parseWalFile, segmentNumber } from '../../domain/wal-file.ts';
import { isBy } from '../uploads.ts';
import type { FindContradiction } from './contradiction.ts';

const MIB = 1024 * 1024;

/** The higher the number in a name may be, the smaller is a segment: some names are too high for a size. */
export const impossibleNames: FindContradiction = ({ uploadLog, cluster }, { host }) => {
  if (uploadLog.kind === 'unavailable') return undefined;
  const size = cluster.walSegmentSize;
  const found = uploadLog.value.uploads.filter(isBy(host, uploadLog.value)).find(({ file }) => {
    const parsed = parseWalFile(file);
    return parsed?.kind === 'segment' && segmentNumber(parsed.segment, size) === undefined;
  });
  if (found === undefined) return undefined;
  return {
    words: `${host} uploads ${found.file}, and with segments of ${size / MIB} MiB no file has such a name`,
    evidence: [
      { from: 'log', text: `${host} uploads ${found.file}` },
      { from: 'configuration', text: `a segment has ${size / MIB} MiB (walSegmentSize)` },
    ],
    nextSteps: [
      {
        text: 'set walSegmentSize in the configuration to the size that PostgreSQL names',
        command: 'sudo -u postgres psql -Atc "SHOW wal_segment_size"',
        host,
      },
    ],
  };
};
