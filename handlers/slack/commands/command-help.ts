import { closest } from '../../../src/domain/closest.ts';
import { harmlessText } from '../../../src/domain/harmless-text.ts';
import { escapeMrkdwn } from '../../../src/messages/slack/escape-mrkdwn.ts';

export const HELP = [
  '`/wale status [cluster]`: is WAL archived, why not, and what to do next',
  '`/wale status [cluster] 02:10`, or `3h ago`: the same, as it was then (UTC)',
  '`/wale`: the status of the only cluster, or all clusters with a button each',
  '`/wale watch [cluster]`: the status, kept up to date here until all is well',
  '`/wale ack [cluster] [range or maintenance] until TIME because REASON`: you know about it; until then it is still shown, but no longer decides the verdict',
  '`/wale unack [cluster]`: ends that',
  '`/wale clusters`: all clusters, one line each, the worst first',
  '`/wale uploads [cluster]`: the recent uploads',
  '`/wale errors [cluster]`: the recent errors with their causes',
  '`/wale doctor [cluster]`: whether the sources work, and what to set if not',
  '`/wale explain VERDICT`: what an answer means, how Wale knows, and when it is wrong',
  '`/wale help`: this text',
].join('\n');

/** So many names are listed; with more, `/wale clusters` is the better list. */
const NAMES = 50;

export function helpText(clusters: ReadonlyMap<string, unknown>): string {
  const names = [...clusters.keys()].map((name) => `\`${name}\``);
  const more = names.length > NAMES ? ` and ${names.length - NAMES} more` : '';
  return `${HELP}\nClusters: ${names.slice(0, NAMES).join(', ')}${more}`;
}

/** With the command that a mistyped one is nearest to, and all that there are. */
export const unknownCommand = (typed: string): string =>
  `Unknown command “${escapeMrkdwn(harmlessText(typed, 200))}”.${meantWords(typed)} Try:\n${HELP}`;

function meantWords(typed: string): string {
  const [verb = '', ...more] = typed.split(/\s+/);
  const meant = closest(verb, VERBS);
  if (meant === undefined || meant === verb.toLowerCase()) return '';
  const rest = more.map((word) => ` ${escapeMrkdwn(harmlessText(word, 60).replaceAll('`', ''))}`);
  return ` Did you mean \`/wale ${meant}${rest.join('')}\`?`;
}

const VERBS = 'status watch clusters uploads errors doctor ack unack explain help'.split(' ');
