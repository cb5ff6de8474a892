import { durationWords } from '../domain/duration-words.ts';
import { HOUR } from '../domain/time.ts';
import type { ClusterConfig } from './config.ts';

/** Two settings of a cluster that are right each alone and wrong together, in a sentence. */
export function contradictionIn(cluster: ClusterConfig): string | undefined {
  const { name, thresholds, elasticsearch } = cluster;
  const { walWaitingWarning, walWaitingCritical, uploadMaxAge } = thresholds;
  if (walWaitingCritical < walWaitingWarning) {
    return `cluster ${name}: expected thresholds.walWaitingCritical to be walWaitingWarning (${walWaitingWarning}) or more, got ${walWaitingCritical}`;
  }
  const { baseBackupMaxAge, baseBackupCriticalAge } = thresholds;
  if (baseBackupCriticalAge < baseBackupMaxAge) {
    return `cluster ${name}: expected thresholds.baseBackupCriticalAge to be baseBackupMaxAge (${durationWords(baseBackupMaxAge)}) or more, got ${durationWords(baseBackupCriticalAge)}`;
  }
  if (thresholds.backlogGrowingFor > HOUR) {
    return `cluster ${name}: expected thresholds.backlogGrowingFor to be 1h or less, since metrics are read that far back, got ${durationWords(thresholds.backlogGrowingFor)}`;
  }
  // What is older than the look-back is not seen, so an upload would count as late before it is.
  if (elasticsearch !== undefined && elasticsearch.lookbackMs < uploadMaxAge) {
    return `cluster ${name}: expected elasticsearch.lookback to be thresholds.uploadMaxAge (${durationWords(uploadMaxAge)}) or more, got ${durationWords(elasticsearch.lookbackMs)}`;
  }
  return undefined;
}
