import { durationWords } from '../domain/duration-words.ts';
import type { Evidence } from '../domain/finding.ts';
import { isLoneFailure } from '../facts/lasting-failures.ts';
import { postgresFailures } from '../facts/postgres-failures.ts';
import { ASK_AGAIN } from '../advice/ask-again.ts';
import { askPostgres, checkArchiveSettings, readArchiverLog } from '../advice/host-commands.ts';
import type { Decision } from './rule.ts';
import type { Facts } from '../facts/facts.ts';

/**
 * PostgreSQL counts failures of its archive command, and no source knows of a success since: a log that does not
 * arrive, or that has no line of the archiver, hides the reason and not the fact.
 */
export function failingByMetric({
  snapshot,
  primary,
  archiver,
  waiting,
}: Facts): Decision | undefined {
  if (primary.kind !== 'one') return undefined;
  const { host, since } = primary;
  const failures = postgresFailures(snapshot, host);
  // A host keeps its counts from when it was primary before.
  if (failures === undefined || failures.lastAt < (since ?? -Infinity)) return undefined;

  const { lastAt, lastSuccessAt, tries } = failures;
  const ago = (moment: number): string => `${durationWords(snapshot.at - moment)} ago`;
  const success =
    lastSuccessAt === undefined
      ? 'no success is known'
      : `the last success was ${ago(lastSuccessAt)}`;
  const isLone =
    tries !== undefined &&
    isLoneFailure(
      { count: tries, firstAt: lastAt, lastSuccessAt },
      snapshot.at,
      snapshot.cluster.thresholds,
    );
  const evidence: Evidence[] = [
    {
      from: 'metric',
      text: `pg_stat_archiver: ${tries === undefined ? 'a failure' : `${tries} failed ${tries === 1 ? 'try' : 'tries'}`} since the last success, the latest ${ago(lastAt)}; ${success}`,
    },
    ...(waiting === undefined
      ? []
      : [
          {
            from: 'metric' as const,
            text: `${waiting.atLeast} segments are waiting (${waiting.source})`,
          },
        ]),
    {
      from: 'log',
      text:
        snapshot.uploadLog.kind === 'unavailable'
          ? `why is not known without the log: ${snapshot.uploadLog.detail}`
          : 'the log has no error that says why',
    },
  ];
  return {
    kind: 'problem',
    code: 'upload-failing',
    severity: isLone ? 'warning' : 'critical',
    ...(lastSuccessAt === undefined ? {} : { trouble: { since: lastSuccessAt } }),
    headline: isLone
      ? `an upload from ${host} has just failed by PostgreSQL’s own count, and the next try is not seen yet; ${success}`
      : `uploads from ${host} are failing by PostgreSQL’s own count; ${success}`,
    evidence,
    nextSteps: [
      ...(isLone ? [ASK_AGAIN] : []),
      askPostgres(host),
      {
        text: 'read PostgreSQL’s log there: what archive_command wrote stands right before "archive command failed"',
        host,
      },
      ...(archiver === undefined ? [] : [readArchiverLog(host, archiver, snapshot.cluster.site)]),
      checkArchiveSettings(host),
    ],
  };
}
