import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Acknowledging } from '../../handlers/slack/commands/acknowledge.ts';
import type { AcknowledgementBook } from '../domain/acknowledgement.ts';
import type { Tell } from '../domain/event-map.ts';
import type { Report } from '../domain/report.ts';
import { SECOND, type Clock, type DurationMs, type Stopwatch } from '../domain/time.ts';
import { createAcknowledge, createUnacknowledge } from '../use-cases/acknowledge.ts';
import type { AskAcknowledgements } from '../use-cases/ask-status.ts';
import { createStateLog, unlessOfState } from './faults-of-state.ts';

/** An answer does not wait longer for the state: then nothing is acknowledged, and everything leads. */
const PATIENCE_MS = SECOND;

const LATE = Symbol('late');
const NONE_READ = 'acknowledgements could not be read; nothing counts as acknowledged';

export function askAcknowledgements(
  book: Pick<AcknowledgementBook, 'all'>,
  log: Pick<Logger, 'error'>,
  stopwatch: Stopwatch,
  patienceMs: DurationMs = PATIENCE_MS,
): AskAcknowledgements {
  const tellLate = createStateLog(log, stopwatch, NONE_READ);
  const onFault = unlessOfState((fault) => {
    log.error({ err: fault }, NONE_READ);
  });
  return async () => {
    const given = new AbortController();
    try {
      const late = sleep(patienceMs, LATE, { signal: given.signal });
      late.catch(() => undefined); // raced below
      const all = await Promise.race([book.all(), late]);
      if (all !== LATE) return all;
      tellLate(`the state did not answer within ${patienceMs} ms`);
    } catch (fault) {
      onFault(fault);
    } finally {
      given.abort();
    }
    return [];
  };
}

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
