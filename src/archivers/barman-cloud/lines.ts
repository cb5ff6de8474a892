import { harmlessText } from '../../domain/harmless-text.ts';
import { parsePid } from '../../domain/pid.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { ArchiverOperation } from '../../domain/upload.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { COLLECTED_MAX, walFileIn, type ArchiverLines } from '../../log/archiver-lines.ts';
import type { RecordContext } from '../../log/framing/record-context.ts';
import { createBackupLines } from './backup.ts';
import { localTime } from '../../log/time/local-time.ts';

// Python's logging without a module: `2026-11-24 11:58:02,310 [4182] ERROR: Barman cloud WAL archiver exception: …`.
const HEAD =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \[(\d{1,9})\] (DEBUG|INFO|WARNING|ERROR|CRITICAL|EXCEPTION): ([\s\S]*)$/;
/** What the scripts say of themselves; the rest of their log is their libraries'. */
const OWN =
  /^(?:Barman cloud |WAL archive check failed|Could not upload WAL|Bucket \S{1,300} does not exist|Can't connect to cloud provider|Invalid (?:wal_path|WAL path|name)\b|Backup failed |Cannot connect to postgres|.{1,200} is an invalid name for a WAL file|WAL file \S{1,60} for server \S{1,100} does not exist|Starting backup '|Backup end at LSN: |Backup completed \(|Upload error|Unable to open|Association of tags)/;

/** What argparse writes of words that a script does not take, and the scripts of a module that lacks: without a time. */
const BARE =
  /^(?:barman-cloud-([\w-]{1,40}): error: [\s\S]*|Missing required python module: [\s\S]*)$/;
const USAGE = /^usage: barman-cloud-[\w-]{1,40} /;
/** What botocore signs, line by line, behind a line of level DEBUG. */
const SIGNED =
  /^(?:PUT|GET|HEAD|POST|DELETE|UNSIGNED-PAYLOAD|STREAMING-\S{1,80}|AWS4-HMAC-SHA256|[0-9a-f]{64}|\d{8}T\d{6}Z|\d{8}\/\S{1,200}\/aws4_request|\/\S{0,1000}|[a-z][a-z0-9-]{1,60}:.{0,2000}|[a-z][a-z0-9-]{1,60}(?:;[a-z0-9-]{1,60}){1,40}|[\w%.~-]{1,80}=\S{0,1000}|b['"].*)$/;

/** What stands below an error of Azure: azure/core/exceptions.py and storage/blob/_shared/response_handlers.py of its SDK. */
const AZURE_CODE = /^(?:ErrorCode|Code): ?[A-Z]\w{1,80}$/;
const AZURE_DETAILS =
  /^(?:RequestId:|Time: ?\d{4}-|Message: |Error:None$|Content: <\?xml |authenticationerrordetail:)/i;

const OF_TRACEBACK =
  /^(?:Traceback \(most recent call last\)|During handling of the above exception|The above exception was the direct cause|\s+\S|[\w.]{2,80}(?:Error|Exception|Failure)(?:: |$)|(?:\w{1,40}\.){1,6}[A-Z]\w{1,60}: )/;

/** True for a complaint of one of Barman's scripts that has no time of its own. */
export const isBareBarmanCloud = (line: string): boolean => BARE.test(line) || USAGE.test(line);

/** CloudNativePG's instance manager and its plug-in, which run the scripts and tell of them in JSON. */
const ARCHIVED = /^Archived WAL file: \S{0,300}?([0-9A-Za-z.]{8,60})$/;
const FAILED =
  /^(?:Error invoking barman-cloud-(?:check-)?wal-archive|failed to run wal-archive command|Failed archiving WAL: PostgreSQL will retry|Error while calling ArchiveWAL|Error while archiving WAL|Reconciler error: while ensuring all WAL files are archived|Error while running barman-cloud-check-wal-archive|Error while checking the first WAL|while testing WAL archive|failed archiving|unexpected failure invoking barman-cloud-wal-archive)/i;
/** What the instance manager hands on of another script than the one that archives: `namedLogger` says which. */
const OF_SCRIPT = /^barman-cloud-(wal-restore|restore|backup[\w-]{0,30}): (?!error: )([\s\S]*)$/;
const OPERATIONS: Readonly<Record<string, ArchiverOperation>> = {
  'wal-restore': 'fetch',
  restore: 'other',
};

/** Without room for two more segments it does not start PostgreSQL: internal/cmd/manager/instance/run of CloudNativePG. */
const NO_ROOM = 'Detected low-disk space condition';
/** What a script says, where its time and pid were cut off: the instance manager hands its stderr on. */
const BARE_OWN = /^(?:WARNING|ERROR|CRITICAL|EXCEPTION): ([\s\S]*)$/;

/** The lines of Barman's cloud scripts, which archive_command runs on the primary, and of what runs them in a pod. */
export function createBarmanCloudLines(): ArchiverLines {
  const backup = createBackupLines();
  /** Only botocore's lines of level DEBUG go on with what it signs: another program's complaint looks like a header. */
  let afterDebug = false;

  const read = (given: string, context: RecordContext): ArchiverEvent | undefined => {
    const [, script, ofScript] = OF_SCRIPT.exec(given) ?? [];
    const event = readLine(ofScript ?? given, context);
    if (script === undefined || event?.kind !== 'failure') return event;
    const operation = OPERATIONS[script] ?? 'base-backup';
    return { ...event, failure: { ...event.failure, operation } };
  };

  const readLine = (line: string, context: RecordContext): ArchiverEvent | undefined => {
    const [, stamp, pidText, level, text] = HEAD.exec(line) ?? [];
    afterDebug = level === 'DEBUG';
    if (stamp === undefined || text === undefined) return ofInstanceManager(line, context);
    const at = localTime(stamp, context);
    if (at === undefined) return undefined;
    if (level === 'DEBUG') return { kind: 'other' };
    if (!OWN.test(text)) return undefined;
    const pid = parsePid(pidText);
    if (level !== 'INFO') return complaint(text, at, context, pid);
    return backup(text, { host: context.host, at }, pid) ?? { kind: 'other' };
  };

  const continuation = (line: string, before: string): string | undefined => {
    if (BARE.test(line)) return undefined;
    const isOfComplaint = before !== '';
    if (isOfComplaint && AZURE_CODE.test(line)) return line;
    const isDetail = isOfComplaint ? AZURE_DETAILS.test(line) : afterDebug && SIGNED.test(line);
    return isDetail || OF_TRACEBACK.test(line) ? '' : undefined;
  };
  return { read, continuation };
}

function ofInstanceManager(line: string, context: RecordContext): ArchiverEvent | undefined {
  const [, stored] = ARCHIVED.exec(line) ?? [];
  const at = context.outerTime();
  if (at === undefined) return undefined;
  if (USAGE.test(line)) return { kind: 'other' };
  if (BARE.test(line)) return complaint(line, at, context, context.outerPid);
  const file = stored === undefined ? undefined : walFileIn(stored);
  if (file !== undefined) {
    const pid = context.outerPid;
    const origin = { host: context.host, pid, at, archiver: 'barman-cloud' as const };
    return { kind: 'push-complete', file, ...origin, rateKiBps: undefined };
  }
  if (line.startsWith(NO_ROOM)) {
    const said = complaint(line, at, context, context.outerPid);
    return {
      ...said,
      failure: { ...said.failure, operation: 'other', reportedBy: 'postgresql', walDiskFull: true },
    };
  }
  if (FAILED.test(line)) return complaint(line, at, context, context.outerPid);
  const [, said = ''] = BARE_OWN.exec(line) ?? [];
  return OWN.test(said) ? complaint(said, at, context, context.outerPid) : undefined;
}

const complaint = (
  text: string,
  at: EpochMs,
  context: RecordContext,
  pid: number | undefined,
): Extract<ArchiverEvent, { kind: 'failure' }> => ({
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
  const [, script] = BARE.exec(text) ?? [];
  if (script !== undefined && script !== 'wal-archive') {
    return script === 'wal-restore' ? 'fetch' : script === 'backup' ? 'base-backup' : 'other';
  }
  if (/^Barman cloud WAL restore|^WAL file .* does not exist$/.test(text)) return 'fetch';
  return /^Barman cloud (?:backup|snapshot)|^Backup failed |^Cannot connect to postgres/i.test(text)
    ? 'base-backup'
    : 'push';
}
