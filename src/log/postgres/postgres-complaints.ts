import { harmlessText } from '../../domain/harmless-text.ts';
import type { DurationMs } from '../../domain/time.ts';
import type { ArchiverFailure } from '../../domain/upload.ts';
import type { UndatedComplaint } from '../../domain/upload-log.ts';
import { COLLECTED_MAX, shortened } from '../archiver-lines.ts';
import type { Complaint, FailedCommand } from './postgres-line.ts';
import type { Moment } from '../time/stamp.ts';

/** When a complaint was made; a zone of undefined means that its line has no time at all. */
export type ComplaintTime =
  | (Moment & {
      /** By how much its stamp had to be put right: it names no zone, and is off by that of another one. */
      readonly offBy?: DurationMs;
    })
  | { readonly kind: 'unknown'; readonly zone: undefined };

interface Open {
  readonly complaint: Complaint;
  readonly time: ComplaintTime;
  /** What the command had said on stderr right before it failed. */
  readonly said: readonly string[];
  linesSince: number;
}

/**
 * In PostgreSQL's plain log a complaint is a line, and the command that failed is another one, its DETAIL.
 * A complaint waits for it here.
 */
export interface PostgresComplaints {
  readonly add: (
    host: string | undefined,
    complaint: Complaint,
    time: ComplaintTime,
    said: readonly string[],
  ) => void;
  /** Takes a DETAIL; false if no complaint waits for it. */
  readonly addCommand: (host: string | undefined, command: FailedCommand) => boolean;
  /** A line of something else. */
  readonly otherLine: (host: string | undefined) => void;
  readonly end: () => void;
}

/** Through syslog the lines of other processes may come between the two. */
const LINES_BETWEEN = 20;

export function createPostgresComplaints(
  onFailure: (failure: ArchiverFailure) => void,
  onUndated: (complaint: UndatedComplaint) => void,
): PostgresComplaints {
  const waiting = new Map<string | undefined, Open>();

  const settle = (host: string | undefined, found: FailedCommand | undefined): void => {
    const open = waiting.get(host);
    if (open === undefined) return;
    waiting.delete(host);
    const { complaint, time, said } = open;
    const file = complaint.file ?? found?.file;
    const archiver = complaint.archiver ?? found?.archiver;
    if (time.kind === 'unknown') {
      const text = [complaint.text, ...said].join('; ');
      return onUndated({ host, zone: time.zone, file, text: harmlessText(text, 400) });
    }
    const common = {
      operation: 'push',
      host,
      pid: undefined,
      at: time.at,
      file,
      archiver,
    } as const;
    if (said.length > 0) {
      const text = shortened(harmlessText(said.join(' '), COLLECTED_MAX));
      onFailure({ ...common, reportedBy: 'archiver', text });
    }
    const command = complaint.command ?? found?.command;
    onFailure({
      ...common,
      reportedBy: 'postgresql',
      text: complaint.text,
      ...(command === undefined ? {} : { command }),
      ...(complaint.isTry ? {} : { isTry: false }),
    });
  };

  return {
    add: (host, complaint, time, said) => {
      settle(host, undefined);
      waiting.set(host, { complaint, time, said, linesSince: 0 });
      if (complaint.command !== undefined || !complaint.isTry) settle(host, undefined);
    },
    addCommand: (host, command) => {
      if (!waiting.has(host)) return false;
      settle(host, command);
      return true;
    },
    otherLine: (host) => {
      const open = waiting.get(host);
      if (open === undefined) return;
      open.linesSince += 1;
      if (open.linesSince > LINES_BETWEEN) settle(host, undefined);
    },
    end: () => {
      for (const host of [...waiting.keys()]) settle(host, undefined);
    },
  };
}
