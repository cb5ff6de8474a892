import type { App, ViewSubmitAction } from '@slack/bolt';
import { z } from 'zod';
import type { Clock } from '../src/domain/time.ts';
import type { TakeDownFault } from '../src/domain/own-failure.ts';
import { OPEN_ACTION } from '../src/messages/fleet/fleet-message.ts';
import { HOME_ACTION } from '../src/messages/home/at-home.ts';
import { HOME_OPEN_ACTION } from '../src/messages/home/home-overview.ts';
import type { VerdictPage } from '../src/domain/finding.ts';
import {
  ERRORS_ACTION,
  EXPLAIN_ACTION,
  LINK_ACTION,
  REFRESH_ACTION,
  UPLOADS_ACTION,
  WATCH_ACTION,
} from '../src/messages/status/status-message.ts';
import { createHideInReply, type Hide } from '../src/domain/secrets/hide-values.ts';
import { ACKNOWLEDGE_ACTION, ACKNOWLEDGE_FORM } from '../src/messages/thread/acknowledge-form.ts';
import { STOP_ACTION } from '../src/messages/thread/thread-reply.ts';
import type { AnswerPost } from '../src/threads/tend/answer-post.ts';
import type { ClusterOfMessage } from '../src/threads/tend/cluster-of-message.ts';
import type { ClusterOfThread } from '../src/threads/tend/cluster-of-thread.ts';
import type { StopWatching, WatchCluster } from '../src/threads/tend/watch-cluster.ts';
import { createExplainAction } from './slack/actions/explain.ts';
import { openLink } from './slack/actions/open-link.ts';
import { createAskAction } from './slack/actions/ask-cluster.ts';
import { createRefreshAction } from './slack/actions/refresh.ts';
import {
  createOpenAcknowledgeForm,
  type FormArguments,
} from './slack/actions/open-acknowledge-form.ts';
import { createStopAction } from './slack/actions/stop-watching.ts';
import { createWatchAction } from './slack/actions/watch-here.ts';
import { createAcknowledgeForm } from './slack/views/acknowledge.ts';
import { replyInChannel } from './slack/views/reply-in-channel.ts';
import { expectRespond } from './slack/as-expected.ts';
import type { Acknowledging } from './slack/commands/acknowledge.ts';
import type { AllowList } from './slack/allow-list.ts';
import type { ClusterAnswer } from './slack/commands/cluster-answer.ts';
import { createExplain } from './slack/commands/explain.ts';
import { createAnswerCommand } from './slack/commands/answer-command.ts';
import { createWaleCommand, WALE_COMMAND } from './slack/commands/wale.ts';
import type { AskFleet } from '../src/use-cases/ask-fleet.ts';
import { createMentionListener, MENTION_EVENT } from './slack/events/app-mention.ts';
import { createMessageListener, MESSAGE_EVENT } from './slack/events/message.ts';
import { createDirectMessageListener } from './slack/events/direct-message.ts';
import { ASK_SHORTCUT, createAskShortcut } from './slack/shortcuts/ask-wale.ts';
import { createHome, HOME_EVENT } from './slack/home/home.ts';
import { showAtHome, type HomeClient } from './slack/home/show-at-home.ts';
import type { Reply, Respond } from './slack/reply.ts';

export interface HandlerContext {
  readonly clusters: ReadonlyMap<string, ClusterAnswer>;
  readonly askFleet: AskFleet;
  readonly allow: AllowList;
  /** Takes Wale’s own secrets out of whatever is replied. */
  readonly hide: Hide;
  /** Sends a reply so that a workspace without new blocks can read it too. */
  readonly respondReadably: RespondReadably;
  /** The same for what is shown in the Home tab. */
  readonly publishReadably: RespondReadably;
  /** After so long without an answer, the channel is told that one is on its way. */
  readonly askingAfterMs: number;
  readonly watchCluster: WatchCluster;
  readonly stopWatching: StopWatching;
  readonly acknowledging: Acknowledging;
  readonly verdictPage: VerdictPage;
  readonly clusterOfThread: ClusterOfThread;
  readonly clusterOfMessage: ClusterOfMessage;
  /** Undefined if alerts are not answered. */
  readonly answerPost: AnswerPost | undefined;
  /** Where alerts are answered; empty for all channels that Wale is in. */
  readonly alertChannels: readonly string[];
  readonly takeDown: TakeDownFault;
  readonly now: Clock;
}

/** Sends a reply by this way of responding, and again in other blocks where these are refused. */
export type RespondReadably = (
  reply: Reply,
  respond: Respond,
  workspace: string,
) => Promise<unknown>;

const ASKING = [
  [OPEN_ACTION, 'status'],
  [UPLOADS_ACTION, 'uploads'],
  [ERRORS_ACTION, 'errors'],
] as const;

/** The bot's whole Slack surface, one line each. test/manifest.test.ts holds manifest.yml to it. */
export function registerHandlers(
  app: Pick<App, 'command' | 'action' | 'event' | 'shortcut' | 'view'>,
  context: HandlerContext,
): void {
  const { clusters, askFleet, allow, askingAfterMs, watchCluster, stopWatching, takeDown } =
    context;
  const hide = createHideInReply(context.hide);
  const hiding = hidingWith(hide, context.respondReadably);
  const explain = createExplain(context.verdictPage);
  const answerCommand = createAnswerCommand({
    clusters,
    askFleet,
    watchCluster,
    takeDown,
    now: context.now,
    acknowledging: context.acknowledging,
    explain,
  });
  app.command(WALE_COMMAND, hiding(createWaleCommand(answerCommand, allow, askingAfterMs)));
  app.action(REFRESH_ACTION, hiding(createRefreshAction(clusters, allow, takeDown)));
  for (const [action, question] of ASKING) {
    app.action(action, hiding(createAskAction(question, clusters, allow, askingAfterMs, takeDown)));
  }
  app.action(WATCH_ACTION, hiding(createWatchAction(clusters, watchCluster, allow)));
  app.action(LINK_ACTION, openLink);
  app.action(EXPLAIN_ACTION, hiding(createExplainAction(explain, allow)));
  app.action(STOP_ACTION, hiding(createStopAction(stopWatching, allow)));
  app.action(ACKNOWLEDGE_ACTION, hiding<FormArguments>(createOpenAcknowledgeForm(clusters, allow)));
  app.view<ViewSubmitAction>(ACKNOWLEDGE_FORM, ({ ack, body, client }) =>
    createAcknowledgeForm(clusters, context.acknowledging, allow, context.now, (place, reply) =>
      context.respondReadably(hide(reply), replyInChannel(client, place), workspaceOf(body)),
    )({ ack, body }),
  );
  const mention = createMentionListener(answerCommand, allow, context.clusterOfThread);
  const through =
    (body: unknown) =>
    (send: Respond): Respond =>
    (reply) =>
      context.respondReadably(hide(reply), send, workspaceOf(body));
  app.event(MENTION_EVENT, ({ event, say, body }) =>
    mention({ event, say, respond: through(body) }),
  );
  const ask = createAskShortcut(answerCommand, allow, context.clusterOfMessage);
  app.shortcut({ type: 'message_action', callback_id: ASK_SHORTCUT }, (args) =>
    ask({
      ...args,
      respond: through(args.body)(expectRespond(args.respond)),
      through: through(args.body),
    }),
  );
  const home = createHome(clusters, askFleet, allow, askingAfterMs, takeDown);
  const atHome =
    (client: HomeClient, body: unknown) =>
    (user: string): Respond =>
    (reply) =>
      context.publishReadably(hide(reply), showAtHome(client, user), workspaceOf(body));
  app.event(HOME_EVENT, ({ event, client, body }) => home.opened(event, atHome(client, body)));
  app.action(HOME_ACTION, ({ ack, body, client }) =>
    home.overview({ ack, body, show: atHome(client, body) }),
  );
  app.action(HOME_OPEN_ACTION, ({ ack, body, client }) =>
    home.open({ ack, body, show: atHome(client, body) }),
  );
  const directMessage = createDirectMessageListener(answerCommand, allow);
  const message = createMessageListener(context.answerPost, context.alertChannels);
  app.event(MESSAGE_EVENT, async ({ event, say, body }) => {
    if (!(await directMessage({ event, say, through: through(body) }))) {
      await message({ event, body });
    }
  });
}

/** Which workspace a command or a click comes from: they say it in two ways. */
const From = z.object({
  team_id: z.string().optional(),
  team: z.object({ id: z.string() }).nullish(),
});

function workspaceOf(body: unknown): string {
  const from = From.safeParse(body).data;
  return from?.team_id ?? from?.team?.id ?? '';
}

/** What every reply goes through: Wale’s own secrets are taken out, and its blocks are what the workspace can show. */
const hidingWith =
  (hide: (reply: Reply) => Reply, respondReadably: RespondReadably) =>
  <Arguments extends { readonly respond: Respond; readonly body?: unknown }>(
    listener: (args: Arguments) => Promise<void>,
  ) =>
  (args: Arguments): Promise<void> =>
    listener({
      ...args,
      respond: (reply: Reply) =>
        respondReadably(hide(reply), expectRespond(args.respond), workspaceOf(args.body)),
    });
