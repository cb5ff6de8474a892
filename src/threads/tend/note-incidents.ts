import type { Report } from '../../domain/report.ts';
import type { SlackChannel } from '../record/slack-channel.ts';
import type { ThreadRecord } from '../record/thread-record.ts';
import type { ThreadStore } from '../record/thread-store.ts';

export interface IncidentNotes {
  readonly owner: string;
  readonly store: Pick<ThreadStore, 'write'>;
  readonly slack: Pick<SlackChannel, 'linkTo'>;
  /** Puts the verdict on a PagerDuty incident; undefined if there is no token for that. */
  readonly noteIncident:
    ((incident: string, report: Report, link: string | undefined) => Promise<void>) | undefined;
}

/** At most once for each incident: PagerDuty has no way to ask whether a note of ours is there. */
export async function noteIncidents(
  record: ThreadRecord,
  replyTs: string,
  report: Report,
  { noteIncident, slack, store, owner }: IncidentNotes,
): Promise<ThreadRecord> {
  if (noteIncident === undefined) return record;
  const due = record.alerts.flatMap(({ incidentId }) =>
    incidentId === undefined || record.noted.includes(incidentId) ? [] : [incidentId],
  );
  if (due.length === 0) return record;
  const noted = { ...record, noted: [...record.noted, ...due] };
  if (!(await store.write(owner, noted, 0))) return record;
  const link = slack.linkTo(record.channel, replyTs);
  for (const incident of due) await noteIncident(incident, report, link);
  return noted;
}
