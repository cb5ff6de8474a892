import { withoutMarks } from './plain-text.ts';

/** A title that says that something fires is that of an alert, whatever its name. */
const FIRES =
  /^(?:\[[^\]#]{1,40}\] ?){0,2}\[?(?:firing|alerting|critical|problem|no data|(?:re-)?triggered(?:[\]:]| on \{)|warn(?:ing)?[\]:])/i;

/** Jira’s keys are in capitals, unlike the names of hosts. */
const TICKET =
  '(?:[Bb]ug|[Tt]ask|[Ss]tory|[Ee]pic|[Ss]ub-?task|[Ii]ssue|[Tt]icket|[A-Z]{2,10}-\\d{1,9})';
const DONE =
  '(?:transitioned|commented on|created|updated|assigned|moved|edited|linked|deleted|resolved|closed|opened|reopened)';
const RUN = '(?:pipeline|build|workflow|deploy(?:ment|ed|ing)?|release[ds]?|rollout|rollback)';

/** How the first line of a post begins, or what it says, where other bots speak of their own things. */
const OTHERS: readonly RegExp[] = [
  /^reminder\b/i, // Slack
  /^(?:new |an? |the |expired |expiring )?silenc(?:e|ed|ing)\b|\b(?:created|expired|deleted|updated|extended) (?:an? |the )?(?:new )?silence\b|\bsilenced \S+ (?:for|until)\b/i,
  new RegExp(`\\b${DONE} (?:an? |the )?${TICKET}(?![\\w-])`), // Jira
  new RegExp(`\\b${TICKET} (?:was |has been )?${DONE} by\\b`),
  new RegExp(`\\b${TICKET} ${DONE}: ?#\\d`),
  new RegExp(`^${DONE} (?:issue|ticket|bug)\\b`, 'i'),
  /\b(?:pull|merge) request\b|^(?:\[[^\]]{1,60}\] )?new (?:comment|review|release|tag|version)\b|\bpushed (?:to\b|\d+ (?:new )?commits?\b)|\b\d+ (?:new )?commits? (?:was |were )?pushed\b/i, // GitHub, GitLab
  new RegExp(`^(?:the |a |new )?${RUN}\\b(?! ?[:=] ?[a-z])`, 'i'),
  /\bis (?:deploying|releasing|rolling (?:out|back))\b|^application \S+ (?:sync|has |is now|health)/i, // Argo CD
  // These have databases as well, of which an alert may be.
  /^(?:github|gitlab|jenkins|circle|travis|argo) ?(?:actions|ci|cd|build|job|pipeline|workflow)\b|^(?:teamcity|buildkite|spinnaker|terraform|atlantis|renovate|dependabot):/i,
  /^(?:\w+: )?(?:change request|(?:change )?CHG\d+|RFC\b|(?:scheduled|planned|upcoming) (?:maintenance|downtime)\b|maintenance (?:window|mode|started|completed)\b)/i,
  /^(?:the )?(?:on-?call|shift) (?:handover|handoff|summary|report)\b|^(?:daily|weekly|monthly) (?:report|summary|digest|overview|update)\b|\bpost-?mortem\b|^(?:alerts? )?(?:summary|digest)\b/i,
];

/** Whether a bot speaks of something else than an alert, which it may mention: a ticket, a change, a build, a silence. */
export function isNoAlert(texts: readonly string[]): boolean {
  const lines = texts.flatMap((text) => text.split('\n')).map(withoutMarks);
  const head = lines.find((line) => /\w/.test(line)) ?? '';
  return !FIRES.test(head) && OTHERS.some((pattern) => pattern.test(head));
}
