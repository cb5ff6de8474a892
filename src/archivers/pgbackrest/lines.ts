import { harmlessText } from '../../domain/harmless-text.ts';
import { parsePid } from '../../domain/pid.ts';
import type { ArchiverOperation } from '../../domain/upload.ts';
import { isWalFile } from '../../domain/wal-file.ts';
import { MINUTE, type EpochMs } from '../../domain/time.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { COLLECTED_MAX, walFileIn, type ArchiverLines } from '../../log/archiver-lines.ts';
import { createBackupLines } from './backup.ts';
import { localTime } from '../../log/time/local-time.ts';
import type { RecordContext } from '../../log/framing/record-context.ts';

const HEAD =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) P\d{2,3} +(ERROR|WARN|INFO|DETAIL|DEBUG|TRACE|ASSERT): ([\s\S]*)$/;
/** With `log-timestamp=n`. */
const UNSTAMPED = /^P\d{2,3} +(ERROR|WARN|INFO|DETAIL|DEBUG|TRACE|ASSERT): ([\s\S]*)$/;
// Up to 2.52 errors and warnings go to stderr, without a time.
const BARE =
  /^(?:P\d{2,3} +)?(ERROR|ASSERT|WARN): (\[\d{3}\]: [\s\S]*|(?:dropped|could not push) WAL file '[\s\S]*|WAL file '.{1,80}' already exists[\s\S]*)$/;
/** A segment that was pushed before, and is now said to be pushed: a warning that needs no time to be harmless. */
const PUSHED_BEFORE =
  /^(?:P\d{2,3} +)?WARN: WAL file '.{1,80}' already exists .{0,200}with the same checksum/;
const BEGIN =
  /^([a-z:-]{3,40}) command begin \S+: (?:\[([^\]]{1,500})\])?.*?(?:--exec-id=(\d{1,9})-|$)/;
const PUSHED = /^pushed WAL file '([^']{8,60})' to the archive/;

/** A command that is running, as far as its begin was logged. */
interface Command {
  readonly pid: number | undefined;
  readonly file: string | undefined;
  /** Its stanza, and the bucket in front of that. */
  readonly destination: string | undefined;
}

/** What runs pgBackRest in a pod of Crunchy's operator says of it: Go's logrus, as text. */
const OF_OPERATOR =
  /^time="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))" level=([a-z]+) msg="(crunchy-pgbackrest (?:starts|ends)|pgo-backrest (?:starts|ends)|debug flag set to |backrest [a-z-]+ command requested|command (?:to execute )?is \[?pgbackrest |command terminated with exit code |sleeping \d+ seconds to avoid race|output=\[|stderr=\[)((?:[^"\\]|\\.)*)/;
/** Where its lines were put on one, only the first is here: the others go on with it. */
const ERROR_OF_OUTPUT = /^(?:ERROR|ASSERT): (\[\d{3}\]: .*?)(?:(?:\\n)?\])?$/;

const UNNAMED: Command = { pid: undefined, file: undefined, destination: undefined };

/** The lines of pgBackRest: of the console, where archive-push writes, and of its log files. */
export function createPgBackRestLines(): ArchiverLines {
  // By name, the newest last: a base backup runs for hours beside the pushes, and a log may hold both.
  const running = new Map<string, Command>();
  let lastAt: EpochMs | undefined;
  const backup = createBackupLines();

  /** Its own code comes last, and says less than what pgBackRest wrote to stderr before. */
  const ofOperator = (line: string, context: RecordContext): ArchiverEvent | undefined => {
    const [, stamp, , begin = '', rest = ''] = OF_OPERATOR.exec(line) ?? [];
    if (stamp === undefined) return undefined;
    const [, requested] = /^backrest ([a-z-]+) command/.exec(begin) ?? [];
    if (requested !== undefined) running.set(requested, UNNAMED);
    const [, error] = begin === 'stderr=[' ? (ERROR_OF_OUTPUT.exec(rest) ?? []) : [];
    const ended = begin.startsWith('command terminated') ? `${begin}${rest}` : undefined;
    const text = error ?? ended;
    const at = Date.parse(stamp);
    if (Number.isNaN(at)) return undefined;
    lastAt = at;
    if (text === undefined) return { kind: 'other' };
    return {
      kind: 'failure',
      failure: {
        operation: operationOf([...running.keys()].at(-1) ?? 'one of the operator', text),
        host: context.host,
        pid: undefined,
        at,
        reportedBy: 'archiver',
        archiver: 'pgbackrest',
        file: undefined,
        text: harmlessText(text, COLLECTED_MAX),
      },
    };
  };

  const read = (line: string, context: RecordContext): ArchiverEvent | undefined => {
    const operators = ofOperator(line, context);
    if (operators !== undefined) return operators;
    if (/^-+PROCESS START-+$/.test(line)) {
      running.clear();
      return { kind: 'other' };
    }
    const [, stamp, level, text] = HEAD.exec(line) ?? [];
    if (stamp !== undefined && level !== undefined && text !== undefined) {
      lastAt = localTime(stamp, context) ?? lastAt;
      return lastAt === undefined ? undefined : said(level, text, lastAt, context);
    }
    if (PUSHED_BEFORE.test(line)) return { kind: 'other' };
    const [, bareLevel, bareText] = UNSTAMPED.exec(line) ?? BARE.exec(line) ?? [];
    const at = bareTime(lastAt, context.outerTime());
    if (bareLevel === undefined || bareText === undefined || at === undefined) return undefined;
    return said(bareLevel, bareText, at, context);
  };

  const said = (
    level: string,
    text: string,
    at: EpochMs,
    context: RecordContext,
  ): ArchiverEvent => {
    const origin = { host: context.host, at, archiver: 'pgbackrest' as const };
    const complete = level === 'INFO' ? backup(text, { host: context.host, at }) : undefined;
    if (complete !== undefined) return complete;
    const begun = BEGIN.exec(text);
    if (begun !== null) {
      const [, name = '', argument, pid] = begun;
      const file = argument?.split('/').at(-1);
      const isWal = file !== undefined && isWalFile(file);
      const command: Command = {
        pid: parsePid(pid),
        file: isWal ? file : undefined,
        destination: destinationOf(text),
      };
      running.delete(name);
      running.set(name, command);
      return name === 'archive-push' && command.file !== undefined
        ? { kind: 'push-begin', ...command, file: command.file, ...origin }
        : { kind: 'other' };
    }
    const [, pushed] = PUSHED.exec(text) ?? [];
    if (pushed !== undefined && isWalFile(pushed)) {
      const push = running.get('archive-push');
      const isOfPush = push?.file === pushed;
      // Its end comes next, and may not have been fetched: what is said later is not about this push.
      if (isOfPush) running.delete('archive-push');
      const pid = isOfPush ? push.pid : context.outerPid;
      const destination = isOfPush
        ? push.destination
        : running.get('archive-push:async')?.destination;
      return {
        kind: 'push-complete',
        file: pushed,
        pid,
        destination,
        ...origin,
        rateKiBps: undefined,
      };
    }
    const killed = text.includes('command end: terminated on signal');
    const isError =
      level === 'ERROR' ||
      level === 'ASSERT' ||
      killed ||
      /^(?:dropped|could not push) WAL file/.test(text);
    const [, ended] = /^([a-z:-]{3,40}) command end: /.exec(text) ?? [];
    const name = ended ?? [...running.keys()].at(-1);
    const during = name === undefined ? undefined : running.get(name);
    // An error ends its command, and the line that says so may not have been fetched either.
    if (name !== undefined && (ended !== undefined || level === 'ERROR')) running.delete(name);
    if (!isError) return { kind: 'other' };

    const file = walFileIn(text) ?? during?.file;
    return {
      kind: 'failure',
      failure: {
        ...origin,
        operation: operationOf(name, text),
        pid: during?.pid,
        reportedBy: 'archiver',
        file,
        text: harmlessText(text, COLLECTED_MAX),
      },
    };
  };

  // Further lines are indented to the column of the text.
  const continuation = (line: string): string | undefined => {
    if (!/^ {6,}\S/.test(line)) return undefined;
    const text = line.trim();
    return text.startsWith('HINT: ') ? '' : text;
  };
  return { read, continuation };
}

/** A dated line of the same run is nearer than when the line arrived, and one of an earlier run is not. */
const SAME_RUN = MINUTE;

const bareTime = (lastAt: EpochMs | undefined, outer: EpochMs | undefined): EpochMs | undefined =>
  lastAt !== undefined && (outer === undefined || Math.abs(outer - lastAt) <= SAME_RUN)
    ? lastAt
    : outer;

/** True for a complaint of pgBackRest that has no time of its own. */
export const isBarePgBackRest = (line: string): boolean =>
  BARE.test(line) && !PUSHED_BEFORE.test(line);

/** Its other lines next to such a complaint, with `log-timestamp=n`. */
export const isUnstampedPgBackRest = (line: string): boolean => UNSTAMPED.test(line);

/** Where the repository lies in its bucket, if nobody says otherwise. */
const DEFAULT_PATH = '/var/lib/pgbackrest';

/**
 * A begin names all options that are set: the bucket of the first repository, and the stanza, which is a folder in it. A
 * repository on a disk or behind a host has another path and another name on each host that looks at it, and behind that
 * host may be a bucket after all: of such a one only the stanza is told.
 */
function destinationOf(begin: string): string | undefined {
  const [, stanza] = /--stanza=(\S{1,100})/.exec(begin) ?? [];
  const [, bucket] =
    /--repo1-(?:s3-bucket|azure-container|gcs-bucket)=(\S{1,100})/.exec(begin) ?? [];
  if (stanza === undefined || bucket === undefined) return stanza;
  const [, path = DEFAULT_PATH] = /--repo1-path=(\S{1,100})/.exec(begin) ?? [];
  return [bucket, path, stanza].join(' ');
}

/** By the command that runs; where its begin was not logged, by the words. */
function operationOf(command: string | undefined, text: string): ArchiverOperation {
  // Only a backup or a check waits for a segment, whatever else runs.
  if (/WAL segment \S+ was not archived before/.test(text)) return 'other';
  if (command !== undefined) {
    if (command.startsWith('archive-push')) return 'push';
    if (command.startsWith('archive-get') || command === 'restore') return 'fetch';
    return command === 'backup' || command === 'expire' ? 'base-backup' : 'other';
  }
  if (/archive-get|unable to get WAL file/.test(text)) return 'fetch';
  return /WAL file|archive-push|push\/get WAL/.test(text) ? 'push' : 'unknown';
}
