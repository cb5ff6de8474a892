import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { createLogReader } from '../../log/log-reader.ts';
import { createUploadLedger } from '../../log/upload-ledger.ts';
import { hostNames } from '../../domain/host-names.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { measured, unavailable, type Reading } from '../../domain/reading.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { Upload } from '../../domain/upload.ts';
import type { UploadLog } from '../../domain/upload-log.ts';
import type { LogDocument } from './documents.ts';
import { inOrder } from './written-order.ts';

/** The uploads that documents tell of. */
export const uploadsIn = (
  documents: readonly LogDocument[],
  settings: ElasticsearchSettings,
  at: EpochMs,
): readonly Upload[] => readRecords(documents, settings, at).uploads;

const NO_ARRIVAL = unavailable('no-data', 'no record of an upload says when it arrived');

/** Runs the documents through the log reader, in the order in which they were written. */
export function readRecords(
  documents: readonly LogDocument[],
  settings: ElasticsearchSettings,
  at: EpochMs,
): Pick<
  UploadLog,
  | 'uploads'
  | 'failures'
  | 'baseBackups'
  | 'completeBackups'
  | 'shippingLag'
  | 'hostLags'
  | 'unread'
  | 'unreadHosts'
> {
  const ledger = createUploadLedger();
  let arrivedAt: EpochMs | undefined;
  let shippingLag: Reading<DurationMs> = NO_ARRIVAL;
  const lags = new Map<string | undefined, DurationMs>();
  const reader = createLogReader(
    (event) => {
      if (event.kind === 'push-begin' || event.kind === 'push-complete') {
        shippingLag = arrivedAt === undefined ? NO_ARRIVAL : measured(arrivedAt - event.at, at);
        if (arrivedAt !== undefined) lags.set(event.host, arrivedAt - event.at);
      }
      ledger.add(arrivedAt === undefined ? event : notAfter(event, arrivedAt));
    },
    at,
    settings,
  );

  const ordered = inOrder(documents);
  // Begin and end of one upload may come with a short name and a full one.
  const { fullNameOf } = hostNames(ordered.flatMap(({ host }) => host ?? []));
  for (const { message, host, unreadHost, arrivedAt: at } of ordered) {
    arrivedAt = at;
    if (message !== undefined) {
      const fullName = host === undefined ? undefined : fullNameOf(host);
      reader.read(message, { host: fullName, unreadHost, at });
    }
  }
  const unread = reader.end();
  return {
    uploads: ledger.uploads(),
    failures: ledger.failures(),
    baseBackups: ledger.baseBackups(),
    completeBackups: ledger.completeBackups(),
    shippingLag,
    hostLags: [...lags].map(([host, lag]) => ({ host, lag })),
    unread,
    unreadHosts: reader.unreadHosts(),
  };
}

/**
 * Nothing was written after it arrived: where a host's clock is ahead, its last upload would look fresh
 * for as long as that.
 */
function notAfter(event: ArchiverEvent, arrivedAt: EpochMs): ArchiverEvent {
  if (event.kind === 'other') return event;
  if (event.kind === 'failure') {
    const at = Math.min(event.failure.at, arrivedAt);
    return { kind: 'failure', failure: { ...event.failure, at } };
  }
  return { ...event, at: Math.min(event.at, arrivedAt) };
}
