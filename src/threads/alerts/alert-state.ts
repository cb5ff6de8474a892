import { withoutMarks } from './plain-text.ts';

export type AlertState = 'firing' | 'resolved';

/** Words that say of nothing else than an alert how it is. */
const STATES: Readonly<Record<string, AlertState>> = {
  firing: 'firing',
  triggered: 'firing',
  acknowledged: 'firing',
  acknowledgement: 'firing',
  escalated: 'firing',
  reassigned: 'firing',
  reopened: 'firing',
  problem: 'firing',
  resolved: 'resolved',
  recovery: 'resolved',
  recovered: 'resolved',
};
/** Words that say it in brackets, before a colon, behind “is” and in a field; they have other meanings as well. */
const LEVELS: Readonly<Record<string, AlertState>> = {
  alerting: 'firing',
  alarm: 'firing',
  fired: 'firing',
  alert: 'firing',
  critical: 'firing',
  crit: 'firing',
  high: 'firing',
  warning: 'firing',
  warn: 'firing',
  error: 'firing',
  unknown: 'firing',
  down: 'firing',
  'no data': 'firing',
  nodata: 'firing',
  activated: 'firing',
  active: 'firing',
  ok: 'resolved',
  up: 'resolved',
  normal: 'resolved',
  closed: 'resolved',
  resolve: 'resolved',
};
const WORD = Object.keys(STATES).join('|');
const ANY = [...Object.keys(STATES), ...Object.keys(LEVELS)].join('|');
/** Words before a colon that are no state there: “High: …” and “Alert: …” fire, “Up: …” and “Active: …” say nothing. */
const BEFORE_COLON = 'alerting|alarm|fired|critical|crit|warning|warn|no data|nodata|ok';
/** What stands before the state: environments, as in [prod] FIRING. A number, [#123], is part of what is quoted. */
const ENVIRONMENTS = '(?:\\[[^\\]#\\n]{1,40}\\] ?){0,3}';

/** The first of these that a line has says its state. */
const FORMS: readonly RegExp[] = [
  // Icinga, Grafana OnCall and others: OK → CRITICAL, from state OK to state CRITICAL.
  new RegExp(
    `\\b(?:${ANY})\\]?\\W{0,3}(?:→|⟶|->|=>|\\bto\\b)\\W{0,3}(?:state )?\\W?(${ANY})\\b`,
    'i',
  ),
  new RegExp(`^${ENVIRONMENTS}\\[?(?:re-)?(${WORD})\\b`, 'i'),
  new RegExp(`^alert (${WORD})\\b`, 'i'),
  // Datadog: [Warn on {host:db-01}]
  new RegExp(`^${ENVIRONMENTS}\\[(${ANY})(?: on [^\\]\\n]{1,200})?\\]`, 'i'),
  new RegExp(`^${ENVIRONMENTS}(${BEFORE_COLON}):`, 'i'),
  // Grafana: [Alerting] …
  new RegExp(`^[\\w .-]{1,30}: \\[(${ANY})\\]`, 'i'),
  // prod | FIRING | …, VictorOps: RECOVERY …; in small letters these are words of a sentence.
  new RegExp(
    `^(?![Ss]everity|[Pp]riority|[Uu]rgency|[Ii]mpact|[Ll]evel)[\\w .-]{1,30} ?[:|] ?(${ANY.toUpperCase()})\\b`,
  ),
  new RegExp(`\\b(${WORD})[^\\w\\])]{0,4}$`, 'i'),
  // Nagios, Healthchecks.io
  new RegExp(
    `\\bis (?:now )?\\W?(critical|warning|unknown|down|ok|up|active|activated|closed)\\W{0,4}$`,
    'i',
  ),
  new RegExp(`\\[[^\\w\\]]{0,4}(${WORD}|down|up)(?::\\d+)?[\\],]`, 'i'),
  // Checkmk
  new RegExp(`\\b(${WORD}) notification\\b`, 'i'),
  new RegExp(`\\bstatus\\W{1,4}(${WORD})\\b`, 'i'),
  new RegExp(
    `^(?:(?:current|new|alert|service|host|monitor|check) )?(?:status|state|notification ?type|message ?type)\\W{1,4}(${ANY})\\b`,
    'i',
  ),
];

/** What PagerDuty and Opsgenie say before or behind a title that names no state. */
const TROUBLE =
  /^new (?:incident|alert|problem)\b(?! rule)|\backnowledged (?:by \S|alert\b|incident\b|\[#)|^updated problem\b|\b(?:issue|incident|violation) (?:#?\d{1,12} )?(?:is )?(?:opened|activated|active)(?! by)\b/i;

/**
 * What a line says of the alert’s state. How a line begins counts before how it ends: PagerDuty
 * writes “Resolved” before, or “triggered” behind, a title that says “firing” itself.
 */
function stateOfLine(line: string): AlertState | undefined {
  const bare = withoutMarks(line);
  for (const form of FORMS) {
    const word = form.exec(bare)?.[1]?.toLowerCase();
    if (word !== undefined) return STATES[word] ?? LEVELS[word];
  }
  return TROUBLE.test(bare) ? 'firing' : undefined;
}

/** What somebody says around a title that says “firing” itself: closed in Opsgenie, resolved or merged in PagerDuty. */
const OVER_IN_LINE =
  /\b(?:got|was|been|is|now) (?:auto-?)?(?:resolved|closed|merged)\b|\b(?:closed|resolved) (?:alert |incident )?["“]?\[?#|\bclosed alert\b|^firing alert resolved\b|- (?:resolved|closed) by \S/i;
/** The same in a line or a field of its own. */
const OVER_ALONE =
  /^(?:status|state)\W{1,4}(?:resolved|closed|ok)\b(?!\W{0,3}(?:→|->|=>|to\b))|^(?:resolved|closed) by \S/i;
const STILL = /^(?:status|state)\W{1,4}(?:firing|triggered|open|acknowledged)\b/i;
/** A notification of several, of which some fire. */
const SEVERAL = /\[firing:\d+, ?resolved:\d+\]/i;

/** Whether a post that holds the title of an alert tells that it is over. */
function isOver(stateLine: string, texts: readonly string[]): boolean {
  const bare = withoutMarks(stateLine);
  if (SEVERAL.test(bare)) return false;
  if (OVER_IN_LINE.test(bare)) return true;
  if (texts.some((text) => /^resolved\W*$/i.test(withoutMarks(text)))) return true;
  const others = linesOf(texts).map(withoutMarks);
  return others.some((line) => OVER_ALONE.test(line)) && !others.some((line) => STILL.test(line));
}

const linesOf = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => text.split('\n'));

/** Opsgenie’s post: “#4711: title”, and the state in a field. */
const isOpen = (lines: readonly string[]): boolean =>
  lines.some((line) => /^\W*#\d{1,9}\b/.test(line)) &&
  lines.some((line) => /^status\W{1,4}open\b/i.test(withoutMarks(line)));

/** The first text that speaks of a state says it; undefined if none does, and then it is no alert. */
export function alertState(texts: readonly string[]): AlertState | undefined {
  const lines = linesOf(texts);
  for (const line of lines) {
    const state = stateOfLine(line);
    if (state === 'firing' && isOver(line, texts)) return 'resolved';
    if (state !== undefined) return state;
  }
  if (lines.some((line) => OVER_IN_LINE.test(withoutMarks(line)))) return 'resolved';
  return isOpen(lines) ? 'firing' : undefined;
}
