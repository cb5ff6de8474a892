import { SLACK_LIMITS } from '../messages/slack/limits.ts';
import { blockComplaints } from './block-complaints.ts';
import { lostWith } from './reply-lost.ts';
import type { RefusedBlocks } from './refused-blocks.ts';
import type { RespondReadably } from './respond-readably.ts';
import { sendReadably } from './send-readably.ts';

/**
 * Shows an answer in the Home tab, so that a workspace whose Home takes no new blocks can read it too. Rejects with a
 * ReplyLost where Slack does not take it.
 */
export const createPublishReadably =
  (refused: RefusedBlocks): RespondReadably =>
  async (reply, publish, workspace) => {
    try {
      return await sendReadably(reply, {
        workspace,
        refused,
        send: publish,
        complaintsOf: blockComplaints,
        mostBlocks: SLACK_LIMITS.homeBlocks,
      });
    } catch (fault) {
      throw lostWith(fault);
    }
  };
