/** Block Kit's limits. https://docs.slack.dev/reference/block-kit/blocks */
export const SLACK_LIMITS = {
  blocks: 50,
  sectionText: 3000,
  preformattedText: 2000, // Slack documents none for rich text; a section's is far above what we quote
  buttonText: 75,
  buttonUrl: 3000,
  buttonValue: 2000,
  messageText: 4000,
} as const;

/** Cuts a text that is too long, and shows that it did. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1)}…`;

/** Joins as many lines as fit into `max` characters, and says how many were left out. */
export function joinWithin(lines: readonly string[], max: number): string {
  const all = lines.join('\n');
  if (all.length <= max) return all;

  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length + line.length + 1 > max - 40) break;
    kept.push(line);
    length += line.length + 1;
  }
  return [...kept, `… and ${lines.length - kept.length} more lines`].join('\n');
}
