import { describe, expect, it } from '@jest/globals';
import type { ArchiverFailure } from '../../src/domain/upload.ts';
import type { UndatedComplaint } from '../../src/domain/upload-log.ts';
import { apart } from '../../src/log/postgres/joined-lines.ts';
import {
  createPostgresComplaints,
  type ComplaintTime,
} from '../../src/log/postgres/postgres-complaints.ts';
import {
  commandInAnyLanguage,
  failedCommand,
  mayBeComplaint,
  postgresComplaint,
  postgresLine,
  type Complaint,
} from '../../src/log/postgres/postgres-line.ts';
import { postgresRole, translatedComplaint } from '../../src/log/postgres/postgres-words.ts';
import { walNotWritten } from '../../src/log/postgres/wal-disk-full.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const FILE = '000000050000001000000077';
const AT: ComplaintTime = { kind: 'known', at: NOON };
const TRIED: Complaint = {
  text: 'archive command failed with exit code 1',
  file: undefined,
  command: undefined,
  archiver: undefined,
  isTry: true,
  index: 0,
};
const COMMAND = { command: `wal-g wal-push ${FILE}`, file: FILE, archiver: 'wal-g' } as const;

const heard = () => {
  const failures: ArchiverFailure[] = [];
  const undated: UndatedComplaint[] = [];
  const complaints = createPostgresComplaints(
    (failure) => failures.push(failure),
    (complaint) => undated.push(complaint),
  );
  return { complaints, failures, undated };
};

describe('a complaint of PostgreSQL', () => {
  it('waits for its command, and is told with it', () => {
    const { complaints, failures } = heard();
    complaints.add('db-01', TRIED, AT, []);
    expect(failures).toEqual([]);

    expect(complaints.addCommand('db-02', COMMAND)).toBe(false);
    expect(complaints.addCommand('db-01', COMMAND)).toBe(true);
    expect(failures).toEqual([
      {
        operation: 'push',
        host: 'db-01',
        pid: undefined,
        at: NOON,
        file: FILE,
        archiver: 'wal-g',
        reportedBy: 'postgresql',
        text: TRIED.text,
        command: COMMAND.command,
      },
    ]);
    expect(complaints.addCommand('db-01', COMMAND)).toBe(false);
  });

  it('waits for no more than twenty lines of others', () => {
    const toldAfter = (lines: number) => {
      const { complaints, failures } = heard();
      complaints.add('db-01', TRIED, AT, []);
      complaints.otherLine('db-02');
      for (let line = 0; line < lines; line += 1) complaints.otherLine('db-01');
      return failures.length;
    };

    expect(toldAfter(20)).toBe(0);
    expect(toldAfter(21)).toBe(1);
  });

  it('is told at once where it names its command, or is no try', () => {
    const { complaints, failures } = heard();
    complaints.add('db-01', { ...TRIED, ...COMMAND }, AT, []);
    complaints.add('db-02', { ...TRIED, isTry: false }, AT, []);

    expect(failures).toMatchObject([{ command: COMMAND.command }, { isTry: false }]);
    expect(failures[0]).not.toHaveProperty('isTry');
    expect(failures[1]).not.toHaveProperty('command');
  });

  it('is told where another comes, or the log ends', () => {
    const { complaints, failures } = heard();
    complaints.add('db-01', TRIED, AT, []);
    complaints.add('db-01', TRIED, AT, []);
    expect(failures).toHaveLength(1);
    complaints.end();

    expect(failures).toHaveLength(2);
  });

  it('comes with what the command had said, as words of the archiver', () => {
    const { complaints, failures } = heard();
    complaints.add('db-01', TRIED, AT, ['cp: cannot create', 'no space']);
    complaints.end();

    expect(failures).toMatchObject([
      { reportedBy: 'archiver', text: 'cp: cannot create no space' },
      { reportedBy: 'postgresql', text: TRIED.text },
    ]);
  });

  it('without a time is told as such, with all that was said', () => {
    const { complaints, failures, undated } = heard();
    complaints.add('db-01', TRIED, { kind: 'unknown', zone: 'IST' }, ['no space']);
    complaints.addCommand('db-01', COMMAND);

    expect(failures).toEqual([]);
    expect(undated).toEqual([
      { host: 'db-01', zone: 'IST', file: FILE, text: `${TRIED.text}; no space` },
    ]);
  });
});

describe('a line of PostgreSQL', () => {
  it('is taken apart at its level, whatever stands in front', () => {
    expect(postgresLine('2026-11-24 11:58:05 UTC [7] app=a:  b LOG:  said:  so')).toEqual({
      role: 'message',
      level: 'LOG',
      prefix: '2026-11-24 11:58:05 UTC [7] app=a:  b ',
      text: 'said:  so',
    });
    expect(postgresLine('LOG:  said')).toMatchObject({ prefix: '', text: 'said' });
    expect(postgresLine(':  said')).toBeUndefined();
    expect(postgresLine('DEBUG2:  said')).toMatchObject({ level: 'DEBUG2', role: 'message' });
    expect(postgresLine('2LOG3:  said')).toBeUndefined();
  });

  it('is all of it in csv', () => {
    const csv = '2026-11-24 11:58:05.438 UTC,,,7,,,LOG,00000,"said"';

    expect(postgresLine(csv)).toEqual({
      role: 'message',
      level: undefined,
      prefix: '2026-11-24 11:58:05.438 UTC',
      text: csv,
    });
  });

  it('has a prefix that ends somewhere', () => {
    const prefix = (length: number) => postgresLine(`${'x '.repeat(length / 2)}LOG:  said`);

    expect(prefix(594)).toBeDefined();
    expect(prefix(600)).toBeUndefined();
  });

  it('has a role by its first word', () => {
    expect(['LOG', 'DETAIL', 'HINT', 'FEHLER', 'said'].map(postgresRole)).toEqual([
      'message',
      'detail',
      'further',
      'message',
      undefined,
    ]);
    expect(postgresRole('DE2BUG')).toBeUndefined();
  });
});

describe('the command that failed', () => {
  it('is read from its DETAIL, with its file and its program', () => {
    expect(failedCommand(`The failed archive command was: wal-g wal-push pg_wal/${FILE}`)).toEqual({
      command: `wal-g wal-push pg_wal/${FILE}`,
      file: FILE,
      archiver: 'wal-g',
    });
    expect(failedCommand('The failed archive command was: cp x y')).toMatchObject({
      file: undefined,
      archiver: undefined,
    });
    expect(
      failedCommand('The failed archive command was: envdir /etc/wal-e.d/env x')?.archiver,
    ).toBe('wal-e');
    expect(
      failedCommand('The failed archive command was: envdir /etc/wal-e.d/env /bin/wal-g x')
        ?.archiver,
    ).toBe('wal-g');
    expect(failedCommand('The archiver works')).toBeUndefined();
  });

  it('is about a file of a timeline, a segment that is named without its folder, or none', () => {
    const file = (command: string) =>
      failedCommand(`The failed archive command was: ${command}`)?.file;

    expect(file('cp pg_wal/00000006.history /mnt')).toBe('00000006.history');
    expect(file('cp pg_xlog/00000006.history /mnt')).toBe('00000006.history');
    expect(file(`cp ${FILE} /mnt`)).toBe(FILE);
    expect(file(`cmp ${FILE.replace(/77$/u, '76')} pg_wal/${FILE}`)).toBe(FILE);
    expect(file(`cp ${'x'.repeat(2000)} pg_wal/${FILE}`)).toBeUndefined();
    expect(file(`cp pg_wal/00000006.other ${FILE}`)).toBe(FILE);
    expect(file('cp pg_wal/00000006.other /mnt')).toBeUndefined();
    expect(
      postgresComplaint('archiving write-ahead log file "00000006.history" failed too many times')
        ?.file,
    ).toBe('00000006.history');
  });

  it('ends with its line, or with its value in csv', () => {
    const command = (text: string) => failedCommand(text)?.command;

    expect(command('The failed archive command was: a b\nmore')).toBe('a b');
    expect(command('The failed archive command was: a b#012more')).toBe('a b');
    expect(command('x,"The failed archive command was: a ""b"" c",,,')).toBe('a "b" c');
    expect(command('The failed archive command was: a ""b"",c",,')).toBe('a ""b"",c",,');
  });

  it('is read in Spanish, between its quotes', () => {
    expect(failedCommand('La orden fallida era: «cp «a» b»')?.command).toBe('cp «a» b');
  });

  it('is known in no language by the path of a segment', () => {
    const line = (said: string) => `2026-11-24 11:58:05 CET [7] MELDING:  ${said}`;
    const found = commandInAnyLanguage(line(`Mislukte opdracht was: cp pg_wal/${FILE} /mnt`));

    expect(found).toEqual({
      prefix: '2026-11-24 11:58:05 CET [7] MELDING',
      command: `cp pg_wal/${FILE} /mnt`,
      file: FILE,
      archiver: undefined,
    });
    expect(commandInAnyLanguage(`MELDING:  opdracht was:cp pg_wal/${FILE}`)?.command).toBe(
      `cp pg_wal/${FILE}`,
    );
  });

  it.each([
    ['without a label', `Mislukte opdracht was: cp pg_wal/${FILE}`],
    ['behind a label of no letters', `--:  Mislukte opdracht was: cp pg_wal/${FILE}`],
    ['with its label behind the path', `cp pg_wal/${FILE} MELDING:  Mislukte opdracht was: cp`],
    ['without words in front', `MELDING:  cp pg_wal/${FILE} to the archive`],
    ['with its words behind the path', `MELDING:  cp pg_wal/${FILE} was: cp`],
    ['where the path is quoted', `MELDING:  kon bestand: "pg_wal/${FILE}"`],
    ['behind less than a word', `MELDING:  a: opdracht was: cp pg_wal/${FILE}`],
    ['where the path is all of it', `MELDING:  Mislukte opdracht was: pg_wal/${FILE}`],
    ['without a path', 'MELDING:  Mislukte opdracht was: cp x /mnt'],
    ['far behind', `MELDING:  Mislukte opdracht was: cp ${'x'.repeat(1200)} pg_wal/${FILE}`],
  ])('is none %s', (_what, line) => {
    expect(commandInAnyLanguage(line)).toBeUndefined();
  });
});

describe('what PostgreSQL complains of', () => {
  it('is a try that failed, or what several of them led to', () => {
    expect(postgresComplaint('archive command failed with exit code 1')).toMatchObject({
      text: 'archive command failed with exit code 1',
      isTry: true,
      index: 0,
    });
    expect(
      postgresComplaint(`archiving write-ahead log file "${FILE}" failed too many times, will try`),
    ).toMatchObject({ isTry: false, file: FILE });
    expect(postgresComplaint('archiving was configured')).toBeUndefined();
    expect(postgresComplaint('all is well')).toBeUndefined();
  });

  it('is told in English, with the words that it was said in', () => {
    expect(
      postgresComplaint(`Archivieren der Write-Ahead-Log-Datei »${FILE}« schlug zu oft fehl`),
    ).toMatchObject({
      text: expect.stringMatching(
        /^archiving write-ahead log file .* failed too many times \(Arch/u,
      ),
      file: FILE,
      isTry: false,
    });
    expect(postgresComplaint('Archivbefehl ist fehlgeschlagen mit Statuscode 7')).toMatchObject({
      text: 'archive command failed with exit code 7 (Archivbefehl ist fehlgeschlagen mit Statuscode 7)',
      isTry: true,
    });
    expect(translatedComplaint('Archivbefehl wurde von Signal 9 beendet')?.english).toBe(
      'archive command was terminated by signal 9',
    );
    expect(translatedComplaint('Archivbefehl ist da')).toBeUndefined();
  });

  it('is nothing that a client sent', () => {
    const csv = (message: string, statement: string) =>
      `2026-11-24 11:58:05.438 UTC,"a","b",7,,,LOG,00000,"${message}",,,,,,"${statement}",,,"psql"`;
    const words = 'archive command failed with exit code 1';

    expect(postgresComplaint(`statement: select '${words}'`)).toBeUndefined();
    expect(postgresComplaint(csv('said', `select '${words}'`))).toBeUndefined();
    expect(postgresComplaint(csv(words, 'select 1'))).toBeDefined();
  });
});

describe('what may be a complaint in words that are not known', () => {
  const csv = (level: string, message: string, process: string) => ({
    level: undefined,
    text: `2026-11-24 11:58:05.438 UTC,,,7,,,${level},58P01,"${message}",,,,,,,,,"","${process}",,0`,
  });

  it('is what the archiver process says, but for its DEBUG', () => {
    expect(mayBeComplaint(csv('LOG', 'a', 'archiver'))).toBe(true);
    expect(mayBeComplaint({ level: undefined, text: 'x,"archiver"' })).toBe(true);
    expect(mayBeComplaint(csv('DEBUG1', 'a', 'archiver'))).toBe(false);
    expect(mayBeComplaint(csv('DEBUG', 'a', 'archiver'))).toBe(false);
    expect(mayBeComplaint(csv('LOG', 'a', 'checkpointer'))).toBe(false);
    const ofUser = csv('LOG', 'x'.repeat(100), 'client backend').text.replace(
      ',,,7',
      ',"archiver","a",7',
    );
    expect(mayBeComplaint({ level: undefined, text: ofUser })).toBe(false);
  });

  it('is what another process says of what waits', () => {
    const words = 'could not create archive status file';

    expect(mayBeComplaint(csv('WARNING', words, 'checkpointer'))).toBe(true);
  });

  it('is about the archiver, and a warning or in words of trouble', () => {
    const said = (level: string, text: string) => mayBeComplaint({ level, text });

    expect(said('WARNING', 'the archive_command is odd')).toBe(true);
    expect(said('LOG', 'the archive_command is odd')).toBe(false);
    expect(said('LOG', 'the archive_command cannot be read')).toBe(true);
    expect(said('WARNING', 'parameter "archive_command" changed')).toBe(false);
    expect(said('WARNING', 'the table is odd')).toBe(false);
    expect(said('WARNING', `${'x'.repeat(1000)} archive_command`)).toBe(false);
  });
});

describe('lines of a command that a shipper joined', () => {
  const LOG = '2026-11-24 11:58:05 UTC [7] ';

  it('are taken apart behind a message, or a command that failed', () => {
    const detail = `${LOG}DETAIL:  The failed archive command was: cp x y`;

    expect(apart(`${detail}\ncp: no`)).toEqual([detail, 'cp: no']);
    expect(apart(`${detail}\\ncp: no\\n\tmore`)).toEqual([detail, 'cp: no\n\tmore']);
  });

  it.each([
    `${LOG}DETAIL:  Key (a)=(x\nb) exists`,
    `${LOG}LOG:  statement: select\n1`,
    `${LOG}LOG:  said\n\tmore`,
    `${LOG}LOG:  printf 'a\\nb`,
    `${LOG}LOG:  printf "a\\nb`,
    `${LOG}LOG:  said`,
    `said\nmore`,
    `2026-11-24 11:58:05 UTC,,,7,,,LOG,00000,"a\nb"`,
    `[{"log":"${LOG}LOG:  a\nb"}]`,
  ])('are none of: %j', (text) => {
    expect(apart(text)).toEqual([text]);
  });
});

describe('WAL that cannot be written', () => {
  const temp = 'could not write to file "pg_wal/xlogtemp.7": No space left on device';

  it('is told with the words of PostgreSQL, and whether the disk is full', () => {
    expect(walNotWritten(temp)).toEqual({ said: temp, isFull: true });
    expect(walNotWritten(`53100: ${temp}`)).toEqual({ said: temp, isFull: true });
    expect(walNotWritten(temp.replace('No space left on device', 'Input/output error'))).toEqual({
      said: expect.stringContaining('Input/output error'),
      isFull: false,
    });
    expect(walNotWritten(temp.replace(/:.*/u, ': ?'), '53100')?.isFull).toBe(true);
    expect(walNotWritten(`${temp}\nCONTEXT: x`)?.said).toBe(temp);
    expect(walNotWritten('said 53100: so')).toBeUndefined();
  });

  it('is told of csv by its code', () => {
    const csv = `2026-11-24 11:58:05 UTC,,,7,,,PANIC,53100,"could not write to file ""pg_wal/xlogtemp.7"": ?",,,`;

    expect(walNotWritten(csv)).toEqual({
      said: 'could not write to file "pg_wal/xlogtemp.7": ?',
      isFull: true,
    });
  });

  it('is told of a segment that is there only where the disk is full', () => {
    const written = (why: string) =>
      walNotWritten(`could not write to log file ${FILE} at offset 8192, length 8192: ${why}`);

    expect(written('No space left on device')?.isFull).toBe(true);
    expect(written('Input/output error')).toBeUndefined();
  });

  it('is looked for at the beginning', () => {
    expect(walNotWritten(`${'x'.repeat(2000)}\n${temp}`)).toBeUndefined();
    expect(walNotWritten(temp.padEnd(1990) + 'y'.repeat(100))?.said).toHaveLength(2000);
  });
});
