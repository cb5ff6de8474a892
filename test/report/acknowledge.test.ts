import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Acknowledgement } from '../../src/domain/acknowledgement.ts';
import { futureMoment } from '../../src/domain/future-moment.ts';
import { unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { createAcknowledgementBook } from '../../src/threads/record/acknowledgement-book.ts';
import { createForgetfulStore } from '../../src/threads/stores/in-memory.ts';
import { createAcknowledge, createUnacknowledge } from '../../src/use-cases/acknowledge.ts';
import { runs } from '../support/properties.ts';
import {
  completed,
  failure,
  healthySnapshot,
  LAST,
  metric,
  moment,
  NO_METRICS,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
  upload,
} from '../support/snapshot.ts';

const DAY_MS = 24 * HOUR;

/** One segment a minute up to the last one; some never arrived. */
const without = (...missing: readonly number[]): Snapshot =>
  healthySnapshot({
    log: {
      uploads: [
        ...Array.from({ length: 59 }, (_, index) => LAST - 59 + index)
          .filter((number) => !missing.includes(number))
          .map((number) =>
            completed((LAST - number) * MINUTE, { file: segment(number), pid: 1000 + number }),
          ),
        upload(),
      ],
    },
    metrics: { lastArchive: unavailable('not-configured', 'off') },
  });
const gap = () => without(LAST - 20, LAST - 19);
const wider = () => without(LAST - 20, LAST - 19, LAST - 18);
const stuck = () =>
  healthySnapshot({
    log: { uploads: [completed(30 * MINUTE), open(20 * MINUTE)] },
    metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
  });
const dark = () =>
  healthySnapshot({ uploadLog: unavailable('timeout', 'no answer'), metrics: NO_METRICS });
const half = () => healthySnapshot({ uploadLog: unavailable('timeout', 'no answer') });
const split = () =>
  healthySnapshot({ metrics: { replica: metric({ [PRIMARY]: 0, [REPLICA]: 0 }) } });
const failing = () =>
  healthySnapshot({
    log: { uploads: [completed(30 * MINUTE)], failures: [failure(2 * MINUTE), failure(MINUTE)] },
    metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
  });
const ALL = [gap, wider, stuck, dark, half, split, failing, healthySnapshot];

function rig(first: () => Snapshot) {
  const store = createForgetfulStore(
    () => NOON,
    () => 0,
  );
  const book = createAcknowledgementBook(store);
  let seen = first;
  let now = NOON;
  const report = async () => reportStatus({ ...seen(), at: now }, 5, await book.all());
  const acknowledge = createAcknowledge(report, book, () => now);
  const request = {
    cluster: 'gprd-main',
    until: NOON + 5 * MINUTE,
    by: 'U1',
    because: 'a known loss',
    what: undefined,
  };
  return {
    book,
    ack: (over: Partial<Parameters<typeof acknowledge>[0]> = {}) =>
      acknowledge({ ...request, ...over }),
    unack: createUnacknowledge(book, () => now),
    verdict: async () => (await report()).verdict,
    see: (next: () => Snapshot) => {
      seen = next;
    },
    at: (next: number) => {
      now = next;
    },
  };
}

describe('an acknowledgement', () => {
  it('keeps the trouble in sight, and lets it lead no more', async () => {
    const { ack, verdict } = rig(gap);
    expect(await verdict()).toMatchObject({ code: 'wal-gap', severity: 'critical' });

    expect(await ack()).toMatchObject({ kind: 'acknowledged' });

    const { code, severity, headline, acknowledged } = await verdict();
    expect([code, severity, acknowledged]).toEqual(['healthy', 'ok', true]);
    expect(headline).toContain(
      'acknowledged by U1 until 2026-11-24 12:05 UTC (a known loss): 2 segments of WAL',
    );
  });

  it('is no acknowledgement of what is worse, of another cluster, or beyond its time', async () => {
    const { ack, verdict, see, at } = rig(gap);
    await ack();

    see(wider);
    expect((await verdict()).code).toBe('wal-gap');
    see(() => ({ ...gap(), cluster: { ...gap().cluster, name: 'other' } }));
    expect((await verdict()).code).toBe('wal-gap');
    see(stuck);
    expect((await verdict()).code).toBe('upload-stuck');
    see(gap);
    expect((await verdict()).code).toBe('healthy');
    at(NOON + 5 * MINUTE);
    expect((await verdict()).code).toBe('wal-gap');
  });

  it('of one range after the other covers the whole loss in the end', async () => {
    const { ack, verdict } = rig(() =>
      without(...Array.from({ length: 11 }, (_, index) => LAST - 20 + index)),
    );
    await ack({ what: segment(LAST - 20) });
    expect((await verdict()).code).toBe('wal-gap');
    const rest = `${segment(LAST - 19)}–${segment(LAST - 10).slice(-2)}`;
    await ack({ what: rest });
    expect((await verdict()).code).toBe('healthy');
  });

  it('of what stops archiving makes a warning of it, and nothing healthy', async () => {
    const { ack, verdict } = rig(stuck);
    await ack();

    expect(await verdict()).toMatchObject({
      code: 'upload-stuck',
      severity: 'warning',
      acknowledged: true,
      headline: expect.stringMatching(
        /^acknowledged by U1 until .* \(a known loss\) and 1 more: an upload/,
      ),
    });
  });

  it('of a maintenance covers whatever is wrong, and not what nobody knows', async () => {
    const { ack, verdict, see } = rig(healthySnapshot);
    await ack({ what: 'maintenance' });

    for (const trouble of [stuck, failing, split]) {
      see(trouble);
      expect((await verdict()).acknowledged).toBe(true);
      expect((await verdict()).severity).toBe('warning');
    }
    for (const unknown of [dark, half]) {
      see(unknown);
      expect(await verdict()).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    }
  });

  it('is refused for what is well, not known, or too far ahead', async () => {
    const { ack, see, book } = rig(healthySnapshot);
    const sentence = async (over = {}) => {
      const outcome = await ack(over);
      return outcome.kind === 'refused' ? outcome.sentence : 'taken';
    };
    expect(await sentence()).toContain('there is nothing to acknowledge: WAL archiving is healthy');
    see(half);
    expect(await sentence()).toContain('what is not known cannot be acknowledged');
    see(gap);
    expect(await sentence({ until: NOON + 91 * DAY_MS })).toContain(
      'expected a time within 90 days',
    );
    expect(await sentence({ what: segment(LAST - 5) })).toContain('is known to be missing');
    expect(await sentence({ what: 'x<!channel>' })).toContain('expected a range of segments');
    expect(await book.all()).toEqual([]);
  });

  it('ends by unack, and is forgotten after its time', async () => {
    const { ack, unack, verdict, book, at } = rig(gap);
    await ack();
    expect(await unack('gprd-main')).toBe(1);
    expect((await verdict()).code).toBe('wal-gap');
    await ack();
    at(NOON + 6 * MINUTE);
    await ack({ until: NOON + 9 * MINUTE });
    expect(await book.all()).toHaveLength(1);
  });

  it('never makes an unrelated problem or an unknown healthy', () => {
    const subject = fc.constantFrom(...ALL);
    fc.assert(
      fc.property(subject, subject, fc.boolean(), (was, is, maintenance) => {
        const before = reportStatus(was(), 5);
        const acknowledgements: Acknowledgement[] = before.findings.flatMap((finding) =>
          finding.kind !== 'problem'
            ? []
            : [
                {
                  cluster: 'gprd-main',
                  at: NOON - 1,
                  until: NOON + 1,
                  by: 'U1',
                  because: 'known',
                  what: maintenance
                    ? ({ kind: 'maintenance' } as const)
                    : ({
                        kind: 'finding',
                        rule: finding.rule,
                        code: finding.code,
                        severity: finding.severity,
                        file: finding.trouble?.file,
                        missing: finding.missing,
                      } as const),
                },
              ],
        );
        const plain = reportStatus(is(), 5);
        const { verdict, findings } = reportStatus(is(), 5, acknowledgements);
        expect(findings.map(({ kind }) => kind)).toEqual(plain.findings.map(({ kind }) => kind));
        const problems = findings.filter((finding) => finding.kind === 'problem');
        const isOpen = problems.some(({ acknowledged }) => acknowledged === undefined);
        const isProven = findings.some(({ kind }) => kind === 'proven');
        const isSaid = problems.every(({ headline }) => verdict.headline.includes(headline));
        const isUnrelated =
          !maintenance &&
          plain.verdict.code !== before.verdict.code &&
          was !== wider &&
          was !== gap;
        const isOk = verdict.severity === 'ok';
        // What nobody knows stays unknown; what is well stands on a proof, leaves nothing open, and says what is known.
        expect(plain.verdict.severity === 'unknown' && verdict.severity !== 'unknown').toBe(false);
        expect(isOk && (isOpen || !isProven || !isSaid)).toBe(false);
        expect(isUnrelated && isOk && plain.verdict.severity !== 'ok').toBe(false);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('a time to come', () => {
  it.each([
    ['3h', NOON + 180 * MINUTE],
    ['2d', NOON + 2 * DAY_MS],
    ['18:00', NOON + 360 * MINUTE],
    ['11:00 UTC', NOON + 23 * 60 * MINUTE],
    ['12:00', NOON + DAY_MS],
    ['2026-11-25', NOON + 720 * MINUTE],
    ['2026-11-24T12:01Z', NOON + MINUTE],
    ['2026-11-24 11:59', undefined],
    ['2026-02-30', undefined],
    ['0h', undefined],
    ['tomorrow', undefined],
  ])('is read from %s', (words, at) => {
    expect(futureMoment(words, NOON)).toBe(at);
  });
});
