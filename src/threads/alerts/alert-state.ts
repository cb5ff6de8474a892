export type AlertState = 'firing' | 'resolved';

const STATES: Readonly<Record<string, AlertState>> = {
  firing: 'firing',
  triggered: 'firing',
  acknowledged: 'firing',
  escalated: 'firing',
  reopened: 'firing',
  resolved: 'resolved',
};
const WORD = Object.keys(STATES).join('|');
const AT_START = new RegExp(`^\\[?(${WORD})\\b`, 'i');
const AT_END = new RegExp(`\\b(${WORD})$`, 'i');
/** Titles of Grafana before unified alerting; as words alone they would be no states. */
const OF_OLD_GRAFANA: Readonly<Record<string, AlertState>> = {
  '[Alerting] ': 'firing',
  '[No Data] ': 'firing',
  '[OK] ': 'resolved',
};
const IN_BRACKETS = new RegExp(`\\[(${WORD})(?::\\d+)?[\\],]`, 'i');

/**
 * What a line says of the alert’s state. How a line begins counts before how it ends: PagerDuty
 * writes “Resolved” before, or “triggered” behind, a title that says “firing” itself.
 */
function stateOfLine(line: string): AlertState | undefined {
  const bare = withoutMarks(line);
  const old = Object.keys(OF_OLD_GRAFANA).find((mark) => bare.startsWith(mark));
  if (old !== undefined) return OF_OLD_GRAFANA[old];
  const word =
    AT_START.exec(bare)?.[1] ?? AT_END.exec(bare)?.[1] ?? IN_BRACKETS.exec(bare)?.[1] ?? '';
  return STATES[word.toLowerCase()];
}

/** The first text that speaks of a state says it; undefined if none does, and then it is no alert. */
export function alertState(texts: readonly string[]): AlertState | undefined {
  for (const text of texts) {
    for (const line of text.split('\n')) {
      const state = stateOfLine(line);
      if (state !== undefined) return state;
    }
  }
  return undefined;
}

/** A line without links, emoji and formatting: what is read of it aloud. */
export const withoutMarks = (line: string): string =>
  line
    .slice(0, 1000)
    .replace(/<[^<>|]{0,3000}\|([^<>]*)>/g, '$1')
    .replace(/:[a-z0-9_+-]{1,40}:/g, ' ')
    .replace(/[*_~`]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[^\w[]+/, '')
    .trim();
