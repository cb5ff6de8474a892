import { describe, expect, it } from '@jest/globals';
import { SlackMessage } from '../../demo/slack-as-text.ts';
import type { ArchiverError } from '../../src/domain/archiver-error.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { errorsMessage } from '../../src/messages/errors/errors-message.ts';
import { uploadsMessage } from '../../src/messages/uploads/uploads-message.ts';
import { phoneLines } from '../support/phone-lines.ts';
import { completed, failure, NOON, segment, uploadLog } from '../support/snapshot.ts';

const error = (agoMs: number, name: 'credentials' | 'network', text: string): ArchiverError => ({
  ...failure(agoMs, { text }),
  cause: { name, words: `the words of ${name}` },
});
const unread = { count: 0, samples: [] };

describe('/wale errors', () => {
  const errors = [
    ...Array.from({ length: 44 }, (_, n) => error((n + 1) * MINUTE, 'credentials', `403 no ${n}`)),
    error(50 * MINUTE, 'network', 'refused'),
  ];
  const message = SlackMessage.parse(
    errorsMessage('main', { errors, from: NOON - HOUR, unread }, NOON),
  );

  it('are grouped by cause, with count, first, last and one quote', () => {
    const words = JSON.stringify(message.blocks);

    expect(message.text.split('\n')).toEqual([
      'main: 45 errors, 2 causes, in the log of the last 60 min',
      'credentials: the words of credentials · 44× on patroni-01, 2026-11-24 11:16:00 UTC to 2026-11-24 11:59:00 UTC, going on now',
      'network: the words of network · 1× on patroni-01, 2026-11-24 11:10:00 UTC',
    ]);
    expect(words).toContain('403 no 0');
    expect(words).not.toContain('403 no 1"');
    const table = message.blocks.find(({ type }) => type === 'data_table');
    expect(table).toMatchObject({
      rows: [
        {},
        [{ text: 'credentials' }, { text: '44' }, {}, {}, {}],
        [{ text: 'network' }, {}, {}, {}, {}],
      ],
    });
  });

  it('fit on one screen of a phone', () => {
    expect(phoneLines(message)).toBeLessThanOrEqual(20);
  });
});

describe('/wale uploads', () => {
  const uploads = Array.from({ length: 120 }, (_, n) =>
    completed((120 - n) * 1000, { file: segment(n) }),
  );
  const message = SlackMessage.parse(uploadsMessage('main', uploadLog({ uploads }), NOON));

  it('are a table with the newest first, below how they went', () => {
    expect(message.text).toBe(
      `main: the newest 100 uploads of 120\n${segment(0)} to ${segment(119)} · 120 complete · the last ended 2026-11-24 11:59:59 UTC`,
    );
    const table = message.blocks[1];
    expect(table?.type === 'data_table' && table.rows[1]?.[0]).toEqual({ text: segment(119) });
  });

  it('fit on one screen of a phone', () => {
    expect(phoneLines(message)).toBeLessThanOrEqual(20);
  });
});
