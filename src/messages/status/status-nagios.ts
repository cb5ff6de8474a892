import type { Report } from '../../domain/report.ts';
import { answerOf } from './answer.ts';
import { plural } from '../quantities.ts';

/**
 * The answer as one line of a Nagios plug-in: status, text, and performance data behind a bar.
 * https://nagios-plugins.org/doc/guidelines.html#AEN200
 */
export function statusNagios(report: Report): string {
  const { severityWord, cluster, headline } = answerOf(report);
  const { at, cluster: traits } = report.snapshot;
  const { lastComplete, lastArchiveByMetric, walWaiting } = report.overview;
  const last = Math.max(lastComplete?.endedAt ?? 0, lastArchiveByMetric ?? 0);
  const { uploadMaxAge, walWaitingWarning, walWaitingCritical } = traits.thresholds;
  const data = [
    ...(last === 0
      ? []
      : [
          `last_upload_age=${Math.max(0, Math.round((at - last) / 1000))}s;;${uploadMaxAge / 1000};0`,
        ]),
    ...(walWaiting === undefined
      ? []
      : [`wal_waiting=${walWaiting.atLeast};${walWaitingWarning};${walWaitingCritical};0`]),
  ];
  const { uploadLog } = report.snapshot;
  const unread = uploadLog.kind === 'unavailable' ? 0 : uploadLog.value.unread.count;
  const notUnderstood = unread === 0 ? '' : `; ${plural(unread, 'line')} not understood`;
  const text = `WALE ${severityWord} - ${cluster}: ${headline}${notUnderstood}`.replaceAll(
    '|',
    '/',
  );
  return [text, ...(data.length === 0 ? [] : [data.join(' ')])].join(' | ');
}
