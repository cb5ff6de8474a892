import type { Snapshot } from '../domain/snapshot.ts';
import { durationWords } from '../domain/duration-words.ts';
import { spanOf } from '../facts/completions.ts';
import type { Rightful } from '../facts/rightful.ts';
import type { SecondWriter } from '../facts/second-writers.ts';
import { checkArchiveSettings, listMembers } from '../advice/host-commands.ts';
import { evidenceOf, NAMED, named } from './second-writer-words.ts';
import type { Decision } from './rule.ts';

/** Hosts that archive beside each other, while the metrics do not say which of them may. */
export function withoutPrimary(
  snapshot: Snapshot,
  writers: readonly SecondWriter[],
  rightful: Rightful,
): Decision {
  const { at } = snapshot;
  const { host, timeline, completed } = rightful;
  const [first] = writers;
  const latest = first?.latest.timeline ?? timeline;
  const count = new Set(completed.map((upload) => `${upload.timeline} ${upload.number}`)).size;
  const both = writers.length === 1 ? 'both' : 'all';
  const until = spanOf(completed.map((upload) => upload.at))?.last ?? at;
  return {
    kind: 'problem',
    code: 'wrong-host',
    severity: 'critical',
    headline:
      latest === timeline
        ? `${host} and ${named(writers)} ${both} archive timeline ${timeline}, and only one of them can be the primary`
        : `${named(writers)} still ${writers.length === 1 ? 'archives' : 'archive'} timeline ${latest} past its end, while ${host} archives timeline ${timeline}`,
    evidence: [
      {
        from: 'log',
        text: `${host} completed ${count} ${count === 1 ? 'segment' : 'segments'}, the latest ${durationWords(at - until)} ago`,
      },
      ...writers.slice(0, NAMED).flatMap((writer) => evidenceOf(snapshot, writer, host)),
    ],
    nextSteps: [
      listMembers(host),
      checkArchiveSettings(host),
      ...writers.slice(0, NAMED).map((writer) => checkArchiveSettings(writer.host)),
      { text: 'if these are two clusters, narrow elasticsearch.filter in the configuration' },
    ],
  };
}
