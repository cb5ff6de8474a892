import type { DataTableBlock, RawNumberElement, RawTextElement } from '@slack/types';
import { cut, SLACK_LIMITS } from './limits.ts';

/** A cell: words, or a number with the words that show it. Nothing in it is parsed. */
export type Cell = string | { readonly value: number; readonly words: string };

/** A cell longer than this is cut. */
const CELL_MAX = 150;
/** So many rows are seen at once; the others are a page away. */
const PAGE = 5;

/** A table that can be sorted and paged. Rows that do not fit are left out at its end: `shown` says how many are there. */
export function dataTable(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
): { readonly block: DataTableBlock; readonly shown: number } {
  const cells = [header, ...rows.slice(0, SLACK_LIMITS.tableRows)].map((row) =>
    row.slice(0, SLACK_LIMITS.tableColumns).map(cellOf),
  );
  let length = 0;
  const fitting = cells.findIndex((row) => {
    length += row.reduce((sum, { text }) => sum + text.length, 0);
    return length > SLACK_LIMITS.tableText;
  });
  const kept = fitting < 0 ? cells : cells.slice(0, fitting);
  return {
    block: { type: 'data_table', caption, rows: kept, page_size: PAGE },
    shown: kept.length - 1,
  };
}

// Slack wants at least one character.
const cellOf = (cell: Cell): RawTextElement | RawNumberElement =>
  typeof cell === 'string'
    ? { type: 'raw_text', text: cut(cell, CELL_MAX) || '-' }
    : { type: 'raw_number', value: cell.value, text: cut(cell.words, CELL_MAX) || '-' };
