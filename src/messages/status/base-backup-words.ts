import { durationWords } from '../../domain/duration-words.ts';
import type { Report } from '../../domain/report.ts';
import { restorableWords } from './restorable-words.ts';

/** The last base backup, in the words of the fact line. */
export function baseBackupWords(report: Report): string {
  const {
    overview,
    snapshot: { at },
  } = report;
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
  const restorable =
    overview.restorable === undefined ? [] : [`restorable: ${restorableWords(report)}`];
  return [...failure, ...run, last, ...restorable].join(' · ');
}
