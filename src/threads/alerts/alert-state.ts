import { withoutMarks } from './plain-text.ts';

export type AlertState = 'firing' | 'resolved';

const STATES: Readonly<Record<string, AlertState>> = {
  firing: 'firing',
  triggered: 'firing',
  acknowledged: 'firing',
  escalated: 'firing',
  reopened: 'firing',
  problem: 'firing',
  resolved: 'resolved',
  recovery: 'resolved',
  recovered: 'resolved',
};
const WORD = Object.keys(STATES).join('|');
/** Also behind the name of an environment, as in [prod] FIRING: … */
const AT_START = new RegExp(`^(?:\\[[\\w -]{1,30}\\] )?\\[?(?:re-)?(${WORD})\\b`, 'i');
const AT_END = new RegExp(`\\b(${WORD})[^\\w\\])]{0,4}$`, 'i');
const AS_FIELD = new RegExp(`\\bstatus\\W{1,4}(${WORD})\\b`, 'i');
/** Titles of Grafana before unified alerting; as words alone they would be no states. */
const OF_OLD_GRAFANA: Readonly<Record<string, AlertState>> = {
  '[Alerting] ': 'firing',
  '[No Data] ': 'firing',
  '[OK] ': 'resolved',
};
const IN_BRACKETS = new RegExp(`\\[[^\\w\\]]{0,4}(${WORD})(?::\\d+)?[\\],]`, 'i');

/**
 * What a line says of the alert’s state. How a line begins counts before how it ends: PagerDuty
 * writes “Resolved” before, or “triggered” behind, a title that says “firing” itself.
 */
function stateOfLine(line: string): AlertState | undefined {
  const bare = withoutMarks(line);
  const old = Object.keys(OF_OLD_GRAFANA).find((mark) => bare.startsWith(mark));
  if (old !== undefined) return OF_OLD_GRAFANA[old];
  const word =
    AT_START.exec(bare)?.[1] ??
    AT_END.exec(bare)?.[1] ??
    IN_BRACKETS.exec(bare)?.[1] ??
    AS_FIELD.exec(bare)?.[1] ??
    '';
  return STATES[word.toLowerCase()];
}

/** What somebody says around a title that says “firing” itself: closed in Opsgenie, resolved or merged in PagerDuty. */
const OVER_IN_LINE =
  /\b(?:got|was|been|is|now) (?:auto-?)?(?:resolved|closed|merged)\b|\b(?:closed|resolved) (?:alert |incident )?["“]?\[?#|\b(?:firing|alerting|triggered)\]? ?(?:→|->|=>|to) ?\[?(?:resolved|ok)\b|^firing alert resolved\b/i;
/** The same in a line or a field of its own. */
const OVER_ALONE = /^(?:status|state)\W{1,4}(?:resolved|closed|ok)\b|^(?:resolved|closed) by \S/i;
const STILL = /^(?:status|state)\W{1,4}(?:firing|triggered|open|acknowledged)\b/i;
/** A notification of several, of which some fire. */
const SEVERAL = /\[firing:\d+, ?resolved:\d+\]/i;

/** Whether a post that holds the title of an alert tells that it is over. */
function isOver(stateLine: string, lines: readonly string[]): boolean {
  const bare = withoutMarks(stateLine);
  if (SEVERAL.test(bare)) return false;
  if (OVER_IN_LINE.test(bare)) return true;
  const others = lines.map(withoutMarks);
  return others.some((line) => OVER_ALONE.test(line)) && !others.some((line) => STILL.test(line));
}

/** The first text that speaks of a state says it; undefined if none does, and then it is no alert. */
export function alertState(texts: readonly string[]): AlertState | undefined {
  const lines = texts.flatMap((text) => text.split('\n'));
  for (const line of lines) {
    const state = stateOfLine(line);
    if (state === 'firing' && isOver(line, lines)) return 'resolved';
    if (state !== undefined) return state;
  }
  return undefined;
}
