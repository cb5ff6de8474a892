import { durationWords } from '../domain/duration-words.ts';
import { HOUR } from '../domain/time.ts';
import type { ClusterConfig } from './config.ts';

export interface Contradiction {
  /** The settings that it is about: either may be the wrong one. */
  readonly settings: readonly (readonly string[])[];
  readonly sentence: string;
}

/** Settings of a cluster that are right each alone and wrong together. */
export function contradictionsIn(cluster: ClusterConfig): readonly Contradiction[] {
  const { name, thresholds, elasticsearch } = cluster;
  const { walWaitingWarning, walWaitingCritical, uploadMaxAge } = thresholds;
  const { baseBackupMaxAge, baseBackupCriticalAge, backlogGrowingFor } = thresholds;
  const found: Contradiction[] = [];
  const contradict = (settings: readonly string[], sentence: string): void => {
    const paths = settings.map((setting) => setting.split('.'));
    found.push({ settings: paths, sentence: `cluster ${name}: expected ${sentence}` });
  };
  if (walWaitingCritical < walWaitingWarning) {
    contradict(
      ['thresholds.walWaitingCritical', 'thresholds.walWaitingWarning'],
      `thresholds.walWaitingCritical to be walWaitingWarning (${walWaitingWarning}) or more, got ${walWaitingCritical}`,
    );
  }
  if (baseBackupCriticalAge < baseBackupMaxAge) {
    contradict(
      ['thresholds.baseBackupCriticalAge', 'thresholds.baseBackupMaxAge'],
      `thresholds.baseBackupCriticalAge to be baseBackupMaxAge (${durationWords(baseBackupMaxAge)}) or more, got ${durationWords(baseBackupCriticalAge)}`,
    );
  }
  if (backlogGrowingFor > HOUR) {
    contradict(
      ['thresholds.backlogGrowingFor'],
      `thresholds.backlogGrowingFor to be 1h or less, since metrics are read that far back, got ${durationWords(backlogGrowingFor)}`,
    );
  }
  // What is older than the look-back is not seen, so an upload would count as late before it is.
  if (elasticsearch !== undefined && elasticsearch.lookbackMs < uploadMaxAge) {
    contradict(
      ['elasticsearch.lookback', 'thresholds.uploadMaxAge'],
      `elasticsearch.lookback to be thresholds.uploadMaxAge (${durationWords(uploadMaxAge)}) or more, got ${durationWords(elasticsearch.lookbackMs)}`,
    );
  }
  return found;
}
