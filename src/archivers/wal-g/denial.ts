import { SECOND } from '../../domain/time.ts';
import type { CreateDenial, CreateSaidBefore } from '../denial.ts';

/** Within one try of WAL-G: between an error that names no file, the line about its file, and its last words. */
const SAME_MOMENT = SECOND / 10;

/**
 * WAL-G prints `FILE PATH: …` also for an upload that failed: between the error of the store, in the same moment, and
 * its own last words. What failed longer before was another try; so was what PostgreSQL complained of before, as it does
 * once its command has ended: where that was killed, the next try may be done a tenth of a second later.
 */
export const createWalGDenial: CreateDenial =
  () =>
  ({ upload: { host: own, endedAt }, named, nameless }) =>
    named.find(
      ({ operation, at, reportedBy }) =>
        operation !== 'other' &&
        at - endedAt >= (reportedBy === 'archiver' ? -SAME_MOMENT : 0) &&
        at - endedAt <= SECOND,
    ) ??
    nameless.find(
      ({ host, at }) => host === own && endedAt - at >= 0 && endedAt - at <= SAME_MOMENT,
    );

/** WAL-G names the file right after an error: then the error was about pushing that file. */
export const createSaidBeforeWalGEnd: CreateSaidBefore = (uploads) => {
  const moment = (host: string | undefined, at: number, later: number): string =>
    `${host ?? ''} ${Math.floor(at / SAME_MOMENT) + later}`;
  const ends = new Set(uploads.map((upload) => moment(upload.host, upload.endedAt ?? 0, 0)));
  return ({ host, at }) => ends.has(moment(host, at, 0)) || ends.has(moment(host, at, 1));
};
