import type { EpochMs } from '../domain/time.ts';
import type { Primary } from '../facts/primary.ts';
import { durationWords } from '../domain/duration-words.ts';
import { nameFew } from '../domain/name-few.ts';
import { doubtfulRoles } from '../facts/doubtful-roles.ts';
import { tellClustersApart } from '../advice/several-clusters.ts';
import { listMembers } from '../advice/host-commands.ts';
import { rule, unknown } from './rule.ts';

/** One primary and no more. Roles that have only just changed are given time to settle. */
export const primaries = rule({ name: 'primaries' }, (_known, { snapshot, primary }) => {
  const [doubt] = doubtfulRoles(snapshot).words;
  const grace = durationWords(snapshot.cluster.thresholds.failoverGrace);

  switch (primary.kind) {
    case 'one':
      return doubt === undefined
        ? {
            kind: 'clear',
            evidence: [{ from: 'metric', text: `${primary.host} is the only primary` }],
          }
        : unknown(doubt);
    case 'unknown':
    case 'settling':
      return unknown(primary.reason);
    case 'none':
      if (snapshot.cluster.standby) {
        const text = 'a standby cluster: all of its hosts are replicas, as they should be';
        return { kind: 'clear', evidence: [{ from: 'metric', text }] };
      }
      return {
        kind: 'problem',
        code: 'no-primary',
        severity: 'critical',
        ...(primary.gone === undefined ? {} : { trouble: { since: primary.gone.since } }),
        headline: `there is no primary: ${nameFew(primary.hosts)} ${areReplicas(primary.hosts.length)}${goneWords(primary.gone, snapshot.at)}`,
        evidence: [
          {
            from: 'metric',
            text: `all hosts that report have been replicas for more than ${grace}`,
          },
          ...(primary.gone === undefined
            ? []
            : [{ from: 'metric' as const, text: 'no WAL has reached any of them since' }]),
        ],
        nextSteps: [
          listMembers(primary.hosts[0]),
          {
            text: 'if this cluster follows another one, say so in the configuration: standby: true',
          },
        ],
      };
    case 'several': {
      const hosts = nameFew(primary.hosts.map(({ host }) => host));
      return {
        kind: 'problem',
        code: 'several-primaries',
        severity: 'critical',
        headline: `there are ${primary.hosts.length} primaries: ${hosts}`,
        evidence: [
          {
            from: 'metric',
            text: `${hosts} have reported as primary for more than ${grace}`,
          },
        ],
        nextSteps: [
          listMembers(primary.hosts[0]?.host),
          {
            text: 'do not stop or restart any of them before it is clear which one clients write to',
          },
          tellClustersApart(
            snapshot,
            primary.hosts.map(({ host }) => host),
          ),
        ],
      };
    }
  }
});

const goneWords = (gone: Extract<Primary, { kind: 'none' }>['gone'], at: EpochMs): string =>
  gone === undefined
    ? ''
    : `, and nothing was heard of ${nameFew(gone.hosts)} for ${durationWords(at - gone.since)}`;

function areReplicas(count: number): string {
  if (count === 1) return 'is a replica';
  return count === 2 ? 'are both replicas' : 'are all replicas';
}
