import type { Archiver } from '../../src/domain/archiver.ts';

/** A line as an archiver writes it, and when. */
export interface Line {
  readonly at: number;
  readonly text: string;
}

/** One push of one file. */
export interface Push {
  readonly archiver: Archiver;
  readonly host: string;
  readonly pid: number;
  readonly file: string;
  readonly begin: number;
  readonly end: number;
}

/** How a push ends. Only WAL-E skips a file that is gone. */
export type PushEnd = 'complete' | 'skip' | 'none';

/** The lines of a push, word for word as the archiver writes them. */
export function pushLines(push: Push, end: PushEnd): readonly Line[] {
  const ends = end === 'complete';
  switch (push.archiver) {
    case 'wal-e':
      return [walE(push, 'begin'), ...(end === 'none' ? [] : [walE(push, end)])];
    case 'wal-g':
      return ends ? [walG(push.end, 'INFO', `FILE PATH: ${push.file}.br`)] : [];
    case 'pgbackrest':
      return [
        pgBackRestBegin(push),
        ...(ends
          ? [
              pgBackRest(push.end, 'INFO', `pushed WAL file '${push.file}' to the archive`),
              pgBackRest(
                push.end,
                'INFO',
                'archive-push command end: completed successfully (72ms)',
              ),
            ]
          : []),
      ];
    case 'barman':
    case 'barman-cloud':
      return ends ? [barmanSegment(push)] : [];
  }
}

/** The lines of a push that fails with a message of the archiver, or of the library that it uses. */
export function failureLines(push: Push, message: string): readonly Line[] {
  switch (push.archiver) {
    case 'wal-e':
      return [walE(push, 'begin'), walEFailure(push, message)];
    case 'wal-g':
      if (!isOfUploader(message)) return [walG(push.end, 'ERROR', message)];
      return [
        walG(push.end, 'ERROR', message),
        walG(push.end, 'INFO', `FILE PATH: ${push.file}.br`),
        walG(push.end + 1, 'ERROR', `upload: could not Upload 'pg_wal/${push.file}'\n: ${message}`),
      ];
    case 'pgbackrest':
      return [
        pgBackRestBegin(push),
        pgBackRest(push.end, message.startsWith('[') ? 'ERROR' : 'WARN', message),
        pgBackRest(push.end, 'INFO', 'archive-push command end: aborted with exception'),
      ];
    case 'barman':
    case 'barman-cloud':
      return [
        barmanSegment(push),
        {
          at: push.end,
          text: `${pythonTime(push.end)} [${push.pid}] barman.cli ERROR: ${message}`,
        },
      ];
  }
}

/** Only what fails in the middle of an upload is followed by `FILE PATH`, and by the error that ends WAL-G. */
const isOfUploader = (message: string): boolean =>
  /^failed to upload|^upload a chunk|^\w+ error : /.test(message);

const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', '_');
export const walETime = (at: number): string => new Date(at).toISOString().replace('Z', '000-00');
/** As the log package of Go writes it. */
export const goTime = (at: number): string =>
  new Date(at).toISOString().replaceAll('-', '/').replace('T', ' ').replace('Z', '000');
const pgBackRestTime = (at: number): string =>
  new Date(at).toISOString().replace('T', ' ').replace('Z', '');
const pythonTime = (at: number): string => pgBackRestTime(at).replace('.', ',');
export const framed = (at: number, host: string): string => `${stamp(at)} ${host}`;

/** A push record of WAL-E 1.1, in the framing of GitLab's log file. */
function walE({ host, pid, file, begin, end }: Push, state: 'begin' | 'complete' | 'skip'): Line {
  const at = state === 'begin' ? begin : end;
  const key = `gs://gitlab-gprd-postgres-backup/pitr-wale-v1/wal_005/${file}.lzo`;
  const [message, detail, rate] = {
    begin: ['begin archiving a file', `Uploading "pg_wal/${file}" to "${key}".`, ''],
    complete: [
      'completed archiving to a file',
      `Archiving to "${key}" complete at 14281KiB/s.`,
      'rate=14281 ',
    ],
    skip: ['skip parallel archiving of a file', `The segment pg_wal/${file} did not exist.`, ''],
  }[state];
  const text = [
    `${framed(at, host)} wal_e.worker.upload  INFO     MSG: ${message}`,
    `DETAIL: ${detail}`,
    `STRUCTURED: time=${walETime(at)} pid=${pid} action=push-wal key=${key} prefix=pitr-wale-v1/ ${rate}seg=${file} state=${state}`,
  ].join('#012        ');
  return { at, text };
}

/** With the end of a traceback, where the exception is named; WAL-E's own messages have none. */
function walEFailure({ host, pid, end }: Push, message: string): Line {
  const isException = /^[\w.]+(?:Error|Exception)\b/.test(message);
  const lines = isException
    ? [
        `${framed(end, host)} wal_e.main   CRITICAL MSG: An unprocessed exception has avoided all error handling`,
        'DETAIL: Traceback (most recent call last):',
        '  File "/opt/wal-e/src/wal_e/cmd.py", line 659, in main',
        ...message.split('\n'),
        '',
      ]
    : [`${framed(end, host)} wal_e.main   ERROR    MSG: ${message}`];
  return {
    at: end,
    text: [...lines, `STRUCTURED: time=${walETime(end)} pid=${pid}`].join('#012        '),
  };
}

const walG = (at: number, level: string, text: string): Line => ({
  at,
  text: `${level}: ${goTime(at)} ${text}`,
});

const pgBackRest = (at: number, level: string, text: string): Line => ({
  at,
  text: `${pgBackRestTime(at)} P00  ${level.padStart(5)}: ${text}`,
});

const pgBackRestBegin = ({ begin, file, pid }: Push): Line =>
  pgBackRest(
    begin,
    'INFO',
    `archive-push command begin 2.45: [pg_wal/${file}] --exec-id=${pid}-5ee9251d --log-level-console=info --pg1-path=/var/lib/postgresql/15/main --repo1-path=/srv/pgbackrest --stanza=main`,
  );

const barmanSegment = ({ end, pid, file }: Push): Line => ({
  at: end,
  text: `${pythonTime(end)} [${pid}] barman.wal_archiver INFO: Archiving segment 1 of 1 from file archival: main/${file}`,
});
