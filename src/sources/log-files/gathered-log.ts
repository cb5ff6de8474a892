import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { createUploadLedger } from '../../log/upload-ledger.ts';
import type { Question } from '../../domain/contracts.ts';
import { measured, unavailable } from '../../domain/reading.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import { allUnread, type UnreadHosts } from '../../domain/unread-hosts.ts';
import { hasEnded, type Upload } from '../../domain/upload.ts';
import type { NoLog, UnreadLines, UploadLog, UploadRate } from '../../domain/upload-log.ts';
import { lastHour, minuteOf } from '../upload-rate.ts';
import { createFutureWatch } from './future-watch.ts';
import { togetherUnread } from './together-unread.ts';

/** What one file left unread, and why it is no log where it is none. */
interface FileUnread {
  readonly lines: UnreadLines;
  readonly hosts: UnreadHosts | undefined;
  readonly noLog: readonly NoLog[];
}

/** What all files say, as one log. */
export interface GatheredLog {
  readonly event: (event: ArchiverEvent) => void;
  readonly unread: (unread: FileUnread) => void;
  /** Files, or parts of one, that were not read. */
  readonly notRead: (files: readonly NoLog[]) => void;
  readonly log: () => UploadLog;
  /** Of what the archiver did, or PostgreSQL said of it; undefined if there is none. */
  readonly newestRecord: () => EpochMs | undefined;
}

/** What only a log has that travels. */
const NOT_SHIPPED = unavailable('not-configured', 'files are read where they are written');

export function createGatheredLog(
  lookbackMs: DurationMs,
  { at, historic }: Pick<Question, 'at' | 'historic'>,
): GatheredLog {
  const from = at - lookbackMs;
  const ledger = createUploadLedger(from);
  const lines: UnreadLines[] = [];
  const hosts: (UnreadHosts | undefined)[] = [];
  const noLogs: NoLog[] = [];
  const future = createFutureWatch(at);
  let newestRecord: EpochMs | undefined;

  return {
    event: (event) => {
      if (event.kind === 'other') return;
      const { host, at: when } = event.kind === 'failure' ? event.failure : event;
      if (historic && when > at) return;
      future.note(host, when);
      newestRecord = Math.max(newestRecord ?? when, when);
      ledger.add(event);
    },
    unread: (file) => {
      noLogs.push(...file.noLog);
      // What is no log has no lines that could be errors, and what is passed over none at all.
      if (file.noLog.length === 0) lines.push(file.lines);
      else if (file.noLog.some(({ mayHideFailure }) => mayHideFailure)) {
        lines.push({ ...file.lines, troubling: undefined });
      }
      hosts.push(file.hosts);
    },
    notRead: (files) => {
      noLogs.push(...files);
    },
    log: () => {
      const uploads = ledger.uploads();
      return {
        source: 'log files',
        from,
        to: at,
        uploads,
        truncated: false,
        baseBackups: ledger.baseBackups(),
        completeBackups: ledger.completeBackups(),
        ended: measured({ from, uploads: uploads.filter(hasEnded) }, at),
        failures: ledger.failures().filter((failure) => failure.at >= from),
        rate: measured(rateOf(uploads, at), at),
        pipeline: NOT_SHIPPED,
        unreadParts: [],
        shippingLag: NOT_SHIPPED,
        unreadHosts: allUnread(hosts),
        unread: togetherUnread(lines, future.zoneErrors(), noLogs),
      };
    },
    newestRecord: () => newestRecord,
  };
}

function rateOf(uploads: readonly Upload[], at: EpochMs): UploadRate {
  const counts = new Map<EpochMs, number>();
  for (const { state, endedAt } of uploads) {
    if (state !== 'complete') continue;
    const minute = minuteOf(endedAt);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return lastHour(at, (minute) => counts.get(minute) ?? 0);
}
