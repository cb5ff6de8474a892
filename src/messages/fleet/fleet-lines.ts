import type { Severity } from '../../domain/finding.ts';
import type { FleetReport } from '../../domain/fleet-report.ts';
import { lacksEarlier } from '../../domain/logged-uploads.ts';
import type { Report } from '../../domain/report.ts';
import { unpainted, type Paint } from '../paint.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut } from '../slack/limits.ts';
import { MARKS } from '../status/answer.ts';
import { plural, timeWords, tookWords } from '../quantities.ts';

const ORDER: readonly Severity[] = ['critical', 'unknown', 'warning', 'ok'];

/** "12 clusters: 1 critical, 2 unknown, 9 ok". */
export function countWords(reports: readonly Report[]): string {
  const counts = ORDER.flatMap((severity) => {
    const count = reports.filter(({ verdict }) => verdict.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${plural(reports.length, 'cluster')}: ${counts.join(', ')}`;
}

/** One cluster in one line. */
export function clusterLine({ snapshot, verdict }: Report, paint: Paint = unpainted): string {
  const [mark, word] = MARKS[verdict.severity];
  return `${paint(verdict.severity, `${mark} ${word}`)} ${snapshot.cluster.name} · ${verdict.headline}`;
}

/** A longer one is cut: the whole of it is behind the button. */
const HEADLINE_MAX = 140;

/** As much of a headline as stands in a line. */
export const shownHeadline = ({ verdict }: Report): string => cut(verdict.headline, HEADLINE_MAX);

/** The line of a cluster for Slack, where severity and name stand out. */
export function clusterMrkdwn(report: Report): string {
  const { snapshot, verdict } = report;
  const [mark, word] = MARKS[verdict.severity];
  return `${mark} *${escapeMrkdwn(`${word} ${snapshot.cluster.name}`)}* · ${escapeMrkdwn(shownHeadline(report))}`;
}

const isLookedAtInPart = ({ snapshot: { uploadLog } }: Report): boolean =>
  uploadLog.kind === 'measured' && lacksEarlier(uploadLog.value);

/** Of many clusters few uploads each are fetched: each line says how far back, and a status looks further. */
export const fleetFooter = ({ at, tookMs, ageMs, reports }: FleetReport): readonly string[] => [
  `as of ${timeWords(at)} · ${tookWords(tookMs, ageMs)}`,
  ...(reports.some(isLookedAtInPart)
    ? [
        'holes are looked for among the newest uploads of each cluster: wale status CLUSTER looks further back',
      ]
    : []),
];
