/** How each series of an answer begins. In a text quotes would be escaped. */
const BEGIN = Buffer.from('"metric":{');

/** Counts the series of an answer while it comes in; a beginning may be cut in two. */
export function createSeriesCount(): (chunk: Buffer) => number {
  let count = 0;
  let before = Buffer.alloc(0);
  return (chunk) => {
    const text = Buffer.concat([before, chunk]);
    for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) count += 1;
    before = text.subarray(Math.max(0, text.length - BEGIN.length + 1));
    return count;
  };
}
