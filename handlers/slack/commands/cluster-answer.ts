import { checkupMessage } from '../../../src/messages/checkup/checkup-message.ts';
import { errorsMessage } from '../../../src/messages/errors/errors-message.ts';
import { escapeMrkdwn } from '../../../src/messages/slack/escape-mrkdwn.ts';
import { statusMessage } from '../../../src/messages/status/status-message.ts';
import type { Links } from '../../../src/messages/status/link-buttons.ts';
import { uploadsMessage } from '../../../src/messages/uploads/uploads-message.ts';
import type { Report } from '../../../src/domain/report.ts';
import type { EpochMs } from '../../../src/domain/time.ts';
import type { Archiver } from '../../../src/domain/archiver.ts';
import type { Site } from '../../../src/domain/site.ts';
import type { AskStatus } from '../../../src/use-cases/ask-status.ts';
import type { Examine } from '../../../src/use-cases/examine.ts';
import type { ListErrors } from '../../../src/use-cases/list-errors.ts';
import type { ListUploads } from '../../../src/use-cases/list-uploads.ts';
import type { Reply } from '../reply.ts';

/** What can be asked of one cluster, and the pages beside its answers. */
export interface ClusterAnswer {
  readonly ask: AskStatus;
  /** The same as of a moment in the past. */
  readonly askAt: (at: EpochMs) => Promise<Report>;
  readonly listUploads: ListUploads;
  readonly listErrors: ListErrors;
  readonly examine: Examine;
  readonly links: Links;
  /** As the configuration says; undefined if it leaves that to the log. */
  readonly archiver?: Archiver | undefined;
  readonly site?: Site | undefined;
}

export type ClusterQuestion = 'status' | 'uploads' | 'errors' | 'doctor';

/** Asks one cluster, and renders what it answers. */
export async function askCluster(
  question: ClusterQuestion,
  name: string,
  cluster: ClusterAnswer,
  at?: EpochMs,
): Promise<Reply> {
  switch (question) {
    case 'status':
      return shownStatus(
        at === undefined ? await cluster.ask() : await cluster.askAt(at),
        cluster.links,
      );
    case 'uploads': {
      const reading = await cluster.listUploads({});
      return reading.kind === 'unavailable'
        ? notRead(name, reading.detail)
        : uploadsMessage(name, reading.value, reading.observedAt);
    }
    case 'errors': {
      const reading = await cluster.listErrors({});
      return reading.kind === 'unavailable'
        ? notRead(name, reading.detail)
        : errorsMessage(name, reading.value, reading.observedAt);
    }
    case 'doctor':
      return checkupMessage(await cluster.examine());
  }
}

const shown = new WeakMap<Report, Reply>();

/** A report that many are told is made into a message once. */
export function shownStatus(report: Report, links: Links): Reply {
  const known = shown.get(report) ?? statusMessage(report, links);
  shown.set(report, known);
  return known;
}

const notRead = (name: string, detail: string): Reply => ({
  text: escapeMrkdwn(`${name}: could not read the log: ${detail}`),
});
