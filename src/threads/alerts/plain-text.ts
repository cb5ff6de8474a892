/** Links by their words, as Slack writes them: <https://…|words>. */
const linksAsWords = (text: string): string =>
  text.replace(/<[^<>|\n]{0,3000}\|([^<>\n]*)>/g, '$1');

/** A text of Slack without what is not read aloud: links by their words, no addresses, emoji and code. Lines stay. */
export const withoutLinks = (text: string): string =>
  linksAsWords(text)
    .replace(/<?https?:\/\/[^\s<>]{1,3000}>?/g, ' ')
    // A time of day is none.
    .replace(/:[a-z][a-z0-9_+-]{1,39}:/g, ' ')
    .replaceAll('`', '');

/** A line without links, emoji and formatting: what is read of it aloud. */
export const withoutMarks = (line: string): string =>
  linksAsWords(line.slice(0, 1000))
    .replace(/:[a-z0-9_+-]{1,40}:/g, ' ')
    .replace(/[*_~`]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[^\w[]+/, '')
    .trim();
