const KIB = 1024;
const MIB = 1024 * KIB;

/** How much is taken of something that comes from outside, and what becomes of more. */
export interface Bound {
  readonly what: string;
  /** Bytes, characters or a number of them, as `unit` says. */
  readonly most: number;
  readonly unit: 'bytes' | 'characters' | 'items';
  readonly beyond: string;
}

const bound = (what: string, most: number, unit: Bound['unit'], beyond: string) =>
  ({ what, most, unit, beyond }) as const;

const GIVEN_UP = 'it is given up, and what it would have said is unknown; the answer says so';

/**
 * Every bound on what comes from outside. Answers are counted as they are unpacked: a few KB may become gigabytes.
 * docs/bounds.md lists them, and a test compares the two.
 */
export const BOUNDS = {
  // A thousand records of the longest kind are some 5 MB.
  elasticsearchAnswer: bound('an answer of Elasticsearch', 16 * MIB, 'bytes', GIVEN_UP),
  elasticsearchAnswerOfMany: bound(
    'an answer of Elasticsearch about several clusters',
    64 * MIB,
    'bytes',
    GIVEN_UP,
  ),
  // Three hosts over three hours are some 20 KB; a thousand clusters have some MB a metric.
  prometheusAnswer: bound('an answer of Prometheus', 32 * MIB, 'bytes', GIVEN_UP),
  prometheusAnswers: bound(
    'all answers of Prometheus to one question together',
    48 * MIB,
    'bytes',
    'those that are not whole by then are given up',
  ),
  // A cluster has some hosts; a query without labels may find every database of a company.
  clusterSeries: bound('series of one metric for one cluster', 2000, 'items', GIVEN_UP),
  pageAnswer: bound(
    'an answer of Kibana or Grafana',
    4 * MIB,
    'bytes',
    'no page of it is proposed',
  ),
  errorAnswer: bound('an error of a source', 64 * KIB, 'bytes', 'only its status is told'),
  jsonDepth: bound('how deeply an answer is nested', 40, 'items', GIVEN_UP),
  // A thousand clusters over an hour are some 500,000.
  jsonValues: bound('values in an answer', 2_000_000, 'items', GIVEN_UP),
  // Labels and fields have the same few hundred names all over; Elasticsearch maps 1,000 fields an index by default.
  jsonNames: bound('different names in an answer', 20_000, 'items', GIVEN_UP),
  patroniAnswer: bound('an answer of Patroni', MIB, 'bytes', GIVEN_UP),
  // Two hundred posts with attachments.
  slackAnswer: bound(
    'an answer of Slack',
    16 * MIB,
    'bytes',
    'it counts as none: what was asked for is looked for, or asked again',
  ),
  pagerDutyAnswer: bound(
    'an answer of PagerDuty',
    MIB,
    'bytes',
    'the note counts as not written, and the log says so',
  ),
  // A thousand who ask at once are answered; at 200 a second some hundred are waiting.
  requestsAtOnce: bound(
    'requests of Slack that are being answered',
    2000,
    'items',
    'a command is told at once that Wale is too busy; all else is not acknowledged, so that Slack sends an event again, and shows whoever clicked that it did not work',
  ),
  // PagerDuty’s events have a few KB.
  webhookBody: bound(
    'the body of a request of Slack or PagerDuty',
    MIB,
    'bytes',
    'it is answered 413',
  ),
  // An alert with its annotations has 1 to 2 KB, and one group may tell of a thousand clusters at once.
  alertmanagerBody: bound(
    'a notification of Alertmanager or Grafana',
    16 * MIB,
    'bytes',
    'it is answered 413, and the log warns of it',
  ),
  arrivalText: bound(
    'what an alert of a webhook says',
    8000,
    'characters',
    'the rest is not looked at',
  ),
  arrivalLabels: bound('labels of an alert', 100, 'items', 'the others are not looked at'),
  arrivalLabel: bound(
    'the name or value of an alert’s label',
    1000,
    'characters',
    'the rest is not looked at',
  ),
  postTexts: bound('texts in a post in Slack', 200, 'items', 'the others are not looked at'),
  postText: bound('a text in a post in Slack', 8000, 'characters', 'the rest is not looked at'),
  // Nothing that an archiver or PostgreSQL says of itself is near this.
  logLine: bound(
    'a line of a log',
    MIB,
    'characters',
    'it is not read, and is counted as unread; the answer says so',
  ),
  spreadJson: bound(
    'JSON that is spread over lines of a log',
    16 * MIB,
    'characters',
    'its lines are counted as unread',
  ),
  // The longest real record has some 4 KB in 60 lines.
  logLineLookedAt: bound(
    'as much of a line as is searched for its meaning',
    64 * KIB,
    'characters',
    'its middle is left out',
  ),
  logRecord: bound('a record of WAL-E', 64 * KIB, 'characters', 'its end is left out'),
  errorText: bound('the error of an archiver', 1600, 'characters', 'its middle is left out'),
  word: bound('a word of somebody else’s text', 1024, 'characters', 'it is cut'),
} as const satisfies Readonly<Record<string, Bound>>;
