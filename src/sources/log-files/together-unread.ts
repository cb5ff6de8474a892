import type { NoLog, TroublingLines, UnreadLines, ZoneError } from '../../domain/upload-log.ts';

const SAMPLES = 5;
const UNDATED = 50;

/** What could not be read of several files. */
export function togetherUnread(
  parts: readonly UnreadLines[],
  inTheFuture: readonly ZoneError[],
  noLogs: readonly NoLog[],
): UnreadLines {
  const troubling = new Map<string | undefined, TroublingLines>();
  for (const one of parts.flatMap((part) => part.troubling ?? [])) {
    const before = troubling.get(one.host);
    troubling.set(one.host, before === undefined ? one : together(before, one));
  }
  const undated = parts.flatMap((part) => part.undated ?? []);
  const zoneErrors = [...parts.flatMap((part) => part.zoneErrors ?? []), ...inTheFuture];
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    samples: parts.flatMap(({ samples }) => samples).slice(0, SAMPLES),
    ...(troubling.size === 0 ? {} : { troubling: [...troubling.values()] }),
    ...(undated.length === 0
      ? {}
      : {
          undated: {
            count: undated.reduce((sum, { count }) => sum + count, 0),
            newest: undated.flatMap(({ newest }) => newest).slice(-UNDATED),
          },
        }),
    ...(zoneErrors.length === 0 ? {} : { zoneErrors }),
    ...(noLogs.length === 0 ? {} : { noLogs }),
  };
}

/** A line of one that has no time may be newer than all of the other. */
const together = (a: TroublingLines, b: TroublingLines): TroublingLines => ({
  ...a,
  count: a.count + b.count,
  newestAt:
    a.newestAt === undefined || b.newestAt === undefined
      ? undefined
      : Math.max(a.newestAt, b.newestAt),
});
