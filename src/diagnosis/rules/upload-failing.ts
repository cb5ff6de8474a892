import type { Evidence, Finding } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { durationWords } from '../../domain/duration-words.ts';
import type { ArchiverFailure, Upload } from '../../domain/upload.ts';
import { failureCause } from '../causes/failure-causes.ts';
import { primaryOf } from '../facts/primary.ts';
import { archivingHost, isBy, newest, unresolvedFailures } from '../facts/uploads.ts';
import { readArchiverLog } from '../host-commands.ts';

/**
 * The primary's uploads end in errors that no later success has made good.
 * Not counted: errors of replicas (their nightly "Could not stop hot backup", and what they fetch),
 * and errors of base backups, fetches and deletions on the primary.
 */
export function uploadFailing(snapshot: Snapshot): Finding {
  const rule = 'upload-failing';
  const { at, uploadLog } = snapshot;
  if (uploadLog.kind === 'unavailable') return { kind: 'unknown', rule, reason: uploadLog.detail };

  const host = archivingHost(snapshot) ?? hostThatComplains(snapshot, uploadLog.value.failures);
  const mine = isBy(host, uploadLog.value);
  const uploads = uploadLog.value.uploads.filter(mine);
  const candidates = uploadLog.value.failures.filter(
    (failure) => mine(failure) && isAboutPushing(failure, uploads),
  );
  const failures = unresolvedFailures(uploads, candidates);
  const last = newest(failures, (failure) => failure.at);
  const ignored = ignoredErrors(snapshot, host);
  if (last === undefined) return { kind: 'clear', rule, evidence: ignored };

  const first = Math.min(...failures.map((failure) => failure.at));
  const known = failureCause(telling(failures, last).text);
  const where = host ?? 'the archiving host';
  const file = last.file ?? uploads.find((upload) => stoppedBy(upload, last))?.file;
  return {
    kind: 'problem',
    rule,
    code: 'upload-failing',
    severity: 'critical',
    cause: known.cause,
    headline: `uploads from ${where} fail: ${known.words}`,
    evidence: [
      {
        from: 'log',
        text: `${failures.length} failed ${failures.length === 1 ? 'try' : 'tries'} in the last ${durationWords(at - first)}, the latest ${durationWords(at - last.at)} ago${file === undefined ? '' : ` (${file})`}, and no success since`,
        quote: telling(failures, last).text,
      },
      ...ignored,
    ],
    nextSteps: [
      ...known.nextSteps.map((text) => ({ text, host })),
      readArchiverLog(host),
      { text: 'watch the disk: WAL stays on the primary until it is archived' },
    ],
  };
}

/** PostgreSQL only knows an exit code; the archiver's own words about the same tries say more. */
function telling(failures: readonly ArchiverFailure[], last: ArchiverFailure): ArchiverFailure {
  const own = failures.filter(({ reportedBy }) => reportedBy === 'archiver');
  return newest(own, (failure) => failure.at) ?? last;
}

const stoppedBy = (upload: Upload, failure: ArchiverFailure): boolean =>
  upload.state === 'failed' && upload.endedAt === failure.at;

/** A complaint that names no operation counts if its host is one that pushes. */
const isAboutPushing = (failure: ArchiverFailure, uploads: readonly Upload[]): boolean =>
  failure.operation === 'push' ||
  (failure.operation === 'unknown' && failure.pid !== undefined && uploads.length > 0);

/** With no primary known and not one upload begun, the host whose archive command fails is the one. */
const hostThatComplains = (
  snapshot: Snapshot,
  failures: readonly ArchiverFailure[],
): string | undefined =>
  primaryOf(snapshot).kind === 'unknown'
    ? failures.findLast(({ operation }) => operation === 'push')?.host
    : undefined;

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
    };
  });
}
