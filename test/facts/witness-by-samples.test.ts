import { describe, expect, it } from '@jest/globals';
import type { MetricReading } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { lastArchivedBefore, uploadWitness } from '../../src/facts/upload-witness.ts';
import { completed, healthySnapshot, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';
import { SECOND } from '../support/time.ts';

const HOUR_BEFORE = NOON - 3600 * SECOND;
/** All in seconds after an hour before noon. */
const at = (seconds: number): number => HOUR_BEFORE + seconds * SECOND;
type Sample = readonly [at: number, uploaded: number];

const samplesOf = (samples: readonly Sample[]) =>
  samples.map(([seconds, uploaded]) => ({ at: at(seconds), value: at(uploaded) / SECOND }));
const RESET = -HOUR_BEFORE / SECOND;

/** What samples, one each so many seconds, show of uploads: the newest of them. */
const sampled = (uploads: readonly number[], each = 5, until = 2400): Sample[] =>
  Array.from({ length: until / each }, (_, index) => index * each).flatMap((moment): Sample[] => {
    const newest = uploads.findLast((upload) => upload <= moment);
    return newest === undefined ? [] : [[moment, newest]];
  });
/** Uploads whose pauses take turns. */
const pace = (...pauses: readonly number[]): number[] => {
  const uploads = [0];
  while ((uploads.at(-1) ?? 0) < 2400) {
    uploads.push((uploads.at(-1) ?? 0) + (pauses[(uploads.length - 1) % pauses.length] ?? 1));
  }
  return uploads;
};
const without = (from: number, to: number) => (upload: number) => upload <= from || upload >= to;

interface Case {
  /** The samples themselves are known, and not only what a range query shows. */
  readonly raw?: boolean;
  readonly logged?: readonly number[];
  readonly uploadLog?: ReturnType<typeof healthySnapshot>['uploadLog'];
  readonly archiverAge?: MetricReading;
}

const testimony = (
  samples: readonly Sample[],
  [from, to]: readonly [number, number],
  count: number,
  { raw = false, logged = [], uploadLog, archiverAge }: Case = {},
): string => {
  const points = samplesOf(samples);
  const lastArchive = measured(
    [{ host: PRIMARY, points, ...(raw ? { scrapes: points } : {}) }],
    NOON,
  );
  const uploads = logged.map((second) => completed(NOON - at(second)));
  const snapshot = healthySnapshot({
    ...(uploadLog === undefined ? { log: { uploads } } : { uploadLog }),
    metrics: { lastArchive, ...(archiverAge === undefined ? {} : { archiverAge }) },
  });
  return uploadWitness(snapshot, PRIMARY)({ from: at(from), to: at(to), count }).kind;
};

describe('a time that the metric knows', () => {
  const uploads = pace(60);
  const seen = sampled(uploads);
  const GAP = [1200, 1320] as const;
  const known = (isKept: (moment: number) => boolean): string =>
    testimony(
      seen.filter(([moment]) => isKept(moment)),
      GAP,
      1,
    );

  it('has a sample at its very beginning, or right before', () => {
    expect(known((moment) => moment >= 1200)).toBe('advanced');
    expect(known((moment) => moment >= 1205)).toBe('absent');
    expect(known((moment) => moment <= 1085 || moment >= 1205)).toBe('advanced');
    expect(known((moment) => moment <= 1080 || moment >= 1205)).toBe('absent');
  });

  it('has no gap of more than two minutes until its end', () => {
    expect(known((moment) => moment <= 1200)).not.toBe('absent');
    expect(known((moment) => moment <= 1195)).toBe('absent');
  });

  it('may have gaps before and after it', () => {
    expect(known((moment) => moment >= 1195 || moment < 900)).toBe('advanced');
    expect(known((moment) => moment <= 1320 || moment > 1600)).toBe('advanced');
  });

  it('is none in which its exporter was reset', () => {
    const reset = (span: number) =>
      testimony(
        seen.map(([moment, upload]): Sample => [
          moment,
          moment > 1205 && moment < 1205 + span ? RESET : upload,
        ]),
        [1200, 1380],
        2,
      );

    expect(reset(90)).toBe('advanced');
    expect(reset(150)).toBe('absent');
  });

  it('is none of a host that it does not know', () => {
    expect(
      uploadWitness(healthySnapshot(), REPLICA)({ from: at(0), to: at(60), count: 1 }),
    ).toEqual({ kind: 'absent' });
  });
});

describe('a pause', () => {
  it('is judged by itself, however long others were before and after', () => {
    const uploads = pace(60).filter(
      (upload) => without(300, 780)(upload) && without(1800, 2280)(upload),
    );

    expect(testimony(sampled(uploads), [1200, 1320], 1)).toBe('advanced');
  });

  it.each([
    [50, 80, 'stood-still'],
    [50, 81, 'too-short'],
  ])('at a pace of %d and %d s tells: %s', (short, long, kind) => {
    const uploads = pace(short, long);
    const index = 20;
    const [from = 0, , to = 0] = uploads.slice(index, index + 3);

    expect(testimony(sampled(uploads.filter(without(from, to))), [from, to], 1)).toBe(kind);
  });

  it('three times as long as usual is unusual, though as many were seen as are missing', () => {
    const uploads = pace(60).filter(without(1200, 1380));
    const wide = [1080, 1380] as const;

    expect(testimony(sampled(uploads), wide, 2)).toBe('stood-still');
    const shorter = [...uploads, 1201].sort((a, b) => a - b);
    expect(testimony(sampled(shorter), wide, 2)).toBe('advanced');
  });

  it('is between two uploads in the order of their times', () => {
    const samples = sampled(pace(60).filter((upload) => upload <= 1200 || upload >= 1330)).map(
      ([moment, upload]): Sample => [
        moment,
        moment < 1300 || moment >= 1330 ? upload : moment < 1315 ? 1300 : 1220,
      ],
    );

    expect(testimony(samples, [1200, 1330], 3)).toBe('advanced');
  });
});

describe('an upload within a short time', () => {
  const seenAt = (upload: number): string =>
    testimony(
      sampled(
        [...pace(60).filter(without(1200, 1260)), upload].sort((a, b) => a - b),
        1,
      ),
      [1200, 1260],
      1,
    );

  it('was seen if it is not the one before, which is read a moment later', () => {
    expect(seenAt(1210)).toBe('too-short');
    expect(seenAt(1211)).toBe('advanced');
  });

  it('was seen if it is not the one after, which is counted in whole seconds', () => {
    expect(seenAt(1259)).toBe('too-short');
    expect(seenAt(1258)).toBe('advanced');
  });
});

describe('uploads that the log has no line of', () => {
  // A pause of six minutes with three uploads beside it.
  const uploads = pace(60).filter(without(1200, 1560));
  const wide = [1020, 1560] as const;
  const inWide = [1080, 1140, 1200];
  const seen = (count: number, logged: readonly number[] = []): string =>
    testimony(sampled(uploads), wide, count, { raw: true, logged });

  it('are all that are missing where the samples show as many, whatever pause is beside them', () => {
    expect(seen(3)).toBe('advanced');
    expect(seen(4)).toBe('stood-still');
  });

  it('are not those whose line is there, a second off at most', () => {
    expect(seen(3, inWide)).toBe('stood-still');
    expect(seen(1, inWide)).toBe('stood-still');
    for (const off of [-1, 1, 1.9]) {
      expect(
        seen(
          1,
          inWide.map((second) => second + off),
        ),
      ).toBe('stood-still');
    }
    for (const off of [-1.1, 2]) {
      expect(
        seen(
          1,
          inWide.map((second) => second + off),
        ),
      ).toBe('advanced');
    }
  });

  it('are neither the one before nor the one after', () => {
    expect(testimony(sampled(uploads), [1200, 1560], 1, { raw: true })).toBe('stood-still');
  });

  it('are all of them without a log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(testimony(sampled(uploads), wide, 3, { raw: true, uploadLog })).toBe('advanced');
  });

  it('are not told by the steps of a range query', () => {
    expect(testimony(sampled(uploads), wide, 3)).toBe('stood-still');
  });
});

describe('an upload that no sample showed', () => {
  /** Samples but for those between two moments. */
  const unsampled = (samples: readonly Sample[], from: number, to: number): Sample[] =>
    samples.filter(([moment]) => moment <= from || moment >= to);
  const RAW = { raw: true };

  describe('at an uneven pace', () => {
    // Two follow each other, then a pause: three times 40 s are unusual, and 130 s longer than that.
    const uploads = pace(5, 40);
    const from = uploads[40] ?? 0;
    const to = from + 130;
    const all = [...uploads.filter((upload) => upload <= from), ...uploads.map((one) => one + to)];
    const says = (knownFor: number, until = 5, options: Case = RAW): string =>
      testimony(unsampled(sampled(all, 1), from + knownFor, to + until), [from, to], 1, options);

    it('may have come where the pause was not sampled for long enough to tell', () => {
      expect(says(110)).toBe('stood-still');
      expect(says(109)).toBe('too-short');
    });

    it('is no matter of the steps of a range query, which tell nothing about samples', () => {
      expect(says(109, 5, {})).toBe('stood-still');
    });

    it('did not come where a sample shows the one before a moment after the pause had ended', () => {
      const late = (after: number): string => {
        const samples = unsampled(sampled(all, 1), from + 50, to + 12);
        const index = samples.findIndex(([moment]) => moment >= to + 12);
        const shown: Sample = [to + after, from];
        return testimony(samples.toSpliced(index, 0, shown), [from, to], 1, RAW);
      };

      expect(late(10)).toBe('stood-still');
      expect(late(11)).toBe('too-short');
    });
  });

  describe('at an even pace', () => {
    const uploads = pace(64).filter(without(1280, 1408));
    const says = (knownFor: number): string =>
      testimony(unsampled(sampled(uploads, 1), 1280 + knownFor, 1410), [1280, 1408], 1, RAW);

    it('cannot have come so shortly before the next', () => {
      expect(says(98)).toBe('too-short');
      expect(says(99)).toBe('stood-still');
    });

    it('may have come in one pause, and in another not', () => {
      const two = uploads.filter(without(1408, 1664));
      const samples = unsampled(sampled(two, 1), 1300, 1410);

      expect(testimony(samples, [1280, 1408], 1, RAW)).toBe('too-short');
      expect(testimony(samples, [1280, 1664], 9, RAW)).toBe('stood-still');
      expect(testimony(unsampled(samples, 1500, 1666), [1408, 1664], 9, RAW)).toBe('absent');
      expect(testimony(unsampled(samples, 1500, 1610), [1280, 1664], 9, RAW)).toBe('stood-still');
    });
  });
});

describe("PostgreSQL's count beside a metric that stood still", () => {
  const uploads = pace(60).filter(without(1200, 1500));
  /** Successes at these seconds, sampled each five seconds. */
  const counted = (successes: readonly number[]): MetricReading => {
    const scrapes = sampled(successes).map(([moment, success]) => ({
      at: at(moment),
      value: moment - success,
    }));
    return measured([{ host: PRIMARY, points: scrapes, scrapes }], NOON);
  };
  const says = (inside: readonly number[], count = 1): string =>
    testimony(sampled(uploads), [1200, 1500], count, {
      archiverAge: counted([...uploads, ...inside].sort((a, b) => a - b)),
    });

  it('disputes it by as many successes in the pause as are missing', () => {
    expect(says([])).toBe('stood-still');
    expect(says([1350])).toBe('disputed');
    expect(says([1350], 2)).toBe('stood-still');
    expect(says([1300, 1350], 2)).toBe('disputed');
  });

  it('does not by what may be the upload before or after', () => {
    expect(says([1210])).toBe('stood-still');
    expect(says([1211])).toBe('disputed');
    expect(says([1490])).toBe('stood-still');
    expect(says([1489])).toBe('disputed');
  });

  it('does not by what it counted before or after', () => {
    expect(says([1000, 1030, 1600, 1630])).toBe('stood-still');
  });

  it('disputes it by successes all through, however many are missing', () => {
    expect(says([1260, 1320, 1380, 1440], 99)).toBe('disputed');
    expect(says([1260, 1320], 99)).toBe('stood-still');
  });
});

describe('the last upload that the metric knew of before a moment', () => {
  const before = (seconds: number, samples: readonly Sample[]): number | undefined => {
    const lastArchive = measured([{ host: PRIMARY, points: samplesOf(samples) }], NOON);
    const snapshot = healthySnapshot({ metrics: { lastArchive } });
    const found = lastArchivedBefore(snapshot, PRIMARY, at(seconds));
    return found === undefined ? undefined : (found - HOUR_BEFORE) / SECOND;
  };
  const samples: Sample[] = [
    [60, 55],
    [120, 110],
    [180, RESET],
    [240, 230],
  ];

  it('is what its newest sample before it shows', () => {
    expect(before(121, samples)).toBe(110);
    expect(before(120, samples)).toBe(55);
    expect(before(999, samples)).toBe(230);
  });

  it('is not lost by a reset', () => {
    expect(before(200, samples)).toBe(110);
  });

  it('is not known before the first sample, nor of another host', () => {
    expect(before(60, samples)).toBeUndefined();
    expect(lastArchivedBefore(healthySnapshot(), REPLICA, NOON)).toBeUndefined();
  });
});
