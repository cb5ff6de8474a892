import { describe, expect, it } from '@jest/globals';
import { HOUR } from '../../src/domain/time.ts';
import { sectionBlock } from '../../src/messages/slack/text-blocks.ts';
import { statusMessage } from '../../src/messages/status/status-message.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { createRefusedBlocks } from '../../src/slack/refused-blocks.ts';
import { createPublishReadably } from '../../src/slack/publish-readably.ts';
import { createRespondReadably } from '../../src/slack/respond-readably.ts';
import { sendReadably, type Sendable } from '../../src/slack/send-readably.ts';
import { failure, healthySnapshot, NOON } from '../support/snapshot.ts';

const message = statusMessage(
  reportStatus(healthySnapshot({ log: { uploads: [], failures: [failure(10_000)] } }), 5),
  {},
);

class Refused extends Error {
  readonly complaints: readonly string[];
  constructor(complaints: readonly string[]) {
    super('invalid_blocks');
    this.complaints = complaints;
  }
}
const complaintsOf = (fault: unknown) => (fault instanceof Refused ? fault.complaints : undefined);

/** A workspace that has no blocks of these kinds, and says where the first one is if it `points`. */
function workspace(unknown: readonly string[], points = true) {
  const tries: Sendable[] = [];
  const send = (sent: Sendable): Promise<string> => {
    tries.push(sent);
    const index = (sent.blocks ?? []).findIndex(({ type }) => unknown.includes(type));
    const where = `unsupported type [json-pointer:/blocks/${index}/type]`;
    return index < 0 ? Promise.resolve('sent') : Promise.reject(new Refused(points ? [where] : []));
  };
  return { tries, send };
}

const typesOf = ({ blocks = [] }: Sendable) => blocks.map(({ type }) => type);

describe('a message whose blocks are refused', () => {
  it('goes again without the kinds that are, and keeps what they say', async () => {
    const { tries, send } = workspace(['container']);

    await sendReadably(message, {
      workspace: 'T1',
      refused: createRefusedBlocks(() => NOON),
      send,
      complaintsOf,
    });

    expect(tries).toHaveLength(2);
    expect(typesOf(tries[1] ?? { text: '' })).toContain('data_visualization');
    const words = JSON.stringify(tries[1]);
    expect(words).not.toContain('"container"');
    expect(words).toContain('403 Forbidden AccessDenied');
  });

  it.each([true, false])(
    'is remembered for a day, for that workspace (pointed at: %s)',
    async (points) => {
      let now = NOON;
      const refused = createRefusedBlocks(() => now);
      const { tries, send } = workspace(['container', 'data_visualization'], points);
      const post = (team: string) =>
        sendReadably(message, { workspace: team, refused, send, complaintsOf });

      await post('T1');
      const first = tries.length;
      await post('T1');
      expect(tries).toHaveLength(first + 1);
      await post('T2');
      expect(tries.length).toBeGreaterThan(first + 2);
      const before = tries.length;
      now += 24 * HOUR;
      await post('T1');
      expect(tries.length).toBeGreaterThan(before + 1);
    },
  );

  it('arrives as its text alone where all blocks are, and nothing is remembered of that', async () => {
    const refused = createRefusedBlocks(() => NOON);
    const all = ['section', 'rich_text', 'context', 'actions', 'container'];
    const { tries, send } = workspace(all);

    await sendReadably(message, { workspace: 'T1', refused, send, complaintsOf });

    expect(tries.at(-1)).toEqual({ text: message.text, blocks: [] });
    expect(message.text).toContain('the store refuses the credentials');
    expect(refused.of('T1').size).toBe(0);
  });

  it('does not go again after any other fault', async () => {
    const send = () => Promise.reject(new Error('no answer'));

    await expect(
      sendReadably(message, {
        workspace: 'T1',
        refused: createRefusedBlocks(() => NOON),
        send,
        complaintsOf,
      }),
    ).rejects.toThrow('no answer');
  });
});

describe('a response_url that refuses blocks', () => {
  const isNew = ({ blocks = [] }: Sendable) => blocks.some(({ type }) => type === 'container');
  const respondFault = Object.assign(new Error('400'), {
    code: 'slack_bolt_respond_error',
    statusCode: 400,
  });

  it.each([
    ['with HTTP 400', () => Promise.reject(respondFault)],
    [
      'in the words of JSON',
      () => Promise.resolve(new Response('{"ok":false,"error":"invalid_blocks"}')),
    ],
    ['in a word', () => Promise.resolve(new Response('invalid_blocks'))],
  ])('%s gets the answer in older ones', async (_, refuse) => {
    const tries: Sendable[] = [];
    const respond = (sent: Sendable) => {
      tries.push(sent);
      return isNew(sent) ? refuse() : Promise.resolve(new Response('ok'));
    };

    await createRespondReadably(createRefusedBlocks(() => NOON))(message, respond, 'T1');

    expect(tries).toHaveLength(2);
    expect(JSON.stringify(tries[1])).toContain('403 Forbidden AccessDenied');
  });

  it('is not asked again where it has expired', async () => {
    const gone = Object.assign(new Error('404'), {
      code: 'slack_bolt_respond_error',
      statusCode: 404,
    });
    const respond = () => Promise.reject(gone);

    await expect(
      createRespondReadably(createRefusedBlocks(() => NOON))(message, respond, 'T1'),
    ).rejects.toMatchObject({ name: 'ReplyLost', reason: 'HTTP 404', cause: gone });
  });
});

describe('a Home tab whose blocks are refused', () => {
  const refusal = (error: string) =>
    Object.assign(new Error(error), {
      data: {
        ok: false,
        error,
        response_metadata: {
          messages: ['[ERROR] unsupported type: container [json-pointer:/view/blocks/0/type]'],
        },
      },
    });
  const publish = createPublishReadably(createRefusedBlocks(() => NOON));

  it('is shown without the kinds that it lacks, and longer than a message may be', async () => {
    const many = Array.from({ length: 90 }, () => sectionBlock(['a cluster']));
    const tries: Sendable[] = [];
    await publish(
      { ...message, blocks: [...message.blocks, ...many] },
      (sent) => {
        tries.push(sent);
        return typesOf(sent).includes('container')
          ? Promise.reject(refusal('invalid_arguments'))
          : Promise.resolve('shown');
      },
      'T1',
    );

    expect(tries).toHaveLength(2);
    expect(typesOf(tries[1] ?? { text: '' }).length).toBeGreaterThan(90);
  });

  it('hides no other refusal', async () => {
    const refused = publish(message, () => Promise.reject(refusal('not_enabled')), 'T1');
    await expect(refused).rejects.toMatchObject({ name: 'ReplyLost', reason: 'not_enabled' });
  });
});
