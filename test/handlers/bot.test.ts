import { describe, expect, it } from '@jest/globals';
import { askInSlack } from '../../demo/ask-in-slack.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';

// The whole bot: a signed slash command in over HTTP, recorded sources behind, the reply out.
describe('the bot', () => {
  it('acknowledges at once and answers at the response_url', async () => {
    const { acknowledgedAfterMs, messages } = await askInSlack(
      readScenario('upload-stuck'),
      'status',
    );

    expect(acknowledgedAfterMs).toBeLessThan(3000);
    // A machine that is busy is told of in between.
    const answers = messages.filter(
      (message) => !JSON.stringify(message).includes('"asking about main…"'),
    );
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({
      response_type: 'in_channel',
      text: expect.stringMatching(/^CRITICAL: main: an upload from/),
    });
  });

  it('says that it is asking while a source is silent, then replaces that', async () => {
    const { messages } = await askInSlack(readScenario('both-down'), 'status');

    expect(messages).toEqual([
      expect.objectContaining({ text: 'asking about main…' }),
      expect.objectContaining({
        replace_original: true,
        text: expect.stringMatching(/^UNKNOWN: main: cannot tell/),
      }),
    ]);
  });
});
