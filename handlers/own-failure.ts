import type { Archiver } from '../src/domain/archiver.ts';
import type { TakeDownFault } from '../src/domain/own-failure.ts';
import type { Site } from '../src/domain/site.ts';
import { failureMessage } from '../src/messages/failure/failure-message.ts';
import { ownFailure } from '../src/use-cases/own-failure.ts';
import type { Reply } from './slack/reply.ts';

/** Turns what a question throws into an answer: that Wale failed, and what to run on the host meanwhile. */
export const answeredAnyhow =
  (
    takeDown: TakeDownFault,
    ask: () => Promise<Reply>,
    cluster?: string,
    archiver?: Archiver,
    site?: Site,
  ): (() => Promise<Reply>) =>
  async () => {
    try {
      return await ask();
    } catch (fault) {
      return failureMessage(ownFailure(cluster, takeDown(fault), archiver, site));
    }
  };
