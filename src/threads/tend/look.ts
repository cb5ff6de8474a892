import type { Archiver } from '../../domain/archiver.ts';
import type { Site } from '../../domain/site.ts';
import { failedVerdict, type OwnFailure, type TakeDownFault } from '../../domain/own-failure.ts';
import type { Report } from '../../domain/report.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Links } from '../../messages/status/link-buttons.ts';
import {
  failedReply,
  pipelineReply,
  threadReply,
  whichCluster,
} from '../../messages/thread/thread-reply.ts';
import { afterLook } from '../record/after-look.ts';
import type { ThreadMessage } from '../record/slack-channel.ts';
import type { ThreadRecord } from '../record/thread-record.ts';
import type { WatchSettings } from '../record/watch-settings.ts';
import type { PipelineReport } from '../../domain/pipeline-report.ts';
import type { AskPipeline } from '../../use-cases/ask-pipeline.ts';
import { ownFailure } from '../../use-cases/own-failure.ts';

export interface WatchedCluster {
  readonly ask: () => Promise<Report>;
  readonly links: Links;
  /** As the configuration says; undefined if it leaves that to the log. */
  readonly archiver?: Archiver | undefined;
  readonly site?: Site | undefined;
}

/** What a look at the cluster of a thread came to. */
export type Look =
  | { readonly kind: 'report'; readonly report: Report; readonly links: Links }
  | { readonly kind: 'failed'; readonly failure: OwnFailure }
  /** The thread is about how Wale sees. */
  | { readonly kind: 'pipeline'; readonly report: PipelineReport }
  /** The thread does not say which cluster it is about. */
  | { readonly kind: 'unclear'; readonly candidates: readonly string[] };

/** Looks at the cluster of a thread. Where Wale itself fails, the thread hears that and what to run by hand. */
export async function lookFor(
  { cluster: name, about }: ThreadRecord,
  clusters: ReadonlyMap<string, WatchedCluster>,
  askPipeline: AskPipeline,
  takeDown: TakeDownFault,
): Promise<Look> {
  if (about === 'pipeline') {
    try {
      return { kind: 'pipeline', report: await askPipeline() };
    } catch (fault) {
      return { kind: 'failed', failure: ownFailure(undefined, takeDown(fault)) };
    }
  }
  const cluster = name === undefined ? undefined : clusters.get(name);
  if (cluster === undefined) return { kind: 'unclear', candidates: [...clusters.keys()] };
  try {
    return { kind: 'report', report: await cluster.ask(), links: cluster.links };
  } catch (fault) {
    const failure = ownFailure(name, takeDown(fault), cluster.archiver, cluster.site);
    return { kind: 'failed', failure };
  }
}

/** The record after a look; one that failed is one that could not tell. */
export function withLook(
  record: ThreadRecord,
  look: Look,
  at: EpochMs,
  settings: WatchSettings,
): ThreadRecord {
  switch (look.kind) {
    case 'report':
    case 'pipeline':
      return afterLook(record, look.report.verdict, at, settings);
    case 'failed':
      return afterLook(record, failedVerdict(look.failure), at, settings);
    case 'unclear':
      return record;
  }
}

/** How the reply of a thread reads by what was seen. An answer that cannot be put into words is a failure as well. */
export function replyOf(
  look: Look,
  record: ThreadRecord,
  at: EpochMs,
  settings: WatchSettings,
  takeDown: TakeDownFault,
): ThreadMessage {
  switch (look.kind) {
    case 'report':
      try {
        return threadReply(look.report, look.links, record, settings);
      } catch (fault) {
        const failure = ownFailure(record.cluster, takeDown(fault));
        return failedReply(failure, record, at, settings);
      }
    case 'pipeline':
      return pipelineReply(look.report, record, settings);
    case 'failed':
      return failedReply(look.failure, record, at, settings);
    case 'unclear':
      return whichCluster(look.candidates);
  }
}
