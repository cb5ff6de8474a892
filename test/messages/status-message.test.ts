import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { harmlessText } from '../../src/domain/harmless-text.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { escapeCode, escapeMrkdwn } from '../../src/messages/slack/escape-mrkdwn.ts';
import { SLACK_LIMITS } from '../../src/messages/slack/limits.ts';
import { sparkline } from '../../src/messages/status/sparkline.ts';
import { statusMessage } from '../../src/messages/status/status-message.ts';
import { statusNagios } from '../../src/messages/status/status-nagios.ts';
import { statusText } from '../../src/messages/status/status-text.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { completed, failure, healthySnapshot, metric, PRIMARY } from '../support/snapshot.ts';

const failing = (text: string) =>
  reportStatus(
    healthySnapshot({
      log: { uploads: [completed(5 * MINUTE)], failures: [failure(10 * SECOND, { text })] },
    }),
    0,
  );

describe('the message in Slack', () => {
  it('says the verdict in words for whoever hears it', () => {
    expect(statusMessage(failing('x'), {}).text).toBe(
      `CRITICAL: gprd-main: uploads from ${PRIMARY} fail: the reason is not one that Wale knows: read the line below`,
    );
  });

  it('puts addresses of IPv6 into code, where Slack makes no picture of `:a:`, and nothing else', () => {
    expect(escapeMrkdwn('on 2001:db8:a::9: at 12:34:56, 10.0.0.7, db-01:9187, ::1.')).toBe(
      'on `2001:db8:a::9`: at 12:34:56, 10.0.0.7, db-01:9187, `::1`.',
    );
    expect(escapeMrkdwn('`2001:db8:a::9` <fe80::1>')).toBe('`2001:db8:a::9` &lt;`fe80::1`&gt;');
    expect(escapeCode('2001:db8:a::9 <x>')).toBe('2001:db8:a::9 &lt;x&gt;');
  });

  it('keeps within Slack’s limits, and pings nobody, whatever a log line holds', () => {
    const hostile = fc
      .array(fc.oneof(fc.constantFrom('<!channel>', '<@U1>', '&lt;', '```', '*'), fc.string()), {
        maxLength: 400,
      })
      .map((parts) => harmlessText(parts.join(''), 400));
    fc.assert(
      fc.property(hostile, (text) => {
        const { blocks, text: spoken } = statusMessage(failing(text), {});
        const parsed = JSON.stringify(blocks.filter(({ type }) => type !== 'rich_text'));

        expect(blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
        expect(`${spoken}${parsed}`).not.toMatch(/<[!@#]/);
        const sections = blocks.filter((block) => block.type === 'section');
        const longest = Math.max(...sections.map(({ text }) => text?.text.length ?? 0));
        expect(longest).toBeLessThanOrEqual(SLACK_LIMITS.sectionText);
      }),
    );
  });

  it('quotes log lines where nothing is parsed', () => {
    const { blocks } = statusMessage(failing('<!channel> `x`'), {});

    expect(blocks).toContainEqual({
      type: 'rich_text',
      elements: [
        { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '<!channel> `x`' }] },
      ],
    });
  });

  it('has a Refresh button, and one for each page that is configured', () => {
    const { blocks } = statusMessage(failing('x'), { runbook: 'https://r', grafana: 'https://g' });

    expect(blocks.at(-1)).toMatchObject({
      type: 'actions',
      elements: [
        { action_id: 'wale_refresh', value: 'gprd-main' },
        { url: 'https://r' },
        { url: 'https://g' },
      ],
    });
  });
});

describe('the text in a terminal', () => {
  it('tells facts, evidence and next steps, with real names', () => {
    const text = statusText(failing('S3ResponseError: 403 Forbidden'));

    expect(text).toContain('🔴 CRITICAL gprd-main · uploads from patroni-01 fail');
    expect(text).toContain('      > S3ResponseError: 403 Forbidden');
    expect(text).toContain('  1. on patroni-01: check the credentials');
  });
});

describe('the line for Nagios', () => {
  it('has no bar in its text, since that begins the performance data', () => {
    const metrics = { pendingWal: metric({ [PRIMARY]: 7 }) };
    const report = reportStatus(healthySnapshot({ cluster: { name: 'a|b' }, metrics }), 0);

    expect(statusNagios(report)).toMatch(
      /^WALE OK - a\/b: [^|]* \| last_upload_age=20s;;900;0 wal_waiting=7;42;2000;0$/,
    );
  });
});

describe('the sparkline', () => {
  it.each([
    [[], ''],
    [[0, 0], '··'],
    [[0, 1, 4, 8], '·▁▄█'],
    [[7, 7], '██'],
  ])('%j is %s', (counts, line) => {
    expect(sparkline(counts)).toBe(line);
  });
});
