import { describe, expect, it } from '@jest/globals';
import { threadNote, threadReply, whichCluster } from '../../src/messages/thread/thread-reply.ts';
import { takeIn } from '../../src/threads/record/take-in.ts';
import type { ThreadRecord } from '../../src/threads/record/thread-record.ts';
import { DEFAULT_WATCH } from '../../src/threads/record/watch-settings.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { healthySnapshot, NOON } from '../support/snapshot.ts';

function recordWith(titles: readonly string[], url?: string): ThreadRecord {
  const record = takeIn(
    undefined,
    titles.map((title, index) => ({
      kind: 'alert' as const,
      at: NOON,
      channel: 'C1',
      cluster: 'gprd-main',
      alertKey: `k${index}`,
      title,
      url,
    })),
    NOON,
  );
  if (record === undefined) throw new Error('an alert opens a thread');
  return record;
}

const reply = (record: ThreadRecord) =>
  threadReply(reportStatus(healthySnapshot(), 5), {}, record, DEFAULT_WATCH);
const text = (record: ThreadRecord) => JSON.stringify(reply(record).blocks);

describe('the reply in a thread', () => {
  it('says how long it is kept true, and can be stopped', () => {
    expect(text(recordWith(['a']))).toContain(
      'watching: this reply is renewed every 30 s until all was well for 10 min, or until 2026-11-24 18:00:00 UTC',
    );
    expect(text(recordWith(['a']))).toContain('"value":"C1|gprd-main"');
  });

  it('links the other alerts, and lets no title or address break out', () => {
    const found = text(recordWith(['a', '<!channel> | x'], 'https://x/a|b>'));

    expect(found).toContain('also for: <https://x/a%7Cb&gt;|&lt;!channel&gt; ¦ x>');
  });

  it.each([
    ['recovered', 'not watched any more: well for'],
    ['time-limit', 'the time is up'],
    ['stopped', 'somebody stopped it'],
  ] as const)('that ended by %s says so, and offers Refresh again', (by, words) => {
    const found = text({ ...recordWith(['a']), ended: { by, at: NOON } });

    expect(found).toContain(words);
    expect(found).toContain('wale_refresh');
    expect(found).not.toContain('wale_stop');
  });

  it('stays within Slack’s number of blocks', () => {
    expect(reply(recordWith(['a'])).blocks.length).toBeLessThanOrEqual(50);
  });
});

describe('other words in a thread', () => {
  it('are escaped', () => {
    expect(threadNote('🔴 Worse: <!here> & more').text).toBe('🔴 Worse: &lt;!here&gt; &amp; more');
  });

  it('name the commands that ask for a cluster', () => {
    expect(whichCluster(['a', 'b']).text).toContain('`/wale watch a`, `/wale watch b`');
  });
});
