/** A text of Slack without what is not read aloud: links by their words, no addresses, emoji and code. Lines stay. */
export const withoutLinks = (text: string): string =>
  text
    .replace(/<[^<>|\n]{0,3000}\|([^<>\n]*)>/g, '$1')
    .replace(/<?https?:\/\/[^\s<>]{1,3000}>?/g, ' ')
    .replace(/:[a-z][a-z0-9_+-]{1,39}:/g, ' ')
    .replaceAll('`', '');
