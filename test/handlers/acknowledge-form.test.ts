import { describe, expect, it } from '@jest/globals';
import type { ModalView } from '@slack/types';
import { createOpenAcknowledgeForm } from '../../handlers/slack/actions/open-acknowledge-form.ts';
import type { Reply } from '../../handlers/slack/reply.ts';
import {
  createAcknowledgeForm,
  type FormAnswer,
  type FormPlace,
} from '../../handlers/slack/views/acknowledge.ts';
import { replyInChannel } from '../../handlers/slack/views/reply-in-channel.ts';
import { acknowledgeButtons } from '../../src/messages/thread/acknowledge-form.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import type { AcknowledgeRequest } from '../../src/use-cases/acknowledge.ts';
import { MINUTE } from '../../src/domain/time.ts';
import {
  completed,
  healthySnapshot,
  metric,
  moment,
  NOON,
  open,
  PRIMARY,
} from '../support/snapshot.ts';

const EVERYBODY = { channels: [], users: [] };

const stuck = healthySnapshot({
  log: { uploads: [completed(30 * MINUTE), open(20 * MINUTE)] },
  metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
});

describe('the button', () => {
  it('is there for a trouble that nobody knows of, and for nothing else', () => {
    const labels = (known: Parameters<typeof reportStatus>[2] = []) =>
      acknowledgeButtons(reportStatus(stuck, 5, known)).map(({ text, value }) => [
        text.text,
        value,
      ]);

    expect(labels()).toEqual([['Acknowledge', 'gprd-main']]);
    expect(
      labels([
        {
          cluster: 'gprd-main',
          at: 0,
          until: NOON + MINUTE,
          by: 'U1',
          because: 'x',
          what: { kind: 'maintenance' },
        },
      ]),
    ).toEqual([]);
    expect(acknowledgeButtons(reportStatus(healthySnapshot(), 5))).toEqual([]);
  });

  async function click(value: string, users: readonly string[] = []) {
    const opened: { trigger_id: string; view: ModalView }[] = [];
    const replies: Reply[] = [];
    await createOpenAcknowledgeForm(new Map([['gprd-main', true]]), { channels: [], users })({
      ack: () => Promise.resolve(),
      body: {
        user: { id: 'U1' },
        channel: { id: 'C1' },
        trigger_id: 't1',
        message: { ts: '2.0', thread_ts: '1.0' },
        actions: [{ value }],
      },
      respond: (reply) => Promise.resolve(replies.push(reply)),
      client: { views: { open: (form) => Promise.resolve(opened.push(form)) } },
    });
    return { opened, replies };
  }

  it('opens a form that knows where it was opened', async () => {
    const { opened } = await click('gprd-main');

    expect(opened).toHaveLength(1);
    expect(opened[0]?.trigger_id).toBe('t1');
    expect(JSON.parse(opened[0]?.view.private_metadata ?? '')).toEqual({
      cluster: 'gprd-main',
      channel: 'C1',
      thread: '1.0',
    });
  });

  it('opens none for a cluster that is gone, nor for whoever may not ask', async () => {
    const gone = await click('gone');
    const stranger = await click('gprd-main', ['U2']);

    expect([gone.opened, stranger.opened]).toEqual([[], []]);
    expect(gone.replies[0]?.text).toContain('there is no cluster "gone"');
    expect(stranger.replies[0]?.text).toContain('Wale is not allowed to answer');
  });
});

async function send(until: string, because: string, users: readonly string[] = [], gone = false) {
  const answers: (FormAnswer | undefined)[] = [];
  const requests: AcknowledgeRequest[] = [];
  const replies: [FormPlace, Reply][] = [];
  await createAcknowledgeForm(
    new Map(gone ? [] : [['gprd-main', true]]),
    {
      acknowledge: (request) => {
        requests.push(request);
        const { cluster, until: end, by, because: why } = request;
        const what = { kind: 'maintenance' } as const;
        const acknowledgement = { cluster, at: NOON, until: end, by, because: why, what };
        return Promise.resolve({ kind: 'acknowledged', of: 'it is stuck', acknowledgement });
      },
      unacknowledge: () => Promise.resolve(0),
    },
    users.length === 0 ? EVERYBODY : { channels: [], users },
    () => NOON,
    (place, reply) => Promise.resolve(replies.push([place, reply])),
  )({
    ack: (answer) => {
      answers.push(answer);
      return Promise.resolve();
    },
    body: {
      user: { id: 'U1' },
      view: {
        private_metadata: JSON.stringify({ cluster: 'gprd-main', channel: 'C1', thread: '1.0' }),
        state: {
          values: { until: { until: { value: until } }, because: { because: { value: because } } },
        },
      },
    },
  });
  return { answers, requests, replies };
}

describe('the form', () => {
  it('acknowledges what leads the verdict, and says so in the thread', async () => {
    const { answers, requests, replies } = await send('18:00', 'the <store> moves');

    expect(answers).toEqual([undefined]);
    expect(requests).toEqual([
      {
        cluster: 'gprd-main',
        what: undefined,
        until: NOON + 6 * 60 * MINUTE,
        because: 'the <store> moves',
        by: 'U1',
      },
    ]);
    expect(replies).toHaveLength(1);
    expect(replies[0]?.[0]).toEqual({ channel: 'C1', thread: '1.0', user: 'U1' });
    expect(replies[0]?.[1].text).toContain(
      'acknowledged by U1 until 2026-11-24 18:00 UTC (the &lt;store&gt; moves)',
    );
  });

  it('stays open where the time or the reason is none', async () => {
    const soon = await send('soon', 'x');
    const silent = await send('3h', '  ');

    expect(soon.answers[0]?.errors).toEqual({
      until: expect.stringContaining('got "soon"'),
    });
    expect(silent.answers[0]?.errors).toEqual({ because: 'expected a reason' });
    expect([...soon.requests, ...silent.requests]).toEqual([]);
  });

  it('acknowledges nothing of a cluster that is gone by then', async () => {
    const { requests, replies } = await send('3h', 'x', [], true);

    expect(requests).toEqual([]);
    expect(replies[0]?.[1].text).toContain('there is no cluster');
  });

  it('keeps to the list of who may ask', async () => {
    const { requests, replies } = await send('3h', 'x', ['U2']);

    expect(requests).toEqual([]);
    expect(replies[0]?.[1]).toMatchObject({ response_type: 'ephemeral' });
  });

  it('replies to one alone by an ephemeral message, and else to all of the thread', async () => {
    const calls: unknown[] = [];
    const chat = {
      postMessage: (message: unknown) => Promise.resolve(calls.push(['all', message])),
      postEphemeral: (message: unknown) => Promise.resolve(calls.push(['one', message])),
    };
    const respond = replyInChannel({ chat }, { channel: 'C1', thread: '1.0', user: 'U1' });

    await respond({ text: 'a' });
    await respond({ text: 'b', response_type: 'ephemeral' });

    expect(calls).toEqual([
      ['all', { channel: 'C1', text: 'a', thread_ts: '1.0' }],
      ['one', { channel: 'C1', text: 'b', thread_ts: '1.0', user: 'U1' }],
    ]);
  });
});
