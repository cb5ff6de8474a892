import type { TakeDownFault } from '../../../src/domain/own-failure.ts';
import { answeredAnyhow } from '../../own-failure.ts';
import type { AllowList } from '../allow-list.ts';
import { answerSlowly } from '../commands/answer-slowly.ts';
import {
  askCluster,
  type ClusterAnswer,
  type ClusterQuestion,
} from '../commands/cluster-answer.ts';
import { onClusterClick } from './cluster-click.ts';

/** Answers a question about the cluster of a button, below the message that the button is in. */
export const createAskAction = (
  question: ClusterQuestion,
  clusters: ReadonlyMap<string, ClusterAnswer>,
  allow: AllowList,
  askingAfterMs: number,
  takeDown: TakeDownFault,
) =>
  onClusterClick(clusters, allow, async ({ value, respond }, cluster) => {
    const ask = () => askCluster(question, value, cluster);
    await answerSlowly(
      value,
      answeredAnyhow(takeDown, ask, value, cluster.archiver, cluster.site),
      respond,
      askingAfterMs,
      'message',
    );
  });
