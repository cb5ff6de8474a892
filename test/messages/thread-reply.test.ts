import { describe, expect, it } from '@jest/globals';
import { threadNote, threadReply, whichCluster } from '../../src/messages/thread/thread-reply.ts';
import type { Verdict } from '../../src/domain/finding.ts';
import { afterLook } from '../../src/threads/record/after-look.ts';
import { MOST_CHANGES } from '../../src/threads/record/timeline.ts';
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
    expect(text(recordWith(['a']))).toContain('|2026-11-24 18:00:00 UTC>');
    expect(text(recordWith(['a']))).toContain('"value":"C1|gprd-main"');
    expect(text(recordWith(['a']))).not.toContain('wale_watch');
  });

  it('links the other alerts, and lets no title or address break out', () => {
    const found = text(recordWith(['a', '<!channel> | x'], 'https://x/a|b>'));

    expect(found).toContain('also for: <https://x/a%7Cb&gt;|&lt;!channel&gt; ¦ x>');
  });

  it.each([
    ['recovered', 'Watch ended: healthy for'],
    ['time-limit', 'Watch ended (time limit, '],
    ['stopped', 'somebody stopped it'],
  ] as const)('that ended by %s says so, and offers Refresh again', (by, words) => {
    const found = text({ ...recordWith(['a']), ended: { by, at: NOON } });

    expect(found).toContain(words);
    expect(found).toContain('wale_refresh');
    expect(found).toContain('wale_watch');
    expect(found).not.toContain('wale_stop');
  });

  it('stays within Slack’s number of blocks', () => {
    expect(reply(recordWith(['a'])).blocks.length).toBeLessThanOrEqual(50);
  });
});

describe('a thread whose verdict has changed', () => {
  const stuck: Verdict = {
    code: 'upload-stuck',
    severity: 'critical',
    headline: 'an upload is stuck',
    trouble: { since: NOON - 76_000, file: '000000010000000000000034' },
  };
  const well: Verdict = { code: 'healthy', severity: 'ok', headline: 'all is well' };
  const after = (verdicts: readonly Verdict[]) =>
    verdicts.reduce(
      (record, verdict, index) => afterLook(record, verdict, NOON + index * 18_000, DEFAULT_WATCH),
      recordWith(['a']),
    );

  it('says what is over, counted from the trouble and not from the first look', () => {
    const record = after([stuck, well]);
    const over =
      'Over: upload …34 was stuck from 2026-11-24 11:58:44 UTC to 2026-11-24 12:00:18 UTC, 94 s';

    expect(reply(record).text).toContain(over);
    expect(record.notes.map(({ text: note }) => note)).toEqual([
      `✅ Recovered after 94 s: all is well\n${over}`,
    ]);
    expect(text(record)).toContain('Over: upload …34 was stuck from <!date^');
    expect(text(record)).toContain('Timeline: 1 change');
    expect(text(record)).toContain('🔴 CRITICAL <!date^');
  });

  it('still says how it began while it goes on', () => {
    const record = after([stuck, { ...stuck, code: 'upload-failing', headline: 'uploads fail' }]);

    expect(reply(record).text).toContain(
      'First: 🔴 CRITICAL 2026-11-24 12:00:00 UTC: an upload is stuck',
    );
  });

  it('says nothing of it where nothing has changed', () => {
    expect(text(after([stuck, stuck]))).not.toContain('Timeline');
  });

  it('tells the last trouble by its own beginning, not by that of an earlier one', () => {
    const failing: Verdict = {
      code: 'upload-failing',
      severity: 'critical',
      headline: 'they fail',
    };

    expect(reply(after([stuck, well, failing, well])).text).toContain(
      'Over: WAL uploads failed from 2026-11-24 12:00:36 UTC to 2026-11-24 12:00:54 UTC, 18 s',
    );
  });

  it('keeps its first verdict however often it changes', () => {
    const flapping = Array.from({ length: 100 }, (__, n) => (n % 2 === 0 ? stuck : well));
    const { timeline } = after(flapping);

    expect(timeline).toHaveLength(MOST_CHANGES);
    expect(timeline[0]?.at).toBe(NOON);
    expect(timeline.at(-1)?.code).toBe('healthy');
  });
});

describe('other words in a thread', () => {
  it('are escaped', () => {
    expect(threadNote('🔴 Worse: <!here> & more', NOON).text).toBe(
      '🔴 Worse: &lt;!here&gt; &amp; more',
    );
  });

  it('name the commands that ask for a cluster', () => {
    expect(whichCluster(['a', 'b']).text).toContain('`/wale watch a`, `/wale watch b`');
  });
});
