import { expect, it } from '@jest/globals';
import { createEventLog } from '../../src/operation/event-log.ts';

function rig() {
  const lines: (readonly [string, object])[] = [];
  const at = (level: string) => (line: object) => {
    lines.push([level, line]);
  };
  const log = createEventLog({ debug: at('debug'), info: at('info'), warn: at('warn') });
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
