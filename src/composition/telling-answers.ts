import type { ClusterAnswer } from '../../handlers/slack/commands/cluster-answer.ts';
import type { AskedQuestion, Tell } from '../domain/event-map.ts';
import type { Verdict } from '../domain/finding.ts';
import { elapsed, type Stopwatch } from '../domain/time.ts';
import { currentRequest } from '../operation/current-request.ts';

/** Answers that tell who was answered what, and how long it took. */
export function tellingAnswers(
  clusters: ReadonlyMap<string, ClusterAnswer>,
  tell: Tell,
  stopwatch: Stopwatch,
): ReadonlyMap<string, ClusterAnswer> {
  return new Map(
    [...clusters].map(([name, cluster]) => {
      const telling = createTelling(tell, stopwatch, name);
      const answer: ClusterAnswer = {
        ...cluster,
        ask: telling('status', cluster.ask, ({ verdict }) => verdict),
        listUploads: telling('uploads', cluster.listUploads, noVerdict),
        listErrors: telling('errors', cluster.listErrors, noVerdict),
        examine: telling('doctor', cluster.examine, noVerdict),
      };
      return [name, answer];
    }),
  );
}

/** Makes a question about one cluster, or about all, tell its answer. */
export const createTelling =
  (tell: Tell, stopwatch: Stopwatch, cluster?: string) =>
  <Arguments extends readonly unknown[], Answer>(
    question: AskedQuestion,
    ask: (...args: Arguments) => Promise<Answer>,
    verdictOf: (answer: Answer) => Verdict | undefined,
  ) =>
  async (...args: Arguments): Promise<Answer> => {
    const from = stopwatch();
    const told = (verdict: Verdict | undefined, failed: boolean): void => {
      const asker = currentRequest();
      tell('answered', {
        question,
        cluster,
        user: asker?.user,
        channel: asker?.channel,
        verdict: verdict?.code,
        severity: verdict?.severity,
        failed,
        tookMs: elapsed(stopwatch, from),
      });
    };
    try {
      const answer = await ask(...args);
      told(verdictOf(answer), false);
      return answer;
    } catch (fault) {
      told(undefined, true);
      throw fault;
    }
  };

export const noVerdict = (): undefined => undefined;
