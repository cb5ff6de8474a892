import type { ThreadRecord } from './thread-record.ts';

/** Ended, and everything that was to be said is said and shown. */
export const isOver = ({ ended, closed, reply, notes }: ThreadRecord): boolean =>
  ended !== undefined &&
  (ended.by === 'deleted' ||
    ended.by === 'refused' ||
    (closed && [reply, ...notes].every(({ ts }) => ts !== undefined)));
