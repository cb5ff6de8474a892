import { hasEnded } from '../../domain/upload.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { EndedUploads } from '../../domain/upload-log.ts';
import type { LogDocument } from './documents.ts';
import { readRecords } from './read-records.ts';
import { greatest } from '../../domain/extremes.ts';

/** Which tries were fetched beside the ends of uploads. */
interface FetchedTries {
  /** The oldest of all; undefined if they could not be read. */
  readonly first: readonly LogDocument[] | undefined;
  readonly firstCutOff: boolean;
  /** Each search for the newest that left older ones out. */
  readonly newestCutOff: readonly (readonly LogDocument[])[];
}

/**
 * Where older ones were cut off, what is there begins with the oldest that came. The oldest tries tell which of
 * the uploads began within the look-back, and what was tried in vain.
 */
export function endedUploads(
  newestFirst: readonly LogDocument[],
  endsCutOff: boolean,
  { first, firstCutOff, newestCutOff }: FetchedTries,
  settings: ElasticsearchSettings,
  at: EpochMs,
): EndedUploads {
  const cutAt = endsCutOff ? newestFirst.at(-1)?.arrivedAt : undefined;
  const { uploads, failures } = readRecords([...newestFirst, ...(first ?? [])], settings, at);
  return {
    from: cutAt ?? at - settings.lookbackMs,
    uploads: uploads.filter(hasEnded),
    tries: {
      uploads: uploads.filter((upload) => !hasEnded(upload)),
      failures,
      wholeUntil:
        first === undefined
          ? -Infinity
          : firstCutOff
            ? (first.at(-1)?.arrivedAt ?? -Infinity)
            : Infinity,
      wholeSince:
        greatest(newestCutOff.map((newest) => newest.at(-1)?.arrivedAt ?? Infinity)) ?? -Infinity,
    },
  };
}
