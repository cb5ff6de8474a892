import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../src/threads/alerts/alert.ts';
import { createLeaveAlert } from '../../../src/threads/tend/leave-alert.ts';
import { oldStore } from '../../support/thread-rig.ts';

const clusters = ['main', 'ci'].map((name) => ({
  name,
  labels: { type: name },
  names: [],
  services: [],
}));
const alert = (more: Partial<Alert> = {}): Alert => ({
  key: 'k',
  title: 'walgBackupDelayed',
  labels: { type: ['main'] },
  text: 'walgBackupDelayed',
  at: 1000,
  incident: undefined,
  service: undefined,
  ...more,
});
const incident = { id: 'Q1', number: 7, url: 'https://acme.pagerduty.com/incidents/Q1' };
const PLACE = { channel: 'C1', rootTs: '1.2' };

function rig(linkTo: (channel: string, ts: string) => string | undefined = () => undefined) {
  const store = oldStore();
  return { store, leave: createLeaveAlert(store, { linkTo }, clusters) };
}

describe('an alert', () => {
  it('is left for the thread of its cluster, with all that the reply needs', async () => {
    const { store, leave } = rig((channel, ts) => `https://slack/${channel}/${ts}`);

    expect(await leave(alert({ incident }), PLACE)).toEqual({
      concerned: 'clusters',
      threads: ['C1|main'],
    });
    expect(await store.requests('C1|main')).toEqual([
      {
        kind: 'alert',
        at: 1000,
        channel: 'C1',
        cluster: 'main',
        alertKey: 'k',
        title: 'walgBackupDelayed',
        rootTs: '1.2',
        url: 'https://slack/C1/1.2',
        incidentId: 'Q1',
      },
    ]);
  });

  it.each([
    ['Slack has not told its own address', PLACE],
    ['no post shows it', { channel: 'C1', rootTs: undefined }],
  ])('links to the incident where %s', async (_why, place) => {
    const { store, leave } = rig((_channel, ts) => (ts === '1.2' ? undefined : 'nowhere'));
    await leave(alert({ incident }), place);

    expect(await store.requests('C1|main')).toMatchObject([{ url: incident.url }]);
  });

  it('about two clusters is left for both, and answered once in each', async () => {
    const { store, leave } = rig();
    const both = alert({ labels: { type: ['ci', 'main'] } });
    await leave(both, PLACE);

    expect((await leave(both, PLACE)).threads).toEqual(['C1|main', 'C1|ci']);
    expect(await store.requests('C1|main')).toHaveLength(1);
    expect(await store.requests('C1|ci')).toHaveLength(1);
  });

  it('that may be about either is asked about once, and does not hide a clearer one', async () => {
    const { store, leave } = rig();
    const unclear = alert({ labels: {} });

    expect(await leave(unclear, PLACE)).toEqual({ concerned: 'unclear', threads: ['C1|?'] });
    await leave(unclear, PLACE);
    expect(await store.requests('C1|?')).toMatchObject([{ cluster: undefined }]);

    await leave(alert(), PLACE);
    expect(await store.requests('C1|main')).toHaveLength(1);
  });

  it('about somebody else’s cluster is left for nobody', async () => {
    const { store, leave } = rig();

    expect(await leave(alert({ labels: { type: ['web'] } }), PLACE)).toEqual({
      concerned: 'elsewhere',
      threads: [],
    });
    expect(await store.live()).toEqual([]);
  });
});
