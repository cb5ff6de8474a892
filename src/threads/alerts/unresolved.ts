import type { Alert } from './alert.ts';
import type { AlertState } from './alert-state.ts';

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
        .some((later) => later.state === 'resolved' && sameThing(later.alert, alert)),
  );
}

const sameThing = (a: Alert, b: Alert): boolean =>
  a.key === b.key || subjectOf(a.title) === subjectOf(b.title);

/** A title without its state and numbers: “Firing 2 - X 21m” and “Resolved 1 - X 5m” have one subject. */
const subjectOf = (title: string): string =>
  title
    .replace(/^\[?(?:firing|resolved|triggered)[^\]]*\]|^(?:firing|resolved)\b/i, '')
    .replace(/\d+/g, '')
    .trim();
