import { describe, expect, it } from '@jest/globals';
import { createRefreshAction } from '../../handlers/slack/actions/refresh.ts';
import type { Acknowledging } from '../../handlers/slack/commands/acknowledge.ts';
import { createAnswerCommand } from '../../handlers/slack/commands/answer-command.ts';
import { createExplain } from '../../handlers/slack/commands/explain.ts';
import { createExplainAction } from '../../handlers/slack/actions/explain.ts';
import { createMentionListener } from '../../handlers/slack/events/app-mention.ts';
import { createWaleCommand } from '../../handlers/slack/commands/wale.ts';
import type { ClusterAnswer } from '../../handlers/slack/commands/cluster-answer.ts';
import type { Reply } from '../../handlers/slack/reply.ts';
import { createVerdictPages } from '../../src/composition/verdict-pages.ts';
import { VERDICT_CODES } from '../../src/domain/finding.ts';
import { statusMessage } from '../../src/messages/status/status-message.ts';
import { measured, unavailable, type Reading } from '../../src/domain/reading.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import type { Watched, WatchCluster } from '../../src/threads/tend/watch-cluster.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { failure, healthySnapshot, NOON, uploadLog } from '../support/snapshot.ts';

const EVERYBODY = { channels: [], users: [] };
const report = () => reportStatus(healthySnapshot(), 5);

const takeDown = (): string => 'ref1';
const explain = createExplain(createVerdictPages());

interface Options {
  readonly allow?: { readonly channels: string[]; readonly users: string[] };
  readonly answersAfterMs?: number;
  readonly names?: readonly string[];
  readonly log?: Reading<UploadLog>;
  readonly watched?: Watched;
  readonly event?: Readonly<Record<string, unknown>>;
}

function set({
  answersAfterMs = 0,
  names = ['gprd-main'],
  log = measured(uploadLog(), NOON),
}: Options) {
  const events: string[] = [];
  const replies: Reply[] = [];
  const ask = async () => {
    events.push('ask');
    await new Promise((resolve) => setTimeout(resolve, answersAfterMs));
    return report();
  };
  const asked =
    <Answer>(what: string, answer: Answer) =>
    () => {
      events.push(what);
      return Promise.resolve(answer);
    };
  const errors = {
    errors: [{ ...failure(5 * MINUTE), cause: undefined }],
    from: NOON - HOUR,
    unread: { count: 0, samples: [] },
  };
  const checks = [{ subject: 'clock', outcome: 'works' as const, found: 'agrees' }];
  const clusters = new Map(
    names.map((name): [string, ClusterAnswer] => [
      name,
      {
        ask,
        askAt: (at: number) => {
          events.push(`as of ${new Date(at).toISOString()}`);
          return ask();
        },
        listUploads: asked('uploads', log),
        listErrors: asked('errors', measured(errors, NOON)),
        examine: asked('doctor', { cluster: name, at: NOON, checks, tookMs: 5 }),
        links: {},
      },
    ]),
  );
  const askFleet = asked('fleet', {
    at: NOON,
    reports: names.map(() => report()),
    severity: 'ok' as const,
    tookMs: 5,
  });
  const ack = () => {
    events.push('ack');
    return Promise.resolve();
  };
  const respond = (reply: Reply) => {
    events.push('respond');
    replies.push(reply);
    return Promise.resolve();
  };
  return { events, replies, clusters, askFleet, ack, respond };
}

const acknowledged: string[] = [];
const acknowledging: Acknowledging = {
  acknowledge: (request, asker) => {
    acknowledged.push(`${asker.user ?? ''} ${JSON.stringify(request)}`);
    if (request.because === 'nothing') {
      return Promise.resolve({ kind: 'refused', sentence: 'there is <nothing>' });
    }
    const what = { kind: 'maintenance' } as const;
    const acknowledgement = { ...request, at: NOON, what };
    return Promise.resolve({ kind: 'acknowledged', acknowledgement, of: 'a <hole>' });
  },
  unacknowledge: (cluster) => Promise.resolve(cluster === 'gprd-main' ? 1 : 0),
};

async function type(text: string, options: Options = {}) {
  const { events, replies, clusters, askFleet, ack, respond } = set(options);
  const command = { text, channel_id: 'C1', user_id: 'U1' };
  const asked: string[] = [];
  const watchCluster: WatchCluster = (channel, cluster, user) => {
    asked.push(`${channel} ${cluster} ${user}`);
    return Promise.resolve(options.watched ?? { kind: 'begun' });
  };
  const answer = createAnswerCommand({
    clusters,
    askFleet,
    watchCluster,
    takeDown,
    now: () => NOON,
    acknowledging,
    explain,
  });
  const handle = createWaleCommand(answer, options.allow ?? EVERYBODY, 50);
  await handle({ ack, command, respond });
  return { events, replies, asked };
}

async function click(value: string, options: Options = {}) {
  const { events, replies, clusters, ack, respond } = set(options);
  const body = { user: { id: 'U1' }, channel: { id: 'C1' }, actions: [{ value }] };
  await createRefreshAction(clusters, options.allow ?? EVERYBODY, takeDown)({ ack, body, respond });
  return { events, replies };
}

describe('/wale', () => {
  it('acknowledges before it starts the slow work, and answers to the channel', async () => {
    const { events, replies } = await type('status gprd-main');

    expect(events).toEqual(['ack', 'ask', 'respond']);
    expect(replies[0]).toMatchObject({
      response_type: 'in_channel',
      replace_original: false,
      unfurl_links: false,
      text: expect.stringMatching(/^OK: gprd-main: WAL archiving is healthy/),
    });
  });

  it('needs no name where there is one cluster', async () => {
    expect((await type('  status  ')).replies[0]?.text).toContain('OK: gprd-main');
  });

  it('says that it is asking if that takes long, and puts the answer in its place', async () => {
    const { replies } = await type('status', { answersAfterMs: 120 });

    expect(replies.map(({ text }) => text.slice(0, 22))).toEqual([
      'asking about gprd-main',
      'OK: gprd-main: WAL arc',
    ]);
    expect(replies[1]?.replace_original).toBe(true);
  });

  it.each([
    ['help', 'Clusters: `gprd-main`'],
    ['stauts', 'Unknown command “stauts”'],
    ['status a b', 'Unknown command “status a b”'],
    ['status nope', 'there is no cluster "nope". There is only gprd-main'],
    ['clusters all', 'Unknown command “clusters all”'],
    ['uploads nope', 'there is no cluster "nope"'],
    ['<!channel>', '“&lt;!channel&gt;”'],
    ['status <!here>', 'there is no cluster "&lt;!here&gt;"'],
  ])('answers %j to the one who asked alone', async (text, answer) => {
    const { replies } = await type(text);

    expect(replies).toEqual([
      {
        response_type: 'ephemeral',
        text: expect.stringContaining(answer),
        blocks: [expect.objectContaining({ type: 'section' })],
      },
    ]);
  });

  it.each([
    ['clusters', 'fleet', '1 cluster: 1 ok'],
    ['uploads', 'uploads', expect.stringMatching(/^gprd-main: the newest 2 uploads of 2/)],
    [
      'errors gprd-main',
      'errors',
      expect.stringMatching(/^gprd-main: 1 error, 1 cause, in the log of the last 60 min/),
    ],
    ['doctor', 'doctor', 'gprd-main: 1 check, all passed'],
  ])('answers %j to the channel', async (text, asked, answer) => {
    const { events, replies } = await type(text);

    expect(events).toEqual(['ack', asked, 'respond']);
    expect(replies[0]).toMatchObject({ response_type: 'in_channel', text: answer });
  });

  it('says so when the log cannot be read for a list', async () => {
    const { replies } = await type('uploads', {
      log: unavailable('timeout', 'no <answer> in time'),
    });

    expect(replies[0]?.text).toBe('gprd-main: could not read the log: no &lt;answer&gt; in time');
  });

  it.each([
    [['gprd-main'], 'ask', /^OK: gprd-main: /],
    [['a', 'b'], 'fleet', /^2 clusters: 2 ok/],
  ])('alone, with the clusters %j, asks for %s', async (names, asked, words) => {
    const { events, replies } = await type('', { names });

    expect(events).toEqual(['ack', asked, 'respond']);
    expect(replies[0]?.text).toMatch(words);
  });

  it.each(['STATUS', 'Status GPRD-MAIN', 'status main'])(
    'takes %j for the status',
    async (text) => {
      expect((await type(text)).replies[0]?.text).toMatch(/^OK: gprd-main: /);
    },
  );

  it.each([
    ['status gprd-main 02:10', '2026-11-24T02:10:00.000Z'],
    ['status 3h ago', '2026-11-24T09:00:00.000Z'],
    ['status main 20 min ago', '2026-11-24T11:40:00.000Z'],
  ])('answers %j as of then', async (text, at) => {
    expect((await type(text)).events).toEqual(['ack', `as of ${at}`, 'ask', 'respond']);
  });

  it('asks which cluster is meant', async () => {
    const { replies } = await type('status', { names: ['a', 'b'] });

    expect(replies[0]?.text).toBe('expected the name of a cluster: a, b');
  });

  it.each([
    { allow: { channels: ['C2'], users: [] }, asked: false },
    { allow: { channels: [], users: ['U2'] }, asked: false },
    { allow: { channels: ['C1'], users: ['U1'] }, asked: true },
  ])('keeps to its list: $allow', async ({ allow, asked }) => {
    const { events, replies } = await type('status', { allow });

    expect(events.includes('ask')).toBe(asked);
    expect(replies[0]?.response_type).toBe(asked ? 'in_channel' : 'ephemeral');
  });
});

describe('/wale watch', () => {
  it('begins a watch in the channel, which speaks for itself', async () => {
    const { asked, replies } = await type('watch gprd-main');

    expect(asked).toEqual(['C1 gprd-main U1']);
    expect(replies).toEqual([]);
  });

  it.each<[Watched, string]>([
    [{ kind: 'already', link: 'https://x.slack.com/archives/C1/p1' }, 'is watched here already: <'],
    [{ kind: 'already', link: undefined }, 'gprd-main is watched here already.'],
    [{ kind: 'refused', reason: 'not_in_channel' }, 'Wale is not in this channel'],
    [{ kind: 'refused', reason: 'is_archived' }, 'does not let Wale post here (is_archived)'],
    [{ kind: 'later', reason: 'no answer' }, 'Wale goes on trying'],
  ])('tells the one who asked alone: %j', async (watched, words) => {
    const { replies } = await type('watch', { watched });

    expect(replies).toEqual([
      expect.objectContaining({ response_type: 'ephemeral', text: expect.stringContaining(words) }),
    ]);
  });

  it('watches nothing that is not configured', async () => {
    const { asked, replies } = await type('watch nope');

    expect(asked).toEqual([]);
    expect(replies[0]?.text).toContain('there is no cluster "nope"');
  });
});

describe('/wale ack', () => {
  const ack = async (text: string, options: Options = {}) => {
    acknowledged.splice(0);
    const { replies } = await type(text, options);
    return { replies, asked: [...acknowledged] };
  };

  it('takes the cluster, what it is, until when, and why', async () => {
    const { asked, replies } = await ack('ack gprd-main until 18:00 because we know  it');

    expect(asked).toEqual([
      `U1 ${JSON.stringify({
        cluster: 'gprd-main',
        until: NOON + 6 * 60 * 60 * 1000,
        because: 'we know  it',
        by: 'U1',
      })}`,
    ]);
    expect(replies[0]).toMatchObject({ response_type: 'in_channel' });
    expect(replies[0]?.text).toContain('a &lt;hole&gt;');
    expect(replies[0]?.text).toContain('acknowledged by U1 until 2026-11-24 18:00 UTC');
  });

  it.each([
    ['ack gprd-main maintenance until 3h because x', 'maintenance'],
    ['ack maintenance until 2026-11-30 because x', 'maintenance'],
    [
      'ack 00000005000000100000000A–0C until 2026-11-30 08:00 because x',
      '00000005000000100000000A–0C',
    ],
  ])('reads %s', async (text, what) => {
    const { asked } = await ack(text);

    expect(asked[0]).toContain(JSON.stringify({ cluster: 'gprd-main', what }).slice(0, -1));
  });

  it.each([
    ['ack gprd-main', 'expected ack CLUSTER until TIME because REASON'],
    ['ack gprd-main until 18:00', 'expected ack CLUSTER until TIME because REASON'],
    ['ack gprd-main nonsense until 18:00 because x', 'expected ack CLUSTER until TIME'],
    ['ack gprd-main until yesterday because x', 'got "yesterday"'],
    ['ack gprd-main until 2020-01-01 because x', 'expected a time in the future'],
    ['ack nope until 3h because x', 'there is no cluster "nope"'],
    ['ack gprd-main until 3h because nothing', 'there is &lt;nothing&gt;'],
    ['unack nope', 'there is no cluster "nope"'],
  ])('answers %s for the one who asked alone', async (text, sentence) => {
    const { replies } = await ack(text);

    expect(replies).toHaveLength(1);
    expect(replies[0]?.response_type).toBe('ephemeral');
    expect(replies[0]?.text).toContain(sentence);
  });

  it('is ended by unack', async () => {
    const { replies } = await ack('unack gprd-main');

    expect(replies[0]?.text).toContain('no longer acknowledged');
  });
});

describe('what a verdict means', () => {
  const explainByButton = async (value: string, options: Options = {}) => {
    const { replies, ack, respond } = set(options);
    const body = { user: { id: 'U1' }, channel: { id: 'C1' }, actions: [{ value }] };
    await createExplainAction(explain, options.allow ?? EVERYBODY)({ ack, body, respond });
    return replies;
  };

  it('is told by a button on each answer, where no page on the web is set', async () => {
    const button = (verdict: string | null | undefined) =>
      /"action_id":"(wale_explain|wale_link_what_this_means)"/.exec(
        JSON.stringify(statusMessage(report(), { verdict }).blocks),
      )?.[1];

    expect(button(undefined)).toBe('wale_explain');
    expect(button('https://docs.example.com/{code}')).toBe('wale_link_what_this_means');
    expect(button(null)).toBeUndefined();

    const [reply] = await explainByButton('wal-gap');
    expect(reply).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(reply?.text).toMatch(
      /^\*wal-gap: WAL is missing from the archive\*\n\n\*What it means\*\n/,
    );
  });

  it('is told of every verdict, in parts that Slack takes, and nothing of it is a link or bold by mistake', async () => {
    for (const code of VERDICT_CODES) {
      const { replies } = await type(`explain ${code.toUpperCase()}`);
      const [reply] = replies;

      expect(reply?.response_type).toBe('ephemeral');
      expect(reply?.blocks?.length).toBe(5);
      expect(reply?.text).not.toMatch(/\]\(|\*\*|^#/m);
    }
  });

  it('is asked for by name, and one that there is not is a question back', async () => {
    expect((await type('explain')).replies[0]?.text).toContain('`wal-gap`');
    const [reply] = (await type('explain wal-gpa<!here>')).replies;
    expect(reply?.text).toContain('There is no verdict “wal-gpa&lt;!here&gt;”');
    expect((await type('explain wal-gpa')).replies[0]?.text).toContain(
      'Did you mean `/wale explain wal-gap`?',
    );
    expect((await type('explian')).replies[0]?.text).toContain('Did you mean `/wale explain`?');
  });

  it('is for those who may ask', async () => {
    const replies = await explainByButton('wal-gap', { allow: { channels: ['C2'], users: [] } });

    expect(replies[0]?.text).not.toContain('wal-gap');
  });
});

describe('@wale', () => {
  async function mention(text: string, options: Options & { readonly about?: string } = {}) {
    const { events, clusters, askFleet } = set(options);
    const said: { readonly text: string; readonly thread_ts?: string }[] = [];
    const answer = createAnswerCommand({
      clusters,
      askFleet,
      watchCluster: () => Promise.resolve({ kind: 'begun' }),
      takeDown,
      now: () => NOON,
      acknowledging,
      explain,
    });
    const listener = createMentionListener(answer, options.allow ?? EVERYBODY, (_, thread) =>
      Promise.resolve(thread === '1.0' ? options.about : undefined),
    );
    const event = {
      channel: 'C1',
      user: 'U1',
      text,
      ts: '2.0',
      thread_ts: '1.0',
      ...options.event,
    };
    const say = (message: (typeof said)[number]) => Promise.resolve(said.push(message));
    await listener({ event, say, respond: (send) => send });
    return { events, said };
  }

  it('is answered in the thread of an alert, whose cluster needs no name', async () => {
    const { events, said } = await mention('<@UWALE> status', { names: ['a', 'b'], about: 'b' });

    expect(events).toEqual(['ask']);
    expect(said).toMatchObject([{ thread_ts: '1.0', text: expect.stringMatching(/^OK: /) }]);
  });

  it.each([
    ['hey <@UWALE|wale>', { names: ['a', 'b'] }, /^Unknown command “hey”\. Try/],
    ['<@UWALE> statsu gprd', {}, /^Unknown command “statsu”\. Did you mean `\/wale status`\? Try/],
    ['<@UWALE>', { names: ['a', 'b'] }, /^2 clusters: 2 ok/],
    ['<@UWALE> errors GPRD', {}, /^gprd-main: 1 error/],
    ['<@UWALE>', { allow: { channels: [], users: ['U2'] } }, /^Wale is not allowed/],
  ] as const)('%j is answered: %j', async (text, options, answer) => {
    const { said } = await mention(text, options as Options);

    expect(said.map((message) => message.text)).toEqual([expect.stringMatching(answer)]);
  });

  it('begins a thread of its own below a post that is in none', async () => {
    const { said } = await mention('<@UWALE>', { event: { thread_ts: undefined } });

    expect(said).toMatchObject([{ thread_ts: '2.0' }]);
  });

  it('by another program is not answered', async () => {
    expect((await mention('<@UWALE>', { event: { bot_id: 'B2' } })).said).toEqual([]);
  });
});

describe('Refresh', () => {
  it('puts a new answer in the place of the old one', async () => {
    const { events, replies } = await click('gprd-main');

    expect(events).toEqual(['ack', 'ask', 'respond']);
    expect(replies[0]).toMatchObject({ replace_original: true });
  });

  it('keeps to the list, and leaves the answer as it is', async () => {
    const { events, replies } = await click('gprd-main', {
      allow: { channels: [], users: ['U2'] },
    });

    expect(events).not.toContain('ask');
    expect(replies[0]).toMatchObject({ response_type: 'ephemeral', replace_original: false });
  });

  it('says so when the cluster is no longer configured', async () => {
    expect((await click('gone')).replies[0]?.text).toContain('there is no cluster "gone"');
  });
});
