export interface TriedAlert {
  readonly title: string;
  /** `unclear`: it is answered, and the answer says that nobody can tell which cluster is meant. */
  readonly outcome: 'answered' | 'unclear' | 'not-answered';
  readonly clusters: readonly string[];
  /** Why, each in one sentence; where it is not answered also what to set. */
  readonly because: readonly string[];
}

/** What would become of the alerts in a post or a webhook. */
export type AlertTrial =
  | { readonly kind: 'tried'; readonly form: string; readonly alerts: readonly TriedAlert[] }
  | { readonly kind: 'not-understood'; readonly why: string };
