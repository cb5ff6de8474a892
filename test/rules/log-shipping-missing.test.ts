import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { logShippingMissing } from '../../src/rules/log-shipping-missing.ts';
import {
  completed,
  failure,
  healthySnapshot,
  metric,
  moment,
  NOON,
  NOT_SHIPPED,
  PRIMARY,
  REPLICA,
  type Difference,
} from '../support/snapshot.ts';
import { stepTexts, told } from '../support/told.ts';

const ABSENT = unavailable('no-data', 'no series');

/** The metric knows of an upload every moment, and the log has not one. */
const missing = ({ log, ...others }: Difference = {}) =>
  logShippingMissing(healthySnapshot({ ...others, log: { uploads: [], ...log } }));

/** When any host last wrote, and this one, and how many others there are. */
const shipped = (newest: number | undefined, mine: number | undefined, others = 1) => ({
  newestAt: newest === undefined ? undefined : NOON - newest,
  hosts: [
    ...(mine === undefined ? [] : [{ host: PRIMARY, newestAt: NOON - mine }]),
    ...Array.from({ length: others }, (_, index) => ({
      host: `patroni-0${2 + index}`,
      newestAt: NOON - (newest ?? 0),
    })),
  ],
  tags: ['db.postgres', 'db.patroni'],
});
/** PostgreSQL counts a success of just now, and no other metric does. */
const byPostgresAlone = {
  lastArchive: ABSENT,
  archiverAge: metric({ [PRIMARY]: 10 }),
};

const ARRIVES = 'log: the newest document of patroni-01 is 5 s old';
const TAGS = 'log: tags in the index lately';
const NO_UPLOAD = 'log: no upload of patroni-01 in the last 24 h';
const tagAlone = (since: string) =>
  `no line with this tag ${since}, while patroni-01 ships other logs`;
const THIS_HOST = 'no log of patroni-01 arrives, while other hosts ship (this host)';
const PIPELINE = 'no host’s logs arrive (whole pipeline)';
const lacks = (scope: string, ...evidence: readonly string[]): readonly string[] => [
  'warning',
  `uploads complete (the last 20 s ago from patroni-01), but their log lines do not arrive: ${scope}`,
  'metric: the last upload completed 20 s ago',
  ...evidence,
];

describe('uploads that complete and are not in the log', () => {
  it.each<[situation: string, log: NonNullable<Difference['log']>, words: readonly string[]]>([
    [
      'lack by their tag alone where the host ships other logs',
      {},
      lacks(tagAlone('in the last 24 h'), NO_UPLOAD, ARRIVES, TAGS),
    ],
    [
      'have lacked since the last that arrived',
      { uploads: [completed(HOUR)] },
      lacks(
        tagAlone('for 60 min'),
        'log: the newest upload of patroni-01 in the log ended 60 min ago',
        ARRIVES,
        TAGS,
      ),
    ],
    [
      'have lacked since an error of the archiver, not one of PostgreSQL or of another host',
      {
        failures: [
          failure(2 * HOUR),
          failure(3 * HOUR),
          failure(HOUR, { reportedBy: 'postgresql' }),
          failure(HOUR, { host: REPLICA }),
        ],
      },
      lacks(tagAlone('for 2 h'), NO_UPLOAD, ARRIVES, TAGS),
    ],
    [
      'have lacked since a base backup of the host, not of another',
      {
        baseBackups: [
          { host: PRIMARY, pid: 1, firstAt: NOON - 9 * HOUR, lastAt: NOON - 4 * HOUR },
          { host: REPLICA, pid: 1, firstAt: NOON - 9 * HOUR, lastAt: NOON - HOUR },
        ],
      },
      lacks(tagAlone('for 4 h'), NO_UPLOAD, ARRIVES, TAGS),
    ],
    [
      'have lacked since an upload of the host, not of another',
      { uploads: [completed(5 * HOUR), completed(HOUR, { host: REPLICA })] },
      lacks(
        tagAlone('for 5 h'),
        'log: the newest upload of patroni-01 in the log ended 5 h ago',
        ARRIVES,
        TAGS,
      ),
    ],
    [
      'lack with all else where nothing arrives',
      { pipeline: shipped(undefined, undefined) },
      lacks(PIPELINE, NO_UPLOAD, 'log: no document of any host in the time looked at'),
    ],
    [
      'lack with all else where nothing has arrived for twice the time a line takes',
      { pipeline: shipped(6 * MINUTE + 1, undefined) },
      lacks(PIPELINE, NO_UPLOAD, 'log: the newest document of any host is 6 min old'),
    ],
    [
      'lack with all of the host where others are just not that late',
      { pipeline: shipped(6 * MINUTE, undefined) },
      lacks(THIS_HOST, NO_UPLOAD, 'log: no document of patroni-01 lately; others ship: patroni-02'),
    ],
    [
      'lack with all of the host where that is late, and five of the others are named',
      { pipeline: shipped(SECOND, 6 * MINUTE + 1, 6) },
      lacks(
        THIS_HOST,
        NO_UPLOAD,
        'log: the newest document of patroni-01 is 6 min old; others ship: patroni-02, patroni-03, patroni-04, patroni-05, patroni-06',
      ),
    ],
    [
      'lack by their tag alone where the host is just not that late',
      { pipeline: shipped(SECOND, 6 * MINUTE) },
      lacks(
        tagAlone('in the last 24 h'),
        NO_UPLOAD,
        'log: the newest document of patroni-01 is 6 min old',
        TAGS,
      ),
    ],
    [
      'may lack alone or with all of the host where not every host is listed',
      { pipeline: { ...shipped(SECOND, undefined), hostsLeftOut: true } },
      lacks('more hosts ship than are listed, and patroni-01 may be one of them', NO_UPLOAD),
    ],
    [
      'lack with all of the host where that is listed, though not every host is',
      { pipeline: { ...shipped(SECOND, 10 * MINUTE), hostsLeftOut: true } },
      lacks(
        THIS_HOST,
        NO_UPLOAD,
        'log: the newest document of patroni-01 is 10 min old; others ship: patroni-02',
      ),
    ],
    [
      'lack with nobody knows what',
      { pipeline: unavailable('timeout', 'no answer in time') },
      lacks('how far this goes could not be read (no answer in time)', NO_UPLOAD),
    ],
    [
      'cannot be looked for where times lie in another zone',
      {
        unread: {
          count: 0,
          samples: [],
          zoneErrors: [{ host: PRIMARY, count: 3, offset: -HOUR }],
        },
      },
      [
        'not known',
        'the times in 3 lines of patroni-01 lie 60 min before they arrived, as if in another zone: set timeZone to the zone of the hosts',
      ],
    ],
    [
      'cannot be looked for where some upload names no host',
      { uploads: [completed(MINUTE, { host: undefined })] },
      [
        'not known',
        'the log has uploads whose host cannot be told, and they may be those of patroni-01',
      ],
    ],
    [
      'are not shipped at all where files are read on the spot',
      { source: 'log files', pipeline: NOT_SHIPPED },
      ['clear'],
    ],
  ])('%s', (_situation, log, words) => {
    expect(told(missing({ log }))).toEqual(words);
  });

  it.each<[situation: string, ago: number, kind: string]>([
    ['are old news at the age at which no upload is fresh', 15 * MINUTE, 'clear'],
    ['are missing just before that age', 15 * MINUTE - SECOND, 'problem'],
  ])('%s', (_situation, ago, kind) => {
    const lastArchive = metric({ [PRIMARY]: moment(ago) });

    expect(missing({ metrics: { lastArchive } }).kind).toBe(kind);
  });

  it.each<[situation: string, values: (ago: number) => number | undefined]>([
    ['ever', () => undefined],
    ['but of late', (ago) => (ago > 2 * MINUTE ? undefined : NOON / SECOND - 10)],
    ['for a while', (ago) => (ago < 4 * MINUTE ? undefined : NOON / SECOND - 600)],
  ])('are not known where no metric tells of them %s', (_situation, values) => {
    const lastArchive = metric({ [PRIMARY]: values });

    expect(told(missing({ metrics: { lastArchive } }))).toEqual([
      'not known',
      'no metric says when the last upload completed, so the log cannot be checked',
    ]);
  });

  it('are not known where the log cannot be read', () => {
    expect(told(missing({ uploadLog: unavailable('timeout', 'no answer in time') }))).toEqual([
      'not known',
      'no answer in time',
    ]);
  });

  const READ = 'read the archiver’s own log there';
  const ASK = 'ask PostgreSQL what its archiver did last';

  it.each<[scope: string, pipeline: NonNullable<Difference['log']>['pipeline'], steps: unknown[]]>([
    [
      'the tag',
      shipped(SECOND, SECOND),
      [
        expect.stringMatching(/^compare the tag and the index/),
        expect.stringMatching(/^check that the shipper on this host/),
        READ,
        ASK,
      ],
    ],
    ['the host', shipped(SECOND, undefined), [expect.stringContaining('shipper'), READ, ASK]],
    ['the pipeline', shipped(HOUR, HOUR), [expect.stringContaining('pipeline'), READ, ASK]],
    ['nobody knows what', unavailable('timeout', 'no answer'), [READ, ASK]],
    ['what is not listed', { ...shipped(SECOND, undefined), hostsLeftOut: true }, [READ, ASK]],
  ])('are looked for on their way: %s', (_scope, pipeline, steps) => {
    const finding = missing({ log: pipeline === undefined ? {} : { pipeline } });

    expect(finding).toMatchObject({ code: 'log-shipping-missing' });
    expect(stepTexts(finding)).toEqual(steps);
  });

  it('are shown beside the tags that arrive, and the host whose shipper is to be checked', () => {
    expect(missing({ log: { pipeline: shipped(SECOND, SECOND) } })).toMatchObject({
      evidence: [{}, {}, {}, { quote: 'db.postgres, db.patroni' }],
      nextSteps: [{}, { host: PRIMARY }, { host: PRIMARY }, { host: PRIMARY }],
    });
  });
});

describe('uploads that PostgreSQL alone says are complete', () => {
  const said = (log: NonNullable<Difference['log']>) => missing({ metrics: byPostgresAlone, log });

  it.each<[since: string, log: NonNullable<Difference['log']>, silence: string, tag: string]>([
    ['the log begins', {}, '24 h', 'in the last 24 h'],
    ['an upload', { uploads: [completed(HOUR)] }, '60 min', 'for 60 min'],
  ])('are a silent drop or a log that lacks them since %s', (_since, log, silence, tag) => {
    expect(told(said(log))).toEqual([
      'unknown',
      `no upload from patroni-01 in the log for ${silence}, yet PostgreSQL says it archived a segment 10 s ago: a monitoring fault or a silent drop`,
      'metric: pg_stat_archiver counted the last success 10 s ago',
      'metric: 0 files wait in archive_status',
      `log: ${tagAlone(tag)}`,
      ARRIVES,
      TAGS,
    ]);
  });

  it('are believed with a caution where the whole log of the host is missing', () => {
    const caution =
      'metric: only pg_stat_archiver says so, which believes archive_command: make sure that segments arrive in the store';

    expect(told(said({ pipeline: shipped(SECOND, undefined) })).at(-1)).toBe(caution);
    expect(told(missing({ log: { pipeline: shipped(SECOND, undefined) } }))).not.toContain(caution);
  });
});
