import type { EpochMs } from '../domain/time.ts';
import { hasEnded, type ArchiverFailure, type Upload } from '../domain/upload.ts';
import type { Entry, PushEnd } from './upload-pairs.ts';

/** What ended so long ago that it is told of no more. What was open then is over all the same. */
export interface ForgottenEnds {
  readonly end: (push: PushEnd) => void;
  readonly complaint: (failure: ArchiverFailure) => void;
  /** Whether one of these may be the end of an upload that has none: they are newer than its begin. */
  readonly mayEnd: (entry: Entry) => boolean;
}

export function createForgottenEnds(): ForgottenEnds {
  /** For each host, the newest end that was forgotten. */
  const ended = new Map<string | undefined, EpochMs>();
  /** For each process of a host, its newest complaint that was forgotten. */
  const failed = new Map<string, EpochMs>();

  return {
    end: ({ host, at }) => {
      ended.set(host, Math.max(at, ended.get(host) ?? at));
    },
    complaint: ({ host, pid, at, operation, reportedBy }) => {
      if (reportedBy !== 'archiver' || operation === 'fetch' || operation === 'base-backup') return;
      if (pid === undefined && operation !== 'push') return;
      const process = processOf({ host, pid });
      failed.set(process, Math.max(at, failed.get(process) ?? at));
    },
    mayEnd: (entry) =>
      !hasEnded(entry) &&
      [
        ended.get(entry.host),
        failed.get(processOf(entry)),
        failed.get(processOf({ host: entry.host, pid: undefined })),
      ].some((over) => over !== undefined && entry.beganAt <= over),
  };
}

const processOf = ({ host, pid }: Pick<Upload, 'host' | 'pid'>): string =>
  `${host ?? ''} ${pid ?? ''}`;
