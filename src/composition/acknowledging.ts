import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Acknowledging } from '../../handlers/slack/commands/acknowledge.ts';
import type { AcknowledgementBook } from '../domain/acknowledgement.ts';
import type { Tell } from '../domain/event-map.ts';
import type { Report } from '../domain/report.ts';
import { SECOND, type Clock } from '../domain/time.ts';
import { createAcknowledge, createUnacknowledge } from '../use-cases/acknowledge.ts';
import type { AskAcknowledgements } from '../use-cases/ask-status.ts';

/** An answer does not wait longer for the state: then nothing is acknowledged, and everything leads. */
const PATIENCE_MS = SECOND;

export const askAcknowledgements =
  (book: AcknowledgementBook, log: Pick<Logger, 'error'>): AskAcknowledgements =>
  async () => {
    const given = new AbortController();
    try {
      const late = sleep(PATIENCE_MS, undefined, { signal: given.signal }).then(() => {
        throw new Error('the state did not answer in time');
      });
      late.catch(() => undefined); // raced below
      return await Promise.race([book.all(), late]);
    } catch (fault) {
      log.error(
        { err: fault },
        'acknowledgements could not be read; nothing counts as acknowledged',
      );
      return [];
    } finally {
      given.abort();
    }
  };

/** Acknowledging, wired: what is acknowledged is what a look at the cluster finds. */
export function createAcknowledging(
  clusters: ReadonlyMap<string, { readonly ask: () => Promise<Report> }>,
  book: AcknowledgementBook,
  now: Clock,
  tell: Tell,
): Acknowledging {
  const ask = (cluster: string): Promise<Report> => {
    const found = clusters.get(cluster);
    if (found === undefined) throw new Error(`there is no cluster ${cluster}`);
    return found.ask();
  };
  const acknowledge = createAcknowledge(ask, book, now);
  const unacknowledge = createUnacknowledge(book, now);
  return {
    acknowledge: async (request, { user, channel }) => {
      const outcome = await acknowledge(request);
      if (outcome.kind === 'acknowledged') {
        const { cluster, until, because } = outcome.acknowledgement;
        tell('trouble-acknowledged', { user, channel, cluster, until, because });
      }
      return outcome;
    },
    unacknowledge: async (cluster, { user, channel }) => {
      const ended = await unacknowledge(cluster);
      if (ended > 0) {
        tell('trouble-acknowledged', {
          user,
          channel,
          cluster,
          until: undefined,
          because: undefined,
        });
      }
      return ended;
    },
  };
}
