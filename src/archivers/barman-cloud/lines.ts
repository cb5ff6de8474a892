import { harmlessText } from '../../domain/harmless-text.ts';
import { parsePid } from '../../domain/pid.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { ArchiverOperation } from '../../domain/upload.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { COLLECTED_MAX, walFileIn, type ArchiverLines } from '../../log/archiver-lines.ts';
import type { RecordContext } from '../../log/framing/record-context.ts';
import { localTime } from '../../log/time/local-time.ts';

// Python's logging without a module: `2026-11-24 11:58:02,310 [4182] ERROR: Barman cloud WAL archiver exception: …`.
const HEAD =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \[(\d{1,9})\] (DEBUG|INFO|WARNING|ERROR|CRITICAL|EXCEPTION): ([\s\S]*)$/;
/** What the scripts say of themselves; the rest of their log is their libraries'. */
const OWN =
  /^(?:Barman cloud |WAL archive check failed|Could not upload WAL|Bucket \S{1,300} does not exist|Can't connect to cloud provider|Invalid (?:wal_path|WAL path|name)\b|Upload error|Unable to open|Association of tags)/;

/** CloudNativePG's instance manager and its plug-in, which run the scripts and tell of them in JSON. */
const ARCHIVED = /^Archived WAL file: \S{0,300}?([0-9A-Za-z.]{8,60})$/;
const FAILED =
  /^(?:Error invoking barman-cloud-wal-archive|failed to run wal-archive command|Failed archiving WAL: PostgreSQL will retry|Error while calling ArchiveWAL|Error while archiving WAL|Error while running barman-cloud-check-wal-archive|while testing WAL archive|unexpected failure invoking barman-cloud-wal-archive)/i;

/** The lines of Barman's cloud scripts, which archive_command runs on the primary, and of what runs them in a pod. */
export const barmanCloudLines: ArchiverLines = {
  read: (line, context) => {
    const [, stamp, pidText, level, text] = HEAD.exec(line) ?? [];
    if (stamp === undefined || text === undefined) return ofInstanceManager(line, context);
    const at = localTime(stamp, context);
    if (at === undefined || !OWN.test(text)) return undefined;
    return level === 'INFO' || level === 'DEBUG'
      ? { kind: 'other' }
      : complaint(text, at, context, parsePid(pidText));
  },
  continuation: (line) =>
    /^(?:Traceback \(most recent call last\)|\s+\S|[A-Za-z_.]{3,60}(?:Error|Exception|Failure)(?:: |$))/.test(
      line,
    )
      ? ''
      : undefined,
};

function ofInstanceManager(line: string, context: RecordContext): ArchiverEvent | undefined {
  const [, stored] = ARCHIVED.exec(line) ?? [];
  const at = context.outerTime();
  if (at === undefined) return undefined;
  const file = stored === undefined ? undefined : walFileIn(stored);
  if (file !== undefined) {
    const pid = context.outerPid;
    const origin = { host: context.host, pid, at, archiver: 'barman-cloud' as const };
    return { kind: 'push-complete', file, ...origin, rateKiBps: undefined };
  }
  return FAILED.test(line) ? complaint(line, at, context, context.outerPid) : undefined;
}

const complaint = (
  text: string,
  at: EpochMs,
  context: RecordContext,
  pid: number | undefined,
): ArchiverEvent => ({
  kind: 'failure',
  failure: {
    operation: operationOf(text),
    host: context.host,
    pid,
    at,
    reportedBy: 'archiver',
    archiver: 'barman-cloud',
    file: walFileIn(text),
    text: harmlessText(text, COLLECTED_MAX),
  },
});

/** Of the scripts, one restores, and others take and delete base backups. */
function operationOf(text: string): ArchiverOperation {
  if (text.startsWith('Barman cloud WAL restore')) return 'fetch';
  return /^Barman cloud (?:backup|snapshot)/i.test(text) ? 'base-backup' : 'push';
}
