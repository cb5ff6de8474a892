import type { ArchiverLines } from '../log/archiver-lines.ts';
import type { CreateDenial, CreateSaidBefore } from './denial.ts';
import type { Program } from './program.ts';
import type { SearchPhrases } from './search-phrases.ts';

/** All that is known of one archiver: each folder beside this file is one. */
export interface ArchiverKind {
  /** How people write its name: in an alert, in the title of a dashboard, in what another program says of it. */
  readonly mention: RegExp;
  readonly log: ArchiverLog;
  readonly phrases: SearchPhrases;
  readonly program: Program;
}

/** The lines of a crash. Other programs with the same runtime crash in the same form. */
export interface Crash {
  readonly isFirst: (line: string) => boolean;
  readonly isPart: (line: string) => boolean;
  /** True for a line that only this archiver's crash has. */
  readonly isOwn: (line: string) => boolean;
}

/** Where a collector that takes its line apart keeps the two halves. */
export interface LineApart {
  readonly message: string;
  readonly header: string;
  readonly isHeader: (header: string) => boolean;
}

/** How its log is read, and what it says of an upload and what not. */
export interface ArchiverLog {
  /** How the name begins that a collector finds in front of its lines. */
  readonly tag: RegExp;
  /** How its records begin, where that is neither a date nor a brace; without an anchor. */
  readonly begin?: RegExp;
  readonly apart?: LineApart;
  /** The logger’s name of what a pod’s manager hands on of programs that say the same as the one that archives. */
  readonly namedLogger?: RegExp;
  /** What is said of a run before it begins, or once it is over, whatever came of it. */
  readonly announcement?: RegExp;
  /** How what the programs that it runs write to stderr begins. */
  readonly helper?: RegExp;
  /** Undefined where a record has several lines: the log reader puts these together first. */
  readonly lines: (() => ArchiverLines) | undefined;
  /** True for a complaint that it writes to stderr without a time. */
  readonly isUndated?: (line: string) => boolean;
  /** True for what goes on with such a complaint, where that is not indented. */
  readonly goesOnUndated?: (line: string) => boolean;
  /** What its runtime writes when it ends the program: many lines, and none has a time. */
  readonly crash?: Crash;
  /** False where the log tells of uploads only once they are over. */
  readonly logsBegin: boolean;
  /** What has to be set before the log tells of completed uploads at all. */
  readonly level?: string;
  /** Whether each end is logged with its pid: one without has lost it on the way. */
  readonly endsCarryPid: boolean;
  /** False where it names PostgreSQL servers, by names of its own. */
  readonly namesHosts: boolean;
  /** Whether its times are UTC, whatever the host's zone is. */
  readonly isUtc: boolean;
  /** Whether it says itself what failed where a program that it runs has complained: of the two, that is the reason. */
  readonly speaksForHelpers: boolean;
  /** Finds the complaint that gives a line about a completed push the lie; undefined where such a line is always true. */
  readonly createDenial: CreateDenial | undefined;
  /** Whether the line about a completed push is written of one that failed, too, and counted with the others. */
  readonly logsEndOfFailed: boolean;
  /** Tells which complaints came right before the line about their file: they name no operation, and were about pushing it. */
  readonly createSaidBefore?: CreateSaidBefore;
}
