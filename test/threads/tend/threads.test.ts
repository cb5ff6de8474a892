import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SlackWorkspace } from '../../../demo/slack-workspace.ts';
import type { Report } from '../../../src/domain/report.ts';
import { MINUTE } from '../../../src/domain/time.ts';
import type { ThreadStore } from '../../../src/threads/record/thread-store.ts';
import { createForgetfulStore } from '../../../src/threads/stores/in-memory.ts';
import { reportStatus } from '../../../src/report/report-status.ts';
import { unavailable } from '../../../src/domain/reading.ts';
import {
  completed,
  healthySnapshot,
  metric,
  moment,
  NO_METRICS,
  open,
  PRIMARY,
} from '../../support/snapshot.ts';
import {
  allOver,
  alertPost,
  CHANNEL,
  createReplica,
  eventually,
  oldStore,
  parsedPost,
  QUICK,
  repliesTo,
  startWorkspace,
  stopwatch,
  type ReplicaOptions,
} from '../../support/thread-rig.ts';

// A busy machine may need long for what takes milliseconds on another.
jest.setTimeout(30_000);

const healthy = () => reportStatus(healthySnapshot(), 5);
const stuck = () =>
  reportStatus(
    healthySnapshot({
      log: { uploads: [completed(30 * MINUTE), open(20 * MINUTE)] },
      metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
    }),
    5,
  );
const blind = () =>
  reportStatus(
    healthySnapshot({ uploadLog: unavailable('timeout', 'no answer'), metrics: NO_METRICS }),
    5,
  );

let slack: SlackWorkspace;
let store: ThreadStore;
let replicas: ReturnType<typeof createReplica>[];
/** What every look sees, until a test changes it. */
let seen: () => Report;

beforeEach(async () => {
  slack = await startWorkspace();
  store = oldStore();
  replicas = [];
  seen = stuck;
});
afterEach(async () => {
  await Promise.all(replicas.map(({ tender }) => tender.stop()));
  await slack.close();
});

function replica(options: Partial<ReplicaOptions> = {}) {
  const made = createReplica({ slack, store, ask: () => Promise.resolve(seen()), ...options });
  replicas.push(made);
  return made;
}
const post = (message: Readonly<Record<string, unknown>> = alertPost()) =>
  slack.post(CHANNEL, message);
const replies = (rootTs: string) => repliesTo(slack, rootTs);
const textOf = (message: unknown): string => JSON.stringify(message ?? null);

describe('an alert', () => {
  it('is answered in its thread with the whole verdict', async () => {
    const alert = post();

    await replica().answer(CHANNEL, parsedPost(alert));

    const [reply] = await eventually(
      () => replies(alert.ts),
      ({ length }) => length === 1,
    );
    expect(reply?.['text']).toMatch(/^CRITICAL: gprd-main: an upload from patroni-01/);
    expect(textOf(reply)).toContain('Stop watching');
    expect(textOf(reply)).not.toContain('wale_refresh');
    expect(reply?.['metadata']).toMatchObject({ event_type: 'wale_thread' });
  });

  it('is answered once, however often it is delivered and edited', async () => {
    const alert = post();
    const { answer } = replica();

    await Promise.all([1, 2, 3, 4].map(() => answer(CHANNEL, parsedPost(alert))));
    await eventually(
      () => replies(alert.ts).length,
      (length) => length > 0,
    );
    await answer(CHANNEL, parsedPost({ ...alert, text: 'edited' }));
    await eventually(
      () => slack.calls.filter((call) => call === 'chat.update').length,
      (edits) => edits >= 3,
    );

    expect(replies(alert.ts)).toHaveLength(1);
  });

  it('is answered once by several replicas that share their memory', async () => {
    const alert = post();
    const all = ['a', 'b', 'c'].map((owner) => replica({ owner }));

    await Promise.all(all.map(({ answer }) => answer(CHANNEL, parsedPost(alert))));
    await eventually(
      () => slack.calls.filter((call) => call === 'chat.update').length,
      (edits) => edits >= 3,
    );

    expect(replies(alert.ts)).toHaveLength(1);
  });

  it('that cannot be looked into is answered at once with what to run on the host', async () => {
    seen = blind;
    const alert = post();

    await replica().answer(CHANNEL, parsedPost(alert));

    const [reply] = await eventually(
      () => replies(alert.ts),
      ({ length }) => length === 1,
    );
    expect(reply?.['text']).toMatch(/^UNKNOWN: gprd-main: cannot tell/);
    expect(textOf(reply)).toContain('sudo patronictl list');
    seen = stuck;
    await eventually(
      () => textOf(replies(alert.ts)[0]),
      (text) => text.includes('CRITICAL'),
    );
  });

  it('is answered where Wale itself fails: once, with a reference and what to run on the host', async () => {
    const bug = (): never => {
      throw new TypeError('Cannot read properties of undefined');
    };
    seen = bug;
    const alert = post();
    const { answer, faults } = replica();

    await answer(CHANNEL, parsedPost(alert));

    const [reply] = await eventually(
      () => replies(alert.ts),
      ({ length }) => length === 1,
    );
    expect(reply?.['text']).toMatch(
      /^UNKNOWN: gprd-main: cannot tell whether WAL is archived: this is a bug in Wale \(id \w+ in its log\)$/,
    );
    expect(textOf(reply)).toContain('pg_stat_archiver');
    expect(textOf(reply)).toContain('Stop watching');
    expect(textOf(reply)).not.toContain('undefined');
    expect(faults).toContainEqual(expect.any(TypeError));
    await eventually(
      () => slack.calls.filter((call) => call === 'chat.update').length,
      (edits) => edits >= 3,
    );
    expect(replies(alert.ts)).toHaveLength(1);

    seen = healthy;
    await eventually(
      () => replies(alert.ts).map(({ text }) => text),
      ([text, note]) =>
        String(text).startsWith('OK') && String(note).startsWith('✅ Wale can tell again'),
    );
    expect(await allOver(store)).toEqual([]);
  });

  it('whose answer cannot be put into words is told so', async () => {
    // A moment that no calendar has: what writes it as a date throws.
    seen = () => ({ ...stuck(), snapshot: { ...stuck().snapshot, at: NaN } });
    const alert = post();

    await replica().answer(CHANNEL, parsedPost(alert));

    const [reply] = await eventually(
      () => replies(alert.ts),
      ({ length }) => length === 1,
    );
    expect(reply?.['text']).toContain('this is a bug in Wale');
    expect(textOf(reply)).toContain('pg_stat_archiver');
  });

  it('is not watched for ever where Wale goes on failing, and the thread hears that', async () => {
    seen = () => {
      throw new Error('a bug');
    };
    const alert = post();

    await replica({ settings: { ...QUICK, limitMs: 200 } }).answer(CHANNEL, parsedPost(alert));

    expect(await allOver(store)).toEqual([]);
    expect(replies(alert.ts).map(({ text }) => text)).toEqual([
      expect.stringContaining('this is a bug in Wale'),
      expect.stringContaining('Wale stopped watching'),
    ]);
  });

  it('that does not say which of several clusters it is about gets a question, once', async () => {
    const alert = post({
      ...alertPost(),
      attachments: [{ title: 'Firing 1 - Last WAL was archived 21m ago.' }],
    });

    await replica({ clusters: ['gprd-main', 'gprd-ci'] }).answer(CHANNEL, parsedPost(alert));

    const [reply] = await eventually(
      () => replies(alert.ts),
      ({ length }) => length === 1,
    );
    expect(reply?.['text']).toContain('does not say which cluster');
    expect(reply?.['text']).toContain('`/wale watch gprd-ci`');
    expect(await allOver(store)).toEqual([]);
  });

  it('about the same cluster is linked in the one reply, a hundred times', async () => {
    const first = post();
    const { answer } = replica();
    await answer(CHANNEL, parsedPost(first));
    const others = Array.from({ length: 99 }, () => post());
    await Promise.all(others.map((other) => answer(CHANNEL, parsedPost(other))));

    const text = await eventually(
      () => textOf(replies(first.ts)),
      (found) => found.includes('94 more'),
    );
    expect(text).toContain('also for: <https://example.slack.com/archives/C0ALERTS/p');
    expect(others.flatMap(({ ts }) => replies(ts))).toEqual([]);
    expect(replies(first.ts)).toHaveLength(1);
  });
});

describe('the reply', () => {
  it('is kept true, and the thread hears of a change for the worse and of the end', async () => {
    seen = healthy;
    const alert = post();
    await replica().answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => replies(alert.ts)[0]?.['text'],
      (text) => String(text).startsWith('OK'),
    );

    seen = stuck;
    await eventually(
      () => replies(alert.ts).map(({ text }) => text),
      ([reply, note]) =>
        String(reply).startsWith('CRITICAL') && String(note).startsWith('🔴 Worse: an upload'),
    );
    seen = healthy;
    await eventually(
      () => replies(alert.ts).map(({ text }) => text),
      ([reply, , note]) =>
        String(reply).startsWith('OK') && /^✅ Recovered after .+: WAL/.test(String(note)),
    );
    await eventually(
      () => textOf(replies(alert.ts)[0]),
      (text) => text.includes('Watch ended: healthy for'),
    );

    expect(textOf(replies(alert.ts)[0])).not.toContain('Stop watching');
    expect(replies(alert.ts)).toHaveLength(3);
    expect(await allOver(store)).toEqual([]);
  });

  it('ends at the time limit, and says that it is not well', async () => {
    const alert = post();
    const settings = { ...QUICK, limitMs: 100 };
    await replica({ settings }).answer(CHANNEL, parsedPost(alert));

    const [reply, note] = await eventually(
      () => replies(alert.ts),
      ([first, second]) => second !== undefined && textOf(first).includes('time limit'),
    );

    expect(reply?.['text']).toMatch(/^CRITICAL/);
    expect(note?.['text']).toMatch(/^Wale stopped watching after .*; still unhealthy: an upload/);
  });

  it('is not renewed any more after Stop, and says who stopped it', async () => {
    const alert = post();
    const { answer, stop } = replica();
    await answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => replies(alert.ts).length,
      (length) => length === 1,
    );

    expect(await stop(CHANNEL, `${CHANNEL}|gprd-main`, 'U7')).toBe(true);

    await eventually(
      () => textOf(replies(alert.ts)[0]),
      (text) => text.includes('<@U7> stopped it'),
    );
    expect(await allOver(store)).toEqual([]);
    expect(await stop(CHANNEL, `${CHANNEL}|gprd-main`, 'U7')).toBe(false);
  });

  it('that somebody deleted is not posted again', async () => {
    const alert = post();
    await replica().answer(CHANNEL, parsedPost(alert));
    const [reply] = await eventually(
      () => replies(alert.ts),
      ({ length }) => length === 1,
    );
    slack.delete(CHANNEL, reply?.ts ?? '');

    await eventually(
      () => slack.calls.filter((call) => call === 'chat.update').length,
      (edits) => edits >= 1,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(replies(alert.ts)).toEqual([]);
    expect(await allOver(store)).toEqual([]);
  });

  it('of a repeat after the time limit is the old one, watched again', async () => {
    const first = post();
    const settings = { ...QUICK, limitMs: 60 };
    const { answer } = replica({ settings });
    await answer(CHANNEL, parsedPost(first));
    await eventually(
      () => textOf(replies(first.ts)[0]),
      (text) => text.includes('time limit'),
    );

    const repeat = post();
    await answer(CHANNEL, parsedPost(repeat));
    await eventually(
      () => textOf(replies(first.ts)[0]),
      (text) => text.includes('also for'),
    );

    expect(replies(repeat.ts)).toEqual([]);
  });

  it('of a new alert after a recovery is a new one', async () => {
    seen = healthy;
    const first = post();
    const { answer } = replica();
    await answer(CHANNEL, parsedPost(first));
    await eventually(
      () => textOf(replies(first.ts)[0]),
      (text) => text.includes('Watch ended'),
    );

    const second = post();
    await answer(CHANNEL, parsedPost(second));

    const count = await eventually(
      () => replies(second.ts).length,
      (length) => length > 0,
    );
    expect(count).toBe(1);
  });
});

describe('a post whose outcome is not known', () => {
  it('is looked for before it is said again', async () => {
    slack.failNext('chat.postMessage', 'answer-lost');
    const alert = post();

    await replica().answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => slack.calls.filter((call) => call === 'chat.update').length,
      (edits) => edits >= 1,
    );

    expect(replies(alert.ts)).toHaveLength(1);
    expect(slack.calls.filter((call) => call === 'chat.postMessage')).toHaveLength(1);
  });

  it('is said again if it is not there', async () => {
    slack.failNext('chat.postMessage', 'internal-error');
    const alert = post();

    await replica().answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => replies(alert.ts).length,
      (length) => length === 1,
    );

    expect(slack.calls).toContain('conversations.replies');
  });

  it('is not sent again while Slack does not let us look', async () => {
    slack.failNext('chat.postMessage', 'answer-lost');
    slack.failNext('conversations.replies', 'internal-error');
    const alert = post();

    await replica().answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => slack.calls.filter((call) => call === 'conversations.replies').length,
      (looks) => looks >= 2,
    );

    expect(slack.calls.filter((call) => call === 'chat.postMessage')).toHaveLength(1);
  });

  it('waits as long as Slack says when it is turned away', async () => {
    slack.failNext('chat.postMessage', 'rate-limited');
    const alert = post();
    const startedAt = performance.now();

    await replica().answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => replies(alert.ts).length,
      (length) => length === 1,
    );

    expect(performance.now() - startedAt).toBeGreaterThan(990);
    expect(slack.calls).not.toContain('conversations.replies');
  });
});

describe('a channel that Wale may not post in', () => {
  it('is tried until the time is up, and whoever runs Wale hears of it once', async () => {
    for (let tries = 0; tries < 100; tries += 1) {
      slack.failNext('chat.postMessage', 'not-in-channel');
    }
    const alert = post();
    const { answer, faults, refusals } = replica({ settings: { ...QUICK, limitMs: 2500 } });

    await answer(CHANNEL, parsedPost(alert));

    expect(await allOver(store)).toEqual([]);
    const tries = slack.calls.filter((call) => call === 'chat.postMessage').length;
    expect(tries).toBeGreaterThan(1);
    expect([refusals, faults]).toEqual([['not_in_channel'], []]);
    expect(slack.messages(CHANNEL)).toHaveLength(1);
  });
});

describe('memory', () => {
  it('that was lost is made up for by asking Slack', async () => {
    const alert = post();
    const before = replica();
    await before.answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => replies(alert.ts).length,
      (length) => length === 1,
    );
    await before.tender.stop();

    const after = replica({ store: createForgetfulStore(Date.now, stopwatch), owner: 'b' });
    const edits = slack.calls.filter((call) => call === 'chat.update').length;
    await after.answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => slack.calls.filter((call) => call === 'chat.update').length,
      (now) => now > edits,
    );

    expect(replies(alert.ts)).toHaveLength(1);
  });

  it('lets another replica take up a thread whose owner is gone', async () => {
    const alert = post();
    const dead = replica({ owner: 'dead' });
    await dead.answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => replies(alert.ts).length,
      (length) => length === 1,
    );
    await dead.tender.stop();
    const thread = `${CHANNEL}|gprd-main`;
    await store.take(thread, 'dead', 300); // as after a kill: nobody lets go of it
    seen = healthy;

    const heir = replica({ owner: 'heir' });
    await heir.tender.sweep();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(replies(alert.ts)[0]?.['text']).toMatch(/^CRITICAL/);
    await new Promise((resolve) => setTimeout(resolve, 250));
    await heir.tender.sweep();

    await eventually(
      () => replies(alert.ts)[0]?.['text'],
      (text) => String(text).startsWith('OK'),
    );
    expect(replies(alert.ts).filter(({ text }) => String(text).startsWith('CRITICAL'))).toEqual([]);
  });

  it('keeps a replica silent whose lease is another’s', async () => {
    const alert = post();
    await store.take(`${CHANNEL}|gprd-main`, 'another', 60_000);

    await replica().answer(CHANNEL, parsedPost(alert));
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(slack.calls).toEqual([]);
    expect(await store.live()).toEqual([`${CHANNEL}|gprd-main`]);
  });

  it('keeps a replica from posting with a lease that is about to end', async () => {
    const alert = post();

    await replica({ leaseMs: 4000 }).answer(CHANNEL, parsedPost(alert));
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(slack.calls).not.toContain('chat.postMessage');
  });
});

describe('a watch', () => {
  it('posts in the channel, and is kept true as an alert’s reply is', async () => {
    const { watch } = replica();

    expect(await watch(CHANNEL, 'gprd-main', 'U7')).toEqual({ kind: 'begun' });

    expect(slack.messages(CHANNEL).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^CRITICAL/),
    ]);
    expect(await watch(CHANNEL, 'gprd-main', 'U8')).toMatchObject({
      kind: 'already',
      link: expect.stringContaining('https://example.slack.com/archives/C0ALERTS/p'),
    });
    seen = healthy;
    await eventually(
      () => slack.messages(CHANNEL).map(({ text }) => text),
      ([reply, note]) => String(reply).startsWith('OK') && String(note).startsWith('✅ Recovered'),
    );
  });

  it('in a channel that Wale is not in is refused, and over', async () => {
    slack.failNext('chat.postMessage', 'not-in-channel');

    const watched = await replica().watch(CHANNEL, 'gprd-main', 'U7');

    expect(watched).toEqual({ kind: 'refused', reason: 'not_in_channel' });
    expect(await allOver(store)).toEqual([]);
  });
});

describe('a PagerDuty incident', () => {
  it('is given the verdict as a note, once', async () => {
    const notes: string[] = [];
    const alert = post({
      bot_id: 'B0PAGERDUTY',
      app_id: 'A1FKYAUUX',
      text: ':red_circle: *<https://acme.pagerduty.com/incidents/Q1ABCDEF?utm_source=slack|[#7] Firing 1 - Last WAL was archived 20m ago.>* triggered',
    });
    const { answer } = replica({
      noteIncident: (incident, report, link) => {
        notes.push(`${incident} ${report.verdict.code} ${link ?? ''}`);
        return Promise.resolve();
      },
    });

    await answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => slack.calls.filter((call) => call === 'chat.update').length,
      (edits) => edits >= 3,
    );

    expect(notes).toEqual([expect.stringContaining('Q1ABCDEF upload-stuck https://example')]);
  });
});

describe('an answer that Slack does not let change any more', () => {
  it('is followed by one note that says so, and the thread is over', async () => {
    slack.failNext('chat.update', 'edit-window-closed');
    const alert = post();

    await replica().answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => replies(alert.ts).length,
      (count) => count === 2,
    );
    await allOver(store);

    expect(replies(alert.ts)[1]?.['text']).toContain('no longer lets Wale edit its answer');
  });
});
