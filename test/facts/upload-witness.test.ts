import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { uploadWitness } from '../../src/facts/upload-witness.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { SECOND } from '../support/time.ts';
import { healthySnapshot, NOON, PRIMARY } from '../support/snapshot.ts';
import { runs } from '../support/properties.ts';

interface Sampling {
  /** How often the exporter is scraped, and when first: a range query shows the newest scrape at each step. */
  readonly scrapeEvery?: number;
  readonly scrapedAt?: number;
  readonly knownSince?: number;
  /** The samples themselves are known, and not only what a range query shows of them. */
  readonly raw?: boolean;
}

/** What the metric of the host says about a time, by when its uploads completed. All in seconds before noon. */
function testimony(
  uploadedAgo: readonly number[],
  gap: { readonly from: number; readonly to: number; readonly count: number },
  { scrapeEvery = 15, scrapedAt = 0, knownSince = 7200, raw = false }: Sampling = {},
): string {
  const newestAt = (ago: number) => uploadedAgo.filter((uploaded) => uploaded >= ago);
  const scrapes = Array.from(
    { length: Math.floor((knownSince - (scrapedAt % scrapeEvery)) / scrapeEvery) + 1 },
    (_, index) => (scrapedAt % scrapeEvery) + index * scrapeEvery,
  )
    .reverse()
    .flatMap((ago) => {
      const done = newestAt(ago);
      if (done.length === 0) return [];
      return [{ at: NOON - ago * SECOND, value: NOON / SECOND - Math.min(...done) }];
    });
  const points = Array.from({ length: knownSince / 30 + 1 }, (_, index) => knownSince - index * 30)
    .map((ago) => ({
      ago,
      scraped: ago + ((((scrapedAt - ago) % scrapeEvery) + scrapeEvery) % scrapeEvery),
    }))
    .flatMap(({ ago, scraped }) => {
      const done = uploadedAgo.filter((uploaded) => uploaded >= scraped);
      const newest = Math.min(...done);
      return done.length === 0 ? [] : [{ at: NOON - ago * SECOND, value: NOON / SECOND - newest }];
    });
  const snapshot = healthySnapshot({
    metrics: {
      lastArchive: measured([{ host: PRIMARY, points, ...(raw ? { scrapes } : {}) }], NOON),
    },
  });
  const { from, to, count } = gap;
  return uploadWitness(
    snapshot,
    PRIMARY,
  )({
    from: NOON - from * SECOND,
    to: NOON - to * SECOND,
    count,
  }).kind;
}

/** Uploads at an even pace, but for some. */
const every = (seconds: number, without: (ago: number) => boolean = () => false): number[] =>
  Array.from({ length: Math.floor(7200 / seconds) }, (_, index) => index * seconds + 20).filter(
    (ago) => !without(ago),
  );

describe('the metric as a witness of uploads that the log has no line of', () => {
  it('tells one lost segment from one whose line was lost', () => {
    const gap = { from: 1520, to: 1400, count: 1 };

    expect(
      testimony(
        every(60, (ago) => ago === 1460),
        gap,
      ),
    ).toBe('stood-still');
    expect(testimony(every(60), gap)).toBe('advanced');
  });

  it('is not misled by the next upload, whose line is missing as well', () => {
    const uploads = every(60, (ago) => ago === 1460);

    expect(testimony(uploads, { from: 1520, to: 1340, count: 2 })).toBe('stood-still');
  });

  it('knows nothing of a time that it only knows the end of', () => {
    const known = { knownSince: 1440 };

    expect(testimony(every(60), { from: 1520, to: 1400, count: 1 }, known)).toBe('absent');
    expect(testimony(every(60), { from: 1520, to: 1280, count: 3 }, known)).toBe('absent');
    expect(testimony(every(60), { from: 1430, to: 1280, count: 1 }, known)).toBe('advanced');
  });

  it('knows nothing of a time with a gap of more than two minutes in it', () => {
    const points = every(30)
      .reverse()
      .map((ago) => ({ at: NOON - ago * SECOND, value: NOON / SECOND - ago }));
    const without = (seconds: number): string => {
      const kept = points.filter(({ at }) => {
        const ago = (NOON - at) / SECOND;
        return ago <= 1190 || ago >= 1190 + seconds;
      });
      const lastArchive = measured([{ host: PRIMARY, points: kept }], NOON);
      const gap = { from: NOON - 1520 * SECOND, to: NOON - 980 * SECOND, count: 17 };
      return uploadWitness(healthySnapshot({ metrics: { lastArchive } }), PRIMARY)(gap).kind;
    };

    expect(without(90)).toBe('advanced');
    expect(without(150)).toBe('absent');
  });

  it('says the same of an hour of lost lines of an idle cluster, where pauses are long', () => {
    expect(testimony(every(600), { from: 4220, to: 620, count: 5 })).toBe('advanced');
    expect(
      testimony(
        every(600, (ago) => ago === 2420),
        { from: 4220, to: 620, count: 5 },
      ),
    ).toBe('stood-still');
  });

  it('stood still in a pause that is not its own, however much was uploaded beside it', () => {
    const uploads = every(30, (ago) => ago < 1500 && ago > 1350);

    expect(testimony(uploads, { from: 1520, to: 1220, count: 2 })).toBe('stood-still');
  });

  it('only stood still in a long pause where it saw as many uploads beside it as lines are missing', () => {
    const paused = every(30, (ago) => ago < 2900 && ago > 500);
    const gap = { from: 3020, to: 470 };

    expect(testimony(paused, { ...gap, count: 4 }, { raw: true })).toBe('advanced');
    expect(testimony(paused, { ...gap, count: 6 }, { raw: true })).toBe('stood-still');
  });

  it('says the same of half a minute, whenever its samples were taken', () => {
    const gap = { from: 1538, to: 1508, count: 4 };
    const uploads = every(6, (ago) => ago < 1538 && ago > 1508);
    const kinds = Array.from({ length: 60 }, (_, scrapedAt) =>
      testimony(uploads, gap, { scrapeEvery: 30, scrapedAt }),
    );

    expect(new Set(kinds)).toEqual(new Set(['too-short']));
  });

  it.each([
    { pause: 109, kind: 'too-short' },
    { pause: 110, kind: 'stood-still' },
  ])('takes a pause of $pause s for $kind, whenever its samples were taken', ({ pause, kind }) => {
    const gap = { from: 1520, to: 1520 - pause, count: 1 };
    const uploads = every(5, (ago) => ago < 1520 && ago > 1520 - pause);
    const kinds = Array.from({ length: 60 }, (_, scrapedAt) =>
      testimony(uploads, gap, { scrapeEvery: 60, scrapedAt }),
    );

    expect(new Set(kinds)).toEqual(new Set([kind]));
  });

  it('takes no lost line for a lost segment where each sample just misses an upload', () => {
    // A segment a minute, a little early or late, and a scrape a minute: one of two uploads is never sampled.
    const uploads = every(60).map((ago, index) => ago + (index % 2 === 0 ? 0 : -2));
    const kinds = Array.from({ length: 60 }, (_, scrapedAt) =>
      testimony(
        uploads,
        { from: 1520, to: 1400, count: 1 },
        { scrapeEvery: 60, scrapedAt, raw: true },
      ),
    );

    expect(kinds).not.toContain('stood-still');
  });

  it('tells a lost segment from samples of every 15 s, whenever taken', () => {
    const uploads = every(60, (ago) => ago === 1460);
    const gap = { from: 1520, to: 1400, count: 1 };
    const kinds = Array.from({ length: 15 }, (_, scrapedAt) =>
      testimony(uploads, gap, { scrapedAt, raw: true }),
    );

    expect(new Set(kinds)).toEqual(new Set(['stood-still']));
  });

  it('never takes a lost line for a lost segment at an even pace, from samples', () => {
    const cluster = fc.record({
      pace: fc.integer({ min: 5, max: 300 }),
      jitter: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 40, maxLength: 40 }),
      scrapeEvery: fc.constantFrom(10, 15, 30, 60),
      scrapedAt: fc.nat(59),
    });
    fc.assert(
      fc.property(cluster, fc.nat(), ({ pace, jitter, ...sampling }, lost) => {
        const uploads = every(pace)
          .map((ago, index) => ago + ((jitter[index % 40] ?? 0) % Math.ceil(pace / 4)))
          .filter((ago) => ago < 7000)
          .sort((a, b) => b - a);
        fc.pre(uploads.length >= 20);
        const index = 5 + (lost % (uploads.length - 8));
        const gap = { from: uploads[index - 1] ?? 0, to: uploads[index + 1] ?? 0, count: 1 };

        expect(testimony(uploads, gap, { ...sampling, raw: true })).not.toBe('stood-still');
      }),
      { numRuns: runs(500) },
    );
  });

  it('never takes a lost line for a lost segment at an uneven pace, whatever was sampled', () => {
    const cluster = fc.record({
      // Bursts and pauses: two follow each other between two samples, after minutes without one.
      pauses: fc.array(
        fc.oneof(
          { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }) },
          fc.integer({ min: 60, max: 180 }),
        ),
        { minLength: 40, maxLength: 120 },
      ),
      scrapeEvery: fc.constantFrom(15, 30, 60),
      scrapedAt: fc.nat(59),
      raw: fc.boolean(),
    });
    fc.assert(
      fc.property(cluster, fc.nat(), ({ pauses, ...sampling }, lost) => {
        let ago = 7000;
        const uploads = pauses.map((pause) => (ago -= pause)).filter((one) => one > 60);
        fc.pre(uploads.length >= 30);
        const index = 10 + (lost % (uploads.length - 11));
        const gap = { from: uploads[index - 1] ?? 0, to: uploads[index + 1] ?? 0, count: 1 };

        expect(['advanced', 'too-short']).toContain(testimony(uploads, gap, sampling));
      }),
      { numRuns: runs(500) },
    );
  });

  it('never says better of more lost lines, whatever was uploaded', () => {
    const MILD = ['advanced', 'too-short'];
    const cluster = fc.record({
      pauses: fc.array(fc.integer({ min: 11, max: 400 }), { minLength: 12, maxLength: 40 }),
      lost: fc.uniqueArray(fc.nat(40), { maxLength: 6 }),
      scrapeEvery: fc.constantFrom(15, 30, 60),
      scrapedAt: fc.nat(59),
      raw: fc.boolean(),
    });
    fc.assert(
      fc.property(cluster, fc.nat(), fc.nat(), fc.nat(), (situation, a, b, c) => {
        let ago = 7000;
        const segments = situation.pauses.map((pause) => (ago -= pause)).filter((one) => one > 60);
        fc.pre(segments.length >= 6);
        const uploaded = segments.filter((_, index) => !situation.lost.includes(index));
        const last = segments.length - 1;
        const first = 1 + (a % (last - 2));
        const length = 1 + (b % 4);
        const wider = 1 + (c % 4);
        const gapTo = (end: number) => ({
          from: segments[first - 1] ?? 0,
          to: segments[Math.min(end, last)] ?? 0,
          count: Math.min(end, last) - first,
        });
        const narrow = testimony(uploaded, gapTo(first + length), situation);
        const wide = testimony(uploaded, gapTo(first + length + wider), situation);

        expect(MILD.includes(narrow) || !MILD.includes(wide)).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('PostgreSQL as the witness where no metric is made from the log', () => {
  /** What it says of one segment, between the moments when the one before and the one after it completed. */
  const says = (pace: number, without: (ago: number) => boolean = () => false): string => {
    const completed = Array.from({ length: 3600 / pace }, (_, index) => index * pace + 1);
    const archived = completed.filter((ago) => !without(ago));
    const scrapes = Array.from({ length: 240 }, (_, index) => (239 - index) * 15 + 4).map(
      (ago) => ({
        at: NOON - ago * SECOND,
        value: Math.min(...archived.filter((moment) => moment >= ago)) - ago,
      }),
    );
    const archiverAge = measured([{ host: PRIMARY, points: scrapes, scrapes }], NOON);
    const snapshot = healthySnapshot({
      metrics: { lastArchive: unavailable('no-data', 'no series'), archiverAge },
    });
    const missing = pace * 60 + 1;
    const [from, to] = [NOON - (missing + pace) * SECOND, NOON - (missing - pace) * SECOND];
    return uploadWitness(snapshot, PRIMARY)({ from, to, count: 1 }).kind;
  };

  it('went on, also where segments follow each other faster than it is sampled', () => {
    expect([1, 4, 10, 30].map((pace) => says(pace))).toEqual(Array(4).fill('claimed'));
  });

  it('tells a lost segment where it would have seen it, and where it stood still', () => {
    expect(says(30, (ago) => ago === 30 * 60 + 1)).toBe('absent');
    expect(says(4, (ago) => ago > 130 && ago < 350)).toBe('absent');
  });
});
