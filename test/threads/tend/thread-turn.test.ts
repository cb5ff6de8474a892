import { describe, expect, it } from '@jest/globals';
import type { Report } from '../../../src/domain/report.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/time.ts';
import { reportStatus } from '../../../src/report/report-status.ts';
import type { ThreadRequest } from '../../../src/threads/record/request.ts';
import type {
  EditOutcome,
  FindOutcome,
  PostOutcome,
} from '../../../src/threads/record/slack-channel.ts';
import type { ThreadRecord } from '../../../src/threads/record/thread-record.ts';
import { DEFAULT_WATCH } from '../../../src/threads/record/watch-settings.ts';
import { createInMemoryStore, newMemory } from '../../../src/threads/stores/in-memory.ts';
import { threadTurn } from '../../../src/threads/tend/thread-turn.ts';
import {
  completed,
  healthySnapshot,
  metric,
  moment,
  NOON,
  open,
  PRIMARY,
} from '../../support/snapshot.ts';

const THREAD = 'C1|main';
const alert = (more: object = {}): ThreadRequest => ({
  kind: 'alert',
  at: NOON,
  channel: 'C1',
  cluster: 'main',
  alertKey: 'k',
  title: 'walgBackupDelayed',
  rootTs: '1.0',
  ...more,
});
const watch: ThreadRequest = {
  kind: 'watch',
  at: NOON,
  channel: 'C1',
  cluster: 'main',
  user: 'U1',
};
const stop: ThreadRequest = { kind: 'stop', at: NOON, channel: 'C1', cluster: 'main', user: 'U1' };

const healthy = () => reportStatus(healthySnapshot(), 5);
const stuck = () =>
  reportStatus(
    healthySnapshot({
      log: { uploads: [completed(30 * MINUTE), open(20 * MINUTE)] },
      metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
    }),
    5,
  );

/** One replica that holds the lease, its memory, and a Slack that answers as the test says. */
async function rig(...requests: readonly ThreadRequest[]) {
  const at = { now: NOON };
  const store = createInMemoryStore(
    newMemory(NOON - HOUR),
    () => Promise.resolve(),
    () => at.now,
    () => at.now,
  );
  const answers: {
    post: PostOutcome | undefined;
    edit: EditOutcome;
    find: FindOutcome;
    ask: () => Report;
    onPost: () => Promise<void>;
  } = {
    onPost: () => Promise.resolve(),
    post: undefined,
    edit: 'edited',
    find: { kind: 'absent' },
    ask: stuck,
  };
  const said: string[] = [];
  const noted: string[] = [];
  let posts = 0;
  const turn = (thread: string) =>
    threadTurn(
      thread,
      { isHeldFor: () => true },
      {
        store,
        slack: {
          post: async ({ rootTs }, { text }, { id }) => {
            said.push(`post ${id} below ${rootTs ?? 'nothing'}: ${text.split(':')[0] ?? ''}`);
            posts += 1;
            await answers.onPost();
            return answers.post ?? { kind: 'posted', ts: `2.${posts}` };
          },
          edit: (channel, ts, { text }, { id }) => {
            said.push(`edit ${channel} ${ts} ${id}: ${text.split(':')[0] ?? ''}`);
            return Promise.resolve(answers.edit);
          },
          find: (_place, { id }, since) => {
            said.push(`find ${id} since ${since - NOON}`);
            return Promise.resolve(answers.find);
          },
          recent: () => Promise.resolve([]),
          linkTo: (channel, ts) => `${channel}/${ts}`,
        },
        owner: 'me',
        clusters: new Map([['main', { ask: () => Promise.resolve(answers.ask()), links: {} }]]),
        askPipeline: () => Promise.reject(new Error('no')),
        settings: DEFAULT_WATCH,
        now: () => at.now,
        stopwatch: () => at.now,
        noteIncident: (incident, report, link) => {
          noted.push(`${incident} ${report.verdict.code} ${link ?? ''}`);
          return Promise.resolve();
        },
        onRefused: () => undefined,
      },
      () => 'reference',
    );
  for (const [index, request] of requests.entries()) {
    await store.leave(`r${index}`, THREAD, request);
  }
  await store.take(THREAD, 'me', 24 * HOUR);
  /** A turn, and only what was said in it. */
  const take = async (thread = THREAD) => {
    said.length = 0;
    const outcome = await turn(thread);
    return { outcome, said: [...said] };
  };
  const record = async (): Promise<ThreadRecord> => {
    const found = await store.read(THREAD);
    if (found === undefined) throw new Error('no record');
    return found;
  };
  return { at, store, answers, take, noted, record };
}

describe('a turn of a thread', () => {
  it('answers an alert below its post, then brings the answer up to date', async () => {
    const { take, store, record, at } = await rig(alert());

    expect(await take()).toEqual({
      outcome: { kind: 'again', inMs: 30 * SECOND, reply: { kind: 'there', ts: '2.1' } },
      said: ['post reply below 1.0: CRITICAL'],
    });
    expect(await store.requests(THREAD)).toEqual([]);
    expect((await record()).reply).toMatchObject({ ts: '2.1', tried: true });

    at.now = NOON + 10 * MINUTE;
    expect(await take()).toMatchObject({
      outcome: { inMs: MINUTE },
      said: ['edit C1 2.1 reply: CRITICAL'],
    });
  });

  it('has nothing to do where nothing was left', async () => {
    const { take } = await rig();

    expect(await take()).toEqual({ outcome: { kind: 'over', reply: undefined }, said: [] });
  });

  it('says nothing in a thread whose lease another has by now', async () => {
    const { take, store } = await rig(alert());
    await store.release(THREAD, 'me');
    await store.take(THREAD, 'other', 24 * HOUR);

    expect(await take()).toEqual({ outcome: { kind: 'lost' }, said: [] });
    expect(await store.requests(THREAD)).toHaveLength(1);
  });

  it('says what changed below the post, in order, once each', async () => {
    const { take, answers, record } = await rig(alert());
    answers.ask = healthy;
    await take();
    answers.ask = stuck;
    answers.post = { kind: 'unsure', reason: 'timeout' };
    const first = await take();
    expect(first.said[0]).toMatch(/^post note-1-\d+ below 1.0: 🔴 Worse/);
    expect((await record()).notes).toMatchObject([{ tried: true, triedAt: NOON }]);

    answers.ask = healthy;
    const waiting = await take();
    expect(waiting.said).toEqual([
      expect.stringMatching(/^find note-1/),
      expect.stringMatching(/^post note-1/),
      'edit C1 2.1 reply: OK',
    ]);

    answers.post = undefined;
    answers.find = { kind: 'found', ts: '2.9' };
    const both = await take();
    expect(both.said).toEqual([
      expect.stringMatching(/^find note-1/),
      expect.stringMatching(/^post note-2-\d+ below 1.0: ✅ Recovered/),
      'edit C1 2.1 reply: OK',
    ]);
    expect((await record()).notes.map(({ ts }) => ts)).toEqual(['2.9', '2.4']);
    expect((await take()).said).toEqual(['edit C1 2.1 reply: OK']);
  });

  it('says a note that Slack refused anew, without looking for it', async () => {
    const { take, answers, record } = await rig(alert());
    answers.ask = healthy;
    await take();
    answers.ask = stuck;
    answers.post = { kind: 'refused', reason: 'ratelimited' };
    await take();
    expect((await record()).notes).toMatchObject([{ tried: false, triedAt: undefined }]);

    answers.post = undefined;
    expect((await take()).said[0]).toMatch(/^post note-1/);
  });

  it('tries an alert again that Slack refused, and forgets a question that it refused', async () => {
    const refused = { kind: 'refused', reason: 'not_in_channel' } as const;
    const ofAlert = await rig(alert());
    ofAlert.answers.post = refused;
    expect((await ofAlert.take()).outcome).toEqual({
      kind: 'again',
      inMs: 30 * SECOND,
      reply: refused,
    });
    expect((await ofAlert.record()).reply).toMatchObject({ tried: false, triedAt: undefined });

    const ofQuestion = await rig(watch);
    ofQuestion.answers.post = refused;
    expect((await ofQuestion.take()).outcome).toEqual({ kind: 'over', reply: refused });
    expect((await ofQuestion.record()).ended).toEqual({ by: 'refused', at: NOON });
  });

  it('tries soon again where nobody knows whether the answer is there, and looks since the first try', async () => {
    const { take, answers, at } = await rig(alert());
    answers.post = { kind: 'unsure', reason: 'timeout' };
    expect((await take()).outcome).toMatchObject({ kind: 'again', inMs: 5 * SECOND });

    at.now = NOON + 2 * MINUTE;
    await take();
    at.now = NOON + 4 * MINUTE;
    expect((await take()).said[0]).toBe(`find reply since ${-MINUTE}`);
  });

  it('ends where somebody deleted the answer', async () => {
    const { take, answers, record } = await rig(alert());
    await take();
    answers.edit = 'gone';

    expect((await take()).outcome.kind).toBe('over');
    expect((await record()).ended).toEqual({ by: 'deleted', at: NOON });
  });

  it('is over after a stop once the answer shows it, and not before', async () => {
    const { take, answers, store, record } = await rig(alert());
    await take();
    await store.leave('s', THREAD, stop);
    answers.edit = 'failed';
    expect((await take()).outcome).toMatchObject({ kind: 'again', inMs: 5 * SECOND });

    // What comes in now waits until the old thread has said that it ended.
    await store.leave('n', THREAD, alert({ alertKey: 'new', rootTs: '9.0' }));
    answers.edit = 'edited';
    expect((await take()).outcome.kind).toBe('over');
    expect(await store.requests(THREAD)).toHaveLength(1);
    expect(await record()).toMatchObject({ closed: true, ended: { by: 'stopped' } });
  });

  it('says once that the answer cannot be changed any more, and ends with that', async () => {
    const { take, answers, record } = await rig(alert());
    await take();
    answers.edit = 'refused';
    answers.post = { kind: 'unsure', reason: 'timeout' };
    expect((await take()).said[1]).toMatch(/^post frozen below 1.0/);
    expect((await record()).ended).toBeUndefined();

    answers.find = { kind: 'found', ts: '2.9' };
    expect((await take()).outcome.kind).toBe('over');
    expect((await record()).notes.map(({ id }) => id)).toEqual(['frozen']);
    expect((await record()).ended).toEqual({ by: 'refused', at: NOON });
  });

  it('says that the answer cannot be changed any more beside a note that was said before', async () => {
    const { take, answers, record } = await rig(alert());
    answers.ask = healthy;
    await take();
    answers.ask = stuck;
    await take();
    answers.edit = 'refused';
    answers.post = { kind: 'unsure', reason: 'timeout' };
    expect((await take()).outcome.kind).toBe('again');
    expect((await record()).ended).toBeUndefined();

    answers.post = undefined;
    expect((await take()).outcome.kind).toBe('over');
    expect((await record()).notes).toMatchObject([
      { text: expect.stringContaining('Worse') },
      { id: 'frozen', ts: '2.4' },
    ]);
  });

  it('asks which cluster is meant where the alert does not say, and leaves it at that', async () => {
    const { take, store } = await rig();
    const unclear = 'C1|?';
    await store.leave('u', unclear, alert({ cluster: undefined }));
    await store.take(unclear, 'me', 24 * HOUR);

    const { outcome, said } = await take(unclear);

    expect(outcome.kind).toBe('over');
    expect(said).toHaveLength(1);
    expect(await store.read(unclear)).toMatchObject({
      ended: { by: 'told', at: NOON },
      closed: true,
    });
  });

  it('stands in the channel where nobody posted, and its notes below the answer', async () => {
    const { take, answers } = await rig(watch);
    answers.ask = healthy;
    expect((await take()).said).toEqual(['post reply below nothing: OK']);

    answers.ask = stuck;
    expect((await take()).said[0]).toMatch(/^post note-1-\d+ below 2.1/);
  });

  it('gives each incident the verdict once, with a link to the answer', async () => {
    const { take, noted, store } = await rig(
      alert({ incidentId: 'Q1' }),
      alert({ alertKey: 'l' }),
      alert({ alertKey: 'm', incidentId: 'Q2' }),
    );
    await take();
    await take();
    expect(noted).toEqual(['Q1 upload-stuck C1/2.1', 'Q2 upload-stuck C1/2.1']);

    await store.leave('n', THREAD, alert({ alertKey: 'n', incidentId: 'Q3' }));
    await take();
    expect(noted.slice(2)).toEqual(['Q3 upload-stuck C1/2.1']);
  });

  it('is silent where the guard still sees a trouble whose watch somebody stopped', async () => {
    const { take, store } = await rig(alert());
    await take();
    await store.leave('s', THREAD, stop);
    await take();
    await store.leave('g', THREAD, {
      kind: 'guard',
      at: NOON,
      channel: 'C1',
      cluster: 'main',
      alertKey: 'g',
      title: 'seen by Wale itself',
      since: NOON - MINUTE,
      critical: true,
    });

    expect(await take()).toEqual({ outcome: { kind: 'over', reply: undefined }, said: [] });
    expect(await store.requests(THREAD)).toEqual([]);
  });

  it('tries a question again whose answer may not be there, and is not over', async () => {
    const { take, answers, record } = await rig(watch);
    answers.post = { kind: 'unsure', reason: 'timeout' };

    expect((await take()).outcome.kind).toBe('again');
    expect((await record()).ended).toBeUndefined();
  });

  it('is over where it was stopped and Slack refuses its answer', async () => {
    const { take, answers, record } = await rig(alert(), stop);
    answers.post = { kind: 'refused', reason: 'not_in_channel' };

    expect((await take()).outcome.kind).toBe('over');
    expect((await record()).ended?.by).toBe('refused');
  });

  it('gives no incident a verdict once another replica has the thread', async () => {
    const { take, answers, noted, store } = await rig(alert({ incidentId: 'Q1' }));
    answers.onPost = async () => {
      await store.release(THREAD, 'me');
      await store.take(THREAD, 'other', 24 * HOUR);
    };

    expect((await take()).outcome).toEqual({ kind: 'lost' });
    expect(noted).toEqual([]);
  });

  it('tells the thread of a bug in Wale, and goes on', async () => {
    const { take, answers, noted } = await rig(alert({ incidentId: 'Q1' }));
    answers.ask = () => {
      throw new Error('a bug');
    };

    const { outcome, said } = await take();

    expect(outcome.kind).toBe('again');
    expect(said).toHaveLength(1);
    expect(noted).toEqual([]); // there is no verdict to put on the incident
  });
});
