import { harmlessText } from '../../domain/harmless-text.ts';
import type { EpochMs } from '../../domain/time.ts';
import type {
  TroublingLines,
  UndatedComplaint,
  UnreadLines,
  ZoneError,
} from '../../domain/upload-log.ts';
import { looksLikeTrouble } from './trouble.ts';
import { zoneOffset } from '../time/zone-offset.ts';

/** Counts what could not be read of a log, and keeps as much of it as is shown. */
export interface UnreadTally {
  /** A line that was not understood; `at` is when it was written, as far as that is known. */
  readonly line: (line: string, host: string | undefined, at: EpochMs | undefined) => void;
  /** A complaint whose time is not known. */
  readonly undated: (complaint: UndatedComplaint) => void;
  /** What time a line names, and when it arrived. */
  readonly arrival: (host: string | undefined, at: EpochMs, arrivedAt: EpochMs) => void;
  readonly total: () => UnreadLines;
}

const SAMPLES = 5;
const SAMPLE_MAX = 200;
/** A log of a fleet has so many hosts at the most; what is beyond is counted for no host. */
const HOSTS_MAX = 500;
const UNDATED_MAX = 50;

export function createUnreadTally(): UnreadTally {
  const samples: string[] = [];
  const troubling = new Map<string | undefined, TroublingLines>();
  const undated: UndatedComplaint[] = [];
  let undatedCount = 0;
  const offsets = new Map<string, ZoneError>();
  let count = 0;

  const line = (text: string, ofHost: string | undefined, at: EpochMs | undefined): void => {
    count += 1;
    const sample = samples.length < SAMPLES ? harmlessText(text, SAMPLE_MAX) : undefined;
    if (sample !== undefined) samples.push(sample);
    if (!looksLikeTrouble(text)) return;
    const host = troubling.size < HOSTS_MAX ? ofHost : undefined;
    const before = troubling.get(host);
    troubling.set(host, {
      host,
      count: (before?.count ?? 0) + 1,
      sample: sample ?? harmlessText(text, SAMPLE_MAX),
      newestAt: before === undefined ? at : later(before.newestAt, at),
    });
  };

  const arrival = (host: string | undefined, at: EpochMs, arrivedAt: EpochMs): void => {
    const offset = zoneOffset(at - arrivedAt);
    if (offset === 0 || offsets.size >= HOSTS_MAX) return;
    const key = `${host ?? ''} ${offset}`;
    offsets.set(key, { host, offset, count: (offsets.get(key)?.count ?? 0) + 1 });
  };

  return {
    line,
    undated: (complaint) => {
      undatedCount += 1;
      undated.push(complaint);
      if (undated.length > UNDATED_MAX) undated.shift();
    },
    arrival,
    total: () => ({
      count,
      samples,
      ...(troubling.size === 0 ? {} : { troubling: [...troubling.values()] }),
      ...(undatedCount === 0 ? {} : { undated: { count: undatedCount, newest: undated } }),
      ...zoneErrors([...offsets.values()]),
    }),
  };
}

/**
 * A zone puts all times off by the same. What arrives late by one amount after another waited somewhere;
 * but no line waits for the time it was written at.
 */
function zoneErrors(found: readonly ZoneError[]): Pick<UnreadLines, 'zoneErrors'> {
  const zones = found.filter(
    ({ host, offset, count }) =>
      offset > 0 ||
      (count > 1 && found.filter((other) => other.host === host && other.offset < 0).length === 1),
  );
  return zones.length === 0 ? {} : { zoneErrors: zones };
}

/** A line without any time may be the newest: then that is not known. */
const later = (a: EpochMs | undefined, b: EpochMs | undefined): EpochMs | undefined =>
  a === undefined || b === undefined ? undefined : Math.max(a, b);
