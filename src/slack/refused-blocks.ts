import type { Clock, DurationMs, EpochMs } from '../domain/time.ts';
import type { NewKind } from '../messages/slack/without-kinds.ts';

/** A workspace gets new blocks some day; until then one refusal a day is enough. */
const REMEMBERED: DurationMs = 24 * 60 * 60 * 1000;

/** Which kinds of blocks each workspace has refused of late. */
export interface RefusedBlocks {
  readonly of: (workspace: string) => ReadonlySet<NewKind>;
  readonly remember: (workspace: string, kinds: ReadonlySet<NewKind>) => void;
}

export function createRefusedBlocks(now: Clock): RefusedBlocks {
  const workspaces = new Map<string, ReadonlyMap<NewKind, EpochMs>>();
  const current = (workspace: string): ReadonlyMap<NewKind, EpochMs> =>
    new Map([...(workspaces.get(workspace) ?? [])].filter(([, until]) => until > now()));
  return {
    of: (workspace) => new Set(current(workspace).keys()),
    remember: (workspace, kinds) => {
      const until = now() + REMEMBERED;
      const refused = [...kinds].map((kind) => [kind, until] as const);
      workspaces.set(workspace, new Map([...current(workspace), ...refused]));
    },
  };
}
