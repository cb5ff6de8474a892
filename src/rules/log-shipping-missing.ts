import type { Archiver } from '../domain/archiver.ts';
import type { Evidence, NextStep } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import { greatest } from '../domain/extremes.ts';
import { lastTouched } from '../domain/upload.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { durationWords } from '../domain/duration-words.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';
import { checkShipper } from '../advice/site-commands.ts';
import type { Site } from '../domain/site.ts';
import { archivedAt, archivedAtByMetric, metricOf } from '../facts/archive-metric.ts';
import { hostLateness } from '../facts/log-lateness.ts';
import { isBy, lastEndBy } from '../facts/uploads.ts';
import { unattributed } from '../facts/unattributed.ts';
import { uploadMissingFromLog } from '../facts/unshipped.ts';
import { zoneErrorOf } from '../facts/zone-error.ts';
import { askPostgres, checkLogLevel, readArchiverLog } from '../advice/host-commands.ts';
import { postgresSaysOtherwise } from './postgres-says-otherwise.ts';
import { clear, rule, unknown } from './rule.ts';

/**
 * The metrics say that uploads complete, and the log index has none of them:
 * archiving works, and it is the log that does not arrive.
 */
export const logShippingMissing = rule(
  {
    name: 'log-shipping-missing',
    needs: ['log', 'primary'],
    // Files are read where they are written: nothing ships them.
    settledBy: ({ snapshot: { uploadLog } }) =>
      uploadLog.kind === 'measured' && uploadLog.value.source === 'log files' ? clear() : undefined,
  },
  ({ log, primary }, { snapshot, archiver }) => {
    const { at, cluster } = snapshot;
    const now = archivedAt(snapshot, primary.host);
    const comparison = uploadMissingFromLog(snapshot, primary.host);
    if (now === undefined || comparison === undefined) {
      const reason = 'no metric says when the last upload completed, so the log cannot be checked';
      return unknown(reason);
    }
    const fresh = at - now < cluster.thresholds.uploadMaxAge;
    if (!comparison.missing || !fresh) return clear();
    const reason = zoneErrorOf(snapshot, primary.host) ?? unattributed(snapshot, primary.host);
    if (reason !== undefined) return unknown(reason);

    const logged = lastEndBy(log, primary.host);
    const scope = whatIsMissing({
      host: primary.host,
      archiver,
      log,
      at,
      logged,
      delay: hostLateness(log, primary.host, cluster.thresholds),
      late: 2 * cluster.thresholds.shippingAllowance,
      site: cluster.site,
    });
    // All else of the host arrives: a command that stores nothing, and says nothing, looks the same to PostgreSQL.
    if (scope.isTagAlone === true && archivedAtByMetric(snapshot, primary.host) === undefined) {
      return postgresSaysOtherwise(snapshot, {
        host: primary.host,
        archiver,
        byPostgres: now,
        files: metricOf(snapshot, 'pendingWal', primary.host),
        silence: at - (logged ?? log.from),
        log: { ...scope, evidence: [{ from: 'log', text: scope.words }, ...scope.evidence] },
      });
    }
    return {
      kind: 'problem',
      code: 'log-shipping-missing',
      severity: 'warning',
      headline: `uploads complete (the last ${durationWords(at - now)} ago from ${primary.host}), but ${scope.isDelay === true ? '' : 'their log lines do not arrive: '}${scope.words}`,
      evidence: [
        { from: 'metric', text: `the last upload completed ${durationWords(at - now)} ago` },
        {
          from: 'log',
          text:
            logged === undefined
              ? `no upload of ${primary.host} in the last ${durationWords(at - log.from)}`
              : `the newest upload of ${primary.host} in the log ended ${durationWords(at - logged)} ago`,
        },
        ...scope.evidence,
        ...caution(snapshot, primary.host),
      ],
      nextSteps: [
        ...scope.nextSteps,
        readArchiverLog(primary.host, archiver, cluster.site),
        askPostgres(primary.host),
      ],
    };
  },
);

/** pg_stat_archiver alone cannot tell a command that stores from one that only says so. */
function caution(snapshot: Snapshot, host: string): Evidence[] {
  if (archivedAtByMetric(snapshot, host) !== undefined) return [];
  const text =
    'only pg_stat_archiver says so, which believes archive_command: make sure that segments arrive in the store';
  return [{ from: 'metric', text }];
}

interface Scope {
  readonly words: string;
  readonly evidence: readonly Evidence[];
  readonly nextSteps: readonly NextStep[];
  /** Other lines of the host arrive. */
  readonly isTagAlone?: true;
  /** They do arrive, if late. */
  readonly isDelay?: true;
}

interface Missing {
  readonly host: string;
  readonly archiver: Archiver | undefined;
  readonly log: UploadLog;
  readonly at: EpochMs;
  /** When the newest upload of the host ended, by the log. */
  readonly logged: EpochMs | undefined;
  /** By how much its lines look late. */
  readonly delay: DurationMs;
  readonly late: DurationMs;
  readonly site: Site | undefined;
}

const CHECK_PIPELINE: NextStep = {
  text: 'check the log pipeline: the queue first (unacknowledged messages), then Elasticsearch, then the shipper',
};

/** The whole pipeline, this host, or this tag: each is repaired in another place. */
function whatIsMissing(missing: Missing): Scope {
  const { host, archiver, log, at, late, site } = missing;
  if (log.pipeline.kind === 'unavailable') {
    const words = `how far this goes could not be read (${log.pipeline.detail})`;
    return { words, evidence: [], nextSteps: [] };
  }
  const pipeline = log.pipeline.value;
  const { newestAt } = pipeline;
  if (newestAt === undefined || at - newestAt > late) {
    const text =
      newestAt === undefined
        ? 'no document of any host in the time looked at'
        : `the newest document of any host is ${durationWords(at - newestAt)} old`;
    return {
      words: 'no host’s logs arrive (whole pipeline)',
      evidence: [{ from: 'log', text }],
      nextSteps: [CHECK_PIPELINE],
    };
  }

  const mine = pipeline.hosts.find((activity) => activity.host === host);
  if (mine === undefined && pipeline.hostsLeftOut === true) {
    return {
      words: `more hosts ship than are listed, and ${host} may be one of them`,
      evidence: [],
      nextSteps: [],
    };
  }
  if (mine === undefined || at - mine.newestAt > late) {
    const others = pipeline.hosts
      .filter((activity) => activity.host !== host)
      .map((activity) => activity.host);
    const text =
      mine === undefined
        ? `no document of ${host} lately`
        : `the newest document of ${host} is ${durationWords(at - mine.newestAt)} old`;
    return {
      words: `no log of ${host} arrives, while other hosts ship (this host)`,
      evidence: [{ from: 'log', text: `${text}; others ship: ${others.slice(0, 5).join(', ')}` }],
      nextSteps: [checkShipper(host, site)],
    };
  }
  const others = pipeline.hosts.filter((activity) => activity.host !== host);
  const othersShip = others.some(({ newestAt }) => newestAt > mine.newestAt + MINUTE);
  const behind = whatIsBehind(missing, mine.newestAt, othersShip || others.length === 0);
  if (behind !== undefined) return behind;
  return {
    isTagAlone: true,
    words: `no line with this tag ${tagWords(log, host, at)}, while ${host} ships other logs`,
    evidence: [
      {
        from: 'log',
        text: `the newest document of ${host} is ${durationWords(at - mine.newestAt)} old`,
      },
      { from: 'log', text: 'tags in the index lately', quote: pipeline.tags.join(', ') },
    ],
    nextSteps: [
      ...checkLogLevel(host, archiver),
      { text: 'compare the tag and the index in the configuration with the tags that do arrive' },
      { text: 'check that the shipper on this host reads the archiver’s log file', host },
    ],
  };
}

/** Nothing of the host is newer than its newest upload, or its uploads still arrive, each late: no tag is missing. */
function whatIsBehind(
  { host, at, logged, delay, late, site }: Missing,
  newestAt: EpochMs,
  isThisHost: boolean,
): Scope | undefined {
  if (logged === undefined) return undefined;
  if (delay > 0 && at - (logged + delay) <= late) {
    return {
      isDelay: true,
      words: `log lines of ${host} arrive ${durationWords(delay)} late, or its clock is that far behind`,
      evidence: [
        {
          from: 'log',
          text: `its newest upload there arrived ${durationWords(delay)} after it had ended`,
        },
      ],
      nextSteps: [checkShipper(host, site)],
    };
  }
  if (newestAt > logged + MINUTE) return undefined;
  const age = durationWords(at - newestAt);
  if (!isThisHost) {
    return {
      words: `no line of any host with any tag is newer than ${age}: they arrive late, or no more (whole pipeline)`,
      evidence: [
        {
          from: 'log',
          text: `the newest document of ${host} is ${age} old, and no other host has much newer ones`,
        },
      ],
      nextSteps: [CHECK_PIPELINE],
    };
  }
  return {
    words: `no line of ${host} with any tag is newer than ${age}: they arrive late, or no more (this host)`,
    evidence: [{ from: 'log', text: `the newest document of ${host} is ${age} old` }],
    nextSteps: [checkShipper(host, site)],
  };
}

/** Since when there is nothing with the archiver's tag: all that has it was looked for, as far back as the log goes. */
function tagWords(log: UploadLog, host: string, at: EpochMs): string {
  const mine = isBy(host, log);
  const newest = greatest([
    ...loggedUploads(log).filter(mine).map(lastTouched),
    ...log.failures
      .filter((failure) => mine(failure) && failure.reportedBy === 'archiver')
      .map((failure) => failure.at),
    ...log.baseBackups.filter(mine).map(({ lastAt }) => lastAt),
  ]);
  return newest === undefined
    ? `in the last ${durationWords(at - log.from)}`
    : `for ${durationWords(at - newest)}`;
}
