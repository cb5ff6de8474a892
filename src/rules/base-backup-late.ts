import type { Archiver } from '../domain/archiver.ts';
import type { BaseBackups } from '../domain/base-backup.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { Evidence } from '../domain/finding.ts';
import type { Site } from '../domain/site.ts';
import { HOUR, type DurationMs } from '../domain/time.ts';
import { listBaseBackups, readBaseBackupLog } from '../advice/host-commands.ts';
import { rule, unknown, type Decision } from './rule.ts';

/** A run that takes twice as long as the longest that was seen hangs, unless it is a short one. */
const USUAL_TIMES = 2;
const SHORT: DurationMs = 6 * HOUR;

/**
 * A base backup is due, or one runs for far longer than it should. While one runs its last success may
 * not be known, and that alone is no alarm: GitLab's run for up to fourteen hours a day.
 */
export const baseBackupLate = rule(
  { name: 'base-backup-late', needs: ['backups'] },
  ({ backups }, { snapshot, archiver }) => {
    const { at } = snapshot;
    const { baseBackupMaxAge: due, baseBackupCriticalAge: critical } = snapshot.cluster.thresholds;
    const { lastSuccess, watchedSince, running } = backups;
    const since = lastSuccess?.at ?? watchedSince;
    if (since === undefined) {
      return unknown('no metric shows when a base backup was taken');
    }
    const age = at - since;
    const evidence = evidenceOf(backups, at);
    const length = running?.seenIn === 'metric' ? at - running.since : 0;
    const tooLong =
      backups.usualLength === undefined
        ? due
        : Math.min(due, Math.max(SHORT, USUAL_TIMES * backups.usualLength));
    if (age >= due) {
      const last =
        lastSuccess === undefined
          ? `no base backup has succeeded for at least ${durationWords(age)}`
          : `the last base backup succeeded ${durationWords(age)} ago`;
      const hangs =
        length >= tooLong
          ? `a base backup has been running for ${durationWords(length)} and may hang; `
          : '';
      return problem(
        `${hangs}${last}, and one is due every ${durationWords(due)}`,
        age >= critical ? 'critical' : 'warning',
        evidence,
        archiver,
        snapshot.cluster.site,
      );
    }

    if (length >= tooLong) {
      const usual =
        backups.usualLength === undefined
          ? ''
          : `, and the longest before took ${durationWords(backups.usualLength)}`;
      return problem(
        `a base backup has been running for ${durationWords(length)}${usual}: it may hang`,
        'warning',
        evidence,
        archiver,
        snapshot.cluster.site,
      );
    }
    if (lastSuccess === undefined && running === undefined) {
      const reason = `no base backup has been seen yet: the metrics go back ${durationWords(age)}`;
      return unknown(reason);
    }
    return { kind: 'clear', evidence };
  },
);

const problem = (
  headline: string,
  severity: 'warning' | 'critical',
  evidence: readonly Evidence[],
  archiver: Archiver | undefined,
  site: Site | undefined,
): Decision => ({
  kind: 'problem',
  code: 'base-backup-late',
  severity,
  headline,
  evidence,
  nextSteps: [listBaseBackups(archiver, site), readBaseBackupLog(archiver, site)],
});

function evidenceOf({ lastSuccess, running }: BaseBackups, at: number): Evidence[] {
  const by = (name: string | undefined): string => (name === undefined ? '' : ` (${name})`);
  return [
    {
      from: 'metric',
      text:
        lastSuccess === undefined
          ? 'no success in the time that was looked at'
          : `the last success was ${durationWords(at - lastSuccess.at)} ago${by(lastSuccess.by)}`,
    },
    ...(running === undefined
      ? []
      : [
          {
            from: running.seenIn,
            text: `one has been running for ${durationWords(at - running.since)}${by(running.by)}`,
          },
        ]),
  ];
}
