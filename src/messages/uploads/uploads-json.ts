import type { Archiver } from '../../domain/archiver.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Upload } from '../../domain/upload.ts';
import type { UploadLog } from '../../domain/upload-log.ts';
import { unreadJson } from '../unread/unread-json.ts';

interface UploadJson {
  readonly segment: string;
  readonly host: string | null;
  readonly pid: number | null;
  readonly archiver: Archiver | null;
  readonly state: Upload['state'];
  readonly beganAt: string | null;
  readonly endedAt: string | null;
  readonly rateKiBps: number | null;
}

export interface UploadsJson {
  readonly uploads: readonly UploadJson[];
  readonly unread: ReturnType<typeof unreadJson>;
}

const instant = (at: EpochMs | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString();

/** The uploads as plain JSON data, the earliest first. */
export const uploadsJson = (uploads: readonly Upload[], { unread }: UploadLog): UploadsJson => ({
  uploads: uploads.map((upload) => ({
    segment: upload.file,
    host: upload.host ?? null,
    pid: upload.pid ?? null,
    archiver: upload.archiver ?? null,
    state: upload.state,
    beganAt: instant(upload.beganAt),
    endedAt: instant(upload.endedAt),
    rateKiBps: upload.rateKiBps ?? null,
  })),
  unread: unreadJson(unread),
});
