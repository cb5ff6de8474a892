import type { NextStep } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Rightful } from '../facts/rightful.ts';
import type { SecondWriter } from '../facts/second-writers.ts';
import { checkArchiveSettings, listMembers } from '../advice/host-commands.ts';
import { evidenceOf, NAMED, named } from './second-writer-words.ts';
import type { Decision } from './rule.ts';

/** Hosts that archive beside the primary. */
export function besidePrimary(
  snapshot: Snapshot,
  writers: readonly SecondWriter[],
  rightful: Rightful,
  silent: boolean,
): Decision {
  const primary = rightful.host;
  return {
    kind: 'problem',
    code: 'wrong-host',
    severity: 'critical',
    headline: headlineOf(writers, rightful, silent),
    evidence: [
      ...writers.slice(0, NAMED).flatMap((writer) => evidenceOf(snapshot, writer, primary)),
      { from: 'metric', text: rolesOf(writers, primary) },
    ],
    nextSteps: [
      listMembers(primary),
      ...writers
        .slice(0, NAMED)
        .map(({ host }) => (host === undefined ? findIt : checkArchiveSettings(host))),
      ...advice(writers, rightful),
    ],
  };
}

function headlineOf(
  writers: readonly SecondWriter[],
  { host: primary, timeline }: Rightful,
  silent: boolean,
): string {
  const who = named(writers);
  const [archives, both] = writers.length === 1 ? ['archives', 'both'] : ['archive', 'all'];
  const [first] = writers;
  const latest = first?.latest.timeline ?? timeline;
  if (silent) {
    return `${who} ${archives} WAL, but the primary is ${primary}, and that one archives nothing`;
  }
  if (latest < timeline) {
    return `${who} still ${archives} timeline ${latest} past its end, while ${primary} is the primary, on timeline ${timeline}`;
  }
  if (latest > timeline) {
    return `${who} ${archives} timeline ${latest}, a fork: the primary is ${primary}, on timeline ${timeline}`;
  }
  return first?.belongs === 'replica'
    ? `${who} ${archives} the current timeline, but the primary is ${primary}`
    : `${who} and ${primary} (primary) ${both} archive timeline ${timeline}`;
}

function rolesOf(writers: readonly SecondWriter[], primary: string): string {
  const roles = writers.slice(0, NAMED).flatMap(({ host, belongs }): string[] => {
    if (host === undefined) return [];
    switch (belongs) {
      case 'replica':
        return [`${host} is a replica`];
      case 'silent':
        return [`${host} no longer tells its role`];
      case 'by sequence':
        return [`the metrics do not know ${host}`];
    }
  });
  return [`${primary} is the primary`, ...roles].join(', ');
}

function advice(writers: readonly SecondWriter[], { timeline }: Rightful): NextStep[] {
  const replica = writers.find(({ belongs }) => belongs === 'replica');
  const stray = writers.find(({ belongs }) => belongs !== 'replica');
  const forked = writers.find(({ latest }) => latest.timeline !== timeline);
  return [
    ...(replica === undefined
      ? []
      : [
          {
            text: `if archive_mode is "always" on purpose, ${replica.host ?? ''} must not write to the same prefix`,
          },
        ]),
    ...(stray === undefined && forked === undefined
      ? []
      : [
          {
            text: `see whether PostgreSQL runs there as a primary of its own, and who writes to it, before anything is stopped: give a clone a prefix of its own, and fence an old primary`,
            host: (stray ?? forked)?.host,
          },
        ]),
    {
      text: 'only once the primary alone archives: take a base backup, which reads the whole database. A restore of an older one may run into the other’s segments',
    },
    ...(writers.some(({ belongs }) => belongs === 'by sequence') ? [narrow] : []),
  ];
}

const findIt: NextStep = {
  text: 'find the server that archives as well: an old primary, or a clone with the same archive_command. The archiver’s log does not name it; the log of the connections to the archiver’s server may',
  onArchiverServer: true,
};

const narrow: NextStep = {
  text: 'the segments alone say that these belong together: if these are two clusters, narrow elasticsearch.filter in the configuration',
};

/** Somebody whose lines name no host completes what the primary completes, too. */
export function namelessBeside(
  snapshot: Snapshot,
  writer: SecondWriter,
  { host: primary }: Rightful,
): Decision {
  return {
    kind: 'problem',
    code: 'cannot-tell',
    severity: 'unknown',
    headline: `cannot tell whether only ${primary} (primary) archives: log lines that name no host tell of uploads that may be another’s`,
    evidence: evidenceOf(snapshot, writer, primary),
    nextSteps: [
      {
        text: 'see why these lines have no host: elasticsearch.fields.host names the fields that are tried',
      },
      listMembers(primary),
    ],
  };
}
