import type { Snapshot } from '../domain/snapshot.ts';
import { zoneErrorWords } from '../domain/unread-words.ts';

/**
 * In words, that the times in a host's lines look older than they are by another time zone: then nothing in its log
 * looks recent. Undefined if they do not; a time in the future is taken for that of its arrival.
 */
export function zoneErrorOf({ uploadLog }: Snapshot, host: string): string | undefined {
  if (uploadLog.kind === 'unavailable') return undefined;
  const { zoneErrors = [] } = uploadLog.value.unread;
  const own = zoneErrors.find(
    (error) => error.offset < 0 && (error.host === host || error.host === undefined),
  );
  return own === undefined ? undefined : zoneErrorWords(own);
}
