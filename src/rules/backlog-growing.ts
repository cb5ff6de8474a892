import type { Evidence } from '../domain/finding.ts';
import type { WalTrend, WalWaiting } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { durationRangeWords, durationWords } from '../domain/duration-words.ts';
import { archivedAt } from '../facts/archive-metric.ts';
import { archiverOf } from '../facts/archiver.ts';
import { lastCompleteBy } from '../facts/uploads.ts';
import { countReadyFiles } from '../advice/host-commands.ts';
import { diskOfWal } from '../advice/site-commands.ts';
import { kindOrAssumed } from '../archivers/archivers.ts';
import { rule, unknown } from './rule.ts';

/**
 * Uploads complete, and yet too much waits, or more and more: the age of the last upload looks fine then.
 * A burst that drains is no trend, and it is the disk that makes an emergency of a backlog.
 */
export const backlogGrowing = rule(
  { name: 'backlog-growing', needs: ['primary'] },
  ({ primary }, { snapshot, waiting, trend }) => {
    if (waiting === undefined) {
      return unknown('how much WAL waits is not known');
    }

    const { walWaitingWarning, walWaitingCritical, walDiskFullCritical, backlogGrowingFor } =
      snapshot.cluster.thresholds;
    const grows = trend?.kind === 'growing';
    const evidence = [...waitingEvidence(waiting), ...trendEvidence(trend, backlogGrowingFor)];
    if (waiting.atLeast < walWaitingWarning && !grows) return { kind: 'clear', evidence };

    const fullIn = grows ? trend.diskFullIn : undefined;
    const fullSoon = fullIn !== undefined && fullIn.atLeast < walDiskFullCritical;
    const words = `${waiting.atLeast} WAL segments are waiting on ${primary.host}`;
    const what = grows ? `${words} and the backlog is growing` : words;
    return {
      kind: 'problem',
      code: 'backlog-growing',
      severity: fullSoon || waiting.atLeast >= walWaitingCritical ? 'critical' : 'warning',
      ...(fullSoon ? { stopsIn: fullIn.atLeast } : {}),
      headline: `${what}${fullSoon ? `; the disk will be full in ${durationRangeWords(fullIn)}` : lastUploadWords(snapshot, primary.host)}`,
      evidence,
      nextSteps: [
        {
          text: 'watch the disk of the primary: WAL stays there until it is archived',
          command: diskOfWal(snapshot.cluster.site),
          host: primary.host,
        },
        countReadyFiles(primary.host),
        {
          text: `compare the upload rate with the WAL rate. Only if uploads are slow and none fails: ${fasterWords(snapshot, primary.host)}`,
        },
        ...(fullSoon
          ? [
              {
                text: 'only what can wait, and after its owner agrees: stop what writes most, such as background migrations, until this has drained',
              },
            ]
          : []),
      ],
    };
  },
);

function fasterWords(snapshot: Snapshot, host: string): string {
  const { concurrency } = kindOrAssumed(archiverOf(snapshot, host)).program;
  return concurrency === undefined
    ? 'see what the network and the store allow'
    : `more concurrency may help (${concurrency})`;
}

function waitingEvidence(waiting: WalWaiting): Evidence[] {
  const range =
    waiting.atLeast === waiting.atMost
      ? `${waiting.atLeast}`
      : `${waiting.atLeast} to ${waiting.atMost}`;
  return [{ from: 'metric', text: `${range} segments are waiting (${waiting.source})` }];
}

function trendEvidence(trend: WalTrend | undefined, span: number): Evidence[] {
  switch (trend?.kind) {
    case undefined:
      return [{ from: 'metric', text: 'whether more or less waits than before is not known' }];
    case 'steady':
      return [{ from: 'metric', text: `neither grows nor drains over ${durationWords(span)}` }];
    case 'draining':
      return [
        {
          from: 'metric',
          text: `it drains, and is done in ${durationRangeWords(trend.drainedIn)}`,
        },
      ];
    case 'growing': {
      const { diskFullIn } = trend;
      const disk =
        diskFullIn === undefined
          ? 'how much room is left on the disk is not known'
          : `at this rate the disk is full in ${durationRangeWords(diskFullIn)}${diskFullIn.atMost === undefined ? ': it does not yet lose what the backlog takes' : ''}`;
      return [{ from: 'metric', text: `it has grown for ${durationWords(span)}; ${disk}` }];
    }
  }
}

function lastUploadWords(snapshot: Snapshot, host: string): string {
  const last =
    snapshot.uploadLog.kind === 'measured'
      ? lastCompleteBy(snapshot, host)?.endedAt
      : archivedAt(snapshot, host);
  return last === undefined ? '' : `; the last upload was ${durationWords(snapshot.at - last)} ago`;
}
