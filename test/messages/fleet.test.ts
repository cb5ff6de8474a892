import { describe, expect, it } from '@jest/globals';
import { fleetJson } from '../../src/messages/fleet/fleet-json.ts';
import { fleetMessage } from '../../src/messages/fleet/fleet-message.ts';
import { fleetText } from '../../src/messages/fleet/fleet-text.ts';
import { SLACK_LIMITS } from '../../src/messages/slack/limits.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { fleetOf } from '../support/fleet.ts';
import { healthySnapshot, NO_METRICS } from '../support/snapshot.ts';

const report = (name: string, healthy: boolean) =>
  reportStatus(
    healthySnapshot({ cluster: { name }, ...(healthy ? {} : { metrics: NO_METRICS }) }),
    5,
  );

const fleet = fleetOf(report);

describe('all clusters in a terminal', () => {
  it('counts them, and gives each a line', () => {
    const lines = fleetText(fleet(1, 2)).split('\n');

    expect(lines[0]).toBe('3 clusters: 1 unknown, 2 ok');
    expect(lines[2]).toMatch(/^❔ UNKNOWN <u0> · cannot tell/);
    expect(lines[3]).toMatch(/^✅ OK c0 · WAL archiving is healthy/);
    expect(lines).toHaveLength(8);
  });

  it('claims no hole-less day of a cluster that was looked at in part', () => {
    const whole = healthySnapshot();
    if (whole.uploadLog.kind === 'unavailable') throw new Error('no log');
    const { value: log } = whole.uploadLog;
    const lack = { part: 'earlier segments', detail: 'ask for this one alone' } as const;
    const inPart = reportStatus(
      { ...whole, uploadLog: { ...whole.uploadLog, value: { ...log, unreadParts: [lack] } } },
      5,
    );
    const text = fleetText({ ...fleet(0, 0), reports: [inPart] });

    expect(text).toMatch(/✅ OK .*; holes were looked for in the last \d/);
    expect(text).toContain('wale status CLUSTER looks further back');
    expect(fleetText(fleet(0, 1))).not.toContain('looks further back');
  });
});

describe('all clusters in Slack', () => {
  it('stays within the limits, shows the worst, and counts what it leaves out', () => {
    const { blocks, text } = fleetMessage(fleet(3, 997));

    expect(text).toMatch(/^1000 clusters: 3 unknown, 997 ok; &lt;u0&gt;: cannot tell/);
    expect(blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
    const texts = blocks.flatMap((block) =>
      block.type === 'section' ? [block.text?.text ?? ''] : [],
    );
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(
      SLACK_LIMITS.sectionText,
    );
    expect(texts[1]).toMatch(/^❔ \*UNKNOWN &lt;u0&gt;\* · /);
    expect(texts.at(-1)).toContain('not shown one by one: 997 clusters: 997 ok');
    const buttons = blocks.flatMap((block) =>
      block.type === 'section' ? (block.accessory ?? []) : [],
    );
    expect(buttons).toMatchObject(
      ['<u0>', '<u1>', '<u2>'].map((value) => ({ action_id: 'wale_open', value })),
    );
  });

  it('leaves nothing out where all fit', () => {
    expect(JSON.stringify(fleetMessage(fleet(1, 3)).blocks)).not.toContain('not shown');
  });
});

describe('all clusters as JSON', () => {
  it('has code, severity and headline of each, and the severity of the worst', () => {
    expect(fleetJson(fleet(1, 1))).toMatchObject({
      severity: 'unknown',
      clusters: [
        { cluster: '<u0>', code: 'cannot-tell', unavailable: [{ source: 'prometheus' }] },
        { cluster: 'c0', code: 'healthy' },
      ],
    });
  });
});
