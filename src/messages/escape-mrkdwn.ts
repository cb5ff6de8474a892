/**
 * Slack parses only what stands in angle brackets: `<!channel>`, `<@U…>`, `<url|text>`.
 * With these three characters escaped nobody is pinged and nothing becomes a link.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
