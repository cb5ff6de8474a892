import type { App } from '@slack/bolt';
import { LINK_ACTION, REFRESH_ACTION } from '../src/messages/status-message.ts';
import { openLink } from './actions/open-link.ts';
import { createRefreshAction } from './actions/refresh.ts';
import type { AllowList } from './allow-list.ts';
import type { ClusterAnswer } from './commands/cluster-answer.ts';
import { createWaleCommand, WALE_COMMAND } from './commands/wale.ts';
import type { AskFleet } from '../src/use-cases/ask-fleet.ts';

export interface HandlerContext {
  readonly clusters: ReadonlyMap<string, ClusterAnswer>;
  readonly askFleet: AskFleet;
  readonly allow: AllowList;
  /** After so long without an answer, the channel is told that one is on its way. */
  readonly askingAfterMs: number;
}

/** The bot's whole Slack surface, one line each. test/manifest.test.ts holds manifest.yml to it. */
export function registerHandlers(
  app: Pick<App, 'command' | 'action'>,
  { clusters, askFleet, allow, askingAfterMs }: HandlerContext,
): void {
  app.command(WALE_COMMAND, createWaleCommand(clusters, askFleet, allow, askingAfterMs));
  app.action(REFRESH_ACTION, createRefreshAction(clusters, allow));
  app.action(LINK_ACTION, openLink);
}
