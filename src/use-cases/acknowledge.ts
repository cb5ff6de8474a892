import {
  LONGEST_ACKNOWLEDGEMENT_DAYS,
  LONGEST_REASON,
  type Acknowledged,
  type Acknowledgement,
  type AcknowledgementBook,
} from '../domain/acknowledgement.ts';
import type { Problem, VerdictCode } from '../domain/finding.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import type { Report } from '../domain/report.ts';
import { overlap, type SegmentRange } from '../domain/segment-range.ts';
import { rangeWords } from '../domain/segment-range-words.ts';
import { HOUR, type Clock, type EpochMs } from '../domain/time.ts';
import { parseWalFile, segmentNumber, type WalSegmentSize } from '../domain/wal-file.ts';

/** More of one cluster are no knowledge any more. */
const MOST = 20;

export interface AcknowledgeRequest {
  readonly cluster: string;
  /** `maintenance`, a range of segments as answers write it, or undefined for what leads the verdict now. */
  readonly what: string | undefined;
  readonly until: EpochMs;
  readonly by: string;
  readonly because: string;
}

export type AcknowledgeOutcome =
  | {
      readonly kind: 'acknowledged';
      readonly acknowledgement: Acknowledgement;
      readonly of: string;
    }
  | { readonly kind: 'refused'; readonly sentence: string };

export type Acknowledge = (request: AcknowledgeRequest) => Promise<AcknowledgeOutcome>;

/** Ends all acknowledgements of a cluster; gives how many there were. */
export type Unacknowledge = (cluster: string) => Promise<number>;

/** Acknowledges what a look at the cluster finds wrong, as it is now. */
export const createAcknowledge =
  (ask: (cluster: string) => Promise<Report>, book: AcknowledgementBook, now: Clock): Acknowledge =>
  async ({ cluster, what, until, by, because }) => {
    const at = now();
    if (until - at > LONGEST_ACKNOWLEDGEMENT_DAYS * 24 * HOUR) {
      return refused(
        `expected a time within ${LONGEST_ACKNOWLEDGEMENT_DAYS} days, got a later one`,
      );
    }
    const kept = await book.all();
    for (const ended of kept.filter((one) => one.until <= at)) await book.takeAway(ended);
    if (kept.filter((one) => one.cluster === cluster && one.until > at).length >= MOST) {
      return refused(
        `${MOST} acknowledgements of ${cluster} are kept already: end them with unack`,
      );
    }
    const found = what === 'maintenance' ? MAINTENANCE : subjectOf(await ask(cluster), what);
    if ('sentence' in found) return refused(found.sentence);
    const acknowledgement: Acknowledgement = {
      cluster,
      at,
      until,
      by: harmlessText(by, 100),
      because: harmlessText(because, LONGEST_REASON),
      what: found.what,
    };
    for (const what of [found.what, ...found.alongside]) {
      await book.keep({ ...acknowledgement, what });
    }
    return { kind: 'acknowledged', acknowledgement, of: found.of };
  };

export const createUnacknowledge =
  (book: AcknowledgementBook, now: Clock): Unacknowledge =>
  async (cluster) => {
    const at = now();
    const mine = (await book.all()).filter((one) => one.cluster === cluster);
    for (const one of mine) await book.takeAway(one);
    return mine.filter(({ until }) => until > at).length;
  };

/** One outage is found by several rules: whoever knows of it knows of what they all see at that moment. */
const ONE_OUTAGE: readonly VerdictCode[] = [
  'upload-failing',
  'upload-stuck',
  'archiver-not-running',
  'backlog-growing',
];

interface Subject {
  readonly what: Acknowledged;
  /** Other findings of the same trouble, as they are now. */
  readonly alongside: readonly Acknowledged[];
  /** In words. */
  readonly of: string;
}

const MAINTENANCE: Subject = {
  what: { kind: 'maintenance' },
  alongside: [],
  of: 'whatever is wrong with it (maintenance)',
};

const refused = (sentence: string): AcknowledgeOutcome => ({ kind: 'refused', sentence });

function subjectOf(
  { findings, verdict, snapshot }: Report,
  range: string | undefined,
): Subject | { readonly sentence: string } {
  const open = findings.filter(
    (finding): finding is Problem =>
      finding.kind === 'problem' && finding.acknowledged === undefined,
  );
  if (range !== undefined) return lossOf(open, range, snapshot.cluster.walSegmentSize);
  const leading = open.find(
    ({ code, headline }) => code === verdict.code && verdict.headline.startsWith(headline),
  );
  if (leading === undefined) {
    return {
      sentence:
        verdict.severity === 'unknown'
          ? `what is not known cannot be acknowledged: ${verdict.headline}`
          : `there is nothing to acknowledge: ${verdict.headline}`,
    };
  }
  const isSame = (problem: Problem): boolean =>
    problem !== leading && ONE_OUTAGE.includes(leading.code) && ONE_OUTAGE.includes(problem.code);
  return {
    what: findingOf(leading, leading.missing),
    alongside: open.filter(isSame).map((problem) => findingOf(problem, problem.missing)),
    of: leading.headline,
  };
}

const findingOf = (
  { rule, code, severity, trouble }: Problem,
  missing: readonly SegmentRange[] | undefined,
): Acknowledged => ({ kind: 'finding', rule, code, severity, file: trouble?.file, missing });

function lossOf(
  open: readonly Problem[],
  words: string,
  size: WalSegmentSize,
): Subject | { readonly sentence: string } {
  const range = parseRange(words, size);
  if (range === undefined) {
    return {
      sentence: `expected a range of segments such as 000000050000001000000007–0B, got "${harmlessText(words, 60)}"`,
    };
  }
  const loss = open.find(({ missing }) => missing?.some((one) => overlap(one, range)));
  if (loss === undefined) {
    return { sentence: `none of ${rangeWords(range, size)} is known to be missing` };
  }
  return {
    what: findingOf(loss, [range]),
    alongside: [],
    of: `${rangeWords(range, size)} is missing`,
  };
}

const RANGE = /^([0-9A-F]{24})(?:(?:–|-|\.\.)([0-9A-F]{1,24}))?$/;

/** `000000050000001000000007–0B`: of the last name what differs, or all of it. Undefined for anything else. */
function parseRange(words: string, size: WalSegmentSize): SegmentRange | undefined {
  const [, from = '', rest = ''] = RANGE.exec(words.toUpperCase()) ?? [];
  const [first, last] = [from, from.slice(0, 24 - rest.length) + rest].map((name) => {
    const file = parseWalFile(name);
    if (file?.kind !== 'segment') return undefined;
    const number = segmentNumber(file.segment, size);
    return number === undefined ? undefined : { timeline: file.segment.timeline, number };
  });
  if (first === undefined || last?.timeline !== first.timeline || last.number < first.number) {
    return undefined;
  }
  return { timeline: first.timeline, first: first.number, last: last.number };
}
