import type { Finding } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { durationWords } from '../../domain/duration-words.ts';
import { archivedAt } from '../facts/archive-metric.ts';
import { primaryOf } from '../facts/primary.ts';
import { isBy, lastComplete } from '../facts/uploads.ts';
import { walWaiting } from '../facts/wal-waiting.ts';
import { countReadyFiles } from '../host-commands.ts';

/**
 * Uploads complete, and yet too much waits: the age of the last upload looks fine then.
 * Trend, time to drain and the disk come with the fuller diagnosis.
 */
export function backlogGrowing(snapshot: Snapshot): Finding {
  const rule = 'backlog-growing';
  const primary = primaryOf(snapshot);
  if (primary.kind !== 'one') return { kind: 'unknown', rule, reason: 'the primary is not known' };
  const waiting = walWaiting(snapshot, primary.host);
  if (waiting === undefined) {
    return { kind: 'unknown', rule, reason: 'how much WAL waits is not known' };
  }

  const { walWaitingWarning, walWaitingCritical } = snapshot.cluster.thresholds;
  const range =
    waiting.atLeast === waiting.atMost
      ? `${waiting.atLeast}`
      : `${waiting.atLeast} to ${waiting.atMost}`;
  const evidence = [{ from: 'metric', text: `${range} segments wait (${waiting.source})` }];
  if (waiting.atLeast < walWaitingWarning) return { kind: 'clear', rule, evidence };

  const log = snapshot.uploadLog;
  const last =
    log.kind === 'measured'
      ? lastComplete(log.value.uploads.filter(isBy(primary.host, log.value)))?.endedAt
      : archivedAt(snapshot, primary.host);
  return {
    kind: 'problem',
    rule,
    code: 'backlog-growing',
    severity: waiting.atLeast >= walWaitingCritical ? 'critical' : 'warning',
    headline: `${waiting.atLeast} segments of WAL wait on ${primary.host}${last === undefined ? '' : `; the last upload was ${durationWords(snapshot.at - last)} ago`}`,
    evidence,
    nextSteps: [
      countReadyFiles(primary.host),
      { text: 'watch the disk of the primary: WAL stays there until it is archived' },
      {
        text: 'compare the upload rate with the WAL rate; more concurrency may help (wal-push --pool-size)',
      },
    ],
  };
}
