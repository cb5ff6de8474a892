import type { Check } from '../domain/check.ts';
import { clockSkewWords } from '../domain/clock-skew-words.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { SECOND } from '../domain/time.ts';

const NAMES = 5;
/** Clocks further apart than this make ages wrong by more than a scrape does. */
const SKEW = 5 * SECOND;

/** Whether log and metrics speak of the same hosts and the same time. */
export function agreementChecks(snapshot: Snapshot, inLog: readonly string[]): readonly Check[] {
  const { clockSkewMs, metrics } = snapshot;
  // A server that did not answer is complained of already.
  const isSilent =
    clockSkewMs === undefined &&
    metrics.replica.kind === 'unavailable' &&
    metrics.replica.reason !== 'no-data';
  return [...hostChecks(snapshot, inLog), ...(isSilent ? [] : [clockCheck(clockSkewMs)])];
}

function hostChecks({ metrics }: Snapshot, inLog: readonly string[]): readonly Check[] {
  const { replica } = metrics;
  if (replica.kind === 'unavailable' || inLog.length === 0) return [];
  const inMetrics = replica.value.map(({ host }) => host);
  const strangers = inLog.filter((host) => !inMetrics.includes(host));
  const words = (hosts: readonly string[]): string => hosts.slice(0, NAMES).join(', ');
  if (strangers.length === 0) {
    return [
      { subject: 'hosts', outcome: 'works', found: 'the log’s hosts are known to the metrics' },
    ];
  }
  const none = strangers.length === inLog.length;
  return [
    {
      subject: 'hosts',
      outcome: none ? 'broken' : 'lacking',
      found: `the log names ${words(strangers)}, the metrics ${words(inMetrics)}`,
      cost: 'an upload cannot be told to be the primary’s',
      remedy:
        'set prometheus.hostLabels or elasticsearch.fields.host so that both have the same name for each host',
    },
  ];
}

function clockCheck(skew: number | undefined): Check {
  const subject = 'clock';
  if (skew === undefined) {
    return {
      subject,
      outcome: 'unknown',
      found: 'the metrics server does not say what time it is',
    };
  }
  if (Math.abs(skew) < SKEW) {
    return { subject, outcome: 'works', found: 'agrees with the metrics server’s' };
  }
  return {
    subject,
    outcome: 'lacking',
    found: clockSkewWords(skew),
    cost: 'every age is off by as much',
    remedy: 'set the clock here by NTP',
  };
}
