import { describe, expect, it } from '@jest/globals';
import { failureLines, pushLines, type Line } from '../../lab/scenario/archiver-records.ts';
import type { LogDocument } from '../../lab/scenario/log-documents.ts';
import { fillLogIndex } from '../../lab/scenario/log-index.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Archiver } from '../../src/domain/archiver.ts';
import type { MetricReading, MetricReadings } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { askElasticsearch } from '../support/ask-source.ts';
import { realElasticsearch } from '../support/real-elasticsearch.ts';
import { segmentName } from '../support/segment-name.ts';
import { healthySnapshot } from '../support/snapshot.ts';

const elasticsearchUrl = realElasticsearch();

/** When it happens; the log began two hours before. */
const THEN = Date.UTC(2026, 10, 24, 12);
const BEGIN = THEN - 2 * HOUR;
const FIRST = 0x1234_00f0;
const A = 'db-01';
const B = 'db-02';

/** A cluster as it really is: who pushes what and when, and what its exporters say at any moment. */
interface Truth {
  readonly lines: readonly (Line & { readonly host: string })[];
  readonly at: (time: number) => {
    readonly primary: string;
    readonly replicas: readonly string[];
    /** When a segment was last uploaded. */
    readonly uploadedAt: number;
    readonly written: number;
    readonly archived: number;
  };
}

interface Pace {
  readonly archiver: Archiver;
  readonly every: number;
}

const push = ({ archiver }: Pace, host: string, timeline: number, number: number, end: number) => ({
  archiver,
  host,
  pid: 1000 + (number % 30_000),
  file: segmentName(timeline, FIRST + number),
  begin: end - 100,
  end,
});
const said = (host: string, lines: readonly Line[]) => lines.map((line) => ({ ...line, host }));

/** The number of segments that are written at a time, and when one of them is. */
const writtenAt = ({ every }: Pace, time: number): number => Math.floor((time - BEGIN) / every);
const timeOf = ({ every }: Pace, number: number): number => BEGIN + (number + 1) * every;

function pushed(pace: Pace, from: number, to: number, lost: (number: number) => boolean) {
  return Array.from({ length: to - from }, (_, index) => from + index)
    .filter((number) => !lost(number))
    .flatMap((number) =>
      said(A, pushLines(push(pace, A, 5, number, timeOf(pace, number) + 200), 'complete')),
    );
}

/** How each archiver says that the store refuses it. */
const REFUSED: Readonly<Record<Archiver, string>> = {
  'wal-e': 'S3ResponseError: 403 Forbidden AccessDenied',
  'wal-g': "failed to upload 'wal_005/x.br' to bucket 'backup': AccessDenied: Access Denied",
  pgbackrest:
    '[104]: archive-push command encountered error(s): repo1: [ProtocolError] 403 (Forbidden)',
  barman: 'Permission denied (publickey)',
  'barman-cloud': 'Permission denied (publickey)',
};

const SPAN = 5 * HOUR;
const spanOf = ({ every }: Pace): number => Math.min(SPAN, every * 20_000);
const lastOf = (pace: Pace): number => writtenAt(pace, THEN + spanOf(pace));

const steady =
  (pace: Pace, stopsAt = Infinity): Truth['at'] =>
  (time) => {
    const written = writtenAt(pace, time);
    const archived = writtenAt(pace, Math.min(time, stopsAt) - 200);
    return {
      primary: A,
      replicas: [B],
      uploadedAt: timeOf(pace, archived - 1) + 200,
      written,
      archived,
    };
  };

const TRUTHS: Readonly<Record<string, (pace: Pace) => Truth>> = {
  'one segment is lost': (pace) => {
    const lost = writtenAt(pace, THEN);
    return { lines: pushed(pace, 0, lastOf(pace), (one) => one === lost), at: steady(pace) };
  },
  'a failover leaves six behind, and their host stays away': (pace) => failover(pace, Infinity),
  'a failover leaves six behind, and their host comes back without them': (pace) =>
    failover(pace, 5 * MINUTE),
  'uploads fail': (pace) => {
    const stopped = writtenAt(pace, THEN);
    const tries = failing(pace, stopped, Math.floor(spanOf(pace) / MINUTE));
    return { lines: [...pushed(pace, 0, stopped, () => false), ...tries], at: steady(pace, THEN) };
  },
  'nothing is pushed any more': (pace) => ({
    lines: pushed(pace, 0, writtenAt(pace, THEN), () => false),
    at: steady(pace, THEN),
  }),
  'lines are not shipped any more': (pace) => ({
    lines: pushed(pace, 0, writtenAt(pace, THEN), () => false),
    at: steady(pace),
  }),
  'all is well': (pace) => ({
    lines: pushed(pace, 0, lastOf(pace), () => false),
    at: steady(pace),
  }),
  'uploads fail for twenty minutes, then catch up': (pace) => {
    const stopped = writtenAt(pace, THEN);
    const again = THEN + 20 * MINUTE;
    const tries = failing(pace, stopped, 20);
    // Ten times as fast as they are written, one after the other.
    const ends: number[] = [];
    for (let number = 0; number < lastOf(pace); number += 1) {
      const onTime = timeOf(pace, number) + 200;
      const before = number < stopped ? 0 : Math.max(again, ends[number - 1] ?? 0);
      ends.push(Math.max(onTime, before + pace.every / 10));
    }
    const lines = ends.flatMap((end, number) =>
      said(A, pushLines(push(pace, A, 5, number, end), 'complete')),
    );
    return {
      lines: [...lines, ...tries],
      at: (time) => {
        const archived = ends.filter((end) => end <= time).length;
        return { ...steady(pace)(time), archived, uploadedAt: ends[archived - 1] ?? BEGIN };
      },
    };
  },
  'an old primary pushes three hundred segments once more': (pace) => {
    const first = writtenAt(pace, THEN);
    const old = Array.from({ length: 300 }, (_, index) => first - 300 + index).flatMap(
      (number, index) =>
        said(A, pushLines(push(pace, A, 5, number, THEN + 3 * MINUTE + index * 100), 'complete')),
    );
    const others = Array.from(
      { length: lastOf(pace) - first },
      (_, index) => first + index,
    ).flatMap((number) =>
      said(B, pushLines(push(pace, B, 6, number, timeOf(pace, number) + 200), 'complete')),
    );
    return {
      lines: [...pushed(pace, 0, first, () => false), ...others, ...old],
      at: (time) => ({
        ...steady(pace)(time),
        primary: time < THEN ? A : B,
        replicas: time < THEN ? [B] : time < THEN + 2 * MINUTE ? [] : [A],
      }),
    };
  },
  'uploads end in any order': (pace) => ({
    lines: Array.from({ length: lastOf(pace) }, (_, number) => {
      const end =
        timeOf(pace, number) + 200 + ((number * 7919) % 16) * Math.min(pace.every, SECOND);
      return said(A, pushLines(push(pace, A, 5, number, end), 'complete'));
    }).flat(),
    at: steady(pace),
  }),
  'one upload hangs, and the others go on': (pace) => {
    const hung = writtenAt(pace, THEN);
    const begun = said(A, pushLines(push(pace, A, 5, hung, THEN), 'none'));
    return {
      lines: [...pushed(pace, 0, lastOf(pace), (one) => one === hung), ...begun],
      at: (time) => {
        const now = steady(pace)(time);
        return { ...now, archived: time < THEN ? now.archived : now.archived - 1 };
      },
    };
  },
  'a try fails every ten minutes, and the next one works': (pace) => ({
    lines: [
      ...pushed(pace, 0, lastOf(pace), () => false),
      ...Array.from({ length: Math.floor(spanOf(pace) / (10 * MINUTE)) }, (_, index) => {
        const at = THEN + index * 10 * MINUTE + MINUTE;
        return said(
          A,
          failureLines(push(pace, A, 5, writtenAt(pace, at) - 1, at), REFUSED[pace.archiver]),
        );
      }).flat(),
    ],
    at: steady(pace),
  }),
  'nothing is written for forty minutes': (pace) => {
    const calm = writtenAt(pace, THEN);
    const pause = 40 * MINUTE;
    const lines = Array.from(
      { length: writtenAt(pace, THEN + spanOf(pace) - pause) },
      (_, number) =>
        said(
          A,
          pushLines(
            push(pace, A, 5, number, timeOf(pace, number) + 200 + (number < calm ? 0 : pause)),
            'complete',
          ),
        ),
    ).flat();
    return {
      lines,
      at: (time) => {
        if (time < THEN) return steady(pace)(time);
        const { every } = pace;
        const isCalm = time < THEN + pause + every;
        const now = steady(pace)(isCalm ? THEN + every - 1 : time - pause);
        return { ...now, uploadedAt: now.uploadedAt + (isCalm ? 0 : pause) };
      },
    };
  },
  'two switchovers lose nothing': (pace) => {
    const first = writtenAt(pace, THEN);
    const second = writtenAt(pace, THEN + 10 * MINUTE);
    const timeline = (number: number) => (number < first ? 5 : number < second ? 6 : 7);
    const host = (number: number) => (number < first || number >= second ? A : B);
    const lines = Array.from({ length: lastOf(pace) }, (_, number) =>
      said(
        host(number),
        pushLines(
          push(pace, host(number), timeline(number), number, timeOf(pace, number) + 200),
          'complete',
        ),
      ),
    ).flat();
    return {
      lines,
      at: (time) => {
        const primary = host(writtenAt(pace, time));
        return { ...steady(pace)(time), primary, replicas: [primary === A ? B : A] };
      },
    };
  },
};

/** PostgreSQL tries three times, a second apart, and again a minute later. */
const failing = (pace: Pace, number: number, minutes: number) =>
  Array.from({ length: minutes }, (_, minute) =>
    [0, 1, 2].flatMap((second) =>
      said(
        A,
        failureLines(
          push(pace, A, 5, number, THEN + minute * MINUTE + second * SECOND),
          REFUSED[pace.archiver],
        ),
      ),
    ),
  ).flat();

function failover(pace: Pace, backAfter: number): Truth {
  const died = writtenAt(pace, THEN);
  const others = Array.from({ length: lastOf(pace) - died }, (_, index) => died + index).flatMap(
    (number) =>
      said(
        B,
        pushLines(push(pace, B, 6, number, timeOf(pace, number) + 200 + 5 * SECOND), 'complete'),
      ),
  );
  return {
    lines: [...pushed(pace, 0, died - 6, () => false), ...others],
    at: (time) => ({
      ...steady(pace)(time),
      primary: time < THEN ? A : B,
      replicas: time < THEN ? [B] : time >= THEN + backAfter ? [A] : [],
    }),
  };
}

const metricsAt = (truth: Truth, at: number, pace: Pace): Partial<MetricReadings> => {
  const times = Array.from({ length: 121 }, (_, index) => at - (120 - index) * 30 * SECOND);
  const series = (valueOf: (host: string, time: number) => number | undefined): MetricReading =>
    measured(
      [A, B].flatMap((host) => {
        const points = times.flatMap((time) => {
          const value = valueOf(host, time);
          return value === undefined ? [] : [{ at: time, value }];
        });
        return points.length === 0 ? [] : [{ host, points }];
      }),
      at,
    );
  const ofPrimary = (value: (now: ReturnType<Truth['at']>) => number) =>
    series((host, time) => {
      const now = truth.at(time);
      return now.primary === host ? value(now) : undefined;
    });
  return {
    replica: series((host, time) => {
      const now = truth.at(time);
      return now.primary === host ? 0 : now.replicas.includes(host) ? 1 : undefined;
    }),
    logExporterUp: series((host, time) => (truth.at(time).primary === host ? 1 : undefined)),
    lastArchive:
      pace.archiver === 'wal-e'
        ? ofPrimary(({ uploadedAt }) => uploadedAt / SECOND)
        : unavailable('not-configured', 'switched off'),
    archiverAge: series((host, time) => {
      const now = truth.at(time);
      return now.primary === host ? (time - now.uploadedAt) / SECOND : undefined;
    }),
    pendingWal: ofPrimary(({ written, archived }) => written - archived),
    walPosition: ofPrimary(({ written }) => (FIRST + written) * DEFAULT_WAL_SEGMENT_SIZE + 1000),
  };
};

/** Minutes after it happened: each minute of the first ten, then further apart. */
const moments = (pace: Pace): readonly number[] => {
  const found: number[] = [];
  for (
    let minutes = 1;
    minutes * MINUTE < spanOf(pace);
    minutes = minutes < 10 ? minutes + 1 : minutes * 1.12
  ) {
    found.push(Math.round(minutes * 10) / 10);
  }
  return found;
};

interface Expected {
  readonly codes: readonly string[];
  /** From how many minutes on. */
  readonly from: number;
  /** Between these minutes it may not be known yet. */
  readonly settling?: readonly [from: number, to: number];
}
const EXPECTED: Readonly<Record<string, Expected>> = {
  'one segment is lost': { codes: ['wal-gap'], from: 4 },
  'a failover leaves six behind, and their host stays away': { codes: ['wal-gap'], from: 3 },
  'a failover leaves six behind, and their host comes back without them': {
    codes: ['wal-gap'],
    from: 3,
  },
  'two switchovers lose nothing': { codes: ['healthy'], from: 3, settling: [10, 12] },
  'uploads fail': { codes: ['upload-failing'], from: 1 },
  'nothing is pushed any more': { codes: ['archiver-not-running', 'upload-stuck'], from: 20 },
  'lines are not shipped any more': { codes: ['log-shipping-missing', 'cannot-tell'], from: 5 },
  'all is well': { codes: ['healthy'], from: 1 },
  'uploads fail for twenty minutes, then catch up': { codes: ['healthy'], from: 24 },
  'an old primary pushes three hundred segments once more': { codes: ['healthy'], from: 3 },
  'uploads end in any order': { codes: ['healthy'], from: 1 },
  'one upload hangs, and the others go on': { codes: ['upload-stuck', 'wal-gap'], from: 6 },
  'a try fails every ten minutes, and the next one works': { codes: ['healthy'], from: 0 },
  'nothing is written for forty minutes': { codes: ['healthy', 'idle'], from: 1 },
};

/** The newest thousand uploads reach back a quarter of an hour here, and the newest two hundred three minutes. */
const PACE: Pace = { archiver: 'wal-g', every: SECOND };
/** Ten minutes more, with EVERY_PACE=1. */
const ALL_PACES: readonly Pace[] = [
  { archiver: 'wal-e', every: 250 },
  { archiver: 'wal-g', every: 250 },
  PACE,
  { archiver: 'wal-e', every: 4 * SECOND },
  { archiver: 'pgbackrest', every: 4 * SECOND },
  { archiver: 'barman', every: 20 * SECOND },
];
const isWhole = process.env['EVERY_PACE'] !== undefined;
const NAMES = Object.keys(EXPECTED).slice(0, isWhole ? undefined : 4);

describe.each(isWhole ? ALL_PACES : [PACE])('$archiver, a segment every $every ms', (pace) => {
  it.each(NAMES)(
    'says the same as time passes: %s',
    async (name) => {
      const truth = TRUTHS[name]?.(pace);
      const expected = EXPECTED[name];
      if (truth === undefined || expected === undefined) throw new Error('not known');
      await fillLogIndex(
        elasticsearchUrl(),
        truth.lines.map(({ at, text, host }): LogDocument => ({
          '@timestamp': new Date(at + SECOND).toISOString(),
          json: { tag: 'db.wale', hostname: host, type: 'patroni', message: text },
        })),
      );
      const config = loadConfig({
        env: { ELASTICSEARCH_URL: elasticsearchUrl() },
        readFile: () => `elasticsearch: { archiver: ${pace.archiver} }`,
      });
      const settings = config.clusters.get('main')?.elasticsearch;
      if (settings === undefined) throw new Error('not configured');
      const ask = askElasticsearch({ ...settings, timeoutMs: 60_000 });
      const wrong: string[] = [];
      for (const minutes of moments(pace)) {
        const at = THEN + minutes * MINUTE;
        const uploadLog = await ask({ at, historic: true, signal: AbortSignal.timeout(120_000) });
        const snapshot = {
          ...healthySnapshot({ uploadLog, metrics: metricsAt(truth, at, pace) }),
          at,
        };
        const { verdict } = reportStatus(snapshot, 0);
        const [from, to] = expected.settling ?? [Infinity, Infinity];
        const isSettling = minutes < expected.from || (minutes >= from && minutes <= to);
        if (!isSettling && !expected.codes.includes(verdict.code)) {
          wrong.push(`${minutes}: ${verdict.code}: ${verdict.headline}`);
        }
      }
      expect(wrong).toEqual([]);
    },
    300_000,
  );
});
