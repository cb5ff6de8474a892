import { namesHosts } from '../archivers/archivers.ts';
import { shortHost } from '../domain/host.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ArchiverFailure, Upload } from '../domain/upload.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { hostsInMetrics } from './name-hosts.ts';

interface Record {
  readonly host: string | undefined;
  readonly archiver?: Upload['archiver'];
}

/** Records that name no host, in a log where each should. */
export const isNobodys = ({ host, archiver }: Record, { source }: UploadLog): boolean =>
  host === undefined && source !== 'log files' && namesHosts(archiver);

/** What counts for the present: what is still open, or came within the time in which an upload is fresh. */
export const happensNow = (
  { at, cluster }: Snapshot,
  { uploads, failures }: UploadLog,
  isMeant: (record: Upload | ArchiverFailure) => boolean,
): boolean => {
  const isRecent = (moment: EpochMs): boolean => at - moment < cluster.thresholds.uploadMaxAge;
  return (
    uploads.some(
      (upload) => isMeant(upload) && (upload.state === 'uploading' || isRecent(upload.endedAt)),
    ) || failures.some((failure) => isMeant(failure) && isRecent(failure.at))
  );
};

/**
 * Why the log's silence about a host proves nothing: uploads in it may be this host's. Undefined if none may.
 */
export function unattributed(snapshot: Snapshot, host: string): string | undefined {
  const { uploadLog } = snapshot;
  if (uploadLog.kind === 'unavailable') return undefined;
  const log = uploadLog.value;
  const names = new Set(
    (log.doubtfulHosts ?? [])
      .filter((doubt) => doubt.mayBe.includes(host) && doubt.host === shortHost(host))
      .map((doubt) => doubt.host),
  );
  const isMeant = (record: Upload | ArchiverFailure): boolean =>
    isNobodys(record, log) || (record.host !== undefined && names.has(record.host));
  if (happensNow(snapshot, log, isMeant)) {
    return `the log has uploads whose host cannot be told, and they may be those of ${host}`;
  }
  return byAnotherName(snapshot, log, host);
}

const NAMED = 3;

/**
 * Metrics that call their hosts by address (`instance="10.0.0.1:9187"`) and a log that calls them by name have none in
 * common: then whoever uploads in the log may be the primary.
 */
function byAnotherName(snapshot: Snapshot, log: UploadLog, host: string): string | undefined {
  const inMetrics = new Set(hostsInMetrics(snapshot.metrics));
  const inLog = [
    ...new Set([...loggedUploads(log), ...log.failures].flatMap(({ host: name }) => name ?? [])),
  ];
  if (inLog.length === 0 || inLog.some((name) => inMetrics.has(name))) return undefined;
  if (!happensNow(snapshot, log, ({ host: name }) => name !== undefined)) return undefined;
  const more = inLog.length - NAMED;
  const strangers = `${inLog.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `the log has uploads of ${strangers} only, whom the metrics do not know, and one of them may be ${host} by another name: set prometheus.hostLabels or elasticsearch.fields.host so that both call a host the same`;
}
