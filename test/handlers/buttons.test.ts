import { describe, expect, it } from '@jest/globals';
import { createAskAction } from '../../handlers/slack/actions/ask-cluster.ts';
import { createExplainAction } from '../../handlers/slack/actions/explain.ts';
import { createRefreshAction } from '../../handlers/slack/actions/refresh.ts';
import { createWatchAction } from '../../handlers/slack/actions/watch-here.ts';
import type { ClusterAnswer } from '../../handlers/slack/commands/cluster-answer.ts';
import type { Reply } from '../../handlers/slack/reply.ts';
import { measured } from '../../src/domain/reading.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import type { Watched } from '../../src/threads/tend/watch-cluster.ts';
import { healthySnapshot, NOON, uploadLog } from '../support/snapshot.ts';

const EVERYBODY = { channels: [], users: [] };
const IN_THREAD = { ts: '2.0', thread_ts: '1.0' };
const never = () => Promise.reject(new Error('nobody asks'));
const takeDown = (): string => 'ref1';

const clusterThatTakes = (ms: number): ClusterAnswer => ({
  ask: async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return reportStatus(healthySnapshot(), 5);
  },
  askAt: never,
  listUploads: () => Promise.resolve(measured(uploadLog(), NOON)),
  listErrors: never,
  examine: never,
  links: {},
});

type Act = (args: {
  ack: () => Promise<void>;
  body: unknown;
  respond: (reply: Reply) => Promise<unknown>;
}) => Promise<void>;

async function press(act: Act, value: string, message?: object): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  const body = { user: { id: 'U1' }, channel: { id: 'C1' }, actions: [{ value }], message };
  const respond = (reply: Reply) => Promise.resolve(replies.push(reply));
  await act({ ack: () => Promise.resolve(), body, respond });
  return replies;
}

const ask = (question: 'status' | 'uploads', ms = 0, askingAfterMs = 1000) =>
  createAskAction(
    question,
    new Map([['main', clusterThatTakes(ms)]]),
    EVERYBODY,
    askingAfterMs,
    takeDown,
  );

describe('a button', () => {
  it('is answered below the message that it is in, which stays', async () => {
    expect(await press(ask('uploads'), 'main', { ts: '2.0' })).toMatchObject([
      {
        response_type: 'in_channel',
        replace_original: false,
        text: expect.stringMatching(/^main: /),
      },
    ]);
  });

  it('in a thread is answered in that thread', async () => {
    const explain = createExplainAction(() => ({ text: 'it means' }), EVERYBODY);

    expect(await press(ask('status'), 'main', IN_THREAD)).toMatchObject([{ thread_ts: '1.0' }]);
    expect(await press(explain, 'healthy', IN_THREAD)).toMatchObject([{ thread_ts: '1.0' }]);
  });

  it('on a message that a thread hangs below is answered in the channel', async () => {
    const [reply] = await press(ask('status'), 'main', { ts: '1.0', thread_ts: '1.0' });

    expect(reply).not.toHaveProperty('thread_ts');
  });

  it('that puts its answer in the place of the message names no thread', async () => {
    const refresh = createRefreshAction(
      new Map([['main', clusterThatTakes(0)]]),
      EVERYBODY,
      takeDown,
    );
    const [reply] = await press(refresh, 'main', IN_THREAD);

    expect(reply).toMatchObject({ replace_original: true });
    expect(reply).not.toHaveProperty('thread_ts');
  });

  it('whose answer takes long never puts it in the place of the message', async () => {
    const replies = await press(ask('status', 120, 50), 'main', { ts: '2.0' });

    expect(replies).toMatchObject([
      { text: 'asking about main…', response_type: 'ephemeral', replace_original: false },
      { response_type: 'in_channel', replace_original: false },
    ]);
  });

  it('about a cluster that is gone says so', async () => {
    expect(await press(ask('uploads'), 'gone')).toMatchObject([
      { text: expect.stringContaining('there is no cluster "gone"'), response_type: 'ephemeral' },
    ]);
  });
});

describe('Watch here', () => {
  const watch = (watched: Watched, asked: string[] = []) =>
    createWatchAction(
      new Map([['main', clusterThatTakes(0)]]),
      (channel, cluster, user) => {
        asked.push(`${channel} ${cluster} ${user}`);
        return Promise.resolve(watched);
      },
      EVERYBODY,
    );

  it('watches the cluster in this channel, and needs no words for that', async () => {
    const asked: string[] = [];

    expect(await press(watch({ kind: 'begun' }, asked), 'main')).toEqual([]);
    expect(asked).toEqual(['C1 main U1']);
  });

  it('says where it is watched already, in the thread where somebody asked', async () => {
    const replies = await press(
      watch({ kind: 'already', link: 'https://slack.example/p1' }),
      'main',
      IN_THREAD,
    );

    expect(replies).toMatchObject([
      {
        text: 'main is watched here already: <https://slack.example/p1>',
        response_type: 'ephemeral',
        replace_original: false,
        thread_ts: '1.0',
      },
    ]);
  });

  it('about a cluster that is gone says so, and watches nothing', async () => {
    const asked: string[] = [];

    expect(await press(watch({ kind: 'begun' }, asked), 'gone')).toMatchObject([
      { text: expect.stringContaining('there is no cluster "gone"') },
    ]);
    expect(asked).toEqual([]);
  });
});
