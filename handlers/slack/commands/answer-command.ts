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
import { helpText, unknownCommand } from './command-help.ts';
import type { Explain } from './explain.ts';
import { parseCommand, type Command } from './parse-command.ts';
import { watchedReply } from './watched-reply.ts';

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

export interface AnswerCommandParts {
  readonly clusters: ReadonlyMap<string, ClusterAnswer>;
  readonly askFleet: AskFleet;
  readonly watchCluster: WatchCluster;
  readonly takeDown: TakeDownFault;
  readonly now: Clock;
  readonly acknowledging: Acknowledging;
  readonly explain: Explain;
}

export function createAnswerCommand({
  clusters,
  askFleet,
  watchCluster,
  takeDown,
  now,
  acknowledging,
  explain,
}: AnswerCommandParts): AnswerCommand {
  return async (text, { channel, user, about }, respond, askingAfterMs) => {
    const typed = parseCommand(text, now());
    const parsed = typed.kind === 'anything' ? questionOf(clusters.size, about) : typed;
    /** Undefined where no cluster is meant; whoever asked has been told why. */
    const findOrSay = async (cluster: string | undefined) => {
      const found = findCluster(clusters, cluster ?? about);
      if (found.kind !== 'not-found') return found;
      await respond(privately(escapeMrkdwn(found.sentence)));
      return undefined;
    };
    switch (parsed.kind) {
      case 'help':
        await respond(privately(helpText(clusters)));
        return;
      case 'unknown':
        await respond(privately(unknownCommand(parsed.word)));
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
        const found = await findOrSay(parsed.cluster);
        if (found === undefined) return;
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
        const found = await findOrSay(parsed.cluster);
        if (found === undefined) return;
        await respond(
          parsed.kind === 'acknowledge'
            ? await acknowledgeCluster(found.name, parsed, { channel, user }, acknowledging)
            : await unacknowledgeCluster(found.name, { channel, user }, acknowledging),
        );
        return;
      }
      case 'watch': {
        const found = await findOrSay(parsed.cluster);
        if (found === undefined) return;
        const reply = watchedReply(found.name, await watchCluster(channel, found.name, user));
        if (reply !== undefined) await respond(reply);
      }
    }
  };
}

/** A word without a question asks what there is to ask: the cluster it is about, the one there is, or how all of them are. */
const questionOf = (
  count: number,
  about: string | undefined,
): Exclude<Command, { kind: 'anything' }> =>
  count === 1 || about !== undefined
    ? { kind: 'cluster', question: 'status', cluster: undefined }
    : { kind: 'clusters' };
