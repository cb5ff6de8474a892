import { readHost } from '../../domain/host.ts';

/**
 * Slack parses what stands in angle brackets: `<!channel>`, `<@U…>`, `<url|text>`.
 * With these three characters escaped nobody is pinged and nothing becomes a link.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 *
 * It also makes a picture of a word between colons, and IPv6 addresses have such words: `2001:db8:a::9`
 * holds `:a:`. In code it does not, and whoever copies the address gets nothing else.
 */
export const escapeMrkdwn = (text: string): string =>
  escapeCode(text).replace(MAY_BE_IPV6, (word) => (isIpv6(word) ? `\`${word}\`` : word));

/** The same for what stands in backticks already. */
export const escapeCode = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const MAY_BE_IPV6 = /(?<![\w:.`])[0-9a-f:]{2,38}[0-9a-f](?![\w`])/g;

const isIpv6 = (word: string): boolean => word.includes(':') && readHost(word) === word;
