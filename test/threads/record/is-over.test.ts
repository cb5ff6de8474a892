import { describe, expect, it } from '@jest/globals';
import { isOver } from '../../../src/threads/record/is-over.ts';
import type { Note, ThreadRecord } from '../../../src/threads/record/thread-record.ts';
import { aRecord } from '../../support/thread-store-contract.ts';

const said: ThreadRecord['reply'] = { id: 'reply', tried: true, ts: '1.3' };
const note = (ts?: string): Note => ({
  id: 'note-1',
  text: '✅ Recovered',
  tried: true,
  ...(ts === undefined ? {} : { ts }),
});
const thread = (by: NonNullable<ThreadRecord['ended']>['by'], more: Partial<ThreadRecord> = {}) =>
  isOver({ ...aRecord(), reply: said, ended: { by, at: 9 }, ...more });

describe('a thread', () => {
  it('is not over while it is watched, whatever was said', () => {
    expect(isOver({ ...aRecord(), reply: said, closed: true })).toBe(false);
  });

  it.each(['recovered', 'time-limit', 'stopped', 'told'] as const)(
    'that ended by %s is over once the reply shows it and every note is said',
    (by) => {
      expect(thread(by, { closed: true })).toBe(true);
      expect(thread(by, { closed: true, notes: [note('1.4')] })).toBe(true);
      expect(thread(by)).toBe(false);
      expect(thread(by, { closed: true, notes: [note()] })).toBe(false);
      expect(thread(by, { closed: true, notes: [note('1.4'), note()] })).toBe(false);
      expect(thread(by, { closed: true, reply: { id: 'reply', tried: true } })).toBe(false);
    },
  );

  it.each(['deleted', 'refused'] as const)(
    'that was %s is over at once: nobody would read more of it',
    (by) => {
      expect(thread(by, { notes: [note()] })).toBe(true);
    },
  );
});
