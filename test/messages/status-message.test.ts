import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/domain/finding.ts';
import { unavailable } from '../../src/domain/reading.ts';
import fc from 'fast-check';
import { SlackMessage } from '../../demo/slack-as-text.ts';
import { harmlessText } from '../../src/domain/harmless-text.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { escapeCode, escapeMrkdwn } from '../../src/messages/slack/escape-mrkdwn.ts';
import { SLACK_LIMITS } from '../../src/messages/slack/limits.ts';
import { withDates } from '../../src/messages/slack/with-dates.ts';
import { KUBERNETES, OMNIBUS } from '../../src/domain/site.ts';
import { sshLine } from '../../src/messages/status/ssh-line.ts';
import { sparkline } from '../../src/messages/status/sparkline.ts';
import { statusMessage } from '../../src/messages/status/status-message.ts';
import { statusNagios } from '../../src/messages/status/status-nagios.ts';
import { statusText } from '../../src/messages/status/status-text.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { phoneLines } from '../support/phone-lines.ts';
import { completed, failure, healthySnapshot, metric, NOON, PRIMARY } from '../support/snapshot.ts';

const isRichText = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'rich_text';

const isMrkdwn = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'mrkdwn';

const failing = (text: string) =>
  reportStatus(
    healthySnapshot({
      log: { uploads: [completed(5 * MINUTE)], failures: [failure(10 * SECOND, { text })] },
    }),
    0,
  );

describe('the message in Slack', () => {
  it('says the verdict in words for whoever hears it', () => {
    const [said, ...more] = statusMessage(failing('AccessDenied'), {}).text.split('\n');

    expect(said).toMatch(new RegExp(`^CRITICAL: gprd-main: uploads from ${PRIMARY} are failing: `));
    expect(more).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Not archived yet: /),
        expect.stringMatching(/^1\. on patroni-01: /),
        expect.stringMatching(/^log: 1 failed try/),
        expect.stringMatching(/^as of 2026-11-24 12:00:00 UTC/),
      ]),
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
        // In rich text nothing is parsed; a moment is shown by a control sequence of our own.
        const parsed = JSON.stringify(blocks, (_, value: unknown) =>
          isRichText(value) ? undefined : value,
        ).replaceAll('<!date^', '');

        expect(blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
        expect(`${spoken}${parsed}`).not.toMatch(/<[!@#]/);
        const sections = blocks.filter((block) => block.type === 'section');
        const longest = Math.max(...sections.map(({ text }) => text?.text.length ?? 0));
        expect(longest).toBeLessThanOrEqual(SLACK_LIMITS.sectionText);
      }),
    );
  });

  it('says what else is wrong below the verdict: whole in words and in the terminal, three lines of a phone on the card', () => {
    const headline = `${'a hole '.repeat(40)}at the end`;
    const hole: Problem = {
      kind: 'problem',
      rule: 'wal-gap',
      code: 'wal-gap',
      severity: 'warning',
      headline,
      evidence: [],
      nextSteps: [],
    };
    const report = { ...failing('AccessDenied'), besides: [hole] };
    const { blocks, text } = statusMessage(report, {});
    const [card] = blocks.filter((block) => block.type === 'section');
    const also = card?.text?.text.split('\n').find((line) => line.startsWith('*Also:*')) ?? '';

    expect(text).toContain(`\nAlso: ${headline}\n`);
    expect(statusText(report)).toContain(`\n  also: ${headline}\n`);
    expect(also).toMatch(/^\*Also:\* a hole a hole .*…$/);
    expect(also.length).toBeLessThan(160);
  });

  it('quotes log lines where nothing is parsed', () => {
    const { blocks } = statusMessage(failing('<!channel> `x`'), {});

    const quotes = blocks.flatMap((block) =>
      block.type === 'container' ? block.child_blocks : [],
    );
    expect(quotes).toContainEqual({
      type: 'rich_text',
      elements: [
        { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '<!channel> `x`' }] },
      ],
    });
  });

  it('has no more buttons on the card than two rows of a phone hold, and the rest below all readings', () => {
    const pages = { runbook: 'https://r', kibana: 'https://k', grafana: 'https://g' };
    const ids = (links: object) =>
      [...JSON.stringify(statusMessage(failing('x'), links).blocks).matchAll(/"(wale_\w+)"/g)].map(
        ([, id]) => id,
      );

    expect(ids({ runbook: 'https://r', kibana: 'https://k' })).toEqual([
      'wale_uploads',
      'wale_errors',
      'wale_refresh',
      'wale_watch',
      'wale_link_runbook',
      'wale_link_kibana',
      'wale_explain',
    ]);
    expect(ids(pages)).toEqual([
      'wale_watch',
      'wale_uploads',
      'wale_errors',
      'wale_refresh',
      'wale_link_runbook',
      'wale_link_kibana',
      'wale_link_grafana',
      'wale_explain',
    ]);
  });

  it('says among its readings which version answers', () => {
    const { blocks } = statusMessage(failing('x'), { version: '1.2.3 (abcdef0)' });
    const readings = blocks.findLast(({ type }) => type === 'container');

    expect(JSON.stringify(readings)).toContain('wale 1.2.3 (abcdef0)');
  });

  it('has a Refresh button, one for each page that is configured, and one that says what it means', () => {
    const { blocks } = statusMessage(failing('x'), { runbook: 'https://r', grafana: 'https://g' });

    expect(blocks.at(-1)).toMatchObject({
      type: 'actions',
      elements: [
        { action_id: 'wale_refresh', value: 'gprd-main' },
        { action_id: 'wale_watch', value: 'gprd-main' },
        { url: 'https://r' },
        { url: 'https://g' },
        { action_id: 'wale_explain', value: 'upload-failing' },
      ],
    });
  });
});

describe('the second line of the card', () => {
  const second = (host: string, known: string | undefined) => {
    const report = reportStatus(healthySnapshot(), 0);
    const verdict = { ...report.verdict, headline: `${host} writes WAL but archives none` };
    const { snapshot } = report;
    const replica = metric(known === undefined ? {} : { [known]: 0 });
    const metrics = { ...snapshot.metrics, replica };
    const { blocks } = statusMessage(
      { ...report, verdict, snapshot: { ...snapshot, metrics } },
      {},
    );
    return SlackMessage.parse({ text: '', blocks }).blocks[0];
  };

  it('begins as a sentence does, and leaves the name of a host as it is', () => {
    expect(JSON.stringify(second('somebody', undefined))).toContain('\\nSomebody writes');
    expect(JSON.stringify(second('db', 'db'))).toContain('\\ndb writes');
    expect(JSON.stringify(second('db-01', undefined))).toContain('\\ndb-01 writes');
  });
});

describe('the way to the host', () => {
  const on = (host: string) => ({ text: 'look', command: 'df -h', host });

  it('is said where all steps are done on one host', () => {
    expect(sshLine([on('db-01'), { text: 'think' }, on('db-01')], undefined)).toBe('ssh db-01');
    expect(sshLine([on('db-01')], OMNIBUS)).toBe('ssh db-01');
  });

  it('is not said where there are several, none, or pods', () => {
    expect(sshLine([on('db-01'), on('db-02')], undefined)).toBeUndefined();
    expect(sshLine([{ text: 'think' }], undefined)).toBeUndefined();
    expect(sshLine([on('pg-1')], KUBERNETES)).toBeUndefined();
  });

  it('stands above the steps, alone in its block: pasted with a command, that might run elsewhere', () => {
    const report = failing('403 Forbidden');
    const steps = statusMessage(report, {}).blocks.find(({ type }) => type === 'container');

    expect(JSON.stringify(steps)).toContain(`[{"type":"text","text":"ssh ${PRIMARY}"}]`);
    expect(statusText(report)).toContain(`  What to do next (ssh ${PRIMARY})\n`);
  });
});

describe('a verdict that names very many hosts', () => {
  const hosts = Array.from({ length: 140 }, (_, n) => `patroni-main-${n}-db-production`);

  it.each([12, 140])(
    'of %d hosts stands on the card, in the text and among the evidence, ten by their names',
    (count) => {
      const replica = metric(Object.fromEntries(hosts.slice(0, count).map((host) => [host, 1])));
      const report = reportStatus(
        // Whoever archives without a role might be the primary.
        healthySnapshot({
          log: { uploads: [] },
          metrics: { replica, lastArchive: unavailable('no-data', 'no series') },
        }),
        0,
      );
      expect(report.verdict.code).toBe('no-primary');
      const { blocks, text } = statusMessage(report, {});
      const [card, ...rest] = blocks.map((block) => JSON.stringify(block));

      expect(card).toContain('🔴 *CRITICAL gprd-main: no primary*');
      expect(card).toContain('There is no primary: patroni-main-0-db-production');
      expect(phoneLines(SlackMessage.parse({ text, blocks }))).toBeLessThanOrEqual(20);
      expect(text).toMatch(/^CRITICAL: gprd-main: there is no primary: patroni-main-0-/);
      expect(text).toContain('What to do next');
      expect(text.length).toBeLessThanOrEqual(SLACK_LIMITS.messageText);
      expect(rest.join('')).toContain(
        `patroni-main-9-db-production and ${count - 10} more are all replicas`,
      );
    },
  );
});

describe('moments', () => {
  it('are shown in the reader’s own time zone, and in words where that cannot be done', () => {
    expect(withDates('as of 2026-11-24 12:00:00 UTC, since 11:30 UTC', NOON)).toBe(
      'as of <!date^1795521600^{date_short_pretty} {time_secs}|2026-11-24 12:00:00 UTC>, since <!date^1795519800^{time}|11:30 UTC>',
    );
  });

  it.each(['25:61 UTC', '2026-13-40 12:00 UTC', '12:00', '2001:db8::12:00 UTC', '112:00 UTC'])(
    'are no others: %s',
    (text) => {
      expect(withDates(text, NOON)).toBe(text);
    },
  );
});

describe('what somebody else wrote', () => {
  it('makes no links and no mentions: every text that is parsed is verbatim', () => {
    const { blocks } = statusMessage(failing('see http://evil.example @here'), {});
    const verbatim: unknown[] = [];
    JSON.stringify(blocks, (_, value: unknown) => {
      if (isMrkdwn(value)) verbatim.push('verbatim' in value && value.verbatim);
      return value;
    });

    expect(verbatim.length).toBeGreaterThan(3);
    expect(new Set(verbatim)).toEqual(new Set([true]));
  });

  it.each([
    0x061c, 0x034f, 0x200b, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069, 0xe0000, 0xe007f, 0xfeff,
    0x180e,
  ])('has no character U+%i that hides or turns text', (code) => {
    expect(harmlessText(`a${String.fromCodePoint(code)}b`, 10)).toBe('ab');
  });
});

describe('the text in a terminal', () => {
  it('tells facts, evidence and next steps, with real names', () => {
    const text = statusText(failing('S3ResponseError: 403 Forbidden'));

    expect(text).toContain('🔴 CRITICAL gprd-main · uploads from patroni-01 are failing');
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
