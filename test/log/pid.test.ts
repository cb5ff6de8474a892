import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePid } from '../../src/domain/pid.ts';
import { readLog } from '../support/read-log.ts';

const FILE = '000000010000000000000031';
const AT = { at: Date.UTC(2026, 10, 24, 11, 59) };

/** A line of each reader, with room for what stands where the pid should. */
const LINES: readonly (readonly [reader: string, line: (pid: string) => string])[] = [
  [
    'WAL-E',
    (pid) =>
      `wal_e.worker.upload INFO     MSG: begin archiving a file#012        DETAIL: Uploading "pg_wal/${FILE}" to "s3://b/${FILE}.lzo".#012        STRUCTURED: time=2026-11-24T11:58:00.000000-00 pid=${pid} action=push-wal key=s3://b prefix=p/ seg=${FILE} state=begin`,
  ],
  [
    'WAL-E behind a log daemon that knows a pid',
    (pid) =>
      `2026-11-24T11:58:00Z db01 wal-e[4711]: wal_e.worker.upload INFO     MSG: begin archiving a file#012        DETAIL: Uploading "pg_wal/${FILE}" to "s3://b/${FILE}.lzo".#012        STRUCTURED: time=2026-11-24T11:58:00.000000-00 pid=${pid} action=push-wal key=s3://b prefix=p/ seg=${FILE} state=begin`,
  ],
  [
    'an error of WAL-E',
    (pid) =>
      `wal_e.main ERROR    MSG: no storage prefix defined#012        STRUCTURED: time=2026-11-24T11:58:00.000000-00 pid=${pid}`,
  ],
  [
    'syslog',
    (pid) =>
      `2026-11-24T11:58:00Z db01 wal-g[${pid}]: INFO: 2026/11/24 11:58:00.1 FILE PATH: ${FILE}.br`,
  ],
  [
    'journald as JSON',
    (pid) =>
      JSON.stringify({
        MESSAGE: `INFO: 2026/11/24 11:58:00.1 FILE PATH: ${FILE}.br`,
        _PID: pid,
        SYSLOG_IDENTIFIER: 'wal-g',
      }),
  ],
  [
    'pgBackRest',
    (pid) =>
      `2026-11-24 11:58:00.000 P00   INFO: archive-push command begin 2.45: [pg_wal/${FILE}] --exec-id=${pid}-5ee9251d --stanza=main`,
  ],
  [
    'Barman',
    (pid) =>
      `2026-11-24 11:58:00,000 [${pid}] barman.wal_archiver INFO: Archiving segment 1 of 1 from file archival: main/${FILE}`,
  ],
];

const pidsIn = (line: string): readonly (number | undefined)[] => {
  const { uploads, failures } = readLog(line, AT);
  return [...uploads, ...failures].map(({ pid }) => pid);
};

const HOSTILE = [
  ...['-1', '0', '1', '4194305', '99999999', '4;reboot', '4$(reboot)', '0x10', '1e3', '+12', '007'],
  ...['12.5', ' 12', '', '٤٢', '12-13', '-9 4711', '4711`id`', '4711\\nreboot'],
];

describe('a pid in a log', () => {
  it.each(LINES)('is read by the reader of %s if it is one', (_reader, line) => {
    for (const pid of ['2', '4711', '4194304']) {
      const found = pidsIn(line(pid));
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found)).toEqual(new Set([Number(pid)]));
    }
  });

  it.each(LINES)('is none to the reader of %s otherwise, whatever stands there', (reader, line) => {
    const strange = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(strange, (pid) => {
        fc.pre(parsePid(pid) === undefined);
        // What ends the field as the archiver writes it ends the number: the rest is another field.
        const ends = reader.includes('WAL-E')
          ? /[\s"\\]|#012/
          : reader === 'pgBackRest'
            ? /-/
            : /(?!)/;
        const [digits, rest] = [/^\d*/.exec(pid)?.[0] ?? '', pid.replace(/^\d*/, '')];
        const whole = rest.search(ends) === 0 ? parsePid(digits) : undefined;
        expect([undefined, whole]).toEqual(expect.arrayContaining([...pidsIn(line(pid))]));
      }),
      { seed: 20_261_124, numRuns: 300 },
    );
  });
});
