import { describe, expect, it } from '@jest/globals';
import { SlackPost } from '../../../src/threads/alerts/slack-post.ts';

const read = (message: object) => SlackPost.parse({ ts: '1.0', ...message });

describe('a post in Slack', () => {
  it.each<[string, object, string | undefined]>([
    ['nothing', {}, undefined],
    ['itself', { thread_ts: '1.0' }, undefined],
    ['another post', { thread_ts: '0.9' }, '0.9'],
  ])('that names %s as its thread stands in it or in the channel', (_what, more, thread) => {
    expect(read(more).inThread).toBe(thread);
  });

  it.each([
    [{}, false],
    [{ subtype: 'channel_join' }, false],
    [{ bot_id: 'B1' }, true],
    [{ app_id: 'A1' }, true],
    [{ subtype: 'bot_message' }, true],
  ])('with %j is by an app: %j', (more, byApp) => {
    expect(read(more).byApp).toBe(byApp);
  });

  it('has its texts in the order in which they stand, and no empty one', () => {
    const field = { title: 'env', value: 'gprd' };
    const attachment = {
      pretext: 'before',
      title: 'title',
      title_link: 'https://x',
      text: '',
      fallback: 'instead',
      fields: [field],
      blocks: [{ text: 'in a block' }],
    };

    expect(
      read({ text: 'first', attachments: [attachment], blocks: [{ text: 'last' }] }).texts,
    ).toEqual([
      'first',
      'before',
      'title',
      'https://x',
      'instead',
      '*env*: gprd',
      'in a block',
      'last',
    ]);
    expect(read({}).texts).toEqual([]);
  });

  it('shows of its blocks texts and links, and nothing that is neither', () => {
    const blocks = [
      'text',
      null,
      7,
      { type: 'section', text: { type: 'mrkdwn', text: 'words' }, block_id: 'b1' },
      { elements: [{ url: 'https://y', style: null, size: 3 }] },
    ];

    expect(read({ blocks }).texts).toEqual(['words', 'https://y']);
  });

  it.each([
    [7, ['deep']],
    [8, []],
    [40, []],
  ])('is looked through to a bounded depth: %i within each other', (depth, texts) => {
    const nested = Array.from({ length: depth }).reduce<object>((inner) => ({ inner }), {
      text: 'deep',
    });

    expect(read({ blocks: [nested] }).texts).toEqual(texts);
    const lists = Array.from({ length: depth }).reduce<unknown>((inner) => [inner], {
      text: 'deep',
    });
    expect(read({ blocks: [lists] }).texts).toEqual(texts);
  });

  it('has a bounded number of texts, each of a bounded length', () => {
    const blocks = Array.from({ length: 201 }, () => ({ text: 'x'.repeat(8001) }));
    const { texts } = read({ blocks });

    expect(texts).toHaveLength(200);
    expect(texts.every((text) => text.length === 8000)).toBe(true);
  });
});
