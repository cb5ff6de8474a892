import { expect, it } from '@jest/globals';
import { createEventLog } from '../../src/operation/event-log.ts';
import { MINUTE, type Clock } from '../../src/domain/time.ts';

function rig(now: Clock = () => 0) {
  const lines: (readonly [string, object | string])[] = [];
  const at = (level: string) => (line: object | string) => {
    lines.push([level, line]);
  };
  const log = createEventLog({ debug: at('debug'), info: at('info'), warn: at('warn') }, now);
  return { log, lines };
}

it.each([
  [200, 'info'],
  [401, 'info'],
  [400, 'warn'],
  [413, 'warn'],
  [503, 'warn'],
])(
  'a webhook that is answered %s is one line at level %s, with what it was answered',
  (status, level) => {
    const { log, lines } = rig();

    log('webhook-answered', { webhook: 'alertmanager', status, answer: 'a sentence' });

    expect(lines).toEqual([
      [level, { event: 'webhook-answered', webhook: 'alertmanager', status, answer: 'a sentence' }],
    ]);
  },
);

it('of thousands of alerts in a minute a hundred are lines, and one says that there are more', () => {
  let now = 0;
  const { log, lines } = rig(() => now);
  const take = (alerts: number): void => {
    for (let each = 0; each < alerts; each += 1) {
      log('alert-taken', { channel: 'C1', cluster: 'main', alert: 'WAL is late' });
    }
  };

  take(5000);
  const told = lines.filter(([level]) => level === 'info');

  expect(told).toHaveLength(101);
  expect(told.at(-1)?.[1]).toBe(
    'more than 100 alerts a minute are accepted: the audit log has each',
  );
  now = MINUTE;
  take(1);
  expect(lines.at(-1)).toMatchObject(['info', { event: 'alert-taken' }]);
});
