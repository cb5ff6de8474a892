import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ArchiverEvent } from '../../src/log/archiver-event.ts';
import { createUploadLedger } from '../../src/log/upload-ledger.ts';
import type { Upload } from '../../src/domain/upload.ts';

const FILE = '000000010000000000000007';
const push = (
  kind: 'push-begin' | 'push-complete' | 'push-skip',
  at: number,
  pid = 1,
): ArchiverEvent => ({
  kind,
  file: FILE,
  host: 'a',
  pid,
  at,
  archiver: 'wal-e',
  rateKiBps: undefined,
});

const failed = (at: number, pid: number | undefined): ArchiverEvent => ({
  kind: 'failure',
  failure: {
    operation: 'push',
    host: 'a',
    pid,
    at,
    reportedBy: 'archiver',
    file: undefined,
    text: 'no space',
  },
});

const inHost = (host: string, event: ArchiverEvent): ArchiverEvent =>
  event.kind === 'failure' ? { ...event, failure: { ...event.failure, host } } : event;

/** The upload of another file by a process. */
const newer = (pid: number, began: number, ended = began + 1): ArchiverEvent[] =>
  [push('push-begin', began, pid), push('push-complete', ended, pid)].map(
    (event) => ({ ...event, file: '000000010000000000000008' }) as ArchiverEvent,
  );

function uploadsOf(events: readonly ArchiverEvent[]): Upload[] {
  const ledger = createUploadLedger();
  events.forEach(ledger.add);
  return ledger.uploads();
}

const states = (events: readonly ArchiverEvent[]): string[] =>
  uploadsOf(events).map(({ state }) => state);

describe('the upload ledger', () => {
  it('pairs a begin with its end', () => {
    expect(uploadsOf([push('push-begin', 10), push('push-complete', 20)])).toEqual([
      expect.objectContaining({ state: 'complete', beganAt: 10, endedAt: 20 }),
    ]);
  });

  it('gives the same uploads in whatever order the records come, and however often', () => {
    const events = [
      push('push-begin', 10),
      push('push-complete', 20),
      push('push-begin', 30, 2),
      failed(35, 2),
      push('push-begin', 40, 3),
      push('push-skip', 41, 3),
    ];
    const expected = uploadsOf(events);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }),
        (shuffled) => {
          expect(uploadsOf(shuffled)).toEqual(expected);
        },
      ),
    );
  });

  it('calls a retry an upload of its own', () => {
    expect(
      states([push('push-begin', 10), push('push-begin', 20, 2), push('push-complete', 30, 2)]),
    ).toEqual(['uploading', 'complete']);
  });

  it('tells two uploads apart when a pid comes round again', () => {
    const events = [
      push('push-begin', 10),
      push('push-complete', 20),
      push('push-begin', 9000),
      push('push-complete', 9010),
    ];

    expect(uploadsOf(events).map(({ beganAt, endedAt }) => [beganAt, endedAt])).toEqual([
      [10, 20],
      [9000, 9010],
    ]);
  });

  it('ends what a failed process had open, and not what it had completed', () => {
    const other = { ...push('push-begin', 11), file: '000000010000000000000008' } as ArchiverEvent;

    expect(
      states([push('push-begin', 10), other, push('push-complete', 15), failed(20, 1)]),
    ).toEqual(['complete', 'failed']);
  });

  it('does not blame a process for another one’s failure', () => {
    expect(states([push('push-begin', 10), failed(20, 2)])).toEqual(['uploading']);
  });

  it('gives a failure without a pid to what the host had open', () => {
    expect(states([push('push-begin', 10), failed(20, undefined)])).toEqual(['failed']);
  });

  it('forgets what ended before the time looked at', () => {
    const ledger = createUploadLedger(100);
    [push('push-begin', 10), push('push-complete', 20), push('push-begin', 30, 2)].forEach(
      ledger.add,
    );

    expect(ledger.uploads().map(({ state }) => state)).toEqual(['uploading']);
  });
});

describe('a ledger that forgets what ended before a moment', () => {
  const HOUR = 3_600_000;
  const SINCE = 100 * HOUR;
  const openIn = (events: readonly ArchiverEvent[]): readonly string[] => {
    const ledger = createUploadLedger(SINCE);
    events.forEach(ledger.add);
    return ledger
      .uploads()
      .filter(({ state }) => state === 'uploading')
      .map(({ file }) => file);
  };
  const withoutPid = (event: ArchiverEvent): ArchiverEvent =>
    event.kind === 'push-complete' ? { ...event, pid: undefined } : event;
  const ofPgBackRest = (event: ArchiverEvent): ArchiverEvent =>
    event.kind === 'push-begin' || event.kind === 'push-complete'
      ? { ...event, archiver: 'pgbackrest' }
      : event;

  const forms: readonly (readonly [name: string, form: (event: ArchiverEvent) => ArchiverEvent])[] =
    [
      ['as it is', (event) => event],
      ['whose end lost its pid', withoutPid],
      [
        'of pgBackRest, whose background process ends it',
        (event) => ofPgBackRest(withoutPid(event)),
      ],
    ];

  it.each(forms)(
    'takes no upload %s for one that still runs, in whatever order it is read',
    (_name, form) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 30 * HOUR }),
          fc.integer({ min: 0, max: HOUR }),
          fc.boolean(),
          (before, took, reversed) => {
            const endedAt = SINCE - before;
            const events = [
              push('push-begin', endedAt - took),
              form(push('push-complete', endedAt)),
            ].map((event) => (form === forms[2]?.[1] ? ofPgBackRest(event) : event));

            expect(openIn(reversed ? events.reverse() : events)).toEqual([]);
          },
        ),
        { seed: 20_261_124 },
      );
    },
  );

  it('keeps one that began before it and has no end', () => {
    expect(openIn([push('push-begin', SINCE - 5)])).toEqual([FILE]);
    expect(openIn([push('push-complete', SINCE - 9, 7), push('push-begin', SINCE - 5)])).toEqual([
      FILE,
    ]);
  });

  it('finds the end of each of many uploads whose ends lost their pids', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => index);
    const file = (index: number): string => index.toString(16).toUpperCase().padStart(24, '0');
    const ledger = createUploadLedger();
    for (const index of many) {
      ledger.add({ ...push('push-begin', index * 10, index), file: file(index) } as ArchiverEvent);
      ledger.add({
        ...withoutPid(push('push-complete', index * 10 + 5)),
        file: file(index),
      } as ArchiverEvent);
    }

    expect(ledger.uploads().every(({ state }) => state === 'complete')).toBe(true);
  });
});

describe('a base backup in the ledger', () => {
  const SINCE = 100;
  const ledgerOf = (events: readonly ArchiverEvent[]) => {
    const ledger = createUploadLedger(SINCE);
    events.forEach(ledger.add);
    return ledger;
  };
  const working = (at: number, pid = 1, host = 'a'): ArchiverEvent => ({
    kind: 'base-backup',
    host,
    pid,
    at,
  });
  const complete = (
    at: number,
    host = 'a',
    archiver: 'wal-g' | 'wal-e' = 'wal-g',
  ): ArchiverEvent => ({
    kind: 'base-backup-complete',
    archiver,
    host,
    at,
    beganAt: at - 5,
    start: FILE,
    stop: FILE,
  });

  it('is at work from the first to the last that is heard of it, in whatever order', () => {
    const told = [working(120), working(110), working(150), working(130)];

    expect(ledgerOf(told).baseBackups()).toEqual([
      { host: 'a', pid: 1, firstAt: 110, lastAt: 150 },
    ]);
  });

  it('is one for each process of each host, the earliest first', () => {
    const told = [
      working(130, 2),
      working(110),
      working(120, 1, 'b'),
      { ...working(105), pid: undefined },
    ] as ArchiverEvent[];

    expect(
      ledgerOf(told)
        .baseBackups()
        .map(({ host, pid }) => [host, pid]),
    ).toEqual([
      ['a', undefined],
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ]);
  });

  it.each([
    [99, 0],
    [100, 1],
  ])('that was last heard of at %i, asked about since 100, is told %i times', (at, times) => {
    expect(ledgerOf([working(at)]).baseBackups()).toHaveLength(times);
    expect(ledgerOf([complete(at)]).completeBackups()).toHaveLength(times);
  });

  it.each([
    ['of its process, later', failed(115, 1), 0],
    ['of its process, at its first record', failed(110, 1), 0],
    ['of its process, before', failed(109, 1), 1],
    ['of another process', failed(115, 2), 1],
    ['of another host', inHost('b', failed(115, 1)), 1],
  ])('with a complaint %s counts as at work or not', (_whose, complaint, times) => {
    expect(ledgerOf([working(110), complaint]).baseBackups()).toHaveLength(times);
    expect(ledgerOf([working(110), complaint, failed(101, 9)]).baseBackups()).toHaveLength(times);
  });

  it('a base backup goes on where its process tries again by itself', () => {
    const retried: ArchiverEvent = {
      kind: 'failure',
      failure: {
        operation: 'base-backup',
        host: 'a',
        pid: 1,
        at: 111,
        reportedBy: 'archiver',
        file: undefined,
        text: 'Retrying upload because of a socket error',
        retrying: true,
      },
    };

    expect(ledgerOf([working(110), retried]).baseBackups()).toHaveLength(1);
  });

  it('that is complete is told once, the earliest first', () => {
    const told = [complete(140), complete(120), complete(140), complete(140, 'b')];

    expect(ledgerOf(told).completeBackups()).toEqual([
      { archiver: 'wal-g', host: 'a', beganAt: 115, endedAt: 120, start: FILE, stop: FILE },
      { archiver: 'wal-g', host: 'a', beganAt: 135, endedAt: 140, start: FILE, stop: FILE },
      { archiver: 'wal-g', host: 'b', beganAt: 135, endedAt: 140, start: FILE, stop: FILE },
    ]);
    expect(ledgerOf([complete(140), complete(140, 'a', 'wal-e')]).completeBackups()).toHaveLength(
      2,
    );
  });
});

describe('the ledger tells', () => {
  const HOUR = 3_600_000;
  const SINCE = 100 * HOUR;
  const ledgerOf = (events: readonly ArchiverEvent[], since = SINCE) => {
    const ledger = createUploadLedger(since);
    events.forEach(ledger.add);
    return ledger;
  };
  const command = (at: number): ArchiverEvent => ({
    kind: 'failed-command',
    file: FILE,
    command: 'cp',
    host: 'a',
    at,
    archiver: undefined,
  });
  const pushing = (event: ArchiverEvent, more: object): ArchiverEvent => ({ ...event, ...more });

  it('a failed command only of the time that is asked about', () => {
    expect(ledgerOf([command(SINCE - 1)]).failures()).toEqual([]);
    expect(ledgerOf([command(SINCE)]).failures()).toHaveLength(1);
  });

  it('complaints once, the earliest first', () => {
    const told = [failed(30, 1), failed(20, 1), failed(30, 1), failed(30, 2), failed(25, 1)];

    expect(
      ledgerOf(told, 0)
        .failures()
        .map(({ at, pid }) => [at, pid]),
    ).toEqual([
      [20, 1],
      [25, 1],
      [30, 1],
      [30, 2],
    ]);
  });

  it('a skip as the end of an upload, and an upload that ended at the very moment', () => {
    const ends = [push('push-begin', SINCE - 20), push('push-skip', SINCE)];

    expect(ledgerOf(ends).uploads()).toMatchObject([{ state: 'skipped', endedAt: SINCE }]);
    expect(ledgerOf([push('push-complete', SINCE - 1)]).uploads()).toEqual([]);
  });

  it('uploads by their begin, or by their end where that alone is known', () => {
    const told = [
      push('push-complete', SINCE + 3, 3),
      push('push-begin', SINCE + 2, 2),
      push('push-complete', SINCE + 1, 1),
    ];

    expect(
      ledgerOf(told)
        .uploads()
        .map(({ pid }) => pid),
    ).toEqual([1, 2, 3]);
  });

  it('complaints of hosts and of none apart', () => {
    const said = failed(SINCE, 1);
    const nameless =
      said.kind === 'failure' ? { ...said, failure: { ...said.failure, host: undefined } } : said;
    const told = [said, inHost('b', said), nameless];

    expect(
      ledgerOf(told)
        .failures()
        .map(({ host }) => host),
    ).toEqual(['a', 'b', undefined]);
  });

  it('uploads of one moment by the names of their files', () => {
    const other = '000000010000000000000003';
    const told = [push('push-begin', SINCE), pushing(push('push-begin', SINCE), { file: other })];

    expect(
      ledgerOf(told)
        .uploads()
        .map(({ file }) => file),
    ).toEqual([other, FILE]);
    expect(
      ledgerOf([...told].reverse())
        .uploads()
        .map(({ file }) => file),
    ).toEqual([other, FILE]);
  });

  it.each<[string, object, string]>([
    ['about nobody knows what', { operation: 'unknown' }, 'failed'],
    ['about a fetch', { operation: 'fetch' }, 'uploading'],
    ['after which it tries again by itself', { retrying: true }, 'uploading'],
  ])('what became of an upload with a complaint of its process %s', (_what, more, state) => {
    const said = failed(20, 1);
    const complaint =
      said.kind === 'failure' ? { ...said, failure: { ...said.failure, ...more } } : said;

    expect(ledgerOf([push('push-begin', 10), complaint], 0).uploads()).toMatchObject([{ state }]);
  });

  it('a complaint of the hour before, for what is read in another order', () => {
    expect(ledgerOf([failed(SINCE - HOUR, 1)]).failures()).toHaveLength(1);
    expect(ledgerOf([failed(SINCE - HOUR - 1, 1)]).failures()).toEqual([]);
  });

  it('an upload that ended, though another process had ended that file before', () => {
    const told = [
      push('push-begin', SINCE - 10),
      push('push-complete', SINCE - 5, 2),
      push('push-complete', SINCE + 5),
    ];

    expect(ledgerOf(told).uploads()).toMatchObject([{ state: 'complete', endedAt: SINCE + 5 }]);
  });

  it('a complaint without a pid as one about a push where PostgreSQL says so right after', () => {
    const said = failed(SINCE, undefined);
    const unknown: ArchiverEvent =
      said.kind === 'failure'
        ? { ...said, failure: { ...said.failure, operation: 'unknown' } }
        : said;

    expect(ledgerOf([unknown, command(SINCE + 10)]).failures()).toMatchObject([
      { reportedBy: 'archiver', operation: 'push' },
      { reportedBy: 'postgresql' },
    ]);
    expect(ledgerOf([unknown]).failures()).toMatchObject([{ operation: 'unknown' }]);
  });

  it('a complaint of a process that had nothing open as one about nobody knows what', () => {
    const said = failed(20, 1);
    const unknown: ArchiverEvent =
      said.kind === 'failure'
        ? { ...said, failure: { ...said.failure, operation: 'unknown' } }
        : said;
    const done = [push('push-begin', 5), push('push-complete', 10)];

    expect(ledgerOf([...done, unknown], 0).failures()).toMatchObject([{ operation: 'unknown' }]);
  });

  it.each<[string, ArchiverEvent[], number]>([
    ['of its file by another process', [push('push-complete', SINCE - 5, 2)], 0],
    ['of its file, at the moment it began', [push('push-complete', SINCE - 10, 2)], 0],
    ['of its file, before it began', [push('push-complete', SINCE - 11, 2)], 1],
    [
      'of its file on another host',
      [pushing(push('push-complete', SINCE - 5, 2), { host: 'b' })],
      1,
    ],
    [
      'of another file, without a begin',
      [pushing(push('push-complete', SINCE - 5, 2), { file: '000000010000000000000008' })],
      1,
    ],
    ['of another file that a newer process began', newer(2, SINCE - 8), 0],
    ['of another file that another process began with it', newer(2, SINCE - 10), 1],
    ['of another file that an older process began', newer(2, SINCE - 12), 1],
    ['of another file that its own process began', newer(1, SINCE - 8), 1],
    ['of another file at the very moment asked about', newer(2, SINCE - 8, SINCE), 1],
  ])('whether an upload is open before the end %s', (_which, ends, times) => {
    const uploads = ledgerOf([push('push-begin', SINCE - 10), ...ends]).uploads();

    expect(uploads.filter(({ state }) => state === 'uploading')).toHaveLength(times);
  });

  it('a host as Barman names the one server, and where it names several both', () => {
    const ofBarman = (host: string, pid: number): ArchiverEvent =>
      pushing(push('push-complete', SINCE, pid), { host, archiver: 'barman' });
    const hosts = (events: ArchiverEvent[]) =>
      ledgerOf(events)
        .uploads()
        .map(({ host }) => host);

    expect(ledgerOf([ofBarman('main', 1)]).uploads()).toMatchObject([
      { file: FILE, host: undefined, endedAt: SINCE },
    ]);
    expect(hosts([ofBarman('main', 1), ofBarman('other', 2)])).toEqual(['main', 'other']);
    expect(hosts([ofBarman('main', 1), push('push-complete', SINCE, 2)])).toEqual([undefined, 'a']);
    expect(
      hosts([ofBarman('a', 1), pushing(push('push-complete', SINCE, 2), { host: 'a' })]),
    ).toContain('a');
  });

  it('a complaint of another server than that of the uploads with its name', () => {
    const complaintOf = (host: string, at: number): ArchiverEvent => {
      const said = failed(at, undefined);
      return said.kind === 'failure'
        ? { ...said, failure: { ...said.failure, host, archiver: 'barman' } }
        : said;
    };
    const upload = pushing(push('push-complete', SINCE, 1), { host: 'main', archiver: 'barman' });

    expect(
      ledgerOf([upload, complaintOf('main', SINCE + 1), complaintOf('other', SINCE + 2)])
        .failures()
        .map(({ host }) => host),
    ).toEqual([undefined, 'other']);
  });
});

describe('a complaint from long before the time that is asked about', () => {
  const DAY = 24 * 60 * 60_000;
  const ledgerOf = (events: readonly ArchiverEvent[]) => {
    const ledger = createUploadLedger(2 * DAY);
    events.forEach(ledger.add);
    return ledger;
  };

  it('is forgotten', () => {
    const many = Array.from({ length: 1000 }, (_, at) => failed(at, at));

    expect(ledgerOf(many).failures()).toEqual([]);
  });

  it('has ended what its process had begun, which does not hang for ever', () => {
    const ledger = ledgerOf([push('push-begin', 10, 7), failed(20, 7)]);

    expect(ledger.uploads()).toEqual([]);
  });

  it('says nothing of another process', () => {
    const ledger = ledgerOf([push('push-begin', 10, 7), failed(20, 8)]);

    expect(ledger.uploads()).toMatchObject([{ pid: 7, state: 'uploading' }]);
  });
});
