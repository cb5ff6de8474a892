import { durationWords } from '../../domain/duration-words.ts';
import { MINUTE } from '../../domain/time.ts';
import { askPostgres, checkArchiveSettings, readArchiverLog } from '../../advice/host-commands.ts';
import { kindOrAssumed } from '../../archivers/archivers.ts';
import { archiverOf } from '../archiver.ts';
import { archivedAtByMetric, archivedAtByPostgres } from '../archive-metric.ts';
import { endedBy, lastComplete, lastEndAt } from '../uploads.ts';
import { later, logDelay, type FindContradiction } from './contradiction.ts';

/** An archiver that pushes ahead ends a file a moment before PostgreSQL asks for it. */
const AHEAD = 2 * MINUTE;

/**
 * PostgreSQL counts a success when archive_command returns one. Where it counts successes that neither the
 * archiver's log nor the metric made from it knows of, the command stores nothing, or another archiver does.
 * Where it has long counted none, and the log has uploads, these are not its own.
 */
export const postgresAgainstLog: FindContradiction = (snapshot, { host }) => {
  const { at, uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return undefined;
  const log = uploadLog.value;
  const own = endedBy(log, host);
  const archiver = archiverOf(snapshot, host);
  const delay = logDelay(snapshot);
  const byMetric = archivedAtByMetric(snapshot, host);
  const told = later(lastEndAt(own), byMetric);
  const success = archivedAtByPostgres(snapshot, host);
  const nextSteps = [
    checkArchiveSettings(host),
    askPostgres(host),
    readArchiverLog(host, archiver, snapshot.cluster.site),
  ];

  // The metric is made on the host: where it knows the newest upload, it is not the log that is waited for.
  const metricLeads = byMetric !== undefined && byMetric >= (lastEndAt(own) ?? -Infinity);
  const due = at - (metricLeads ? cluster.thresholds.metricAllowance : delay);
  const earlier = archivedAtByPostgres(snapshot, host, due);
  // Without the metric it may be the log alone that is behind, and another rule says so.
  if (
    earlier !== undefined &&
    byMetric !== undefined &&
    told !== undefined &&
    earlier > told + AHEAD
  ) {
    const ago = durationWords(at - (success ?? earlier));
    return {
      words: `pg_stat_archiver counted a success of ${host} ${ago} ago, and neither the archiver’s log nor its metric knows of any upload for ${durationWords(at - told)}`,
      evidence: [
        { from: 'metric', text: `pg_stat_archiver counted the last success ${ago} ago` },
        {
          from: 'log',
          text: `the last upload ended ${durationWords(at - (lastEndAt(own) ?? log.from))} ago`,
        },
        {
          from: 'metric',
          text: `the metric made from the log agrees: ${durationWords(at - byMetric)} ago`,
        },
      ],
      nextSteps: [
        { text: 'look into the store: archive_command may say success without storing anything' },
        ...nextSteps,
      ],
    };
  }

  const logged = lastComplete(own.filter(({ endedAt }) => endedAt <= at - delay))?.endedAt;
  if (success === undefined || logged === undefined) return undefined;
  if (kindOrAssumed(archiver).program.mayStream) return undefined;
  if (
    logged - success < cluster.thresholds.uploadMaxAge ||
    at - logged >= cluster.thresholds.uploadMaxAge
  ) {
    return undefined;
  }
  return {
    words: `the log has uploads of ${host}, and PostgreSQL has counted no success there for ${durationWords(at - success)}`,
    evidence: [
      { from: 'log', text: `${host} completed an upload ${durationWords(at - logged)} ago` },
      {
        from: 'metric',
        text: `pg_stat_archiver counted the last success ${durationWords(at - success)} ago`,
      },
    ],
    nextSteps,
  };
};
