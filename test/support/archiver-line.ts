import type { Example } from '../../src/causes/cause.ts';

const SEGMENT = '000000050000001000000060';
const indented = (lines: string): string => lines.replaceAll('\n', '\n        ');

/** The log in which a program would have written a message, with what its log puts around it. */
export function logOf({ log, message }: Example): string {
  switch (log) {
    case 'wal-e traceback':
      return indented(
        `wal_e.main   CRITICAL MSG: An unprocessed exception has avoided all error handling\nDETAIL: Traceback (most recent call last):\n  File "/opt/wal-e/src/wal_e/cmd.py", line 659, in main\n    res = backup_cxt.wal_archive(args.WAL_SEGMENT,\n${message}\n\nSTRUCTURED: time=2026-11-24T11:59:00.100000-00 pid=4711`,
      );
    case 'wal-e':
      return indented(
        `wal_e.main   ERROR    MSG: ${message}\nSTRUCTURED: time=2026-11-24T11:59:00.100000-00 pid=4711`,
      );
    case 'wal-g':
      return `ERROR: 2026/11/24 11:59:00.100000 ${message}`;
    case 'pgbackrest': {
      const level = message.startsWith('[') ? 'ERROR' : 'WARN';
      return message.includes('command end')
        ? `2026-11-24 11:59:00.100 P00   INFO: ${message}`
        : [
            `2026-11-24 11:59:00.000 P00   INFO: archive-push command begin 2.45: [pg_wal/${SEGMENT}] --exec-id=4711-5ee9251d --stanza=main`,
            `2026-11-24 11:59:00.100 P00  ${level}: ${message}`,
          ].join('\n');
    }
    case 'barman-cloud':
      return message.startsWith('{') ? message : `2026-11-24 11:59:00,100 [736] ERROR: ${message}`;
    case 'barman':
      if (message.startsWith('Error executing ssh')) return `ERROR: ${message}`;
      return message.startsWith('Error: ')
        ? `2026-11-24 11:59:00,100 [4711] barman.wal_archiver INFO: \t${message}`
        : `2026-11-24 11:59:00,100 [4711] barman.cli ERROR: ${message}`;
    case 'command':
      return `${message}\n2026-11-24 11:59:00.100 UTC [14648] LOG:  archive command failed with exit code 1`;
    case 'postgresql':
      return `2026-11-24 11:59:00.100 UTC [14648] LOG:  ${message}`;
  }
}
