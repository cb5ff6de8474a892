import { describe, expect, it } from '@jest/globals';
import { httpPart } from '../../src/composition/slack-part.ts';
import { MINUTE } from '../../src/domain/time.ts';

/** A client whose token Slack takes, or revokes. */
function slack() {
  const asked = { count: 0, isRevoked: false };
  const client = {
    auth: {
      test: () => {
        asked.count += 1;
        return asked.isRevoked
          ? Promise.reject(
              Object.assign(new Error('token_revoked'), {
                data: { ok: false, error: 'token_revoked' },
                code: 'slack_webapi_platform_error',
              }),
            )
          : Promise.resolve({ ok: true as const });
      },
    },
  };
  return { asked, client: client as unknown as Parameters<typeof httpPart>[0] };
}

describe('whether the bot reaches Slack', () => {
  it('is asked once a while, by a stopwatch that no clock sets back', async () => {
    const { asked, client } = slack();
    let passed = 0;
    const lacks = httpPart(client, () => passed);

    expect(await lacks()).toBeUndefined();
    expect(await lacks()).toBeUndefined();
    expect(asked.count).toBe(1);

    asked.isRevoked = true;
    passed += 10 * MINUTE;
    expect(await lacks()).toContain('token_revoked');
  });
});
