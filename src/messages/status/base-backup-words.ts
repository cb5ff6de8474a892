import { durationWords } from '../../domain/duration-words.ts';
import type { Report, Restorable } from '../../domain/report.ts';
import type { EpochMs } from '../../domain/time.ts';
import { clockWords } from '../quantities.ts';

/** The last base backup, in the words of the fact line. */
export function baseBackupWords({ overview, snapshot: { at } }: Report): string {
  const { notKnown, lastSuccess, watchedSince, running, failed } = overview.baseBackups;
  const by = (name: string | undefined): string => (name === undefined ? '' : ` (${name})`);
  const ago = (since: number): string => durationWords(at - since);
  const last =
    lastSuccess === undefined
      ? notKnown !== undefined || watchedSince === undefined
        ? 'the last success is not known'
        : `none succeeded in the ${ago(watchedSince)} looked at`
      : `succeeded ${ago(lastSuccess.at)} ago${by(lastSuccess.by)}`;
  const run =
    running === undefined
      ? []
      : running.seenIn === 'metric'
        ? [`one has been running for ${ago(running.since)}${by(running.by)}`]
        : [`one is at work by the log, for ${ago(running.since)} or more${by(running.by)}`];
  const failure = failed === undefined ? [] : [`the last one failed${by(failed.by)}`];
  if (notKnown !== undefined && run.length === 0) return 'not known';
  return [...failure, ...run, last, ...restoreWords(overview.restorable, at)].join(' · ');
}

function restoreWords(restorable: Restorable | undefined, now: EpochMs): readonly string[] {
  if (restorable === undefined) return [];
  if (restorable.kind === 'broken') return ['it needs segments that are missing'];
  const until = clockWords(restorable.until, now);
  const cut = restorable.kind === 'cut' ? ', where segments are missing' : '';
  const seen =
    restorable.seenFrom > restorable.backup
      ? `, if nothing is missing before ${clockWords(restorable.seenFrom, now)}`
      : '';
  return [`restores up to ${until}${cut}${seen}`];
}
