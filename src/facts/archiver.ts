import type { Archiver } from '../domain/archiver.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { lastTouched } from '../domain/upload.ts';
import { isBy, newest } from './uploads.ts';

/**
 * Which archiver a host uses: by the newest thing it said, else by what the configuration says.
 * Undefined if neither tells.
 */
export function archiverOf(
  { uploadLog }: Snapshot,
  host: string | undefined,
): Archiver | undefined {
  if (uploadLog.kind === 'unavailable') return undefined;
  const mine = isBy(host, uploadLog.value);
  const uploads = loggedUploads(uploadLog.value)
    .filter(mine)
    .map((upload) => ({ archiver: upload.archiver, at: lastTouched(upload) }));
  const failures = uploadLog.value.failures.filter(mine);
  const told = [...uploads, ...failures].filter(({ archiver }) => archiver !== undefined);
  const last = newest<{ readonly archiver?: Archiver | undefined; readonly at: EpochMs }>(
    told,
    ({ at }) => at,
  );
  return last?.archiver ?? uploadLog.value.archiver;
}
