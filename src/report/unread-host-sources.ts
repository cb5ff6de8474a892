import { doubtfulWords } from '../domain/host-names.ts';
import type { UnavailableSource } from '../domain/finding.ts';
import {
  CURRENT_WITHIN,
  isJobMetric,
  METRIC_NAMES,
  valueAt,
  type HostMetricName,
} from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { unreadHosts, type UnreadHosts } from '../domain/unread-hosts.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { metricOf } from '../facts/archive-metric.ts';
import { doubtfulRoles } from '../facts/doubtful-roles.ts';
import { freshUploadersBut } from '../facts/fresh-uploaders.ts';
import { primaryOf } from '../facts/primary.ts';
import { happensNow, isNobodys } from '../facts/unattributed.ts';

/**
 * What belongs to a host and cannot be given to one. It is always said. There is no health beside it where it
 * may be a second primary, another writer, or what is known of the primary by nothing else; a value of the
 * free disk of something else is no reason to doubt an answer.
 */
export const unreadHostSources = (snapshot: Snapshot): readonly UnavailableSource[] => [
  ...roleSources(snapshot),
  ...METRIC_NAMES.flatMap((name) =>
    isJobMetric(name) || name === 'replica' ? [] : namelessValues(snapshot, name),
  ),
  ...logSources(snapshot),
  ...memberSources(snapshot),
];

const source = (
  detail: string,
  { cost, hides }: { readonly cost?: string | undefined; readonly hides: boolean },
): UnavailableSource => ({
  source: 'host names',
  reason: 'bad-response',
  detail,
  ...(cost === undefined ? {} : { cost }),
  ...(hides ? {} : { hidesNothing: true }),
});

const without = ({ count, samples }: UnreadHosts, [one, several]: readonly [string, string]) =>
  `${count === 1 ? `1 ${one} has` : `${count} ${several} have`} no readable host: ${samples.join(', ')}`;

function roleSources(snapshot: Snapshot): readonly UnavailableSource[] {
  const { replica } = snapshot.metrics;
  if (replica.kind === 'unavailable') return [];
  const doubts = doubtfulRoles(snapshot).words.map((words) =>
    source(words, { cost: 'a second primary is not ruled out', hides: true }),
  );
  const replicas = (replica.nameless ?? []).filter(
    (series) => (valueAt(series, snapshot.at, CURRENT_WITHIN) ?? 1) > 0,
  );
  const unread = unreadHosts(replicas.map(({ label }) => label));
  if (unread === undefined) return doubts;
  // It is no primary. But a host that the metrics do not know may be this one, and archive all the same.
  const strangers = freshUploadersBut(snapshot, new Set(replica.value.map(({ host }) => host)));
  const [stranger] = strangers;
  return [
    ...doubts,
    source(without(unread, ['series of replica', 'series of replica']), {
      cost: stranger === undefined ? undefined : `whether ${stranger} is a replica is not known`,
      hides: stranger !== undefined,
    }),
  ];
}

function namelessValues(
  snapshot: Snapshot,
  name: Exclude<HostMetricName, 'replica'>,
): readonly UnavailableSource[] {
  const reading = snapshot.metrics[name];
  if (reading.kind === 'unavailable') return [];
  const unread = unreadHosts((reading.nameless ?? []).map(({ label }) => label));
  if (unread === undefined) return [];
  const primary = primaryOf(snapshot);
  const mayBeThePrimarys =
    primary.kind === 'one' && metricOf(snapshot, name, primary.host) === undefined;
  return [
    source(without(unread, [`series of ${name}`, `series of ${name}`]), {
      cost: mayBeThePrimarys ? `it may be that of ${primary.host}` : undefined,
      hides: mayBeThePrimarys,
    }),
  ];
}

function logSources(snapshot: Snapshot): readonly UnavailableSource[] {
  const { uploadLog } = snapshot;
  if (uploadLog.kind === 'unavailable') return [];
  const log: UploadLog = uploadLog.value;
  const { unreadHosts: records, pipeline, doubtfulHosts = [] } = log;
  const shippers = pipeline.kind === 'measured' ? pipeline.value.unreadHosts : undefined;
  const files = log.source === 'log files';
  return [
    ...(records === undefined
      ? []
      : [
          source(without(records, ['record of the log', 'records of the log']), {
            cost: 'another host that archives is not seen',
            hides: files || happensNow(snapshot, log, (record) => isNobodys(record, log)),
          }),
        ]),
    ...doubtfulHosts.map((doubt) =>
      source(`the log names ${doubtfulWords(doubt)}`, {
        cost: 'whose uploads these are is not known',
        hides: happensNow(snapshot, log, ({ host }) => host === doubt.host),
      }),
    ),
    ...(shippers === undefined
      ? []
      : [
          source(without(shippers, ['shipper of logs', 'shippers of logs']), {
            hides: false,
          }),
        ]),
  ];
}

/** Patroni is asked for timelines, and proves nothing that is healthy. */
function memberSources({ patroni }: Snapshot): readonly UnavailableSource[] {
  const unread = patroni.kind === 'unavailable' ? undefined : patroni.value.unreadMembers;
  return unread === undefined
    ? []
    : [source(without(unread, ['member of Patroni', 'members of Patroni']), { hides: false })];
}
