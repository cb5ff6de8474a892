import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dataTable } from '../../../src/messages/slack/data-table.ts';
import { fold } from '../../../src/messages/slack/fold.ts';
import { cut, cutAtWord, joinWithin, SLACK_LIMITS } from '../../../src/messages/slack/limits.ts';
import { lineChart } from '../../../src/messages/slack/line-chart.ts';
import {
  contextBlock,
  preformattedBlock,
  sectionBlock,
} from '../../../src/messages/slack/text-blocks.ts';

const x = (length: number): string => 'x'.repeat(length);
const many = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `${n}`);

describe('a text that is cut', () => {
  it('is whole at the limit, and a character shorter beyond it', () => {
    expect(cut(x(10), 10)).toBe(x(10));
    expect(cut(x(11), 10)).toBe(`${x(9)}…`);
  });

  it.each([
    ['half a character', `${x(8)}😀😀`, `${x(8)}…`],
    ['half an entity', `${x(6)}&lt;lt`, `${x(6)}…`],
    ['half a control sequence', `${x(5)}<!date^1^{time}|10:00 UTC>`, `${x(5)}…`],
  ])('does not end in %s', (_, text, shown) => {
    expect(cut(text, 10)).toBe(shown);
  });
});

describe('a sentence that is cut', () => {
  it.each([
    ['is whole at the limit', 'one two three', 13, 'one two three'],
    ['ends behind a word', 'one two three', 12, 'one two…'],
    ['has no beginning of another', 'one is not two. Do not three', 24, 'one is not two…'],
    ['ends in no comma', 'one two, three', 12, 'one two…'],
    ['is cut within a word where that is too long', x(50), 40, `${x(39)}…`],
  ])('%s', (_, text, max, shown) => {
    expect(cutAtWord(text, max)).toBe(shown);
  });
});

describe('lines that are joined', () => {
  it('always begin with the first, however long it is, and never exceed the limit', () => {
    const line = fc.string({ maxLength: 300 });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 60, max: 600 }),
        (lines, max) => {
          const joined = joinWithin(lines, max);

          expect(joined.length).toBeLessThanOrEqual(max);
          expect(joined.slice(0, 10)).toBe(lines.join('\n').slice(0, 10));
        },
      ),
    );
  });

  it('say how many were left out', () => {
    expect(joinWithin(['a', x(100), 'b'], 60)).toBe('a\n… and 2 more lines');
  });
});

describe('blocks at Slack’s limits', () => {
  it.each([
    ['a section', SLACK_LIMITS.sectionText, (text: string) => sectionBlock([text]).text?.text],
    [
      'preformatted text',
      SLACK_LIMITS.preformattedText,
      (text: string) => textOf(preformattedBlock(text)),
    ],
    [
      'the title of a fold',
      SLACK_LIMITS.containerTitle,
      (text: string) => fold(text, []).title?.text,
    ],
    [
      'the title of a chart',
      SLACK_LIMITS.chartTitle,
      (text: string) => lineChart(text, AXES, []).title,
    ],
  ] as const)('%s is whole at %d characters and cut beyond', (_, limit, shown) => {
    expect(shown(x(limit))).toBe(x(limit));
    expect(shown(x(limit + 1))).toBe(`${x(limit - 1)}…`);
  });

  it('a fold holds ten blocks', () => {
    const blocks = many(SLACK_LIMITS.containerBlocks + 1).map((text) => contextBlock([text]));

    expect(fold('x', blocks.slice(1)).child_blocks).toHaveLength(SLACK_LIMITS.containerBlocks);
    expect(fold('x', blocks).child_blocks).toHaveLength(SLACK_LIMITS.containerBlocks);
  });

  it('a chart shows the newest twenty points, under labels of twenty characters', () => {
    const points = many(30).map((label) => ({ label: `${x(25)}${label}`, value: 1 }));
    const { chart } = lineChart(
      't',
      { x: x(30), y: x(30) },
      points.map((point, n) => ({ ...point, label: `${n}${point.label}` })),
    );
    const [series] = chart.series;

    expect(series?.data).toHaveLength(SLACK_LIMITS.chartPoints);
    expect(series?.data[0]?.label).toBe(`10${x(17)}…`);
    expect(series?.data.map(({ label }) => label)).toEqual(chart.axis_config.categories);
    expect(series?.name).toHaveLength(SLACK_LIMITS.chartLabel);
  });

  it('a table holds a hundred rows below its header, twenty columns, and ten thousand characters', () => {
    const small = dataTable(
      't',
      many(30),
      Array.from({ length: 150 }, () => ['a', { value: 1, words: '1' }]),
    );
    expect(small.shown).toBe(SLACK_LIMITS.tableRows);
    expect(small.block.rows).toHaveLength(1 + SLACK_LIMITS.tableRows);
    expect(small.block.rows[0]).toHaveLength(SLACK_LIMITS.tableColumns);

    const exact = Array.from({ length: 67 }, (_, n) => [x(n === 66 ? 99 : 150)]);
    expect(dataTable('t', ['h'], exact).shown).toBe(67);
    expect(dataTable('t', ['hh'], exact).shown).toBe(66);
  });

  it('no cell of a table is empty', () => {
    expect(dataTable('t', ['h'], [['']]).block.rows[1]).toEqual([{ type: 'raw_text', text: '-' }]);
  });
});

const AXES = { x: 'x', y: 'y' };

const textOf = (block: ReturnType<typeof preformattedBlock>): string | undefined =>
  /"text":"([^"]*)"/.exec(JSON.stringify(block))?.[1];
