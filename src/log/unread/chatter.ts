import { announces } from '../../archivers/archivers.ts';
import { looksLikeTrouble } from './trouble.ts';

/** Lines that stand between those of an archiver and say nothing of it, each with who writes it. */
const CHATTER: readonly RegExp[] = [
  // Patroni, botocore in the scripts of Barman, and whatever else logs in the way of Python.
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:\[\d+\] )?(?:INFO|WARNING): /,
  // pgqd of Spilo.
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \S+ \[\d+\] (?:LOG|DEBUG|NOISE) /,
  // The scripts of Spilo.
  /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* (?:\S+ )?- )?\/scripts\/[\w.-]+\.sh - /,
  // cron, also without a log daemon.
  /^(?:\S+ ){0,4}(?:CRON|crond?|anacron)(?:\[\d+\])?: /i,
  // pg_ctl, initdb and runit.
  /^(?:server (?:started|starting|stopped|signaled|promoted)|waiting for server to .{0,60}|done|ok: run: .{0,80})$/,
  // OpenSSH, on first contact.
  /^Warning: Permanently added '/,
  // journalctl, between boots and around what it shows.
  /^-- (?:Logs begin|Journal begins|Boot|Reboot|No entries|cursor:)\b.{0,200}$/,
  // supervisord, in front of what a program says; tail, of several files; a block of code that a log was pasted into.
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} DEBG '[^']{1,100}' std(?:out|err) output:$/,
  /^==> \S{1,300} <==$/,
  /^```\w{0,20}$/,
  // syslogd and older rsyslog.
  /(?:^| )last message repeated \d{1,9} times?$/,
  // The head of `systemctl status`; what copy of Windows says of a file.
  /^(?:[●○×↻] \S{1,100}\.service - |\s{2,20}(?:Loaded|Active|Drop-In|Docs|Process|Main PID|Status|Tasks|Memory|CPU|CGroup|Invocation|TriggeredBy): |\s{10,30}[├└]─)/,
  /^\s{0,20}1 file\(s\) copied\.$/,
  // pg_probackup, before it says how it went.
  /^INFO: pg_probackup archive-push /,
];

/** What is logged for whoever looks into a fault, errors of no consequence among it. */
const DEBUG = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:\[\d+\] )?(?:[\w.]+ )?DEBUG: /;
/** Patroni's own words that would look like an error. */
const PATRONI =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:INFO|DEBUG|WARNING): (?:no action\b|Lock owner: |Got response from |Could not activate Linux watchdog|Retry got exception|Request failed to |Demoting self|Failed to get list of machines)/;
// pg_isready, which Patroni and Spilo call.
const IS_READY = /^\S+:\d+ - (?:accepting connections|rejecting connections|no response)$/;

/** CloudNativePG: of a replica that asks for what is not there yet, and while the primary changes. */
const CLOUD_NATIVE_PG =
  /^(?:Detected ready WAL files in a former primary|WAL file not found in the recovery object store|Refusing to archive WAL when there is a switchover in progress)/;

/** True for a line that is known to be of no interest. What looks like an error never is, but for known words. */
export const isChatter = (line: string): boolean =>
  PATRONI.test(line) ||
  DEBUG.test(line) ||
  IS_READY.test(line) ||
  CLOUD_NATIVE_PG.test(line) ||
  announces(line) ||
  (CHATTER.some((pattern) => pattern.test(line)) && !looksLikeTrouble(line));
