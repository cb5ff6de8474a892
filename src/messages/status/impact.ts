import { durationRangeWords, durationWords } from '../../domain/duration-words.ts';
import type { Report } from '../../domain/report.ts';
import { bytesWords, clockWords } from '../quantities.ts';

/** What it costs: what would be lost now, when the disk is full, and up to when the cluster can be restored. */
export function impactOf(report: Report): readonly (readonly [label: string, value: string])[] {
  if (report.verdict.severity === 'ok') return [['Not archived yet', riskWords(report)]];
  return [
    ['Not archived yet', [riskWords(report), ...diskWords(report)].join(' · ')],
    ['Restorable up to', restorableWords(report)],
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

function restorableWords({ overview, snapshot: { at } }: Report): string {
  const { restorable, baseBackups } = overview;
  const { lastSuccess } = baseBackups;
  if (restorable === undefined) {
    return lastSuccess === undefined
      ? 'unknown, no base backup seen'
      : 'unknown, too little of the log was read';
  }
  if (restorable.kind === 'broken') return 'not at all: the last base backup needs missing WAL';
  const { until, seenFrom, backup, kind } = restorable;
  const cut = kind === 'cut' ? ', where WAL is missing' : '';
  const seen = seenFrom > backup ? `, if no WAL is missing before ${clockWords(seenFrom, at)}` : '';
  return `${clockWords(until, at)} (${durationWords(at - until)} ago)${cut}${seen}`;
}
