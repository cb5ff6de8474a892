/** "A", "A and B", "A, B and C"; of more than so many, the first: "A, B and 7 more". */
export function andList(items: readonly string[], most = Infinity): string {
  if (items.length > most)
    return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
