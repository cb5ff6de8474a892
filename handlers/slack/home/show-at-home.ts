import type { AnyBlock } from '@slack/types';
import { sectionBlock } from '../../../src/messages/slack/text-blocks.ts';
import type { Respond } from '../reply.ts';

/** The slice of Slack’s client that the Home tab needs. */
export interface HomeClient {
  readonly views: {
    readonly publish: (view: {
      readonly user_id: string;
      readonly view: { readonly type: 'home'; blocks: AnyBlock[] };
    }) => Promise<unknown>;
  };
}

/** Responds in the Home tab of one user, in place of what is there. */
export const showAtHome =
  (client: HomeClient, user: string): Respond =>
  ({ text, blocks = [] }) =>
    client.views.publish({
      user_id: user,
      view: { type: 'home', blocks: blocks.length === 0 ? [sectionBlock([text])] : blocks },
    });
