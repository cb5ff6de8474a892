import type { EndedUpload, Upload } from './upload.ts';
import type { UploadLog } from './upload-log.ts';

/** The uploads that ended, from before the newest records on; none where `ended` says that they could not be read. */
export const endedIn = ({ ended }: UploadLog): readonly EndedUpload[] =>
  ended.kind === 'unavailable' ? [] : ended.value.uploads;

/** Whether completed uploads before those that were fetched were not looked at, or not all of them. */
export const lacksEarlier = ({ unreadParts }: UploadLog): boolean =>
  unreadParts.some(({ part }) => part === 'earlier segments');

/** Every upload that a log has: the newest of every host, and those that ended before. Many are in both. */
export const loggedUploads = (log: UploadLog): readonly Upload[] => [
  ...log.uploads,
  ...endedIn(log),
];
