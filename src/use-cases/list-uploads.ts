import type { ReadUploadLog } from '../domain/contracts.ts';
import type { Reading } from '../domain/reading.ts';
import type { Clock, DurationMs, EpochMs } from '../domain/time.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { nameHostsInLog } from '../facts/name-hosts.ts';

export interface UploadsRequest {
  /** As of which moment; undefined for now. */
  readonly at?: EpochMs | undefined;
  readonly deadlineMs?: DurationMs | undefined;
}

export type ListUploads = (request: UploadsRequest) => Promise<Reading<UploadLog>>;

/** Asks the log alone for its uploads. */
export const createListUploads =
  (readUploadLog: ReadUploadLog, deadlineMs: DurationMs, now: Clock): ListUploads =>
  async ({ at, deadlineMs: own }) =>
    nameHostsInLog(
      await readUploadLog({
        at: at ?? now(),
        historic: at !== undefined,
        signal: AbortSignal.timeout(own ?? deadlineMs),
      }),
    );
