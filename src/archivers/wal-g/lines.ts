import { harmlessText } from '../../domain/harmless-text.ts';
import { parseWalFile } from '../../domain/wal-file.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { COLLECTED_MAX, walFileIn, type ArchiverLines } from '../../log/archiver-lines.ts';
import { localTime } from '../../log/time/local-time.ts';
import type { RecordContext } from '../../log/framing/record-context.ts';
import { isOrdinaryWalG, isWalGComplaint, walGOperation } from './messages.ts';

// The log package of Go: `INFO: 2021/09/02 15:57:42.138682 FILE PATH: …`.
const HEAD =
  /^(INFO|WARNING|ERROR|DEBUG|FATAL): (\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) ([\s\S]*)$/;

interface Said {
  readonly level: string;
  readonly text: string;
  readonly stamp: string | undefined;
}

/**
 * The lines of WAL-G. It logs no begin (only at level DEVEL), no host and no pid, and prints `FILE PATH`
 * when an upload is over: also of one that failed, with the error right before it.
 */
export const walGLines: ArchiverLines = {
  read: (line, context) => {
    const said = headed(line) ?? headless(line, context);
    if (said === undefined) return undefined;
    const at = said.stamp === undefined ? context.outerTime() : localTime(said.stamp, context);
    if (at === undefined) return undefined;
    return eventOf(said, at, context);
  },
  continuation: (line) => {
    // `: ` before what was wrapped (pkg/errors), and AWS's second lines.
    const text = line.replace(ESCAPED_TABS, '\t');
    if (/^(?:: |caused by: |\s*status code: )/.test(text)) return text.trim();
    return /^(?:\t|\s*upload id: )/.test(text) || STACK_FRAME.test(line) ? '' : undefined;
  },
};

/** What rsyslog makes of the tabs that a line begins with. */
const ESCAPED_TABS = /^(?:#011)+/;

const STACK_FRAME =
  /^(?:github\.com|cloud\.google\.com|google\.golang\.org|golang\.org|runtime|main|internal|net|os)(?=[\w./-]*\.)[\w./()*-]+$/;

function headed(line: string): Said | undefined {
  const [, level, stamp, text] = HEAD.exec(line) ?? [];
  return level === undefined || text === undefined ? undefined : { level, stamp, text };
}

/** A collector took level and time off, or an old version wrote none: only unmistakable texts count. */
function headless(line: string, { outerLevel }: RecordContext): Said | undefined {
  if (isWalGComplaint(line)) return { level: 'ERROR', stamp: undefined, text: line };
  if (!ENDED.test(line) && !STORED_BEFORE.test(line) && !isOrdinaryWalG(line)) return undefined;
  return { level: outerLevel ?? 'INFO', stamp: undefined, text: line };
}

const ENDED = /^(?:FILE|WAL) PATH: (?:\S{0,500}\/)?([0-9A-Za-z.]{8,60})$/;
/** With WALG_PREVENT_WAL_OVERWRITE: an earlier try had stored it and was ended before it could say so. */
const STORED_BEFORE =
  /^WAL file '(?:[^']{0,500}\/)?([0-9A-Za-z.]{8,60})' already archived with equal content/;
const BEGUN = /^Put ([0-9A-Za-z.]{8,60}) into \S{0,500}wal_005\/$/;
const EXTENSION = /\.(?:br|lz4|lzma|lzo|zst|gz)$/;

function eventOf(said: Said, at: number, context: RecordContext): ArchiverEvent {
  const { level } = said;
  const text = said.text.trimEnd();
  const file = (pattern: RegExp): string | undefined => {
    const name = pattern.exec(text)?.[1]?.replace(EXTENSION, '');
    return name !== undefined && parseWalFile(name) !== undefined ? name : undefined;
  };
  const origin = { host: context.host, pid: context.outerPid, at, archiver: 'wal-g' as const };

  const ended = file(ENDED);
  if (ended !== undefined) {
    return { kind: 'push-complete', file: ended, ...origin, rateKiBps: undefined };
  }
  const stored = file(STORED_BEFORE);
  if (stored !== undefined) {
    return {
      kind: 'push-complete',
      file: stored,
      ...origin,
      rateKiBps: undefined,
      storedBefore: true,
    };
  }
  const begun = level === 'DEBUG' ? file(BEGUN) : undefined;
  if (begun !== undefined) return { kind: 'push-begin', file: begun, ...origin };
  if (level !== 'ERROR' && level !== 'FATAL' && !text.includes('ArchiveNonExistenceError')) {
    return { kind: 'other' };
  }

  const named = walFileIn(text);
  const operation = walGOperation(text, named);
  return {
    kind: 'failure',
    failure: {
      ...origin,
      operation,
      pid: operation === 'unknown' ? undefined : origin.pid,
      reportedBy: 'archiver',
      file: named,
      text: harmlessText(text, COLLECTED_MAX),
    },
  };
}
