import { describe, expect, it } from '@jest/globals';
import { zoneOf } from '../../src/domain/host-zones.ts';
import { createLogReader } from '../../src/log/log-reader.ts';
import { createUploadLedger } from '../../src/log/upload-ledger.ts';

const ZONES = { hostTimeZones: { 'db-2': 'America/New_York' } };

function timesOf(lines: readonly (readonly [host: string, line: string])[]): readonly string[] {
  const ledger = createUploadLedger();
  const arrived = Date.parse('2026-11-26T01:30:10Z');
  const reader = createLogReader(ledger.add, arrived, ZONES);
  for (const [host, line] of lines) reader.read(line, { host, at: arrived });
  expect(reader.end()).toMatchObject({ count: 0 });
  return [...ledger.uploads(), ...ledger.failures()].map((one) =>
    new Date('at' in one ? one.at : (one.endedAt ?? NaN)).toISOString(),
  );
}

describe('a host in a zone of its own', () => {
  it.each([
    [
      'pgBackRest',
      `P00   INFO: pushed WAL file '000000010000000000000003' to the archive`,
      '2026-11-26 01:30:05.000 ',
      '2026-11-25 20:30:05.000 ',
    ],
    [
      'WAL-G',
      `FILE PATH: 000000010000000000000003.lz4`,
      'INFO: 2026/11/26 01:30:05.000000 ',
      'INFO: 2026/11/25 20:30:05.000000 ',
    ],
    [
      'PostgreSQL, whose prefix names no zone',
      'LOG:  archive command failed with exit code 1',
      '[84-1] <2026-11-26 01:30:05> ',
      '[84-1] <2026-11-25 20:30:05> ',
    ],
    [
      'a structured line',
      `ERROR: archive command failed with exit code 1"}`,
      '{"hostname":"db-1","program":"postgres","timestamp":"2026-11-26T01:30:05","message":"',
      '{"hostname":"db-2","program":"postgres","timestamp":"2026-11-25T20:30:05","message":"',
    ],
  ])('is read in that, and the others are not: %s', (_what, line, inUtc, inNewYork) => {
    expect(
      timesOf([
        ['db-1', `${inUtc}${line}`],
        ['db-2.example.com', `${inNewYork}${line}`],
      ]),
    ).toEqual(['2026-11-26T01:30:05.000Z', '2026-11-26T01:30:05.000Z']);
  });

  it.each([
    [{ 'db-2': 'Asia/Tokyo' }, 'db-2.example.com', 'Asia/Tokyo'],
    [{ 'db-2.example.com': 'Asia/Tokyo' }, 'db-2', 'Asia/Tokyo'],
    [{ 'db-2.example.com': 'Asia/Tokyo', 'db-2': 'UTC' }, 'db-2.example.com', 'Asia/Tokyo'],
    [{ 'db-2.example.com': 'Asia/Tokyo' }, 'db-2.example.org', 'Europe/Berlin'],
    [{ 'db-2.a.example': 'Asia/Tokyo', 'db-2.b.example': 'UTC' }, 'db-2', 'Europe/Berlin'],
    [{ 'db-2.a.example': 'Asia/Tokyo', 'db-2.b.example': 'Asia/Tokyo' }, 'db-2', 'Asia/Tokyo'],
    [{ 'db-2': 'Asia/Tokyo' }, undefined, 'Europe/Berlin'],
    [{}, 'constructor', 'Europe/Berlin'],
  ])('%j: of %s is %s', (hostTimeZones, host, zone) => {
    expect(zoneOf({ timeZone: 'Europe/Berlin', hostTimeZones }, host)).toBe(zone);
  });
});
