/** All of Slack's limits that Wale has to keep. https://docs.slack.dev/reference/block-kit/blocks */
export const SLACK_LIMITS = {
  blocks: 50,
  /** Of the Home tab: https://docs.slack.dev/surfaces/app-home */
  homeBlocks: 100,
  sectionText: 3000,
  contextElements: 10,
  actionElements: 25,
  /** Slack documents none for rich text; a section's is far above what we quote. */
  preformattedText: 2000,
  richText: 3000,
  buttonText: 75,
  buttonUrl: 3000,
  buttonValue: 2000,
  /** Slack cuts at 40,000 and advises no more than this. */
  messageText: 4000,
  containerTitle: 150,
  containerBlocks: 10,
  /** Beside the header. */
  tableRows: 100,
  tableColumns: 20,
  /** All cells together. */
  tableText: 10_000,
  tablePage: 100,
  chartTitle: 50,
  chartLabel: 20,
  chartPoints: 20,
  chartSeries: 6,
  /** Not documented: more are refused. */
  chartsInMessage: 2,
} as const;

// A cut must not leave half a character, half of an entity, or half of a control sequence such as `<!date…`.
const HALF = /(?:[\uD800-\uDBFF]|&[a-z]{0,4}|<[^<>]*)$/;

/** Cuts a text that is too long, and shows that it did. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).replace(HALF, '')}…`;

/** A word longer than this, such as a name that is nobody's word, is cut in itself; of a sentence that has only begun nothing is left. */
const BEGUN = /\. [^.]{0,30}$|[\s,;:]{1,3}\S{0,30}$/;

/** Cuts words that are too long between two of them. */
export const cutAtWord = (text: string, max: number): string =>
  text.length <= max ? text : cut(`${text.slice(0, max - 1).replace(BEGUN, '')}…`, max);

/** What says how many lines were left out is never longer. */
const LEFT_OUT = 40;

/** Joins as many lines as fit into `max` characters, and says how many were left out. The first is cut, never dropped. */
export function joinWithin(lines: readonly string[], max: number): string {
  const all = lines.join('\n');
  if (all.length <= max) return all;

  const [first = '', ...rest] = lines;
  const kept = [cut(first, rest.length === 0 ? max : max - LEFT_OUT)];
  let length = kept[0]?.length ?? 0;
  for (const line of rest) {
    if (length + line.length + 1 > max - LEFT_OUT) break;
    kept.push(line);
    length += line.length + 1;
  }
  const left = lines.length - kept.length;
  return [...kept, ...(left === 0 ? [] : [`… and ${left} more lines`])].join('\n');
}
