import type { Alert, Labels } from './alert.ts';
import { PLACE_LABELS } from './alert-subject.ts';
import type { AlertState } from './alert-state.ts';
import { withoutLinks } from './plain-text.ts';

interface SeenAlert {
  readonly state: AlertState;
  readonly alert: Alert;
}

/**
 * The alerts among older posts that are still firing. Alertmanager resolves by a second post with
 * the same title, PagerDuty by editing the first.
 */
export function unresolved<Seen extends SeenAlert>(posts: readonly Seen[]): readonly Seen[] {
  const inOrder = [...posts].sort((a, b) => a.alert.at - b.alert.at);
  return inOrder.filter(
    ({ state, alert }, index) =>
      state === 'firing' &&
      !inOrder
        .slice(index + 1)
        .some((later) => later.state === 'resolved' && isSameThing(later.alert, alert)),
  );
}

/** Taken for another one where in doubt: an alert that is over and answered is noise, one that is not answered is missed. */
function isSameThing(a: Alert, b: Alert): boolean {
  if (a.key === b.key) return true;
  if (a.incident !== undefined && b.incident !== undefined) return false;
  const [one, other] = [numberIn(a.title), numberIn(b.title)];
  if (one !== undefined && other !== undefined) return one === other;
  return subjectOf(a.title) === subjectOf(b.title) && !isElsewhere(shownBy(a), shownBy(b));
}

/** Opsgenie’s and Grafana OnCall’s number of an alert. */
const numberIn = (title: string): string | undefined => /(?<![\w#])#\d{1,12}\b/.exec(title)?.[0];

/** Labels that tell two alerts of one title apart. */
const TELL_APART = [
  ...PLACE_LABELS,
  'alertname',
  'rulename',
  'env',
  'environment',
  'stage',
  'type',
  'service',
  'stanza',
  'check',
  'severity',
  'field host',
  'field service',
  'field check',
  'field problem name',
];

/** Fields of several words: Checkmk’s posts all have one title. */
const FIELD = /^\W{0,6}(host|service|check|problem name)[*_ ]{0,3}[:=]\W{0,4}(\S[^\n]{0,200})$/gim;

const shownBy = ({ labels, text }: Alert): Labels => ({
  ...labels,
  ...Object.fromEntries(
    [...withoutLinks(text).matchAll(FIELD)].map(([, field = '', value = '']) => [
      `field ${field.toLowerCase()}`,
      [value],
    ]),
  ),
});

const isElsewhere = (a: Labels, b: Labels): boolean =>
  TELL_APART.some((label) => {
    const [ours, theirs] = [a[label], b[label]];
    return (
      ours !== undefined && theirs !== undefined && !ours.some((value) => theirs.includes(value))
    );
  });

/** Words around a title that change with the state of an alert. */
const SAID_AROUND =
  /^(?:re-triggered|triggered|firing|alerting|fired|alarm|resolved|resolve|recovered|recovery|problem|ok|no|data|nodata|critical|crit|warning|warn|error|unknown|down|up|normal|acknowledged|acknowledgement|closed|got|was|is|has|been|now|on|in|started|at|by|alert|new|still)$/;
/** A count, an age or a size of the moment; 10.0.0.3 and pg-01 are names. */
const QUANTITY = /^\d+(?:[.,]\d+)?(?:[a-z%]{1,7})?$/;
const NUMBERED = /^(?:shard|node|host|server|cluster|replica|instance|zone|region|stanza|db)$/;
const WORDS = /[\p{L}\d][\p{L}\d_.:/@%-]*/gu;

/** A title without its state and numbers: “Firing 2 - X 21m” and “Resolved 1 - X 5m” have one subject. */
const subjectOf = (title: string): string =>
  (title.toLowerCase().match(WORDS) ?? [])
    .map((word) => word.replace(/(?<=^(?:firing|resolved)):\d{1,5}$|[.:]{1,3}$/, ''))
    .filter((word) => !SAID_AROUND.test(word))
    .filter((word, at, words) => !QUANTITY.test(word) || NUMBERED.test(words[at - 1] ?? ''))
    .join(' ');
