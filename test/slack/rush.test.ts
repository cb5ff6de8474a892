import { describe, expect, it } from '@jest/globals';
import { createReplyQueue } from '../../src/slack/reply-queue.ts';
import { createRush } from '../../src/slack/rush.ts';

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((done) => setImmediate(done));
};

describe('many who ask at once', () => {
  // The second: a process that is new, and slow for that.
  it.each([1, 3.5])(
    'let what is slow wait until no more come in: one every %s ms',
    async (everyMs) => {
      let time = 0;
      const rush = createRush(() => time);
      for (let request = 0; request < 50; request += 1) rush.cameIn();
      let isOver = false;
      const waiting = rush.over().then(() => (isOver = true));

      for (let request = 0; request < 50; request += 1) {
        time += everyMs;
        rush.cameIn();
        await turns(3);
      }
      expect(isOver).toBe(false);

      time += 100;
      await waiting;
      expect(isOver).toBe(true);
    },
  );

  it('do not let it wait for ever where they go on coming', async () => {
    let time = 0;
    const rush = createRush(() => time);
    const coming = setInterval(() => {
      time += 25;
      for (let request = 0; request < 25; request += 1) rush.cameIn();
    }, 1);
    for (let request = 0; request < 25; request += 1) rush.cameIn();

    await Promise.all([rush.over(), rush.over()]);
    clearInterval(coming);

    expect(time).toBeGreaterThanOrEqual(2000);
  });

  it('are many, too, where each turn of a slow loop brings one', async () => {
    let time = 0;
    const rush = createRush(() => time);
    let isOver = false;
    const waiting = rush.over().then(() => (isOver = true));
    const coming = async (): Promise<void> => {
      for (let request = 0; request < 15; request += 1) {
        time += 100;
        rush.cameIn();
        await turns(1);
      }
    };

    await coming();
    expect(isOver).toBe(false);
    await waiting;
    expect(time).toBe(1500);
  });

  it('are few where they come one after another, and keep nobody waiting', async () => {
    let time = 0;
    const rush = createRush(() => time);
    for (let request = 0; request < 100; request += 1) {
      time += 5;
      rush.cameIn();
    }

    await rush.over();

    expect(time).toBe(500);
  });

  it('have their turn one after another, and whoever comes meanwhile is heard first', async () => {
    const rush = createRush(() => 0);
    const order: string[] = [];
    const first = rush.over().then(() => {
      order.push('first');
      setImmediate(() => order.push('somebody came'));
    });

    await Promise.all([first, rush.over().then(() => order.push('second'))]);

    expect(order).toEqual(['first', 'somebody came', 'second']);
  });
});

describe('replies to many', () => {
  it('are sent a hundred at a time, and each is sent', async () => {
    const inTurn = createReplyQueue();
    let running = 0;
    let most = 0;
    const send = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await turns(120); // by then a hundred have begun, one a turn
      running -= 1;
    };

    await Promise.all(Array.from({ length: 250 }, () => inTurn(send)));

    expect(most).toBe(100);
  });

  it('begin one at a time, so that whoever comes meanwhile is heard first', async () => {
    const inTurn = createReplyQueue();
    const order: string[] = [];
    const sent = Promise.all(
      ['first', 'second', 'third'].map((name) =>
        inTurn(() => {
          order.push(name);
          if (name === 'first') setImmediate(() => order.push('somebody came'));
          return Promise.resolve();
        }),
      ),
    );

    await sent;

    expect(order).toEqual(['first', 'somebody came', 'second', 'third']);
  });

  it('keep nobody waiting where one fails', async () => {
    const inTurn = createReplyQueue();
    const failed = inTurn(() => Promise.reject(new Error('no')));

    await expect(failed).rejects.toThrow('no');
    expect(await inTurn(() => Promise.resolve('sent'))).toBe('sent');
  });
});
