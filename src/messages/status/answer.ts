import { clockSkewWords } from '../../domain/clock-skew-words.ts';
import { durationRangeWords, durationWords } from '../../domain/duration-words.ts';
import type { Evidence, NextStep, Severity, UnavailableSource } from '../../domain/finding.ts';
import type { Report, WalTrend } from '../../domain/report.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { sourceWords } from '../../domain/source-words.ts';
import { SECOND } from '../../domain/time.ts';
import { unreadWords } from '../../domain/unread-words.ts';
import { baseBackupWords } from './base-backup-words.ts';
import { riskWords } from './impact.ts';
import { clockWords, plural, rateWords, timeWords, tookWords } from '../quantities.ts';
import { sparkline } from './sparkline.ts';

/** What every surface shows, in words, before it takes the form of one of them. */
export interface Answer {
  readonly mark: string;
  /** The severity as a word, for whoever sees no colour and no emoji. */
  readonly severityWord: string;
  readonly cluster: string;
  readonly headline: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly evidence: readonly Evidence[];
  readonly nextSteps: readonly NextStep[];
  readonly asOf: string;
  /** What is there and could not be read, and why. */
  readonly notRead: readonly string[];
  /** All of that, and what nobody measures. */
  readonly footer: readonly string[];
}

export const MARKS: Readonly<Record<Severity, readonly [mark: string, word: string]>> = {
  ok: ['✅', 'OK'],
  warning: ['⚠️', 'WARNING'],
  critical: ['🔴', 'CRITICAL'],
  unknown: ['❔', 'UNKNOWN'],
};

/** Clocks further apart than this are worth a word. */
const SKEW_WORTH_A_WORD = 5 * SECOND;

export function answerOf(report: Report): Answer {
  const { snapshot, verdict } = report;
  const [mark, severityWord] = MARKS[verdict.severity];
  const asOf = asOfWords(report);
  const notRead = notReadWords(report);
  return {
    mark,
    severityWord,
    cluster: snapshot.cluster.name,
    headline: verdict.headline,
    facts: [
      ['primary', primaryWords(report)],
      ['last upload', lastUploadWords(report)],
      ['WAL waiting', waitingWords(report)],
      ['not archived yet', riskWords(report)],
      ['continuity', sequenceWords(report)],
      ['log shipping', shippingWords(report)],
      ['base backup', baseBackupWords(report)],
      ...rateFact(report),
    ],
    evidence: verdict.severity === 'ok' ? report.evidence.filter(isIgnored) : report.evidence,
    nextSteps: report.nextSteps,
    asOf,
    notRead,
    footer: [asOf, ...notRead, ...noDataWords(report)],
  };
}

const isIgnored = ({ isLeftOut }: Evidence): boolean => isLeftOut === true;

function primaryWords({ overview, findings }: Report): string {
  if (overview.primary !== undefined) {
    const { host, saidBy } = overview.primary;
    if (!saidBy.includes('metric')) return `${host}, the only host that pushes (by the log)`;
    const [only, ...others] = saidBy;
    return others.length === 0
      ? `${host} (by ${only ?? ''})`
      : `${host} (${saidBy.join(' and ')} agree)`;
  }
  const finding = findings.find(({ rule }) => rule === 'primaries');
  return finding?.kind === 'problem' ? finding.headline : 'unknown';
}

function lastUploadWords({ overview, snapshot }: Report): string {
  const { lastComplete: last, lastArchiveByMetric: byMetric } = overview;
  const inLog =
    snapshot.uploadLog.kind === 'unavailable'
      ? 'log not read'
      : last === undefined
        ? `none in the log ${spanWords(snapshot.at - snapshot.uploadLog.value.from)}`
        : `${durationWords(snapshot.at - last.endedAt)} ago in the log`;
  const inMetric =
    byMetric === undefined
      ? 'not known by metric'
      : `${durationWords(snapshot.at - byMetric)} ago by metric`;
  const rate = last?.rateKiBps === undefined ? [] : [rateWords(last.rateKiBps)];
  return [...(last === undefined ? [] : [last.file]), inLog, inMetric, ...rate].join(' · ');
}

const spanWords = (span: number): string =>
  Number.isFinite(span) ? `in the last ${durationWords(span)}` : 'at all';

function waitingWords({ overview }: Report): string {
  const { walWaiting: waiting } = overview;
  if (waiting === undefined) return 'unknown';
  const range =
    waiting.atLeast === waiting.atMost
      ? plural(waiting.atLeast, 'segment')
      : `${waiting.atLeast} to ${plural(waiting.atMost, 'segment')}`;
  return [`${range} (${waiting.source})`, ...trendWords(overview.walTrend)].join(' · ');
}

function trendWords(trend: WalTrend | undefined): string[] {
  if (trend === undefined || trend.kind === 'steady') return [];
  if (trend.kind === 'draining')
    return [`draining, done in ${durationRangeWords(trend.drainedIn)}`];
  return trend.diskFullIn === undefined
    ? ['growing']
    : [`growing, disk full in ${durationRangeWords(trend.diskFullIn)}`];
}

function sequenceWords({ overview: { walSequence: sequence }, snapshot }: Report): string {
  if (sequence === undefined) return 'unknown';
  const { since, notSeenBefore, segments, missing, pending, atEdge } = sequence;
  const { edgeTriesRead, missingHistory } = sequence;
  const holes = missing === 0 ? 'no hole' : `${missing} missing between them`;
  return [
    `${plural(segments, 'segment')} since ${clockWords(since, snapshot.at)}, ${holes}`,
    ...(notSeenBefore === undefined ? [] : ['not looked at before']),
    ...(pending === 0 ? [] : [`${pending} on the way`]),
    ...(atEdge === 0
      ? []
      : [`${atEdge} at the start of the window may have been uploaded before the log begins`]),
    ...(edgeTriesRead ? [] : ['not all failed attempts of that time were fetched']),
    ...(missingHistory === undefined ? [] : [`${missingHistory} was not seen`]),
  ].join(' · ');
}

function shippingWords({ snapshot }: Report): string {
  const { uploadLog, at } = snapshot;
  if (uploadLog.kind === 'unavailable') return 'unknown';
  const { source, pipeline, shippingLag } = uploadLog.value;
  if (source === 'log files') return 'read from files';
  if (pipeline.kind === 'unavailable') return 'unknown';

  const { newestAt, hosts: shippers, hostsLeftOut } = pipeline.value;
  const newest =
    newestAt === undefined
      ? 'no document at all'
      : `newest document ${durationWords(at - newestAt)} old`;
  const more = hostsLeftOut === true ? 'more than ' : '';
  const hosts = `${more}${plural(shippers.length, 'host')} in the last 15 min`;
  const lag =
    shippingLag.kind === 'unavailable'
      ? []
      : shippingLag.value < -SKEW_WORTH_A_WORD
        ? [`the host’s clock is ${durationWords(-shippingLag.value)} ahead`]
        : [`lines arrive after ${durationWords(shippingLag.value)}`];
  return [newest, hosts, ...lag].join(' · ');
}

function rateFact({ snapshot }: Report): Answer['facts'] {
  if (snapshot.uploadLog.kind === 'unavailable') return [];
  const { rate } = snapshot.uploadLog.value;
  if (rate.kind === 'unavailable') return [];
  const { perMinute } = rate.value;
  const total = perMinute.reduce((sum, count) => sum + count, 0);
  return [['uploads/min', `${sparkline(perMinute)} ${total} in the last hour`]];
}

/** As of when. */
function asOfWords({ snapshot, tookMs, ageMs }: Report): string {
  const skew = snapshot.clockSkewMs;
  const skewWords =
    skew === undefined || Math.abs(skew) < SKEW_WORTH_A_WORD
      ? []
      : [`the clock here is ${clockSkewWords(skew)}`];
  const asOf = `as of ${timeWords(snapshot.at)}${newestRecordWords(snapshot)}`;
  return [asOf, tookWords(tookMs, ageMs), ...skewWords].join(' · ');
}

const newestRecordWords = ({ endsEarlier }: Snapshot): string =>
  endsEarlier === undefined
    ? ''
    : `, the newest record of the log file, ${durationWords(endsEarlier.askedAt - endsEarlier.newestRecord)} ago`;

/** What is there and was not read, with the reason. */
const notReadWords = ({ snapshot, unavailable }: Report): readonly string[] => [
  ...(snapshot.uploadLog.kind === 'unavailable'
    ? []
    : unreadWords(snapshot.uploadLog.value.unread)),
  ...unavailable
    // Its lines were said above, all of them.
    .filter((one) => !isAbsent(one) && one.part !== 'lines')
    .map(
      (one) =>
        `not read: ${sourceWords(one)} (${one.detail})${one.cost === undefined ? '' : `: ${one.cost}`}`,
    ),
];

/** What nobody exports needs one line: the doctor shows the queries. */
function noDataWords({ unavailable }: Report): readonly string[] {
  const absent = unavailable
    .filter(isAbsent)
    .map(({ source, part, cost }) => `${part ?? source} (${cost ?? ''})`);
  return absent.length === 0
    ? []
    : [`no data in Prometheus for: ${absent.join(', ')} · run \`wale doctor\` to see the queries`];
}

const isAbsent = ({ reason, cost }: UnavailableSource): boolean =>
  reason === 'no-data' && cost !== undefined;
