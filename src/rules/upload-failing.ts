import type { Evidence } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Archiver } from '../domain/archiver.ts';
import { durationWords } from '../domain/duration-words.ts';
import { MINUTE, type EpochMs } from '../domain/time.ts';
import type { ArchiverFailure, Upload } from '../domain/upload.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { failureCause } from '../causes/failure-causes.ts';
import { nextSteps } from '../causes/next-steps.ts';
import { archivedAt } from '../facts/archive-metric.ts';
import { archiverOf } from '../facts/archiver.ts';
import { failedTries } from '../facts/failed-tries.ts';
import { heardOf } from '../facts/heard.ts';
import { isLoneFailure, isRetrying, lastingFailures } from '../facts/lasting-failures.ts';
import type { Primary } from '../facts/primary.ts';
import { reignOf } from '../facts/reign.ts';
import { successBeyondLog } from '../facts/success-beyond-log.ts';
import { endedBy, isBy, lastEndBy, newest, unresolvedFailures } from '../facts/uploads.ts';
import { ASK_AGAIN } from '../advice/ask-again.ts';
import { readArchiverLog } from '../advice/host-commands.ts';
import { failingByMetric } from './failing-by-metric.ts';
import { rule } from './rule.ts';

/**
 * The primary's uploads end in errors that no later success has made good.
 * Not counted: errors of replicas (their nightly "Could not stop hot backup", and what they fetch),
 * and errors of base backups, fetches and deletions on the primary.
 */
export const uploadFailing = rule(
  {
    name: 'upload-failing',
    needs: ['log'],
    settledBy: (facts) =>
      facts.snapshot.uploadLog.kind === 'unavailable' ? failingByMetric(facts) : undefined,
  },
  ({ log }, facts) => {
    const { snapshot } = facts;
    const { at, cluster } = snapshot;
    const host = facts.archivingHost ?? hostThatComplains(facts.primary, log.failures);
    const mine = isBy(host, log);
    const uploads = log.uploads.filter(mine);
    const lastEnd = lastEndBy(log, host);
    const reign = reignOf(facts, host);
    const complaints = log.failures.filter(mine).filter((failure) => failure.at >= reign);
    const candidates = aboutPushing(complaints, uploads, lastEnd);
    // The archiver's lines may not arrive while PostgreSQL's do: a success that only the metrics know is one. It names no
    // file, so it cannot make good what a success in the log has not.
    const success = successBeyondLog(snapshot, host, lastEnd) ?? -Infinity;
    const unresolved = unresolvedFailures([...uploads, ...endedBy(log, host)], candidates).filter(
      (failure) => failure.at >= success || failure.at <= (lastEnd ?? -Infinity),
    );
    const failures = lastingFailures(unresolved, at, cluster.thresholds.uploadStuckAfter);
    const last = newest(failures, (failure) => failure.at);
    const ignored = [
      ...ofUnknownOperation(complaints, candidates, at, Math.max(success, lastEnd ?? -Infinity)),
      ...ignoredErrors(snapshot, host),
    ];
    if (last === undefined) {
      return failingByMetric(facts) ?? { kind: 'clear', evidence: ignored };
    }

    const tries = failedTries(failures);
    const retrying = isRetrying(failures);
    const first = failures.reduce((earliest, { at }) => Math.min(earliest, at), last.at);
    const lastSuccess = lastEnd ?? archivedAt(snapshot, host);
    const isCutOff = beginIsCutOff(log, first, lastSuccess);
    const archiver = last.archiver ?? archiverOf(snapshot, host);
    const complaint = telling(failures, last, archiver);
    const known = failureCause(complaint.text, archiver);
    const command = newest(
      failures.filter((failure) => failure.command !== undefined),
      (failure) => failure.at,
    )?.command;
    const where = host ?? 'the archiving host';
    const isLone =
      known.mayPass === true &&
      !retrying &&
      !isCutOff &&
      isLoneFailure(
        { count: tries, firstAt: first, lastSuccessAt: lastSuccess },
        at,
        cluster.thresholds,
      );
    const heard = heardOf(snapshot, host);
    // What has become of it since the host was last heard of is not known.
    const isPast = !heard.isCurrent && at - last.at >= cluster.thresholds.uploadMaxAge;
    const file =
      last.file ?? uploads.find((upload) => stoppedBy(upload, last))?.file ?? complaint.file;
    const steps = nextSteps(known, {
      host,
      archiver,
      file,
      complaint: complaint.text,
      site: cluster.site,
    });
    const readLog = readArchiverLog(host, archiver, snapshot.cluster.site);
    return {
      kind: 'problem',
      code: 'upload-failing',
      severity: isPast || isLone ? 'warning' : 'critical',
      trouble: { since: isCutOff ? (lastSuccess ?? first) : first },
      cause: known.cause,
      headline: isPast
        ? `uploads from ${where} were failing when it was last heard of, ${durationWords(at - heard.until)} ago: ${known.words}`
        : isLone
          ? `an upload from ${where} has just failed, and the next try is not seen yet: ${known.words}`
          : `uploads from ${where} are failing${retrying ? ', and are tried again' : ''}: ${known.words}`,
      evidence: [
        {
          from: 'log',
          text: `${isCutOff ? 'at least ' : ''}${tries} failed ${tries === 1 ? 'try' : 'tries'}${retrying ? ' within one upload' : ''} ${isCutOff ? 'for at least' : 'in the last'} ${durationWords(at - first)}, the latest ${durationWords(at - last.at)} ago${file === undefined ? '' : ` (${file})`}, and ${isCutOff && lastSuccess !== undefined ? `no success for ${durationWords(at - lastSuccess)}` : sinceWords(snapshot, { host, uploads, failures, lastEnd, last })}`,
          quote: complaint.text,
        },
        ...(command === undefined
          ? []
          : [{ from: 'log' as const, text: 'the archive command that failed', quote: command }]),
        ...ignored,
      ],
      nextSteps: [
        ...(isLone ? [ASK_AGAIN] : []),
        ...steps,
        ...(steps.some(({ command }) => command === readLog.command) ? [] : [readLog]),
        { text: 'watch the disk: WAL stays on the primary until it is archived' },
      ],
    };
  },
);

/** The search for errors returns so many: where older ones were cut off, the first that came is no beginning. */
function beginIsCutOff({ ended }: UploadLog, first: EpochMs, success = -Infinity): boolean {
  const tries = ended.kind === 'measured' ? ended.value.tries : undefined;
  const wholeSince = tries?.wholeSince ?? -Infinity;
  return first - wholeSince < SAME_TROUBLE && success < wholeSince;
}

interface Failing {
  readonly host: string | undefined;
  readonly uploads: readonly Upload[];
  readonly failures: readonly ArchiverFailure[];
  readonly lastEnd: EpochMs | undefined;
  readonly last: ArchiverFailure;
}

/** Where only PostgreSQL's lines arrive and no metric tells, a success would not be seen. */
function sinceWords(
  snapshot: Snapshot,
  { host, uploads, failures, lastEnd, last }: Failing,
): string {
  if ((lastEnd ?? 0) > last.at) return 'it has not completed since';
  const isKnown =
    uploads.length > 0 ||
    lastEnd !== undefined ||
    failures.some(({ reportedBy }) => reportedBy === 'archiver') ||
    archivedAt(snapshot, host) !== undefined;
  return isKnown ? 'no success since' : 'whether any succeeded since is not known';
}

/** What was said about one and the same trouble: PostgreSQL tries again after at most a minute. */
const SAME_TROUBLE = 5 * MINUTE;

/**
 * The complaint that says most. PostgreSQL only knows an exit code, the archiver's own words say more,
 * and of these the newest that names a cause.
 */
function telling(
  failures: readonly ArchiverFailure[],
  last: ArchiverFailure,
  archiver: Archiver | undefined,
): ArchiverFailure {
  const recent = failures
    .filter(({ at }) => last.at - at <= SAME_TROUBLE)
    .sort((a, b) => b.at - a.at);
  const own = recent.filter(({ reportedBy }) => reportedBy === 'archiver');
  const namesCause = ({ text }: ArchiverFailure): boolean =>
    failureCause(text, archiver).cause !== 'unknown';
  // That it was ended says less than why it had not succeeded until then.
  const wasEnded = ({ text }: ArchiverFailure): boolean =>
    failureCause(text, archiver).cause === 'killed';
  return (
    own.find((failure) => namesCause(failure) && !wasEnded(failure)) ??
    own.find(namesCause) ??
    recent.find(namesCause) ??
    own[0] ??
    last
  );
}

const stoppedBy = (upload: Upload, failure: ArchiverFailure): boolean =>
  upload.state === 'failed' && upload.endedAt === failure.at;

/** PostgreSQL tries three times in a row. */
const TRIES = 3;

/**
 * A complaint that names no operation counts if its process is of a host that pushes. Archivers that
 * log no pid leave such complaints open, and so does a host of which no upload is known, since every try may end
 * before its first line: they count once there are as many as PostgreSQL tries, with no upload completed since.
 */
function aboutPushing(
  failures: readonly ArchiverFailure[],
  uploads: readonly Upload[],
  lastEnd: EpochMs = 0,
): readonly ArchiverFailure[] {
  const pushes = uploads.length > 0 || lastEnd > 0;
  const open = failures.filter(
    ({ operation, pid, at }) =>
      operation === 'unknown' && (pid === undefined || !pushes) && at > lastEnd,
  );
  const areTries = failedTries(open) >= TRIES;
  return failures.filter(
    (failure) =>
      failure.operation === 'push' ||
      (failure.operation === 'unknown' && failure.pid !== undefined && pushes) ||
      (areTries && open.includes(failure)),
  );
}

/**
 * With no primary known and not one upload begun, the host whose archive command fails is the one; where the archiver
 * ends before it says what it was to do, the only host that complains.
 */
function hostThatComplains(
  primary: Primary,
  failures: readonly ArchiverFailure[],
): string | undefined {
  if (primary.kind !== 'unknown') return undefined;
  const pushed = failures.findLast(({ operation }) => operation === 'push');
  if (pushed !== undefined) return pushed.host;
  const hosts = new Set(
    failures.filter(({ operation }) => operation === 'unknown').map(({ host }) => host),
  );
  const [only] = hosts;
  return hosts.size === 1 ? only : undefined;
}

/** Errors that may be of a push, too few to tell and with no success since: whoever reads the answer may know. */
function ofUnknownOperation(
  complaints: readonly ArchiverFailure[],
  counted: readonly ArchiverFailure[],
  at: EpochMs,
  success: EpochMs,
): Evidence[] {
  const open = complaints.filter(
    (failure) =>
      failure.operation === 'unknown' && failure.at > success && !counted.includes(failure),
  );
  const last = newest(open, (failure) => failure.at);
  if (last === undefined) return [];
  return [
    {
      from: 'log',
      text: `not counted: ${open.length} ${open.length === 1 ? 'error that does' : 'errors that do'} not say of which operation, the latest ${durationWords(at - last.at)} ago: ${failureCause(last.text, last.archiver).words}`,
      quote: last.text,
      isLeftOut: true,
    },
  ];
}

/** Says what was seen and left out of account, so that nobody wonders about the red lines in the log. */
function ignoredErrors({ uploadLog, at }: Snapshot, host: string | undefined): Evidence[] {
  if (uploadLog.kind === 'unavailable') return [];
  const elsewhere = uploadLog.value.failures.filter(
    (failure) => failure.host !== undefined && failure.host !== host,
  );
  const hosts = [...new Set(elsewhere.map((failure) => failure.host))].sort();
  return hosts.map((other) => {
    const theirs = elsewhere.filter((failure) => failure.host === other);
    const last = newest(theirs, (failure) => failure.at);
    return {
      from: 'log',
      text: `ignored: ${theirs.length} ${theirs.length === 1 ? 'error line' : 'error lines'} of ${other ?? ''}, which is not the host that archives (${durationWords(at - (last?.at ?? at))} ago)`,
      ...(last === undefined ? {} : { quote: last.text }),
      isLeftOut: true,
    };
  });
}
