import { HOUR, type DurationMs, type EpochMs } from '../../domain/time.ts';
import { pipelineThreadKey, threadKey, type ThreadRequest } from './request.ts';
import type { LinkedAlert, ThreadRecord } from './thread-record.ts';

type AlertRequest = Extract<ThreadRequest, { kind: 'alert' }>;
type GuardRequest = Extract<ThreadRequest, { kind: 'guard' }>;

/** Alertmanager posts a firing alert again every 2 to 8 hours, as GitLab’s routing sets it. */
export const REPEATS_WITHIN: DurationMs = 9 * HOUR;

/** So many alerts are named in a reply; of the rest only the number is kept. */
export const MOST_ALERTS = 20;

/** What becomes of a thread by what it is asked to do. Undefined if there is no thread to speak of. */
export const takeIn = (
  record: ThreadRecord | undefined,
  requests: readonly ThreadRequest[],
  now: EpochMs,
): ThreadRecord | undefined =>
  requests.reduce<ThreadRecord | undefined>(
    (before, request) => takeInOne(before, request, now),
    record,
  );

function takeInOne(
  record: ThreadRecord | undefined,
  request: ThreadRequest,
  now: EpochMs,
): ThreadRecord | undefined {
  const live = record !== undefined && record.ended === undefined;
  switch (request.kind) {
    case 'alert':
      if (live) return linked(record, request);
      if (record !== undefined && isSameTrouble(record, now)) {
        return resumed(record, request, now);
      }
      return opened(request, request.alertKey, now);
    case 'guard':
      if (live) return linked(record, request);
      if (record !== undefined && isSameTrouble(record, now)) {
        return isStopped(record, request) ? record : resumed(record, request, now);
      }
      return opened(request, request.alertKey, now);
    case 'watch':
      if (live) return record;
      return { ...opened(request, `watch:${request.at}`, now), askedBy: request.user };
    case 'stop':
      if (!live) return record;
      return { ...record, ended: { by: 'stopped', at: now, who: request.user } };
  }
}

const resumed = (
  record: ThreadRecord,
  request: AlertRequest | GuardRequest,
  now: EpochMs,
): ThreadRecord => ({
  ...linked(record, request),
  ended: undefined,
  closed: false,
  watchedSince: now,
});

/** Somebody stopped the watch of this very trouble: the guard begins it anew only where it got worse. */
const isStopped = ({ ended, course }: ThreadRecord, { since, critical }: GuardRequest): boolean =>
  ended?.by === 'stopped' && ended.at >= since && !(critical && course?.severity !== 'critical');

/** An alert after the watch was given up on trouble that had not ended is a repeat of it. */
const isSameTrouble = ({ ended, course }: ThreadRecord, now: EpochMs): boolean =>
  (ended?.by === 'time-limit' || ended?.by === 'stopped') &&
  course !== undefined &&
  course.severity !== 'ok' &&
  now - ended.at <= REPEATS_WITHIN;

const opened = (request: ThreadRequest, episode: string, now: EpochMs): ThreadRecord => ({
  key:
    request.kind === 'guard' && request.about === 'pipeline'
      ? pipelineThreadKey(request.channel)
      : threadKey(request.channel, request.cluster),
  channel: request.channel,
  cluster: request.cluster,
  ...(request.kind === 'guard' ? { openedBy: 'guard', about: request.about } : {}),
  episode,
  rootTs: request.kind === 'alert' ? request.rootTs : undefined,
  openedAt: request.at,
  watchedSince: now,
  alerts: request.kind === 'alert' || request.kind === 'guard' ? [linkOf(request)] : [],
  moreAlerts: 0,
  reply: { id: 'reply', tried: false },
  notes: [],
  timeline: [],
  noted: [],
  closed: false,
});

function linked(record: ThreadRecord, request: AlertRequest | GuardRequest): ThreadRecord {
  if (record.alerts.some(({ key }) => key === request.alertKey)) return record;
  if (record.alerts.length >= MOST_ALERTS) {
    return { ...record, moreAlerts: record.moreAlerts + 1 };
  }
  return { ...record, alerts: [...record.alerts, linkOf(request)] };
}

const linkOf = (request: AlertRequest | GuardRequest): LinkedAlert => ({
  key: request.alertKey,
  title: request.title,
  ...(request.kind === 'alert' ? { url: request.url, incidentId: request.incidentId } : {}),
});
