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
