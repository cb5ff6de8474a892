import { z } from 'zod';
import type { TakeDownFault } from '../../../src/domain/own-failure.ts';
import { atHome } from '../../../src/messages/home/at-home.ts';
import { homeOverview } from '../../../src/messages/home/home-overview.ts';
import type { AskFleet } from '../../../src/use-cases/ask-fleet.ts';
import { answeredAnyhow } from '../../own-failure.ts';
import { asExpected } from '../as-expected.ts';
import { noSuchCluster } from '../actions/no-such-cluster.ts';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import { answerSlowly } from '../commands/answer-slowly.ts';
import { askCluster, type ClusterAnswer } from '../commands/cluster-answer.ts';
import { words, type Respond } from '../reply.ts';

export const HOME_EVENT = 'app_home_opened';

/** https://docs.slack.dev/reference/events/app_home_opened; its other tab holds the direct messages. */
const Opened = z.object({ user: z.string(), tab: z.literal('home') });

/** A click in the Home tab comes from no channel, and has no response_url. */
const Click = z.object({
  user: z.object({ id: z.string() }),
  actions: z.array(z.object({ value: z.string().optional() })).min(1),
});

/** Shows an answer in the Home tab of one user. */
type ShowAtHome = (user: string) => Respond;

interface ClickArguments {
  readonly ack: () => Promise<void>;
  readonly body: unknown;
  readonly show: ShowAtHome;
}

/** Home is no channel: where Wale may answer in certain channels only, nothing is shown there. */
const NO_CHANNEL = '';

/** The Home tab: all clusters, the worst first, and behind a button one of them in full. */
export function createHome(
  clusters: ReadonlyMap<string, ClusterAnswer>,
  askFleet: AskFleet,
  allow: AllowList,
  askingAfterMs: number,
  takeDown: TakeDownFault,
) {
  const isOfMany = clusters.size > 1;
  const [only] = clusters.keys();

  const open = async (name: string, respond: Respond): Promise<void> => {
    const cluster = clusters.get(name);
    if (cluster === undefined) {
      await respond(atHome(noSuchCluster(name), undefined, isOfMany));
      return;
    }
    const ask = () => askCluster('status', name, cluster);
    const answer = answeredAnyhow(takeDown, ask, name, cluster.archiver, cluster.site);
    await answerSlowly(
      name,
      async () => atHome(await answer(), name, isOfMany),
      respond,
      askingAfterMs,
    );
  };
  const overview = async (respond: Respond): Promise<void> => {
    if (!isOfMany && only !== undefined) {
      await open(only, respond);
      return;
    }
    const answer = answeredAnyhow(takeDown, async () => homeOverview(await askFleet()));
    await answerSlowly(
      `all ${clusters.size} clusters`,
      async () => atHome(await answer(), undefined, isOfMany),
      respond,
      askingAfterMs,
    );
  };
  const ifAllowed = async (
    user: string,
    respond: Respond,
    show: (respond: Respond) => Promise<void>,
  ): Promise<void> => {
    if (isAllowed(allow, NO_CHANNEL, user)) await show(respond);
    else await respond(words(NOT_ALLOWED));
  };
  const onClick =
    (show: (value: string, respond: Respond) => Promise<void>) =>
    async ({ ack, body, show: showAt }: ClickArguments): Promise<void> => {
      await ack();
      const { user, actions } = asExpected(Click, body);
      const value = actions[0]?.value ?? '';
      await ifAllowed(user.id, showAt(user.id), (respond) => show(value, respond));
    };

  return {
    opened: async (event: unknown, show: ShowAtHome): Promise<void> => {
      const { data } = Opened.safeParse(event);
      if (data !== undefined) await ifAllowed(data.user, show(data.user), overview);
    },
    overview: onClick((_, respond) => overview(respond)),
    open: onClick(open),
  };
}
