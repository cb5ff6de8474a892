import type { Labels } from './alert.ts';
import { mentionedBy, type AlertPatterns } from './alert-patterns.ts';
import { labelsInText } from './labels-in-text.ts';
import { withoutLinks } from './plain-text.ts';

/**
 * By which name or phrase an alert is about backups; undefined if it is not. A phrase, or a name without `*`, counts wherever
 * it stands: somebody asked for just that. Any other name counts where the alert says what it is about.
 */
export function aboutBackups(
  { names, phrases }: AlertPatterns,
  text: string,
  labels: Labels = labelsInText([text]),
): string | undefined {
  const isLoose = (name: string): boolean => name.includes('*');
  return (
    mentionedBy({ names: names.filter((name) => !isLoose(name)), phrases }, text) ??
    mentionedBy({ names: names.filter(isLoose), phrases: [] }, subjectIn(text, labels))
  );
}

/** Labels that say where something is, not what is wrong with it. */
export const PLACE_LABELS: readonly string[] = [
  'instance',
  'exported_instance',
  'host',
  'hostname',
  'host_name',
  'fqdn',
  'node',
  'nodename',
  'server',
  'entity',
  'target',
  'endpoint',
  'address',
  'ip',
  'pod',
  'container',
  'namespace',
  'deployment',
  'statefulset',
  'job',
  'exported_job',
  'app',
  'persistentvolumeclaim',
  'bucket',
  'cluster',
];

/** Lines that say what an alert is, in whatever way a template labels them. */
const SAYS_WHAT =
  /^\W{0,6}(?:alert ?name|alert|rule ?name|rule|monitor|check|title|summary|message|subject|problem|condition|service)\W{1,6}\w/i;

/** What follows in a sentence is what else there is, not what is wrong. That a rule fires when … says what is wrong. */
const ASIDE =
  /(?<!\b(?:alerts?|fires|fired|firing|triggers|triggered) )\b(?:see|during|although|while|before|until|unless|whether|if|from|due to|take an?|verify|check(?! (?:backup|archiv)))\b|(?<!\b(?:alerts?|fires|fired|firing|triggers|triggered) |^\W{0,6}(?:\w{1,40}\W{0,2}:\W{1,4})?)\b(?:because|since|after|when)\b/i;
/** A later sentence counts if it says that something is wrong, and not what might be. */
const WRONG =
  /\b(?:fail\w*|late|old|older|stale|missing|missed|never|delayed|overdue|stuck|broken|exceed\w*|not (?!affected|impacted)\w+|no)\b/i;
const PERHAPS = /\b(?:may|might|could|can|will|would|too|as well|also)\b/i;
/** What stands before such a word is the name of a page. */
const OF_A_PAGE = /[^,.;|\n]{0,120}\b(?:runbook|playbook|documentation|dashboard)s?\b.*/i;

/** What the sentences of a line say. */
const saidIn = (line: string): string =>
  line
    .split(/(?<=[.;!?]) /)
    .filter((sentence, at) => at === 0 || (WRONG.test(sentence) && !PERHAPS.test(sentence)))
    .map((sentence) => sentence.split(ASIDE, 1)[0])
    .join(' ');

/** What a text says the alert is about: its first line says it, and what is wrong in the lines below. */
function subjectIn(said: string, labels: Labels): string {
  // Prometheus’ service is where it runs, and that of Nagios is what is checked.
  const named = labels['alertname'] === undefined ? PLACE_LABELS : [...PLACE_LABELS, 'service'];
  const places = new Set(named.flatMap((label) => labels[label] ?? []));
  const lines = withoutLinks(said).split('\n');
  const head = lines.findIndex((line) => /\w/.test(line));
  return lines
    .map((line, index) => {
      const told = line.replace(OF_A_PAGE, ' ');
      const isHead = index === head || SAYS_WHAT.test(told);
      return withoutPlaces(isHead ? told : saidIn(told), isHead, places);
    })
    .join('\n');
}

/** What could be the name of an alert about backups, and of a host, job or pod as well. */
const WORD = /(?<![\w.:@-])[\w.:@-]{0,200}(?:backup|archiv)[\w.:@-]{0,200}/g;
/** A port, a domain (of which a unit of systemd has none), a number, a tag of Datadog. */
const ADDRESS =
  /:\d{2,5}$|\.(?!service|timer|sh\b|py\b)[a-z]|-\d{1,3}$|^(?:host|instance|node|service|pod|job|app|namespace|kube_\w{1,40}|container_\w{1,40}):\S/;
const IN_PLACE =
  /\b(?:on|at|from|hosts?|instances?|nodes?|servers?|pods?|targets?|exporters?|buckets?|volumes?|namespaces?)\W{0,4}$|(?:^|[\s"'=(])\/(?:[\w.-]{1,60}\/){0,10}$|\b(?:job|namespace|container|app|cluster)(?:=|["*]{0,3}: ?|["*]{0,3} = )\W{0,3}$/i;
/** The values of a group’s labels follow the name of the alert in Alertmanager’s title: [FIRING:1] TargetDown pg-archive. */
const BEHIND_NAME =
  /^\W{0,6}\[\w[^\]]{0,40}\] \w{0,60}[a-z][A-Z][a-z]\w{0,60}(?: [\w./:@-]{1,80}){0,5} $/;

/** Where a line has the name of the alert: at its begin, or in a field for it. */
const AT_NAME =
  /^\W{0,6}(?:\[[^\]]{0,40}\] ?){0,3}(?:(?:alert ?name|rule ?name|alert|rule|check)\W{1,6})?$/i;
/** An alert about a job that runs once is about what the job does: KubeJobFailed. */
const OF_A_JOB = /Job|Cron/;

/** A line without the places in it that are called after a backup or an archive. */
const withoutPlaces = (line: string, isHead: boolean, places: ReadonlySet<string>): string =>
  line.replace(WORD, (word, at: number) => {
    const bare = word.replace(/[.:]$/, '');
    if (/[A-Z]/.test(bare) || !/[-.:]/.test(bare)) return word;
    const before = line.slice(0, at);
    const isNamed =
      (isHead && AT_NAME.test(before)) || OF_A_JOB.test(before)
        ? false
        : places.has(bare) ||
          IN_PLACE.test(before) ||
          before.lastIndexOf('(') > before.lastIndexOf(')') ||
          BEHIND_NAME.test(before);
    return isNamed || ADDRESS.test(bare) ? ' ' : word;
  });
