import { kindOrAssumed } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { NextStep } from '../domain/finding.ts';
import { isPid } from '../domain/pid.ts';
import type { Site } from '../domain/site.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import { askPostgres, readArchiverLog } from './host-commands.ts';

/** An upload that seems to hang, as far as it is known. */
export interface Hang {
  readonly host: string | undefined;
  readonly archiver: Archiver | undefined;
  readonly site: Site | undefined;
  readonly pid?: number | undefined;
  readonly beganAt?: EpochMs | undefined;
  /** How old what is known of it is, where that is older than it should be. */
  readonly evidenceAge?: DurationMs | undefined;
  /**
   * Whether killing it may be spoken of at all: only while the host's log arrives, where an error or an end would
   * show, and nothing else says that the upload ended or fails.
   */
  readonly mayEnd: boolean;
}

/**
 * What to do about it: first to look at the process, since a pid may be another's by now, and then by its state.
 * A process that is stopped (T), waits for a device (D) or has ended (Z) is not helped by a kill.
 */
export function hangSteps(hang: Hang): readonly NextStep[] {
  const { host, archiver, site, evidenceAge, mayEnd } = hang;
  const pid = hang.pid !== undefined && isPid(hang.pid) ? String(hang.pid) : undefined;
  const old: readonly NextStep[] =
    evidenceAge === undefined
      ? []
      : [
          {
            ...askPostgres(host),
            text: `what is known of it is ${durationWords(evidenceAge)} old: ask PostgreSQL first whether it still archives`,
          },
        ];
  return [
    ...old,
    lookAtProcess(hang, pid),
    readArchiverLog(host, archiver, site),
    ...(mayEnd ? byState(host, pid ?? 'PID', site) : []),
  ];
}

function lookAtProcess({ host, archiver, beganAt }: Hang, pid: string | undefined): NextStep {
  const since = beganAt === undefined ? '' : `, started at ${utc(beganAt)} or just before`;
  return pid === undefined
    ? {
        text: `find the upload process and its state (STAT): it is the archiver’s push${since}`,
        command: inUtc(kindOrAssumed(archiver).program.listProcesses),
        host,
      }
    : {
        text: `check the state (STAT) of process ${pid}, and that it is still the archiver’s push${since}. If not, leave it alone: the pid was reused`,
        command: inUtc(`ps -o pid,lstart,etime,stat,wchan:20,args -p ${pid}`),
        host,
      };
}

/** When a process started is shown in the zone of whoever asks; what it is compared with is in UTC. */
const inUtc = (command: string): string => `env TZ=UTC ${command}`;

const byState = (
  host: string | undefined,
  pid: string,
  site: Site | undefined,
): readonly NextStep[] => [
  {
    text: 'if STAT is D, it waits for a disk or a network file system, and a kill does not help: find out which one hangs',
    command: 'sudo dmesg -T | tail -n 30',
    host,
  },
  {
    text: 'if STAT is Z, it has already ended, and a kill does not help: look at its parent',
    command: `pstree -aps ${pid}`,
    host,
  },
  {
    text: 'if STAT is S or R, see whether it is doing anything at all',
    // Containers have no strace, as a rule, nor may it be used there.
    command:
      site?.kind === 'pods'
        ? `cat /proc/${pid}/io; sleep 10; cat /proc/${pid}/io`
        : `sudo timeout 10 strace -f -p ${pid}`,
    host,
  },
  {
    text: 'only if STAT is T, and whoever stopped it agrees: let it continue. A plain kill has no effect while it is stopped, and ends it as soon as it continues',
    command: `sudo kill -CONT ${pid}`,
    host,
  },
  {
    text: `last resort, only if it is still the archiver’s push, STAT is S, ${site?.kind === 'pods' ? 'the counts stand still' : 'strace shows nothing at all'} and its log shows nothing new. Be extremely careful: kill this one process and nothing else. PostgreSQL starts the archiver again by itself, and uploads should resume at once`,
    command: `sudo kill ${pid}`,
    host,
  },
];

const utc = (at: EpochMs): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
