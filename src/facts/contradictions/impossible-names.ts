import { segmentSizeDoubt } from '../segment-size.ts';
import type { FindContradiction } from './contradiction.ts';

const MIB = 1024 * 1024;

/** The names of the segments say how large they are, and the configuration says something else. */
export const impossibleNames: FindContradiction = (snapshot, { host }) => {
  const doubt = segmentSizeDoubt(snapshot);
  if (doubt === undefined) return undefined;
  const size = snapshot.cluster.walSegmentSize;
  return {
    words: doubt.words,
    evidence: [
      { from: 'log', text: `${host} uploads ${doubt.file}` },
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
