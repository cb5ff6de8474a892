import { isWalFile } from '../../domain/wal-file.ts';

/**
 * WAL-G and the clients of its stores try again by themselves, for a quarter of an hour and more, before the
 * first error: https://github.com/wal-g/wal-g, pkg/storages/s3/retryer.go, pkg/storages/gcs/uploader.go;
 * the first versions in upload.go.
 */
const RETRY =
  /^(?:Retrying S3 request due to transient network error|S3 returned HTTP [45]\d\d .{0,300}retrying request|Failed to run a retryable func|upload: failed to upload '.{1,500}\. Restarting in [\d.]{1,12} seconds)/;

export const isRetry = (text: string): boolean => RETRY.test(text);

const OBJECT =
  /^Unable to (?:close|copy to) object writer (?:\S{0,300}\/)?([0-9A-Za-z.]{8,60})\.[a-z0-9]{2,5}_chunks\//;

/** The WAL file of which the Google client could not write a part; the line after it says why, without a name. */
export function objectOfRetry(text: string): string | undefined {
  const [, name] = OBJECT.exec(text) ?? [];
  return name !== undefined && isWalFile(name) ? name : undefined;
}
