import { describe, expect, it } from '@jest/globals';
import { SlackPost } from '../../../src/threads/alerts/slack-post.ts';
import type { ThreadRecord } from '../../../src/threads/record/thread-record.ts';
import { createClusterOfMessage } from '../../../src/threads/tend/cluster-of-message.ts';
import { createClusterOfThread } from '../../../src/threads/tend/cluster-of-thread.ts';
import { aRecord } from '../../support/thread-store-contract.ts';

const NAMES = ['gprd-main', 'gprd-ci'];
const threadOf = (records: readonly ThreadRecord[]) =>
  createClusterOfThread(
    { read: (key) => Promise.resolve(records.find((record) => record.key === key)) },
    NAMES,
  );
const thread = (cluster: string, more: Partial<ThreadRecord> = {}): ThreadRecord => ({
  ...aRecord(),
  key: `C1|${cluster}`,
  cluster,
  ...more,
});

describe('the thread below a post', () => {
  it('is about the cluster whose alert is answered there', async () => {
    const find = threadOf([thread('gprd-main'), thread('gprd-ci', { rootTs: '1.9' })]);

    expect(await find('C1', '1.9')).toBe('gprd-ci');
    expect(await find('C1', '1.2')).toBe('gprd-main');
    expect(await find('C1', '1.5')).toBeUndefined();
    expect(await find('C2', '1.2')).toBeUndefined();
  });

  it('is the one of the reply itself where that stands in the channel', async () => {
    const reply = { id: 'reply', tried: true, ts: '1.7' };

    expect(await threadOf([thread('gprd-ci', { rootTs: undefined, reply })])('C1', '1.7')).toBe(
      'gprd-ci',
    );
  });
});

describe('a message', () => {
  const about = (message: object, records: readonly ThreadRecord[] = []) =>
    createClusterOfMessage(
      threadOf(records),
      NAMES.map((name) => ({
        name,
        labels: { type: name.replace('gprd-', 'patroni-') },
        names: name === 'gprd-ci' ? ['walgCiDelayed'] : [],
        services: [],
      })),
    )('C1', SlackPost.parse({ ts: '2.0', bot_id: 'B1', ...message }));

  it.each<[string, object, string | undefined]>([
    ['names one', { text: 'What about GPRD-CI?' }, 'gprd-ci'],
    ['names both', { text: 'gprd-ci and gprd-main' }, undefined],
    ['names a longer one', { text: 'gprd-main-2 is slow' }, undefined],
    [
      'names one in another text',
      { attachments: [{ title: 'a' }, { text: 'gprd-main' }] },
      'gprd-main',
    ],
    ['shows the labels of one', { text: '*type*: patroni-ci' }, 'gprd-ci'],
    [
      'shows the labels of one below another text',
      { text: 'a', attachments: [{ text: '*type*: patroni-ci' }] },
      'gprd-ci',
    ],
    [
      'names an alert of one',
      { text: 'walgCiDelayed', attachments: [{ text: '20m ago' }] },
      'gprd-ci',
    ],
    ['shows the labels of both', { text: '*type*: patroni-ci\n*type*: patroni-main' }, undefined],
    ['shows those of a stranger', { text: '*type*: patroni-web' }, undefined],
    ['says nothing of it', { text: 'good morning' }, undefined],
  ])('that %s is about that one, or none (%#)', async (_what, message, cluster) => {
    expect(await about(message)).toBe(cluster);
  });

  it('in a thread that Wale tends is about its cluster, whatever it says', async () => {
    const records = [thread('gprd-main')];

    expect(await about({ text: 'and gprd-ci?', thread_ts: '1.2' }, records)).toBe('gprd-main');
    expect(await about({ text: 'and gprd-ci?', thread_ts: '1.5' }, records)).toBe('gprd-ci');
    expect(await about({ text: 'walgBackupDelayed', ts: '1.2' }, records)).toBe('gprd-main');
  });
});
