import type { Verdict, VerdictCode } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';

/** What is wrong, for somebody who has never heard of WAL-E. */
interface Words {
  readonly now: string;
  /** Where it is not certain. */
  readonly maybe?: string;
}

const WORDS: Readonly<Record<VerdictCode, Words>> = {
  'several-primaries': {
    now: 'more than one primary',
  },
  'wrong-host': {
    now: 'the wrong server archives WAL',
  },
  'no-primary': { now: 'no primary' },
  'upload-failing': { now: 'WAL uploads are failing' },
  'upload-stuck': {
    now: 'a WAL upload is stuck',
    maybe: 'a WAL upload may be stuck',
  },
  'archiver-not-running': { now: 'WAL archiving has stopped' },
  'wal-disk-full': { now: 'the WAL disk is full', maybe: 'the WAL disk is filling up' },
  'wal-gap': {
    now: 'WAL is missing from the archive',
    maybe: 'WAL may be missing from the archive',
  },
  'backlog-growing': { now: 'WAL is piling up' },
  'base-backup-late': {
    now: 'the base backup is overdue',
  },
  'base-backup-failed': { now: 'the last base backup failed' },
  'log-shipping-missing': {
    now: 'WAL is archived, but its logs do not arrive',
  },
  'metrics-stale': {
    now: 'WAL is archived, but the metric is wrong',
  },
  'cannot-tell': { now: 'cannot tell whether WAL is archived' },
  idle: { now: 'nothing to archive' },
  healthy: { now: 'WAL archiving is healthy' },
};

const NOT_ALL_READ = 'cannot tell whether all is well';

/** What happened, in a few words. */
export function titleOf({ code, severity, headline }: Verdict): string {
  const { now, maybe } = WORDS[code];
  // What was read is a proof of health, and not everything was read.
  if (headline.startsWith(NOT_ALL_READ)) return NOT_ALL_READ;
  return severity === 'critical' ? now : (maybe ?? now);
}

/**
 * What the headline says beyond the title, as a line of its own; empty where it says no more. It begins as a sentence
 * does, but for the name of a host, which stays as it is.
 */
export function detailLine({ verdict, overview, snapshot: { metrics } }: Report): string {
  const title = titleOf(verdict);
  const { headline } = verdict;
  const detail = headline.startsWith(title)
    ? headline.slice(title.length).replace(/^[:; ]+/, '')
    : headline;
  const hosts = metrics.replica.kind === 'measured' ? metrics.replica.value : [];
  return detail.replace(/^[a-z]+(?= )/, (word) =>
    [overview.primary, ...hosts].some((one) => one?.host === word)
      ? word
      : `${word.charAt(0).toUpperCase()}${word.slice(1)}`,
  );
}
