import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { globSync } from 'tinyglobby';
import { PASSED_OVER } from '../../src/domain/event-map.ts';
import { EVENT_SENTENCES } from '../../src/operation/event-log.ts';

/** The code that runs in a bot, without the map itself and what listens to it. */
const CODE = globSync(['src/**/*.ts', 'handlers/**/*.ts'], {
  ignore: [
    'src/domain/event-map.ts',
    'src/operation/event-log.ts',
    'src/operation/metric-listener.ts',
    'src/operation/audit.ts',
  ],
})
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

const EVENTS = Object.entries(EVENT_SENTENCES);

describe('the map of events', () => {
  it.each(EVENTS)('holds nothing that nobody tells: %s', (name) => {
    expect(CODE).toMatch(new RegExp(`\\btell\\(\\s*'${name}'`));
  });

  it.each(PASSED_OVER)('holds no reason that nobody gives: %s', (reason) => {
    expect(CODE).toContain(`'${reason}'`);
  });

  it('stands in the documentation as it is', () => {
    const [, told = ''] = readFileSync('docs/metrics.md', 'utf8').split('## In the log');
    const rows = [...told.matchAll(/^\| `([\w-]+)` +\| (.*?) +\|$/gm)];

    expect(rows.map(([, name, sentence]) => [name, sentence])).toEqual(
      EVENTS.map(([name, sentence]) => [name, sentence ?? '–']),
    );
    for (const reason of PASSED_OVER) expect(told).toContain(`\`${reason}\``);
  });
});
