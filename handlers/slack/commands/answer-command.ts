import { closest } from '../../../src/domain/closest.ts';
import { harmlessText } from '../../../src/domain/harmless-text.ts';
import { escapeMrkdwn } from '../../../src/messages/slack/escape-mrkdwn.ts';
import type { TakeDownFault } from '../../../src/domain/own-failure.ts';
import { fleetMessage } from '../../../src/messages/fleet/fleet-message.ts';
import type { Clock } from '../../../src/domain/time.ts';
import type { AskFleet } from '../../../src/use-cases/ask-fleet.ts';
import { findCluster } from '../../../src/use-cases/find-cluster.ts';
import type { WatchCluster } from '../../../src/threads/tend/watch-cluster.ts';
import { answeredAnyhow } from '../../own-failure.ts';
import { privately, type Respond } from '../reply.ts';
import { acknowledgeCluster, unacknowledgeCluster, type Acknowledging } from './acknowledge.ts';
import { answerSlowly } from './answer-slowly.ts';
import { askCluster, type ClusterAnswer } from './cluster-answer.ts';
import type { Explain } from './explain.ts';
import { parseCommand, type Command } from './parse-command.ts';
import { watchedReply } from './watched-reply.ts';

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

/** Who asks where, and which cluster the place itself is about. */
export interface Asked {
  readonly channel: string;
  readonly user: string;
  readonly about?: string | undefined;
}

/** Answers what somebody wrote behind the name of Wale, wherever that was. */
export type AnswerCommand = (
  text: string,
  asked: Asked,
  respond: Respond,
  askingAfterMs: number,
) => Promise<void>;

export function createAnswerCommand(
  clusters: ReadonlyMap<string, ClusterAnswer>,
  askFleet: AskFleet,
  watchCluster: WatchCluster,
  takeDown: TakeDownFault,
  now: Clock,
  acknowledging: Acknowledging,
  explain: Explain,
): AnswerCommand {
  return async (text, { channel, user, about }, respond, askingAfterMs) => {
    const typed = parseCommand(text, now());
    const parsed = typed.kind === 'anything' ? questionOf(clusters.size, about) : typed;
    switch (parsed.kind) {
      case 'help':
        await respond(privately(helpText(clusters)));
        return;
      case 'unknown':
        await respond(
          privately(
            `Unknown command “${escapeMrkdwn(harmlessText(parsed.word, 200))}”.${meantWords(parsed.word)} Try:\n${HELP}`,
          ),
        );
        return;
      case 'clusters':
        await answerSlowly(
          'all clusters',
          answeredAnyhow(takeDown, async () => fleetMessage(await askFleet())),
          respond,
          askingAfterMs,
        );
        return;
      case 'cluster': {
        const found = findCluster(clusters, parsed.cluster ?? about);
        if (found.kind === 'not-found') {
          await respond(privately(escapeMrkdwn(found.sentence)));
          return;
        }
        const { name, cluster } = found;
        const ask = () => askCluster(parsed.question, name, cluster, parsed.at);
        await answerSlowly(
          name,
          answeredAnyhow(takeDown, ask, name, cluster.archiver, cluster.site),
          respond,
          askingAfterMs,
        );
        return;
      }
      case 'explain':
        await respond(explain(parsed.verdict));
        return;
      case 'misread':
        await respond(privately(escapeMrkdwn(parsed.sentence)));
        return;
      case 'acknowledge':
      case 'unacknowledge': {
        const found = findCluster(clusters, parsed.cluster ?? about);
        if (found.kind === 'not-found') {
          await respond(privately(escapeMrkdwn(found.sentence)));
          return;
        }
        await respond(
          parsed.kind === 'acknowledge'
            ? await acknowledgeCluster(found.name, parsed, { channel, user }, acknowledging)
            : await unacknowledgeCluster(found.name, { channel, user }, acknowledging),
        );
        return;
      }
      case 'watch': {
        const found = findCluster(clusters, parsed.cluster ?? about);
        if (found.kind === 'not-found') {
          await respond(privately(escapeMrkdwn(found.sentence)));
          return;
        }
        const reply = watchedReply(found.name, await watchCluster(channel, found.name, user));
        if (reply !== undefined) await respond(reply);
      }
    }
  };
}

/** The command that a mistyped one is nearest to. */
function meantWords(typed: string): string {
  const [verb = '', ...more] = typed.split(/\s+/);
  const meant = closest(verb, VERBS);
  if (meant === undefined || meant === verb.toLowerCase()) return '';
  const rest = more.map((word) => ` ${escapeMrkdwn(harmlessText(word, 60).replaceAll('`', ''))}`);
  return ` Did you mean \`/wale ${meant}${rest.join('')}\`?`;
}

const VERBS = 'status watch clusters uploads errors doctor ack unack explain help'.split(' ');

/** A word without a question asks what there is to ask: the cluster it is about, the one there is, or how all of them are. */
const questionOf = (
  count: number,
  about: string | undefined,
): Exclude<Command, { kind: 'anything' }> =>
  count === 1 || about !== undefined
    ? { kind: 'cluster', question: 'status', cluster: undefined }
    : { kind: 'clusters' };

/** So many names are listed; with more, `/wale clusters` is the better list. */
const NAMES = 50;

function helpText(clusters: ReadonlyMap<string, unknown>): string {
  const names = [...clusters.keys()].map((name) => `\`${name}\``);
  const more = names.length > NAMES ? ` and ${names.length - NAMES} more` : '';
  return `${HELP}\nClusters: ${names.slice(0, NAMES).join(', ')}${more}`;
}
