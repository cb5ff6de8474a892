import { ARCHIVER_KINDS, namesArchiver } from '../../archivers/archivers.ts';
import { readHost } from '../../domain/host.ts';
import { SECOND, type EpochMs } from '../../domain/time.ts';
import { framingTime } from './line-framing.ts';
import type { LineOrigin } from './line-origin.ts';

/** What whoever runs a container, or reads its log, writes in front of each line. */
interface ContainerFraming {
  /** The pod. The node is not told here, and is no member of the cluster. */
  readonly pod: string | undefined;
  readonly at: EpochMs | undefined;
  readonly line: string;
  /** The runtime cuts long lines: more of this one follows. */
  readonly isCut: boolean;
}

const STAMP = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))`;
// kubelet's log files: https://github.com/kubernetes/design-proposals-archive, CRI logging.
const CRI = new RegExp(`^${STAMP} (?:stdout|stderr) ([FP])(?::\\S*)? `);
/** What an archiver or PostgreSQL begins a record with. */
const BEGIN = [
  String.raw`\d{4}-\d\d-\d\d[T ]|\{"`,
  ...ARCHIVER_KINDS.flatMap(({ log }) => log.begin?.source ?? []),
].join('|');
/** The same, or what goes on with one. */
const RECORD = String.raw`(?=${BEGIN}|\t)`;
// `docker logs -t` writes nine decimals, which no log daemon does; `kubectl logs --timestamps` leaves zeros at the end out.
const NINE_DECIMALS = new RegExp(
  String.raw`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d)) `,
);
const BEFORE_RECORD = new RegExp(`^${STAMP} ${RECORD}`);
const STAMP_ALONE = new RegExp(String.raw`^${STAMP}\s*$`);
/** Behind such a stamp a log daemon has a host, so it counts only where others stood in front of whole lines before. */
const FEWER_DECIMALS = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,8})?Z) /;
// An export of Grafana, with or without the milliseconds since 1970 in front; and other tables of time and line.
const COLUMNS = new RegExp(String.raw`^(?:\d{13,19}\t)?${STAMP}\t`);
// `fly logs`: the machine's region and the level stand between.
const FLY = new RegExp(String.raw`^${STAMP} (?:app|runner)\[\w{1,40}\] [a-z]{3} \[\w{1,10}\] ?`);
/** multilog and s6: TAI64N, https://cr.yp.to/libtai/tai64.html. */
const TAI64N = /^@4([0-9a-f]{15})[0-9a-f]{8} /;
// `logcli query`: the labels in which its streams differ, filled up with blanks to the same length.
const LOGCLI = new RegExp(`^${STAMP} (\\{[^{}]{0,1000}\\})( +)`);
/**
 * Local time of a zone that is not told, which says nothing: s6-tai64nlocal; moreutils' `ts` in brackets, where no
 * log_line_prefix is meant. And the file that `grep` found the line in.
 */
const UNTIMED = new RegExp(
  String.raw`^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}  |\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?\] (?=${BEGIN}|\t)|[\w./@-]{1,200}\.(?:log|csv|json|out|err)(?:\.\d{1,3})?:(?:\d{1,9}:)?)`,
);
const IS_RECORD = new RegExp(`^${RECORD}`);
/** In front of any line, the name of a pod or of what is one elsewhere. */
const PREFIXES = [
  // `kubectl logs --prefix`.
  /^\[pod\/([\w.-]{1,253})\/[\w.-]{1,63}\] /,
  // `docker compose logs`.
  /^([a-z0-9][\w.-]{0,62}) +\| /,
  // `docker service logs`: the task, and the node.
  /^([\w-]{1,200}\.\d{1,4})\.[a-z0-9]{6,30}@[\w.-]{1,253} +\| /,
  // kubetail. The name of a pod ends in its number or in letters of Kubernetes: no user and database are meant.
  /^\[([a-z0-9][a-z0-9.-]{0,240}-[a-z0-9]{1,10}) [a-z0-9-]{1,63}\] /,
];
// stern: pod and container, with `-A` behind the namespace. What follows begins with a time, a level or a logger, or it is
// something else.
const STERN = new RegExp(
  String.raw`^(?:[a-z0-9][a-z0-9-]{0,62} )?([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?) [a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])? (?=${BEGIN})`,
);
/** `podman logs --names` writes one word, which may also be the tag of a program, and a tag is not a host. */
const PODMAN_NAME = String.raw`^([a-z0-9][\w.-]{0,62}) `;
const PODMAN = new RegExp(
  String.raw`${PODMAN_NAME}(?=(?:INFO|WARNING|ERROR|DEBUG|FATAL): \d{4}\/|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} P\d\d)`,
);
/** One to three words with which stern and podman begin each line; an earlier line has shown whose they are. */
const WORDS = [
  new RegExp(PODMAN_NAME),
  /^([a-z0-9][a-z0-9.-]{0,252}) [a-z0-9-]{1,63} /,
  /^[a-z0-9-]{1,63} ([a-z0-9][a-z0-9.-]{0,252}) [a-z0-9-]{1,63} /,
];

// fluentd: to its own output, and to a file.
const FLUENTD =
  /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})? ?[+-]\d\d:?\d\d)[ \t][\w.*-]{1,300}(?:: |\t)(?=\{)/;

const OTHER_STAMPED = [FLUENTD, COLUMNS, FLY, STAMP_ALONE];

/** What earlier lines told of all of them. */
interface Told {
  readonly sternPrefixes: Set<string>;
  /** Whoever read the log wrote the time in front of each line. */
  isStamped: boolean;
  /** How long labels and blanks of logcli are together. */
  logcliLength: number;
}

/** Undefined if the line has no such framing. */
function containerFraming(line: string, told: Told): ContainerFraming | undefined {
  const [prefix, name] = anyOf(PREFIXES, line) ?? sternPrefix(line, told.sternPrefixes) ?? [];
  if (prefix !== undefined && name !== undefined) {
    const rest = line.slice(prefix.length);
    const inner = runtimeFraming(rest, told) ?? { at: undefined, line: rest, isCut: false };
    const isTag = prefix === `${name} ` && (namesArchiver(name) || name.startsWith('postgres'));
    return { ...inner, pod: isTag ? undefined : readHost(name) };
  }
  return runtimeFraming(line, told);
}

/** So many containers are told apart; no command follows more. */
const STERN_PREFIXES_MAX = 1000;

/** Only the prefix of a line that continues another shows whose it is: the line before had the same. */
function sternPrefix(line: string, known: Set<string>): RegExpExecArray | null {
  const told = STERN.exec(line) ?? PODMAN.exec(line);
  if (told !== null && known.size < STERN_PREFIXES_MAX) known.add(told[0]);
  if (told !== null || known.size === 0) return told;
  for (const pattern of WORDS) {
    const words = pattern.exec(line);
    if (words !== null && known.has(words[0])) return words;
  }
  return null;
}

function anyOf(patterns: readonly RegExp[], line: string): RegExpExecArray | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(line);
    if (found !== null) return found;
  }
  return undefined;
}

function runtimeFraming(line: string, told: Told): ContainerFraming | undefined {
  const [cri, criStamp = '', part] = CRI.exec(line) ?? [];
  if (cri !== undefined) return framed(criStamp, line.slice(cri.length), undefined, part === 'P');
  const [logcli, logcliStamp = '', labels = '', blanks = ''] = LOGCLI.exec(line) ?? [];
  if (logcli !== undefined) {
    const [, pod] = /\bpod="([\w.-]{1,253})"/.exec(labels) ?? [];
    // A line that goes on with a record may begin with blanks of its own.
    const length = labels.length + blanks.length;
    if (IS_RECORD.test(line.slice(logcli.length))) told.logcliLength = length;
    const own = Math.max(0, length - Math.max(labels.length + 1, told.logcliLength));
    return framed(logcliStamp, line.slice(logcli.length - own), pod, false);
  }
  const [stamped, stamp = ''] = stampOf(line, told) ?? anyOf(OTHER_STAMPED, line) ?? [];
  if (stamped !== undefined) return framed(stamp, line.slice(stamped.length), undefined, false);
  const [tai, seconds = ''] = TAI64N.exec(line) ?? [];
  if (tai !== undefined)
    return { pod: undefined, at: fromTai(seconds), line: line.slice(tai.length), isCut: false };
  const [untimed] = UNTIMED.exec(line) ?? [];
  return untimed === undefined
    ? undefined
    : { pod: undefined, at: undefined, line: line.slice(untimed.length), isCut: false };
}

function stampOf(line: string, told: Told): RegExpExecArray | undefined {
  const stamp = anyOf([NINE_DECIMALS, BEFORE_RECORD], line);
  told.isStamped ||= stamp !== undefined;
  return stamp ?? (told.isStamped ? (FEWER_DECIMALS.exec(line) ?? undefined) : undefined);
}

/** TAI was ten seconds ahead when Unix time began, and these programs add just that. */
const fromTai = (seconds: string): EpochMs => (parseInt(seconds, 16) - 10) * SECOND;

const framed = (
  stamp: string,
  line: string,
  pod: string | undefined,
  isCut: boolean,
): ContainerFraming => ({
  pod: pod === undefined ? undefined : readHost(pod),
  at: framingTime(stamp, 0),
  line,
  isCut,
});

/** A line without its framing, and what that said about it. */
export interface ContainedLine {
  readonly line: string;
  readonly origin: LineOrigin;
}

export interface ContainerLines {
  /** Undefined if the line has no such framing; `cut` if more of it follows. */
  readonly read: (line: string, origin: LineOrigin) => ContainedLine | 'cut' | undefined;
  /** What was cut and never ended. */
  readonly end: () => readonly ContainedLine[];
}

/** A line is not put together beyond this: nothing that an archiver writes is near it. */
const WHOLE_MAX = 1024 * 1024;

/** Takes such framings off, and puts together what the runtime had cut. */
export function createContainerLines(): ContainerLines {
  const begun = new Map<string | undefined, ContainedLine>();
  const told: Told = { sternPrefixes: new Set(), isStamped: false, logcliLength: 0 };
  return {
    read: (line, origin) => {
      const framing = containerFraming(line, told);
      if (framing === undefined) return undefined;
      const host = framing.pod ?? origin.host;
      const before = begun.get(host);
      begun.delete(host);
      const contained: ContainedLine = before ?? {
        line: '',
        origin: {
          ...origin,
          host,
          at: framing.at ?? origin.at,
          writtenAt: framing.at ?? origin.writtenAt,
        },
      };
      const whole = { ...contained, line: contained.line + framing.line };
      if (!framing.isCut || whole.line.length > WHOLE_MAX) return whole;
      begun.set(host, whole);
      return 'cut';
    },
    end: () => [...begun.values()],
  };
}
