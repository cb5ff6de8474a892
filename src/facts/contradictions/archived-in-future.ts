import { durationWords } from '../../domain/duration-words.ts';
import { SECOND } from '../../domain/time.ts';
import { metricOf } from '../archive-metric.ts';
import { arrivalDelay } from '../log-lateness.ts';
import type { FindContradiction } from './contradiction.ts';

/**
 * A moment that has not come yet is no moment of an upload. The clock of the host may be ahead: then its log
 * lines say the same, which arrive before they were written.
 */
export const archivedInFuture: FindContradiction = (snapshot, { host }) => {
  const { at, uploadLog, cluster } = snapshot;
  const { metricAllowance } = cluster.thresholds;
  const value = metricOf(snapshot, 'lastArchive', host);
  if (value === undefined) return undefined;
  const ahead = value * SECOND - at;
  const lag = uploadLog.kind === 'measured' ? arrivalDelay(uploadLog.value) : 0;
  if (ahead + Math.min(lag, 0) <= metricAllowance) return undefined;
  return {
    words: `the metric says that ${host} will have completed an upload in ${durationWords(ahead)}, and by the log its clock is not that far ahead`,
    evidence: [{ from: 'metric', text: `lastArchive is ${durationWords(ahead)} in the future` }],
    nextSteps: [
      { text: 'check the clock of the host', command: 'timedatectl', host },
      { text: 'check that lastArchive in the configuration gives unix seconds' },
    ],
  };
};
