import type { AnyBlock, Block } from '@slack/types';
import { SLACK_LIMITS } from '../messages/slack/limits.ts';
import { NEW_KINDS, withoutKinds, type NewKind } from '../messages/slack/without-kinds.ts';
import type { RefusedBlocks } from './refused-blocks.ts';

export interface Sendable {
  readonly text: string;
  readonly blocks?: AnyBlock[];
}

export interface Sending<Answer> {
  readonly workspace: string;
  readonly refused: RefusedBlocks;
  readonly send: (message: Sendable) => Promise<Answer>;
  readonly complaintsOf: (fault: unknown) => readonly string[] | undefined;
  readonly mostBlocks?: number | undefined;
}

/**
 * Sends a message. One whose blocks are refused goes again without the kinds that are, and at last as its text alone,
 * which says it all: a verdict is never lost to the way it looks. `complaintsOf` gives Slack’s own words about the
 * blocks, and undefined for any other fault, which is thrown on. Blocks that are refused were certainly not shown.
 */
export async function sendReadably<Answer>(
  message: Sendable,
  { workspace, refused, send, complaintsOf, mostBlocks = SLACK_LIMITS.blocks }: Sending<Answer>,
): Promise<Answer> {
  const dropped = new Set<NewKind>();
  let blocks =
    message.blocks === undefined
      ? []
      : withoutKinds(message.blocks, refused.of(workspace), mostBlocks);
  for (;;) {
    try {
      const answer = await send(message.blocks === undefined ? message : { ...message, blocks });
      if (dropped.size > 0 && blocks.length > 0) refused.remember(workspace, dropped);
      return answer;
    } catch (fault) {
      const complaints = complaintsOf(fault);
      if (complaints === undefined || blocks.length === 0) throw fault;
      const kinds = kindsIn(blocks, complaints);
      for (const kind of kinds) dropped.add(kind);
      blocks = kinds.size === 0 ? [] : withoutKinds(blocks, kinds, mostBlocks);
    }
  }
}

/** Which new kinds Slack complains of; all of them that are there where it does not say. */
function kindsIn(blocks: readonly Block[], complaints: readonly string[]): ReadonlySet<NewKind> {
  const there = NEW_KINDS.filter((kind) => blocks.some(({ type }) => type === kind));
  const types = complaints.flatMap((complaint) => [
    ...[...complaint.matchAll(/\/blocks\/(\d{1,3})/g)].map(
      ([, index]) => blocks[Number(index)]?.type,
    ),
    ...[...complaint.matchAll(/[a-z_]{5,40}/g)].map(([word]) => word),
  ]);
  const named = there.filter((kind) => types.includes(kind));
  return new Set(named.length === 0 ? there : named);
}
