import type { Sources } from '../domain/contracts.ts';
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
  (log: Sources['log'], cluster: string, deadlineMs: DurationMs, now: Clock): ListUploads =>
  async ({ at, deadlineMs: own }) => {
    const answers = await log.read([cluster], {
      at: at ?? now(),
      historic: at !== undefined,
      signal: AbortSignal.timeout(own ?? deadlineMs),
    });
    const evidence = answers.get(cluster);
    if (evidence === undefined) throw new Error(`the log did not answer for ${cluster}`);
    return nameHostsInLog(evidence.uploadLog);
  };
