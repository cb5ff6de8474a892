import type { EpochMs } from '../../domain/time.ts';
import { walFileIn } from '../../log/archiver-lines.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';

type Completed = Extract<ArchiverEvent, { kind: 'base-backup-complete' }>;

/**
 * What pgBackRest tells of a base backup at level INFO: which segments it needs, in two lines, and its label once it
 * is whole and these are in the archive.
 */
export function createBackupLines(): (
  text: string,
  origin: { readonly host: string | undefined; readonly at: EpochMs },
) => Completed | undefined {
  let beganAt: EpochMs | undefined;
  let start: string | undefined;
  let stop: string | undefined;
  const forget = (): void => {
    beganAt = start = stop = undefined;
  };

  return (text, origin) => {
    if (text.startsWith('backup command ')) {
      forget();
      if (text.startsWith('backup command begin ')) beganAt = origin.at;
    }
    if (text.startsWith('backup start archive = ')) {
      start = walFileIn(text);
      stop = undefined;
    }
    if (text.startsWith('backup stop archive = ')) stop = walFileIn(text);
    if (!/^new backup label = \d{8}-\d{6}F/.test(text)) return undefined;
    const complete = { beganAt, start, stop };
    forget();
    return { kind: 'base-backup-complete', archiver: 'pgbackrest', ...origin, ...complete };
  };
}
