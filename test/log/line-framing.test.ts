import { describe, expect, it } from '@jest/globals';
import {
  beginsJson,
  uncoloured,
  withoutByteOrderMark,
  withoutStreamMark,
} from '../../src/log/framing/bare-text.ts';
import { fluentBitRecord } from '../../src/log/framing/fluent-bit-stdout.ts';
import { readJsonLine } from '../../src/log/framing/json-line.ts';
import { LOOKED_AT_MAX, withoutMiddle } from '../../src/log/framing/line-bounds.ts';
import { framingTime, lineFraming, saysItsZone } from '../../src/log/framing/line-framing.ts';
import { contextOf } from '../../src/log/framing/line-origin.ts';

const REFERENCE = Date.UTC(2026, 10, 24);
const AT = Date.parse('2026-11-24T11:58:05Z');
const ZONES = { hostTimeZones: { 'db-01': 'Europe/Berlin' } };

describe('what a log daemon wrote in front', () => {
  it('is a stamp and a host', () => {
    expect(lineFraming('Nov 24 11:58:05 db-01 wal-g: said')).toEqual({
      host: 'db-01',
      unreadHost: undefined,
      stamp: 'Nov 24 11:58:05',
      length: 'Nov 24 11:58:05 db-01 '.length,
    });
    expect(lineFraming('wal-g: said')).toBeUndefined();
  });

  it.each(['', 'wal-g:', '2026-11-24', 'ERROR', 'Traceback'])(
    'is a stamp alone where the next word is none of a host: "%s"',
    (word) => {
      expect(lineFraming(`Nov 24 11:58:05 ${word} said`)).toMatchObject({
        host: undefined,
        length: 'Nov 24 11:58:05 '.length,
      });
    },
  );

  it('is a host that cannot be read where only one can stand there', () => {
    const unread = (line: string) => lineFraming(line)?.unreadHost;

    expect(unread('Nov 24 11:58:05 db(01) wal-g: said')).toBe('"db(01)"');
    expect(unread('<14>1 2026-11-24T11:58:05Z db(01) wal-g - - - said')).toBe('"db(01)"');
    expect(unread('2026-11-24_11:58:05 db(01) said')).toBe('"db(01)"');
    expect(unread('2026-11-24T11:58:05Z [info] said')).toBeUndefined();
    expect(unread('Nov 24 11:58:05 - wal-g: said')).toBeUndefined();
  });

  it('says its zone or not', () => {
    const known = [
      '2026-11-24T11:58:05Z',
      '2026-11-24T11:58:05+01:00',
      '2026-11-24T11:58:05-0100',
      'Tue 2026-11-24 11:58:05 CET',
      '1795521485.438000',
    ];
    const open = [
      'Nov 24 11:58:05',
      '2026-11-24T11:58:05',
      '2026-11-24T11:58:05Z said',
      '2026 Nov 24 11:58:05',
      '2026-11-24 11:58:05.438000',
      'a 1795521485.438000',
      '1795521485.438',
      '2026-11-24 AB',
      'on 24 Nov',
    ];

    expect(known.filter(saysItsZone)).toEqual(known);
    expect(open.filter(saysItsZone)).toEqual([]);
  });

  it('is a moment in the zone that is known', () => {
    const timeZone = 'Europe/Berlin';

    expect(framingTime('Nov 24 11:58:05', REFERENCE)).toBe(AT);
    expect(framingTime('Nov 24 12:58:05', REFERENCE, { timeZone })).toBe(AT);
    expect(framingTime('no stamp', REFERENCE)).toBeUndefined();
    expect(framingTime('2026-11-24 11:58:05 IST', REFERENCE)).toBeUndefined();
  });
});

describe('what is known of a record beside its text', () => {
  const context = (line: string, origin: Parameters<typeof contextOf>[0] = {}) =>
    contextOf(origin, line, { reference: REFERENCE, zones: ZONES });

  it('is the host of the line, in full where its place has that', () => {
    expect(context('Nov 24 11:58:05 db-01 a: b', { host: 'db-01.dc1' }).host).toBe('db-01.dc1');
    expect(context('said', { host: 'db-02' })).toMatchObject({
      host: 'db-02',
      timeZone: undefined,
    });
  });

  it('is the time of the line in the zone of its host, or else that of its place', () => {
    const of = context('Nov 24 12:58:05 db-01 a: b', { at: 1, writtenAt: 2 });

    expect(of.timeZone).toBe('Europe/Berlin');
    expect(of.outerTime()).toBe(AT);
    expect(of.zonedTime?.()).toBe(2);
    expect(context('said', { at: 1, writtenAt: 2 }).outerTime()).toBe(1);
    expect(context('2026-11-24T11:58:05Z db-01 a: b', { writtenAt: 2 }).zonedTime?.()).toBe(AT);
  });

  it('is the pid behind the program, or that of its place', () => {
    const pid = (line: string, origin = {}) => context(line, origin).outerPid;

    expect(pid('Nov 24 11:58:05 db-01 wal-g[812]: said')).toBe(812);
    expect(pid('Nov 24 11:58:05 db-01 wal-g[812]: said', { pid: 7 })).toBe(7);
    expect(pid('Nov 24 11:58:05 db-01 said of wal-g[812]: no')).toBeUndefined();
    expect(pid(`Nov 24 11:58:05 db-01 ${'x'.repeat(75)}[812]: said`)).toBeUndefined();
    expect(pid('wal-g[812]: said')).toBeUndefined();
    expect(pid('said of a process')).toBeUndefined();
  });
});

describe('a line of JSON', () => {
  const read = (fields: object, origin = {}) =>
    readJsonLine(JSON.stringify(fields), origin, { reference: REFERENCE, zones: ZONES })[0]?.origin;

  it('names a host that can be read, or cannot', () => {
    expect(read({ msg: 'a', host: 'db-01' }, { host: 'db-01.dc1' })?.host).toBe('db-01.dc1');
    expect(read({ msg: 'a', host: 'db(01)' }, { host: 'db-02' })).toMatchObject({
      host: 'db-02',
      unreadHost: '"db(01)"',
    });
    expect(read({ msg: 'a', host: 'db-01' })?.unreadHost).toBeUndefined();
    expect(read({ msg: 'a', host: '-' })?.unreadHost).toBeUndefined();
    expect(read({ msg: 'a' }, { host: 'db-02', unreadHost: 'x' })).toMatchObject({
      host: 'db-02',
      unreadHost: 'x',
    });
  });

  it('has its time in the zone of its host, or leaves it open', () => {
    const time = '2026-11-24 12:58:05';

    expect(read({ msg: 'a', host: 'db-01', time })).toMatchObject({ at: AT, openZone: undefined });
    expect(read({ msg: 'a', host: 'db-02', time: `${time} IST` })).toMatchObject({
      at: undefined,
      openZone: 'IST',
    });
    expect(read({ msg: 'a', host: 'db-02', time: `${time} IST` }, { at: 5 })?.at).toBe(5);
    expect(read({ msg: 'a' }, { at: 5 })).toMatchObject({ at: 5, openZone: undefined });
  });

  it('is none where it is cut off', () => {
    expect(readJsonLine('{"msg":"a', {}, { reference: REFERENCE, zones: {} })).toEqual([]);
  });
});

describe('a text as it was typed or coloured', () => {
  it('loses the mark in front of it', () => {
    expect(withoutByteOrderMark('\ufeffa')).toBe('a');
    expect(withoutByteOrderMark('a')).toBe('a');
    expect(withoutStreamMark('\u001e{"a":1}')).toBe('{"a":1}');
    expect(withoutStreamMark('data: {"a":1}')).toBe('{"a":1}');
    expect(withoutStreamMark('its data: {"a":1}')).toBe('its data: {"a":1}');
    expect(withoutStreamMark('data: words')).toBe('data: words');
  });

  it('loses its colours', () => {
    expect(uncoloured('\u001b[36mdb-01\u001b[0m | a')).toBe('db-01 | a');
    expect(uncoloured('a [0m')).toBe('a [0m');
  });

  it('begins with an object of JSON, or a list of them', () => {
    expect(['{', '{"a":1}', '[{"a":1}]'].map(beginsJson)).toEqual([true, true, true]);
    expect(['[1]', 'a{', 'LOG'].map(beginsJson)).toEqual([false, false, false]);
  });
});

describe('a long line', () => {
  it('loses its middle', () => {
    const half = LOOKED_AT_MAX / 2;
    const line = `${'a'.repeat(half)}bb${'c'.repeat(half)}`;

    expect(withoutMiddle(line)).toBe(`${'a'.repeat(half)} … ${'c'.repeat(half)}`);
    expect(withoutMiddle(line.slice(2))).toBe(line.slice(2));
  });
});

describe('a record that Fluent Bit prints', () => {
  const fields = '{"log"=>"a", "stream"=>"stderr"}';
  const json = { log: 'a', stream: 'stderr', timestamp: '1795521485.445000000' };

  it('is JSON, before 2.1 and since', () => {
    for (const time of ['1795521485.445000000', '[1795521485.445000000, {}]']) {
      expect(JSON.parse(fluentBitRecord(`[0] tail.0: [${time}, ${fields}]`) ?? '')).toEqual(json);
    }
  });

  it('is none without a time', () => {
    expect(fluentBitRecord(`[0] tail.0: [now, ${fields}]`)).toBeUndefined();
  });
});
