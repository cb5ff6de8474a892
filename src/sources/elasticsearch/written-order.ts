import {
  failedCommand,
  postgresComplaint,
  postgresLine,
} from '../../log/postgres/postgres-line.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { LogDocument } from './documents.ts';

/** As pgBackRest, Barman and PostgreSQL write it, and rsyslog to the microsecond. */
const OWN_STAMP = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d{3,9}/;

/** In whatever prefix PostgreSQL writes, and to the second alone, too. */
const ANY_STAMP = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})?/;

/** PostgreSQL’s complaint stands behind what its command said, then the command itself, then that it gives up. */
const STEPS = ['other', 'failed', 'command', 'gave-up'] as const;
type Step = (typeof STEPS)[number];

interface Place {
  readonly stamp: string | undefined;
  readonly step: Step;
}

function placeOf(message = ''): Place {
  const [own] = OWN_STAMP.exec(message) ?? [];
  const line = postgresLine(message);
  if (line?.level === undefined) return { stamp: own, step: 'other' };
  const stamp = own ?? ANY_STAMP.exec(line.prefix)?.[0];
  if (line.role !== 'message') {
    const isCommand = line.role === 'detail' && failedCommand(line.text) !== undefined;
    return { stamp, step: isCommand ? 'command' : 'other' };
  }
  const complaint = postgresComplaint(line.text);
  return {
    stamp,
    step: complaint === undefined ? 'other' : complaint.isTry ? 'failed' : 'gave-up',
  };
}

const stepsApart = (a: Step, b: Step): number => STEPS.indexOf(a) - STEPS.indexOf(b);

/**
 * As they arrived. A shipper sends what it finds in a file in one batch, and the index does not keep the order
 * of what arrived in the same millisecond: there a line's own time decides, and of what PostgreSQL says of one
 * try, what is said. A line without a time stays behind the line before it.
 */
export function inOrder(documents: readonly LogDocument[]): readonly LogDocument[] {
  const byArrival = (a: LogDocument, b: LogDocument): number =>
    (a.arrivedAt ?? 0) - (b.arrivedAt ?? 0);
  const last = new Map<string, { readonly arrivedAt: EpochMs | undefined; stamp: string }>();
  return [...documents]
    .sort(byArrival)
    .map((document) => {
      const before = last.get(document.host ?? '');
      const inherited = before?.arrivedAt === document.arrivedAt ? before?.stamp : undefined;
      const { stamp: own, step } = placeOf(document.message);
      const stamp = own ?? inherited ?? '';
      last.set(document.host ?? '', { arrivedAt: document.arrivedAt, stamp });
      return { document, stamp, step };
    })
    .sort(
      (a, b) =>
        byArrival(a.document, b.document) ||
        (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0) ||
        stepsApart(a.step, b.step),
    )
    .map(({ document }) => document);
}
