import type { Alert, Labels } from './alert.ts';
import { mentions } from './alert-patterns.ts';

/** By what an alert is known to be about a cluster. */
export interface ClusterTraces {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of alerts, or words in them, that mean this cluster whatever the labels say. */
  readonly names: readonly string[];
  /** Ids of PagerDuty services whose incidents are about this cluster. */
  readonly services: readonly string[];
}

export type Concerned =
  | { readonly kind: 'clusters'; readonly names: readonly string[] }
  /** It may be about any of these, and does not say which. */
  | { readonly kind: 'unclear'; readonly candidates: readonly string[] }
  /** Its labels contradict those of every cluster: it is somebody else’s. */
  | { readonly kind: 'elsewhere' };

/** Which clusters an alert is about. What it does not say is not guessed, unless only one is left. */
export function clustersOf(alert: Alert, clusters: readonly ClusterTraces[]): Concerned {
  const named = clusters.filter(
    ({ names, services }) =>
      (alert.service !== undefined && services.includes(alert.service)) ||
      mentions({ names, phrases: names.filter((name) => name.includes(' ')) }, alert.text),
  );
  if (named.length > 0) return known(named);

  const fits = clusters.map((cluster) => ({ cluster, fit: fitOf(cluster.labels, alert.labels) }));
  const certain = fits.filter(({ fit }) => fit === 'says-so');
  if (certain.length > 0) return known(certain.map(({ cluster }) => cluster));

  const possible = fits.filter(({ fit }) => fit === 'may-be').map(({ cluster }) => cluster);
  if (possible.length === 0) return { kind: 'elsewhere' };
  if (possible.length === 1) return known(possible);
  const told = possible.filter((cluster) => isToldBy(alert.title, cluster));
  if (told.length > 0) return known(told);
  return { kind: 'unclear', candidates: possible.map(({ name }) => name) };
}

/** A title names the cluster, or has the values of all its labels in brackets, as Alertmanager’s own does. */
function isToldBy(title: string, { name, labels }: ClusterTraces): boolean {
  if (isNamedIn(name.toLowerCase(), title.toLowerCase())) return true;
  const [, words = ''] = /\(([^()]{1,300})\)\s*$/.exec(title) ?? [];
  const shown = new Set(words.split(/\s+/));
  const values = Object.values(labels);
  return values.length > 0 && values.every((value) => shown.has(value));
}

/** As a word of its own: gprd-main is not named where gprd-main-2 is. Names have letters, digits, - and _ alone. */
export function isNamedIn(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + name.length] ?? ' ';
    if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

const known = (clusters: readonly ClusterTraces[]): Concerned => ({
  kind: 'clusters',
  names: clusters.map(({ name }) => name),
});

function fitOf(wanted: ClusterTraces['labels'], shown: Labels): 'says-so' | 'may-be' | 'other' {
  if (contradiction(wanted, shown) !== undefined) return 'other';
  const entries = Object.entries(wanted);
  const seen = entries.filter(([name]) => shown[name.toLowerCase()] !== undefined);
  return entries.length > 0 && seen.length === entries.length ? 'says-so' : 'may-be';
}

/** A label that an alert shows with another value than a cluster has. */
export function contradiction(
  wanted: ClusterTraces['labels'],
  shown: Labels,
):
  | { readonly label: string; readonly wanted: string; readonly shown: readonly string[] }
  | undefined {
  for (const [label, value] of Object.entries(wanted)) {
    const values = shown[label.toLowerCase()];
    // Templates write them in capitals.
    const isShown = values?.some((one) => one.toLowerCase() === value.toLowerCase());
    if (values !== undefined && isShown !== true) {
      return { label, wanted: value, shown: values };
    }
  }
  return undefined;
}
