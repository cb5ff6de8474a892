import type { Tell } from '../domain/event-map.ts';
import type { ThreadRecord } from '../threads/record/thread-record.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';

/** So many threads are remembered to tell what is new in them; of others the next write tells it. */
const MOST_THREADS = 1000;

/**
 * A store that tells what is written into it: what was said and decided counts from the moment it is written
 * down, by the one replica that may.
 */
export function tellingStore(store: ThreadStore, tell: Tell): ThreadStore {
  const last = new Map<string, ThreadRecord | undefined>();
  const remember = (thread: string, record: ThreadRecord | undefined): void => {
    last.delete(thread);
    last.set(thread, record);
    for (const oldest of last.keys()) {
      if (last.size <= MOST_THREADS) break;
      last.delete(oldest);
    }
  };
  return {
    ...store,
    leave: async (id, thread, request) => {
      const isNew = await store.leave(id, thread, request);
      if (request.kind !== 'alert') return isNew;
      const { channel, cluster, title } = request;
      if (isNew) tell('alert-taken', { channel, cluster, alert: title });
      else tell('alert-passed-over', { channel, reason: 'already-known' });
      return isNew;
    },
    read: async (thread) => {
      const record = await store.read(thread);
      remember(thread, record);
      return record;
    },
    write: async (owner, record, taken) => {
      const before = last.get(record.key);
      const isWritten = await store.write(owner, record, taken);
      if (!isWritten) return false;
      remember(record.key, record);
      tellNews(before, record, tell);
      return true;
    },
  };
}

function tellNews(earlier: ThreadRecord | undefined, record: ThreadRecord, tell: Tell): void {
  const { key: thread, channel, cluster, course, askedBy } = record;
  const before = earlier?.episode === record.episode ? earlier : undefined;
  const verdict = course?.code;
  if (before?.watchedSince !== record.watchedSince) {
    const by = record.openedBy ?? (record.alerts.length > 0 ? 'alert' : 'user');
    tell('watch-begun', { thread, channel, cluster, by, user: askedBy });
  }
  if (course !== undefined && before?.course?.code !== course.code) {
    const { code: to, severity } = course;
    tell('verdict-changed', { thread, cluster, from: before?.course?.code, to, severity });
  }
  if (record.reply.ts !== undefined && before?.reply.ts === undefined) {
    tell('thread-said', { thread, cluster, what: 'reply', verdict });
  }
  const saidBefore = new Set(
    (before?.notes ?? []).flatMap(({ id, ts }) => (ts === undefined ? [] : [id])),
  );
  for (const { id, ts } of record.notes) {
    if (ts === undefined || saidBefore.has(id)) continue;
    tell('thread-said', { thread, cluster, what: 'note', verdict });
  }
  if (record.ended !== undefined && before?.ended === undefined) {
    const { by, who } = record.ended;
    tell('watch-ended', { thread, channel, cluster, by, user: who, verdict });
  }
}
