import { durationWords } from '../../domain/duration-words.ts';
import type { BackupLack, Report } from '../../domain/report.ts';
import { SECOND, type EpochMs } from '../../domain/time.ts';
import { clockWords, secondWords } from '../quantities.ts';

/** From when to when the cluster can be restored, and why the newest base backup does not count. */
export function restorableWords({ overview, snapshot }: Report): string {
  const { restorable, baseBackups } = overview;
  const now = snapshot.at;
  if (restorable === undefined) {
    return baseBackups.lastSuccess === undefined
      ? 'unknown, no base backup seen'
      : 'unknown, too little of the log was read';
  }
  const ofBackup = ({ endedAt, lack }: { endedAt: EpochMs; lack: BackupLack }): string =>
    `the base backup of ${clockWords(endedAt, now)} ${LACKS[lack]}${flushWords(overview, snapshot, lack)}`;
  if (restorable.kind === 'nothing') {
    const { newest } = restorable;
    return `${newest.lack === 'start-unknown' ? 'unknown' : 'nothing'}: ${ofBackup(newest)}`;
  }
  const { notSeenBefore } = restorable;
  const seen =
    notSeenBefore === undefined
      ? ''
      : `, if no WAL is missing before ${clockWords(notSeenBefore, now)}`;
  if (restorable.kind === 'backup-alone') {
    const end = secondWords(restorable.endedAt, now);
    return `the end of the base backup of ${end}, nothing later is archived yet${seen}`;
  }
  const { from, until, kind, newest } = restorable;
  const end = until.atLeast ?? until.atMost;
  // Never too early nor too late by what is cut off a second.
  const first = secondWords(Math.ceil(from / SECOND) * SECOND, now).replace(/ UTC$/, '');
  const best = until.atLeast === undefined ? ' at best: no WAL position tells' : '';
  const cut = kind === 'cut' ? ', where WAL is missing' : '';
  const lacking = newest === undefined ? '' : `; ${ofBackup(newest)}`;
  return `${first} to ${secondWords(end, now)} (${durationWords(now - end)} ago)${best}${cut}${seen}${lacking}`;
}

const LACKS: Readonly<Record<BackupLack, string>> = {
  'not-archived-yet': 'does not count yet: not everything written up to its end is archived',
  'needs-missing-segments': 'needs WAL that is missing',
  'start-unknown': 'may need WAL that is missing, its start is not known',
};

/** Where nothing waits but the segment that is being written, an idle database holds it back for as long as it idles. */
function flushWords(
  { dataAtRisk: risk }: Report['overview'],
  { cluster }: Report['snapshot'],
  lack: BackupLack,
): string {
  return lack === 'not-archived-yet' &&
    risk !== undefined &&
    risk.bytes.atMost < cluster.walSegmentSize
    ? ' (SELECT pg_switch_wal() on the primary archives it)'
    : '';
}
