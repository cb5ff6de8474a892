/** What rsyslog, journald and logger put behind the host; with a template, the program's name alone. */
const TAG = /^[\w./@-]{1,80}(?:(?:\[\d+\])?: ?| {2})/;

/** A line that a program left empty: its tag is all that there is. */
const EMPTY = /^[\w./@-]{1,80}(?:\[\d{1,10}\])?:?\s*$/;

/** What stands behind the tag of a program; undefined where there is none. */
export function behindTag(text: string): string | undefined {
  const untagged = text.replace(TAG, '');
  return untagged === text ? undefined : untagged;
}

export const isTagAlone = (text: string): boolean => EMPTY.test(text);
