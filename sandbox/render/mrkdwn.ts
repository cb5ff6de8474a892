export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** The clock of the sandbox’s reader. */
const ZONE = 'UTC';

/** Slack’s mrkdwn as HTML: https://docs.slack.dev/messaging/formatting-message-text. */
export function mrkdwn(text: string): string {
  const specials: string[] = [];
  const kept = text
    .replaceAll(HOLE, '')
    .replaceAll(/```[\s\S]*?```|`[^`\n]+`|<[^<>\n]{1,3000}>/g, (part) => {
      specials.push(special(part));
      return HOLE;
    });
  return styled(kept).replaceAll(HOLE, () => specials.shift() ?? '');
}

/** Stands for a link, a date or code while the words around them are made bold. No text may hold it. */
const HOLE = '\u0000';

/** What Slack escapes is `&`, `<` and `>`, and arrives escaped; quotes are harmless outside of a tag. */
const styled = (text: string): string =>
  text
    .replaceAll(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, '<b>$1</b>')
    .replaceAll(/(?<![\w_])_([^_\n]+)_(?![\w_])/g, '<i>$1</i>')
    .replaceAll(/^&gt; ?(.*)$/gm, '<blockquote>$1</blockquote>')
    .replaceAll(/:([a-z0-9_+-]{1,40}):/g, (_, name: string) => emoji(name));

function special(part: string): string {
  if (part.startsWith('```')) return `<pre>${part.slice(3, -3).replace(/^\n/, '')}</pre>`;
  if (part.startsWith('`')) return `<code>${part.slice(1, -1)}</code>`;
  const [target = '', words] = part.slice(1, -1).split('|', 2);
  if (target.startsWith('!date^')) {
    const [, seconds, form = ''] = target.split('^');
    return dateWords(Number(seconds), form);
  }
  if (target.startsWith('@')) {
    return `<span class="mention">@${target === '@U1' ? 'wale' : 'on-call'}</span>`;
  }
  if (target.startsWith('!')) return `<span class="mention">@${words ?? target.slice(1)}</span>`;
  return link(target, words ?? target);
}

export const link = (url: string, words: string): string =>
  /^https?:\/\//.test(url)
    ? `<a href="${url.replaceAll('"', '%22')}" target="_blank" rel="noopener">${words}</a>`
    : words;

const inZone = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', { timeZone: ZONE, ...options });
const DATE_PARTS: Readonly<Record<string, (at: Date) => string>> = {
  time: (at) => inZone({ hour: 'numeric', minute: '2-digit' }).format(at),
  time_secs: (at) => inZone({ hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(at),
  date_num: (at) => at.toISOString().slice(0, 10),
  date_short: (at) => inZone({ month: 'short', day: 'numeric', year: 'numeric' }).format(at),
  date: (at) => inZone({ month: 'long', day: 'numeric', year: 'numeric' }).format(at),
  date_long: (at) =>
    inZone({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }).format(at),
};

/** `{date_short_pretty} {time}` of a moment in the reader’s zone; *pretty* would say “today”, which a recording has not. */
export const dateWords = (seconds: number, form: string): string =>
  form.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const words = DATE_PARTS[name.replace('_pretty', '')];
    return words === undefined ? whole : words(new Date(seconds * 1000));
  });

export const emoji = (name: string): string => EMOJI[name] ?? `:${name}:`;

const EMOJI: Readonly<Record<string, string>> = {
  white_check_mark: '✅',
  warning: '⚠️',
  red_circle: '🔴',
  rotating_light: '🚨',
  question: '❓',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  white_circle: '⚪',
};
