import { loggedUploads } from '../domain/logged-uploads.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** Other hosts that completed an upload while it would be fresh. */
export function freshUploadersBut(
  { uploadLog, at, cluster }: Snapshot,
  known: ReadonlySet<string>,
): readonly string[] {
  if (uploadLog.kind === 'unavailable') return [];
  const fresh = loggedUploads(uploadLog.value).filter(
    (upload) =>
      upload.state === 'complete' && at - upload.endedAt < cluster.thresholds.uploadMaxAge,
  );
  return [...new Set(fresh.flatMap(({ host }) => host ?? []))].filter((host) => !known.has(host));
}
