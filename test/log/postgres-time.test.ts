import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { offsetsOf } from '../../src/log/time/zone-abbreviations.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { readLog } from '../support/read-log.ts';

const AT = Date.parse('2026-11-24T11:58:05.438Z');
const SEGMENT = '000000030000001200000040';
const COMPLAINT = 'archive command failed with exit code 1';

/** What a clock so far ahead of UTC shows at a moment. */
const wall = (ahead: number, at = AT): string =>
  new Date(at + ahead * MINUTE).toISOString().slice(0, 23).replace('T', ' ');
const timeOf = (text: string, ...more: [object?, string?]): string | undefined => {
  const { failures } = readLog(text, ...more);
  const [first] = failures;
  return first === undefined ? undefined : new Date(first.at).toISOString();
};

const ZONES: readonly (readonly [zone: string, minutesAhead: number])[] = [
  ['UTC', 0],
  ['GMT', 0],
  ['CET', 60],
  ['CEST', 120],
  ['EET', 120],
  ['EST', -300],
  ['EDT', -240],
  ['MSK', 180],
  ['AEDT', 660],
  ['NZDT', 780],
  ['-03', -180],
  ['+00', 0],
  ['+0530', 330],
  ['+05:30', 330],
  ['-0330', -210],
  ['+0545', 345],
];

/** log_line_prefix as people set it; `{t}` is the time. */
const PREFIXES = [
  '{t} [841] ',
  '< {t} >',
  '[{t}] ',
  '[{t}]    ',
  '{t}::@:[841]:',
  '{t}:10.0.0.1(5432):user@db:[841]:',
  '841 {t} ',
  'db-1 841 {t} [unknown] ',
  '{t} [841]: [3-1] user=,db=,app=,client= ',
  '{t} : =>@ : 85-50=>635279cf.55 : 00000 ',
  '{t} 11857 5ec80e15.2e51 12    0    [00000]:',
];

/** What stands around the line. */
const FRAMINGS: readonly (readonly [what: string, frame: (line: string) => string])[] = [
  ['a file', (line) => line],
  [
    'a file of csv',
    (line) =>
      line.replace(
        /^(.*) \[841\] LOG: {2}(.*)$/,
        `$1,,,841,,59b41496.d25,534,,$1,,0,LOG,00000,"$2",,,,,,,,,"","archiver",,0`,
      ),
  ],
  ['kubelet', (line) => `2026-11-24T11:58:05.439000000Z stderr F ${line}`],
  ['kubectl logs --timestamps', (line) => `2026-11-24T11:58:05.439000000Z ${line}`],
  ['kubectl logs --prefix', (line) => `[pod/acid-orders-0/postgres] ${line}`],
  ['docker compose logs', (line) => `db-1  | ${line}`],
  ['Docker', (line) => JSON.stringify({ log: `${line}\n`, time: '2026-11-24T11:58:05.439Z' })],
  [
    'Filebeat',
    (line) => JSON.stringify({ _source: { '@timestamp': '2026-11-24T11:58:06Z', message: line } }),
  ],
  ['rsyslog', (line) => `2026-11-24T11:58:05.439001+00:00 db-1 postgres[841]: [3-1] ${line}`],
];

describe('the time of PostgreSQL’s complaint', () => {
  it.each(
    FRAMINGS.flatMap(([what, frame]) =>
      ZONES.map(([zone, ahead]) => [what, zone, frame, ahead] as const),
    ),
  )('in %s is read in the zone %s', (_what, zone, frame, ahead) => {
    const line = frame(`${wall(ahead)} ${zone} [841] LOG:  ${COMPLAINT}`);

    expect(timeOf(line)).toBe('2026-11-24T11:58:05.438Z');
    expect(readLog(line).unread.count).toBe(0);
  });

  it.each(
    PREFIXES.flatMap((prefix) => ZONES.map(([zone, ahead]) => [prefix, zone, ahead] as const)),
  )('is found in the prefix %j, in the zone %s', (prefix, zone, ahead) => {
    const line = `${prefix.replace('{t}', `${wall(ahead)} ${zone}`)}LOG:  ${COMPLAINT}`;

    expect(timeOf(line)).toBe('2026-11-24T11:58:05.438Z');
  });

  it.each(['1795521485.438 [841] ', '841 1795521485.438 ', '[1795521485438] '])(
    'is found where %%n of the prefix counts seconds: %j',
    (prefix) => {
      expect(timeOf(`${prefix}LOG:  ${COMPLAINT}`)).toBe('2026-11-24T11:58:05.438Z');
    },
  );

  it('is not the time at which the session began', () => {
    const line = `2026-11-20 09:00:00 UTC 841 2026-11-24 11:58:05.438 UTC LOG:  ${COMPLAINT}`;

    expect(timeOf(line)).toBe('2026-11-24T11:58:05.438Z');
  });

  it('without any in the prefix is that of the line before it, or of the arrival', () => {
    const before = '2026-11-24 11:58:05.438 UTC [1] LOG:  checkpoint starting: time';

    expect(timeOf(`${before}\n841 LOG:  ${COMPLAINT}`)).toBe('2026-11-24T11:58:05.438Z');
    expect(timeOf(`841 LOG:  ${COMPLAINT}`, { at: AT })).toBe('2026-11-24T11:58:05.438Z');
  });

  it.each(['', '841 ', 'user@db '])('without any at all is said not to be known: %j', (prefix) => {
    const { failures, unread } = readLog(
      `${prefix}LOG:  ${COMPLAINT}\n${prefix}DETAIL:  The failed archive command was: wal-g wal-push pg_wal/${SEGMENT}`,
    );

    expect(failures).toEqual([]);
    expect(unread.undated).toEqual({
      count: 1,
      newest: [{ host: undefined, zone: undefined, file: SEGMENT, text: COMPLAINT }],
    });
  });
});

describe('letters that several zones share', () => {
  const SHARED: readonly (readonly [zone: string, timeZone: string, ahead: number])[] = [
    ['IST', 'Asia/Kolkata', 330],
    ['IST', 'Asia/Jerusalem', 120],
    ['CST', 'America/Chicago', -360],
    ['CST', 'Asia/Shanghai', 480],
    ['CST', 'America/Havana', -300],
    ['PST', 'America/Los_Angeles', -480],
    ['PST', 'Asia/Manila', 480],
    ['AST', 'America/Halifax', -240],
    ['AST', 'Asia/Riyadh', 180],
    // Letters that are in no table: then the configuration alone says it.
    ['WGT', 'America/Nuuk', -120],
  ];

  it.each(SHARED)('%s is what the configured zone %s makes of it', (zone, timeZone, ahead) => {
    const line = `${wall(ahead)} ${zone} [841] LOG:  ${COMPLAINT}`;

    expect(timeOf(line, undefined, timeZone)).toBe('2026-11-24T11:58:05.438Z');
  });

  it.each(SHARED)('%s is what fits the arrival of the line', (zone, _timeZone, ahead) => {
    const line = `${wall(ahead)} ${zone} [841] LOG:  ${COMPLAINT}`;

    expect(timeOf(line, { host: 'db-1', at: AT + 20_000 })).toBe('2026-11-24T11:58:05.438Z');
  });

  it.each(SHARED.filter(([zone]) => zone !== 'WGT'))(
    '%s is that of the arrival where none fits',
    (zone) => {
      const line = `${wall(7)} ${zone} [841] LOG:  ${COMPLAINT}`;

      expect(timeOf(line, { host: 'db-1', at: AT })).toBe('2026-11-24T11:58:05.438Z');
    },
  );

  it.each(SHARED)('%s leaves the time open where nothing else is known, and is said', (zone) => {
    const { failures, unread } = readLog(`${wall(330)} ${zone} [841] LOG:  ${COMPLAINT}`);

    expect(failures).toEqual([]);
    expect(unread.undated).toMatchObject({ count: 1, newest: [{ zone, text: COMPLAINT }] });
  });

  it('are not decided by a configured zone in which they have no meaning', () => {
    const line = `${wall(330)} IST [841] LOG:  ${COMPLAINT}`;

    expect(readLog(line, undefined, 'Europe/Berlin').unread.undated?.count).toBe(1);
  });

  it('in PostgreSQL’s jsonlog are as open as in its plain log', () => {
    const line = JSON.stringify({
      timestamp: `${wall(330)} IST`,
      error_severity: 'LOG',
      message: COMPLAINT,
      detail: `The failed archive command was: wal-g wal-push pg_wal/${SEGMENT}`,
      backend_type: 'archiver',
    });

    expect(readLog(line).unread.undated).toMatchObject({ count: 1, newest: [{ zone: 'IST' }] });
    expect(timeOf(line, undefined, 'Asia/Kolkata')).toBe('2026-11-24T11:58:05.438Z');
  });
});

describe('a stamp of syslog without a zone', () => {
  const line = (ahead: number, at = AT): string => {
    const [, time = ''] = wall(ahead, at).split(' ');
    return `Nov 24 ${time.slice(0, 8)} db-1 postgres[841]: [3-1] LOG:  ${COMPLAINT}`;
  };

  it('is in the configured zone', () => {
    expect(timeOf(line(60), undefined, 'Europe/Berlin')).toBe('2026-11-24T11:58:05.000Z');
    expect(timeOf(line(60), { at: AT + 1000 }, 'Europe/Berlin')).toBe('2026-11-24T11:58:05.000Z');
  });

  it('is UTC where none is configured', () => {
    expect(timeOf(line(0))).toBe('2026-11-24T11:58:05.000Z');
  });

  it('that is off its arrival by whole quarters of an hour is put right, and named', () => {
    for (const ahead of [-300, -180, 60, 330, 345]) {
      const lines = [line(ahead), line(ahead, AT + 60_000)];
      const { failures, unread } = readLog(lines.join('\n'), { at: AT + 62_000 });

      expect(failures.map(({ at }) => at)).toEqual([
        Date.parse('2026-11-24T11:58:05Z'),
        Date.parse('2026-11-24T11:59:05Z'),
      ]);
      expect(unread.zoneErrors).toEqual([{ host: 'db-1', count: 2, offset: ahead * MINUTE }]);
    }
  });

  it('is believed where it is merely late', () => {
    const { failures, unread } = readLog(line(0), { at: AT + 22 * MINUTE });

    expect(failures[0]?.at).toBe(Date.parse('2026-11-24T11:58:05Z'));
    expect(unread.zoneErrors).toBeUndefined();
  });
});

describe('local times of archivers that are off their arrival', () => {
  const walG = (ahead: number, at: number): string =>
    `INFO: ${wall(ahead, at).replaceAll('-', '/')} FILE PATH: ${SEGMENT}.br`;

  it('are named where they all are off by the same', () => {
    const { unread } = readLog([walG(60, AT), walG(60, AT + 30_000)].join('\n'), {
      host: 'db-1',
      at: AT + 31_000,
    });

    expect(unread.zoneErrors).toEqual([{ host: 'db-1', count: 2, offset: HOUR }]);
  });

  it('are not named once the zone is configured', () => {
    const { unread, uploads } = readLog(walG(60, AT), { at: AT + 1000 }, 'Europe/Berlin');

    expect(unread.zoneErrors).toBeUndefined();
    expect(uploads[0]?.endedAt).toBe(AT);
  });
});

describe('the abbreviations of zones', () => {
  /** A zone of the IANA database that uses the letters today, in winter or in summer. */
  const USED: readonly (readonly [letters: string, zone: string, month: string])[] = [
    ['WET', 'Europe/Lisbon', '01'],
    ['WEST', 'Europe/Lisbon', '07'],
    ['CET', 'Europe/Berlin', '01'],
    ['CEST', 'Europe/Berlin', '07'],
    ['EET', 'Europe/Helsinki', '01'],
    ['EEST', 'Europe/Helsinki', '07'],
    ['MSK', 'Europe/Moscow', '01'],
    ['BST', 'Europe/London', '07'],
    ['IST', 'Europe/Dublin', '07'],
    ['IST', 'Asia/Kolkata', '01'],
    ['IST', 'Asia/Jerusalem', '01'],
    ['IDT', 'Asia/Jerusalem', '07'],
    ['WAT', 'Africa/Lagos', '01'],
    ['CAT', 'Africa/Maputo', '01'],
    ['SAST', 'Africa/Johannesburg', '01'],
    ['EAT', 'Africa/Nairobi', '01'],
    ['PKT', 'Asia/Karachi', '01'],
    ['WIB', 'Asia/Jakarta', '01'],
    ['WITA', 'Asia/Makassar', '01'],
    ['WIT', 'Asia/Jayapura', '01'],
    ['HKT', 'Asia/Hong_Kong', '01'],
    ['CST', 'Asia/Shanghai', '01'],
    ['PST', 'Asia/Manila', '01'],
    ['JST', 'Asia/Tokyo', '01'],
    ['KST', 'Asia/Seoul', '01'],
    ['AWST', 'Australia/Perth', '01'],
    ['ACST', 'Australia/Adelaide', '07'],
    ['ACDT', 'Australia/Adelaide', '01'],
    ['AEST', 'Australia/Sydney', '07'],
    ['AEDT', 'Australia/Sydney', '01'],
    ['ChST', 'Pacific/Guam', '01'],
    ['SST', 'Pacific/Pago_Pago', '01'],
    ['NZST', 'Pacific/Auckland', '07'],
    ['NZDT', 'Pacific/Auckland', '01'],
    ['NST', 'America/St_Johns', '01'],
    ['NDT', 'America/St_Johns', '07'],
    ['AST', 'America/Halifax', '01'],
    ['ADT', 'America/Halifax', '07'],
    ['EST', 'America/New_York', '01'],
    ['EDT', 'America/New_York', '07'],
    ['CST', 'America/Chicago', '01'],
    ['CDT', 'America/Chicago', '07'],
    ['CST', 'America/Havana', '01'],
    ['CDT', 'America/Havana', '07'],
    ['MST', 'America/Denver', '01'],
    ['MDT', 'America/Denver', '07'],
    ['PST', 'America/Los_Angeles', '01'],
    ['PDT', 'America/Los_Angeles', '07'],
    ['AKST', 'America/Anchorage', '01'],
    ['AKDT', 'America/Anchorage', '07'],
    ['HST', 'Pacific/Honolulu', '01'],
    ['HDT', 'America/Adak', '07'],
  ];

  it.each(USED)('%s is what %s is ahead by in month %s', (letters, zone, month) => {
    const at = new Date(`2026-${month}-15T12:00:00Z`);
    const local = Date.parse(
      `${at.toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`,
    );

    expect(offsetsOf(letters)).toContain(local - at.getTime());
  });
});

describe('a complaint in whatever zone', () => {
  it('is never put at another time without a word', () => {
    const zones = fc.constantFrom(...ZONES.map(([zone]) => zone), 'IST', 'CST', 'BST', 'XYZT', 'Q');
    const walls = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(zones, walls, fc.constantFrom(...PREFIXES), (zone, ahead, prefix) => {
        const stamp = `${wall(ahead)} ${zone}`;
        const { failures, unread } = readLog(`${prefix.replace('{t}', stamp)}LOG:  ${COMPLAINT}`);
        return failures.length + (unread.undated?.count ?? 0) === 1;
      }),
      { seed: 20261124, numRuns: 300 },
    );
  });
});
