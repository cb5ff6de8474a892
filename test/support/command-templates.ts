import { FAILURE_CAUSES } from '../../src/causes/failure-causes.ts';
import { ARCHIVER_KINDS } from '../../src/archivers/archivers.ts';

/** The strict form of each kind of name that may be filled into a command or a sentence; written anew, not taken from the code. */
const FORMS: Readonly<Record<string, string>> = {
  pid: '(?:[2-9]|[1-9]\\d{1,5}|[1-3]\\d{6}|4(?:0\\d{5}|1[0-8]\\d{4}|19[0-3]\\d{3}|1940\\d\\d|194[1-2]\\d\\d|19430[0-4]))',
  segment: '[0-9A-F]{8}(?:\\.history|[0-9A-F]{16}(?:\\.partial|\\.[0-9A-F]{8}\\.backup)?)',
  path: '(?:/(?!-)(?!\\.\\.?(?:/|$))[A-Za-z0-9._-]+)+',
  store:
    '(?!169\\.254\\.|metadata\\.)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+',
  bucket: '(?!xn--|[0-9.]+(?![a-z0-9._-]))[a-z0-9](?:[a-z0-9_-]|\\.(?![.-]))+[a-z0-9]',
};

/** Commands of the rules, with the kind of each name in braces. */
const OF_RULES: readonly string[] = [
  'env TZ=UTC ps -o pid,lstart,etime,stat,wchan:20,args -p {pid}',
  'pstree -aps {pid}',
  'sudo timeout 10 strace -f -p {pid}',
  'sudo kill -CONT {pid}',
  'sudo kill {pid}',
  'sudo dmesg -T | tail -n 30',
  "sudo -u postgres psql -xc 'SELECT * FROM pg_stat_archiver'",
  'sudo patronictl list',
  'sudo -u postgres psql -c "SELECT name, setting FROM pg_settings WHERE name LIKE \'archive%\'"',
  'sudo -u postgres psql -Atc "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE \'%.ready\'"',
  'sudo -u postgres psql -Atc "SELECT name FROM pg_ls_waldir() WHERE name = \'{segment}\'"',
  "sudo -u postgres psql -Atc \"SELECT name FROM pg_ls_waldir() WHERE name BETWEEN '{segment}' AND '{segment}'\"",
  'sudo systemctl status td-agent rsyslog',
  'sudo sv status mtail',
  'sudo sv restart mtail',
  'sudo tail -n 30 /var/log/mtail/mtail.ERROR /var/log/mtail.ERROR',
  'df -h /var/opt/gitlab',
  "sudo -u postgres psql -xc 'SELECT slot_name, active, restart_lsn FROM pg_replication_slots'",
];

const programs = ARCHIVER_KINDS.map(({ program }) => program);
const OF_PROGRAMS = programs.flatMap((program) => [
  program.probe,
  ...(program.tryWrite === undefined ? [] : [program.tryWrite]),
  program.readLog,
  program.listProcesses,
  `env TZ=UTC ${program.listProcesses}`,
  program.listBackups,
  program.readBackupLog,
]);
const OF_CAUSES = FAILURE_CAUSES.flatMap(({ steps }) =>
  steps.flatMap(({ command }) =>
    command === undefined
      ? []
      : programs.map(({ settings, probe, tryWrite, readLog }) =>
          command
            .replaceAll('{settings}', settings)
            .replaceAll('{probe}', probe)
            .replaceAll('{trywrite}', tryWrite ?? 'TRYWRITE')
            .replaceAll('{log}', readLog),
        ),
  ),
);

/** A name that is not known stands there in capitals. */
const asPattern = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/(\{[a-z]+\})/)
      .map((part) => {
        const kind = /^\{([a-z]+)\}$/.exec(part)?.[1];
        return kind === undefined
          ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
          : `(?:${FORMS[kind] ?? '(?!)'}|${kind.toUpperCase()})`;
      })
      .join('')}$`,
  );

const PATTERNS = [...new Set([...OF_RULES, ...OF_PROGRAMS, ...OF_CAUSES])].map(asPattern);

/** Whether a command is one of ours, with nothing in it that has not the strict form of its kind. */
export const isTemplate = (command: string): boolean =>
  PATTERNS.some((pattern) => pattern.test(command));

/** Our own sentences hold letters, digits and the marks of ordinary prose. */
export const isPlain = (sentence: string): boolean =>
  /^[A-Za-z0-9 .,:;()'"%/{}_–’“”=+*@-]+$/.test(sentence) && !/\.\.(?!\.)/.test(sentence);
