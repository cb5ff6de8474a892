import type { Question, Sources } from '../domain/contracts.ts';
import { FEW_CLUSTERS } from '../domain/few-clusters.ts';
import { METRIC_NAMES } from '../domain/metrics.ts';
import { didNotAnswer, type Reading } from '../domain/reading.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Clock } from '../domain/time.ts';
import type { EarlierCount } from '../domain/upload-log.ts';
import { gather } from './gather.ts';

/**
 * Of many clusters at once, uploads of more than an hour ago are only counted. Those whose count is not what it should
 * be are asked for once more, as a status asks, by every source: whoever sees an older hole must know of the base
 * backups and the metrics of that time, too. Where fewer completed than there are segments, something is most likely
 * missing, and these come first; the others in the order of their names, so that each check looks at the same ones.
 */
export async function lookFurther(
  sources: Sources,
  snapshots: readonly Snapshot[],
  question: Question,
  now: Clock,
): Promise<readonly Snapshot[]> {
  const suspects = (kind: EarlierCount['kind']): readonly Snapshot[] =>
    snapshots
      .filter((snapshot) => countOf(snapshot)?.kind === kind)
      .sort((a, b) => (a.cluster.name < b.cluster.name ? -1 : 1));
  const chosen = [...suspects('fewer'), ...suspects('unclear')].slice(0, FEW_CLUSTERS);
  if (chosen.length === 0) return snapshots;
  const again = await gather(
    sources,
    chosen.map(({ cluster }) => cluster),
    // What has come meanwhile would lie in the future of the first look.
    question.historic ? question : { ...question, at: now() },
  );
  const further = new Map(again.map((snapshot) => [snapshot.cluster.name, snapshot]));
  return snapshots.map((first) => {
    const second = further.get(first.cluster.name);
    if (second === undefined) return first;
    const why = lostBy(first, second);
    return why === undefined ? second : toldInVain(first, why);
  });
}

const countOf = ({ uploadLog }: Snapshot): EarlierCount | undefined =>
  uploadLog.kind === 'measured' && uploadLog.value.ended.kind === 'measured'
    ? uploadLog.value.ended.value.earlierCount
    : undefined;

/** Why something is not in the second look that the first one has. */
function lostBy(first: Snapshot, second: Snapshot): string | undefined {
  const before = readingsOf(first);
  return readingsOf(second).flatMap((reading, index) =>
    before[index]?.kind === 'measured' &&
    reading.kind === 'unavailable' &&
    didNotAnswer(reading.reason)
      ? [reading.detail]
      : [],
  )[0];
}

const readingsOf = ({ uploadLog, metrics, patroni }: Snapshot): readonly Reading<unknown>[] => [
  uploadLog,
  ...METRIC_NAMES.map((name): Reading<unknown> => metrics[name]),
  patroni,
  ...(uploadLog.kind === 'measured' ? [uploadLog.value.ended] : []),
];

/** As the first look told it, and that there was a second in vain. */
const toldInVain = (snapshot: Snapshot, why: string): Snapshot => {
  const { uploadLog } = snapshot;
  if (uploadLog.kind === 'unavailable') return snapshot;
  const unreadParts = uploadLog.value.unreadParts.map((unread) =>
    unread.part === 'earlier segments'
      ? { ...unread, detail: `${unread.detail} (asked for alone, it could not be read: ${why})` }
      : unread,
  );
  return { ...snapshot, uploadLog: { ...uploadLog, value: { ...uploadLog.value, unreadParts } } };
};
