import type { Clock, DurationMs, EpochMs, Stopwatch } from '../../domain/time.ts';
import type { TakeDownFault } from '../../domain/own-failure.ts';
import { FROZEN_REPLY } from '../../messages/thread/frozen-reply.ts';
import { threadNote } from '../../messages/thread/thread-reply.ts';
import type { AskPipeline } from '../../use-cases/ask-pipeline.ts';
import { isOver } from '../record/is-over.ts';
import type { Mark, SlackChannel, ThreadMessage } from '../record/slack-channel.ts';
import { takeIn } from '../record/take-in.ts';
import type { Note, Saying, ThreadRecord } from '../record/thread-record.ts';
import type { ThreadStore } from '../record/thread-store.ts';
import { lookEvery, type WatchSettings } from '../record/watch-settings.ts';
import type { Lease } from './lease.ts';
import { lookFor, replyOf, withLook, type WatchedCluster } from './look.ts';
import { noteIncidents, type IncidentNotes } from './note-incidents.ts';
import { say, type Said, type Speech } from './say.ts';

export interface TurnContext extends IncidentNotes {
  readonly store: ThreadStore;
  readonly slack: SlackChannel;
  readonly clusters: ReadonlyMap<string, WatchedCluster>;
  readonly askPipeline: AskPipeline;
  readonly settings: WatchSettings;
  readonly now: Clock;
  /** Leases are counted by it: the clock of a host is set back now and then. */
  readonly stopwatch: Stopwatch;
  /** Slack does not let Wale post in this thread. */
  readonly onRefused: (thread: string, reason: string) => void;
}

export type Turn =
  /** `reply` is how the first word of the thread went. */
  | { readonly kind: 'again'; readonly inMs: DurationMs; readonly reply: Said }
  | { readonly kind: 'over'; readonly reply: Said | undefined }
  | { readonly kind: 'lost' };

/** Slack did not answer, or the rate was used up: soon again, and not at once. */
const SOON_MS: DurationMs = 5000;

/**
 * One turn of a thread, by the replica that holds its lease: takes in what was left for it, looks at
 * the cluster, says what is to be said, and brings the reply up to date.
 */
export async function threadTurn(
  thread: string,
  lease: Pick<Lease, 'isHeldFor'>,
  context: TurnContext,
  takeDown: TakeDownFault,
): Promise<Turn> {
  const { store, owner, now, clusters, settings } = context;
  const before = await store.read(thread);
  const requests = await store.requests(thread);
  // A thread that has ended and not yet said so does that first; what was left waits.
  const mayTakeIn = before?.ended === undefined || isOver(before);
  const taken = mayTakeIn ? requests.length : 0;
  const opened = mayTakeIn ? takeIn(before, requests, now()) : before;
  if (opened === undefined) return { kind: 'over', reply: undefined };
  let record: ThreadRecord = opened;
  if (taken > 0 && !(await store.write(owner, record, taken))) return { kind: 'lost' };
  if (isOver(record)) return { kind: 'over', reply: undefined };

  const voice: Voice = {
    slack: context.slack,
    lease,
    bornAt: await store.bornAt(),
    write: (next) => store.write(owner, next, 0),
    now,
  };
  const look = await lookFor(record, clusters, context.askPipeline, takeDown);
  const seenAt = now();
  record = withLook(record, look, seenAt, settings);
  const messageOf = (current: ThreadRecord): ThreadMessage =>
    replyOf(look, current, seenAt, settings, takeDown);

  const repliedBefore = record.reply.ts !== undefined;
  const reply = await sayReply(record, messageOf(record), voice);
  record = withReply(record, reply, now);
  if (reply.kind === 'there') {
    record = await sayNotes(record, reply.ts, voice, seenAt);
    // One that was posted just now is up to date.
    if (repliedBefore || record.ended !== undefined) {
      record = await edited(record, reply.ts, messageOf, context, voice);
    }
    if (look.kind === 'report') {
      record = await noteIncidents(record, reply.ts, look.report, context);
    }
    if (look.kind === 'unclear') {
      record = { ...record, ended: { by: 'told', at: now() }, closed: true };
    }
  } else if (
    reply.kind === 'refused' &&
    (record.askedBy !== undefined || record.ended !== undefined)
  ) {
    // Whoever asked is told by the one who took the question; an alert is tried until its time is up.
    record = { ...record, ended: { by: 'refused', at: now() } };
  }
  if (!(await voice.write(record))) return { kind: 'lost' };
  if (isOver(record)) return { kind: 'over', reply };
  const soon = reply.kind === 'later' || record.ended !== undefined;
  const every = lookEvery(now() - record.watchedSince, settings);
  return { kind: 'again', inMs: soon ? Math.min(SOON_MS, every) : every, reply };
}

/** What it takes to say something in this thread. */
interface Voice extends Omit<Speech, 'writeTried'> {
  readonly write: (next: ThreadRecord) => Promise<boolean>;
  readonly now: Clock;
}

/** What is being tried; one whose outcome nobody knows has been tried since the first time. */
const triedFrom = <T extends Saying>(saying: T, now: Clock): T => ({
  ...saying,
  tried: true,
  triedAt: saying.tried ? saying.triedAt : now(),
});

const markOf = ({ key, episode }: ThreadRecord, id: string): Mark => ({
  thread: key,
  episode,
  id,
});

async function sayReply(record: ThreadRecord, message: ThreadMessage, voice: Voice): Promise<Said> {
  if (record.reply.ts !== undefined) return { kind: 'there', ts: record.reply.ts };
  const place = { channel: record.channel, rootTs: record.rootTs };
  const tried = { ...record, reply: triedFrom(record.reply, voice.now) };
  return say(record, record.reply, place, message, {
    ...voice,
    writeTried: () => voice.write(tried),
  });
}

function withReply(record: ThreadRecord, said: Said, now: Clock): ThreadRecord {
  switch (said.kind) {
    case 'there':
      return { ...record, reply: { ...record.reply, ts: said.ts, tried: true } };
    case 'refused':
      return { ...record, reply: { ...record.reply, tried: false, triedAt: undefined } };
    case 'later':
      return { ...record, reply: triedFrom(record.reply, now) };
  }
}

/** Says the notes that are due, in their order; the first one that does not get through ends the turn’s try. */
async function sayNotes(
  record: ThreadRecord,
  replyTs: string,
  voice: Voice,
  seenAt: EpochMs,
): Promise<ThreadRecord> {
  const place = { channel: record.channel, rootTs: record.rootTs ?? replyTs };
  let current = record;
  for (const note of record.notes) {
    if (note.ts !== undefined) continue;
    const tried = withNote(current, triedFrom(note, voice.now));
    const said = await say(current, note, place, threadNote(note.text, seenAt), {
      ...voice,
      writeTried: () => voice.write(tried),
    });
    if (said.kind === 'refused') {
      return withNote(current, { ...note, tried: false, triedAt: undefined });
    }
    if (said.kind === 'later') return withNote(current, triedFrom(note, voice.now));
    current = withNote(current, { ...note, tried: true, ts: said.ts });
  }
  return current;
}

const withNote = (record: ThreadRecord, changed: Note): ThreadRecord => ({
  ...record,
  notes: record.notes.map((note) => (note.id === changed.id ? changed : note)),
});

/** Brings the reply up to date. */
async function edited(
  record: ThreadRecord,
  ts: string,
  messageOf: (current: ThreadRecord) => ThreadMessage,
  { slack, now }: TurnContext,
  voice: Voice,
): Promise<ThreadRecord> {
  const outcome = await slack.edit(
    record.channel,
    ts,
    messageOf(record),
    markOf(record, record.reply.id),
  );
  switch (outcome) {
    case 'edited':
      return { ...record, closed: record.ended !== undefined };
    case 'gone':
      return { ...record, ended: { by: 'deleted', at: now() } };
    case 'refused': {
      // The reply would go on saying that it is renewed.
      const told = record.notes.some(({ id }) => id === FROZEN.id)
        ? record
        : { ...record, notes: [...record.notes, FROZEN] };
      const said = await sayNotes(told, ts, voice, now());
      const isSaid = said.notes.some(({ id, ts: at }) => id === FROZEN.id && at !== undefined);
      return isSaid ? { ...said, ended: { by: 'refused', at: now() } } : said;
    }
    case 'failed':
      return record;
  }
}

const FROZEN: Note = {
  id: 'frozen',
  text: FROZEN_REPLY,
  tried: false,
};
