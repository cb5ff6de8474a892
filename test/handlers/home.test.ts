import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHome } from '../../handlers/slack/home/home.ts';
import type { ClusterAnswer } from '../../handlers/slack/commands/cluster-answer.ts';
import type { Reply } from '../../handlers/slack/reply.ts';
import { openSituation, type Situation } from '../../sandbox/situation.ts';
import type { FleetReport } from '../../src/domain/fleet-report.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { healthySnapshot, NO_METRICS, NOON } from '../support/snapshot.ts';

const report = (name: string, metrics = {}) =>
  reportStatus(healthySnapshot({ cluster: { name }, ...metrics }), 5);

const answerOf = (name: string): ClusterAnswer => ({
  ask: () => Promise.resolve(report(name)),
  askAt: () => Promise.reject(new Error('nobody asks')),
  listUploads: () => Promise.reject(new Error('nobody asks')),
  listErrors: () => Promise.reject(new Error('nobody asks')),
  examine: () => Promise.reject(new Error('nobody asks')),
  links: { runbook: 'https://runbook.example.com' },
});

const FLEET: FleetReport = {
  at: NOON,
  tookMs: 5,
  severity: 'unknown',
  reports: [report('gprd-ci', { metrics: NO_METRICS }), report('gprd-main')],
};

function rig(names: readonly string[], allow: { channels?: string[]; users?: string[] } = {}) {
  const shown: { readonly user: string; readonly reply: Reply }[] = [];
  const home = createHome(
    new Map(names.map((name) => [name, answerOf(name)])),
    () => Promise.resolve(FLEET),
    { channels: allow.channels ?? [], users: allow.users ?? [] },
    1000,
    () => 'ref1',
  );
  const show = (user: string) => (reply: Reply) => Promise.resolve(shown.push({ user, reply }));
  const events: string[] = [];
  const press = (name: 'open' | 'overview', value?: string) =>
    home[name]({
      ack: () => Promise.resolve(void events.push('ack')),
      body: { user: { id: 'U1' }, view: { type: 'home' }, actions: [{ value }] },
      show,
    });
  const opened = (event: object = {}) => home.opened({ user: 'U1', tab: 'home', ...event }, show);
  const last = () => JSON.stringify(shown.at(-1)?.reply);
  return { shown, events, press, opened, last };
}

const TWO = ['gprd-main', 'gprd-ci'];

describe('the Home tab', () => {
  it('shows all clusters to the one who opens it, with what was not read', async () => {
    const { shown, opened, last } = rig(TWO);
    await opened();

    expect(shown.map(({ user }) => user)).toEqual(['U1']);
    expect(last()).toMatch(
      /2 clusters: 1 unknown, 1 ok.*gprd-ci.*could not read Prometheus.*gprd-main/,
    );
  });

  it('is left alone when the tab of the messages is opened', async () => {
    const { shown, opened } = rig(TWO);
    await opened({ tab: 'messages' });

    expect(shown).toEqual([]);
  });

  it('shows one cluster in full behind its button, and the way back', async () => {
    const { press, events, last } = rig(TWO);
    await press('open', 'gprd-main');

    expect(events).toEqual(['ack']);
    expect(last()).toMatch(/All clusters.*wale_home_open.*gprd-main.*WAL archiving is healthy/);
    // Only what opens a page works outside a channel.
    expect(last()).toContain('wale_link_runbook');
    expect(last()).not.toMatch(/"wale_(refresh|watch|uploads|errors)"/);

    await press('overview');
    expect(last()).toContain('2 clusters');
  });

  it('says so when there is no such cluster any more, and asks about no other', async () => {
    const { press, last } = rig(TWO);
    await press('open', 'gprd');

    expect(last()).toContain('there is no cluster');
  });

  it('shows the only cluster at once', async () => {
    const { opened, last } = rig(['gprd-main']);
    await opened();

    expect(last()).toContain('WAL archiving is healthy');
    expect(last()).not.toContain('All clusters');
  });

  it.each([
    ['of a user who may not ask', { users: ['U9'] }],
    ['where only certain channels may see answers', { channels: ['C1'] }],
  ])('%s shows nothing of any cluster', async (_, allow) => {
    const { opened, press, shown } = rig(TWO, allow);
    await opened();
    await press('open', 'gprd-main');

    expect(shown).toHaveLength(2);
    expect(JSON.stringify(shown)).toContain('Wale is not allowed');
    expect(JSON.stringify(shown)).not.toContain('gprd');
  });

  it('says so when Wale itself fails', async () => {
    const shown: Reply[] = [];
    const home = createHome(
      new Map(TWO.map((name) => [name, answerOf(name)])),
      () => Promise.reject(new Error('a bug')),
      { channels: [], users: [] },
      1000,
      () => 'ref1',
    );
    await home.opened({ user: 'U1', tab: 'home' }, () => (reply) => {
      shown.push(reply);
      return Promise.resolve();
    });

    expect(JSON.stringify(shown)).toContain('ref1');
  });
});

describe('the bot, asked over HTTP', () => {
  let situation: Situation;
  beforeAll(async () => {
    situation = await openSituation('upload-stuck');
  });
  afterAll(() => situation.close());

  const homeWith = async (words: string): Promise<string> => {
    const until = Date.now() + 5000;
    for (;;) {
      const home = JSON.stringify(situation.workspace.home() ?? []);
      if (home.includes(words) || Date.now() > until) return home;
      await sleep(20);
    }
  };

  it('fills the Home tab when it is opened, and again when its button is pressed', async () => {
    const { workspace, botUrl } = situation;
    await workspace.openHome(botUrl);
    const first = await homeWith('is stuck');
    expect(first).toContain('is stuck');

    await workspace.pressAtHome(botUrl, {
      actionId: 'wale_home_open',
      blockId: 'b',
      value: 'no-such-cluster',
    });
    expect(await homeWith('there is no cluster')).toContain('there is no cluster');
    await workspace.pressAtHome(botUrl, { actionId: 'wale_home', blockId: 'b', value: undefined });
    expect(await homeWith('is stuck')).toContain('is stuck');
  });
});
