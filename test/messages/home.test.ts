import { describe, expect, it } from '@jest/globals';
import { atHome } from '../../src/messages/home/at-home.ts';
import { homeOverview, HOME_CLUSTERS } from '../../src/messages/home/home-overview.ts';
import { SLACK_LIMITS } from '../../src/messages/slack/limits.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { fleetOf } from '../support/fleet.ts';
import { healthySnapshot, NO_METRICS } from '../support/snapshot.ts';

const WELL = reportStatus(healthySnapshot(), 5);
const UNSEEN = reportStatus(healthySnapshot({ metrics: NO_METRICS }), 5);
const report = (name: string, healthy: boolean) => {
  const one = healthy ? WELL : UNSEEN;
  return { ...one, snapshot: { ...one.snapshot, cluster: { ...one.snapshot.cluster, name } } };
};
const fleet = fleetOf(report);
const shown = (unknown: number, ok: number) =>
  atHome(homeOverview(fleet(unknown, ok)), undefined, true).blocks;
const buttonsIn = (blocks: readonly object[]) =>
  blocks.flatMap((block) => ('accessory' in block ? [block.accessory] : []));

describe('all clusters in the Home tab', () => {
  it.each([
    [HOME_CLUSTERS, HOME_CLUSTERS + 3],
    [HOME_CLUSTERS + 1, SLACK_LIMITS.homeBlocks],
    [1000, SLACK_LIMITS.homeBlocks],
  ])('%d of them are %d blocks', (count, blocks) => {
    expect(shown(1, count - 1)).toHaveLength(blocks);
  });

  it('counts those that have no line, which are never the worst', () => {
    const blocks = shown(3, 997);
    const text = JSON.stringify(blocks);

    expect(text).toContain('1000 clusters: 3 unknown, 997 ok');
    expect(text).toContain('904 more clusters, none of them worse: 904 clusters: 904 ok');
    expect(buttonsIn(blocks).slice(0, 3)).toMatchObject(
      ['<u0>', '<u1>', '<u2>'].map((value) => ({ action_id: 'wale_home_open', value })),
    );
  });

  it('says of each what could not be read', () => {
    const [, , first, second] = shown(1, 1);

    expect(JSON.stringify(first)).toMatch(/UNKNOWN &lt;u0&gt;.*could not read Prometheus/);
    expect(JSON.stringify(second)).not.toContain('not read');
  });

  it('does not say again what the headline says, and holds no formatting that a name may end', () => {
    const line = report('c', false);
    const unread = {
      source: 'elasticsearch',
      reason: 'not-configured',
      detail: 'set A_URL',
    } as const;
    const said = (headline: string) =>
      JSON.stringify(
        homeOverview({
          ...fleet(0, 0),
          reports: [{ ...line, unavailable: [unread], verdict: { ...line.verdict, headline } }],
        }).blocks[1],
      );

    expect(said('could not read Elasticsearch (set A_URL)')).not.toContain('not read:');
    expect(said('cannot tell')).toContain('not read: Elasticsearch (set A_URL)"');
  });
});
