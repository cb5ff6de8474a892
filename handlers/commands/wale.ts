import { escapeMrkdwn } from '../../src/messages/escape-mrkdwn.ts';
import { statusMessage, type Links } from '../../src/messages/status-message.ts';
import type { AskStatus } from '../../src/use-cases/ask-status.ts';
import { findCluster } from '../../src/use-cases/find-cluster.ts';
import type { Watched, WatchCluster } from '../../src/use-cases/threads/watch-cluster.ts';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import { privately, type Reply, type Respond } from '../reply.ts';
import { parseCommand } from './parse-command.ts';

export const WALE_COMMAND = '/wale';

export interface ClusterAnswer {
  readonly ask: AskStatus;
  readonly links: Links;
}

/** The slice of Bolt's arguments this command uses. Bolt's own type fits it; so does a test's plain object. */
interface CommandArguments {
  readonly ack: () => Promise<void>;
  readonly command: {
    readonly text: string;
    readonly channel_id: string;
    readonly user_id: string;
  };
  readonly respond: Respond;
}

export const HELP = [
  '`/wale status [cluster]`: is WAL archived, why not, and what to do next',
  '`/wale watch [cluster]`: the same, kept up to date here until all is well',
  '`/wale help`: this text',
].join('\n');

export function createWaleCommand(
  clusters: ReadonlyMap<string, ClusterAnswer>,
  allow: AllowList,
  askingAfterMs: number,
  watchCluster: WatchCluster,
) {
  return async ({ ack, command, respond }: CommandArguments): Promise<void> => {
    await ack(); // Slack waits three seconds, so everything slow comes after this line.

    if (!isAllowed(allow, command.channel_id, command.user_id)) {
      await respond(privately(NOT_ALLOWED));
      return;
    }
    const parsed = parseCommand(command.text);
    switch (parsed.kind) {
      case 'help':
        await respond(privately(helpText(clusters)));
        return;
      case 'unknown':
        await respond(
          privately(`“${escapeMrkdwn(parsed.word)}” is nothing that Wale knows. Try:\n${HELP}`),
        );
        return;
      case 'status': {
        const found = findCluster(clusters, parsed.cluster);
        if (found.kind === 'not-found') {
          await respond(privately(escapeMrkdwn(found.sentence)));
          return;
        }
        await answerSlowly(found.name, found.cluster, respond, askingAfterMs);
        return;
      }
      case 'watch': {
        const found = findCluster(clusters, parsed.cluster);
        if (found.kind === 'not-found') {
          await respond(privately(escapeMrkdwn(found.sentence)));
          return;
        }
        const watched = await watchCluster(command.channel_id, found.name, command.user_id);
        const words = watchedWords(found.name, watched);
        if (words !== undefined) await respond(privately(words));
      }
    }
  };
}

/** What the one who asked is told; the reply itself needs no words. */
function watchedWords(cluster: string, watched: Watched): string | undefined {
  switch (watched.kind) {
    case 'begun':
      return undefined;
    case 'already':
      return watched.link === undefined
        ? `${cluster} is watched here already.`
        : `${cluster} is watched here already: <${watched.link}>`;
    case 'refused':
      return watched.reason === 'not_in_channel' || watched.reason === 'channel_not_found'
        ? 'Wale is not in this channel, and what it posts here it could not keep up to date. `/invite` it, and ask again.'
        : `Slack does not let Wale post here (${escapeMrkdwn(watched.reason)}).`;
    case 'later':
      return `This takes longer than usual (${escapeMrkdwn(watched.reason)}); Wale goes on trying.`;
  }
}

const helpText = (clusters: ReadonlyMap<string, unknown>): string =>
  `${HELP}\nClusters: ${[...clusters.keys()].map((name) => `\`${name}\``).join(', ')}`;

/** Says that it is asking if the answer takes long, and puts the answer in that message's place. */
async function answerSlowly(
  name: string,
  { ask, links }: ClusterAnswer,
  respond: Respond,
  askingAfterMs: number,
): Promise<void> {
  let asking: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    asking = respond({ text: `asking about ${name}…`, response_type: 'in_channel' });
    asking.catch(() => undefined); // awaited below; a failure must not end the process before that
  }, askingAfterMs);

  try {
    const report = await ask();
    clearTimeout(timer);
    const shown = await settled(asking);
    const reply: Reply = {
      ...statusMessage(report, links),
      response_type: 'in_channel',
      replace_original: shown,
      unfurl_links: false,
      unfurl_media: false,
    };
    await respond(reply);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether there is a message to replace. */
async function settled(asking: Promise<unknown> | undefined): Promise<boolean> {
  if (asking === undefined) return false;
  try {
    await asking;
    return true;
  } catch {
    return false; // it never appeared, so the answer becomes a message of its own
  }
}
