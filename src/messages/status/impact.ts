import { durationRangeWords, durationWords } from '../../domain/duration-words.ts';
import type { Report } from '../../domain/report.ts';
import { bytesWords } from '../quantities.ts';
import { restorableWords } from './restorable-words.ts';

/**
 * What else is wrong, and what it costs: what would be lost now, when the disk is full, and from when to when the cluster
 * can be restored.
 */
export function impactOf(report: Report): readonly (readonly [label: string, value: string])[] {
  const { severity } = report.verdict;
  const restorable = [['Restorable', restorableWords(report)]] as const;
  if (severity === 'ok') {
    const isLacking = report.overview.restorable?.newest !== undefined;
    return [['Not archived yet', riskWords(report)], ...(isLacking ? restorable : [])];
  }
  return [
    ...report.besides.map(({ headline }) => ['Also', headline] as const),
    ['Not archived yet', [riskWords(report), ...diskWords(report)].join(' · ')],
    ...restorable,
  ];
}

/** What is written and not archived, in bytes and in time. */
export function riskWords({ overview: { dataAtRisk: risk }, snapshot }: Report): string {
  if (risk === undefined) return 'unknown';
  const { atLeast, atMost } = risk.bytes;
  if (atMost < snapshot.cluster.walSegmentSize) {
    return `${bytesWords(atMost)}, under one segment`;
  }
  const [from, to] = [bytesWords(atLeast), bytesWords(atMost)];
  const { age } = risk;
  const written =
    age.atMost === undefined
      ? `more than ${durationWords(age.atLeast)}`
      : `the last ${durationWords(age.atMost)}`;
  return `${from === to ? to : `${from} to ${to}`}, ${written}`;
}

const diskWords = ({ overview: { walTrend: trend } }: Report): readonly string[] =>
  trend?.kind === 'growing' && trend.diskFullIn !== undefined
    ? [`disk full in ${durationRangeWords(trend.diskFullIn)}`]
    : [];
