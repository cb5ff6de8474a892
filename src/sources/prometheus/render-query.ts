type Labels = Readonly<Record<string, string>>;

/** Fills `$labels` in a query template with label matchers. Values are quoted as PromQL wants them. */
export function renderQuery(template: string, labels: Labels): string {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${quoted(value)}`);
  return fillIn(template, matchers);
}

/** The same for several clusters at once: where they differ, any of their values matches. */
export function renderFleetQuery(template: string, clusters: readonly Labels[]): string {
  const names = Object.keys(clusters[0] ?? {});
  const matchers = names.map((name) => {
    const values = [...new Set(clusters.map((labels) => labels[name] ?? ''))];
    const [only] = values;
    return values.length === 1 && only !== undefined
      ? `${name}=${quoted(only)}`
      : `${name}=~${quoted(values.map(literally).join('|'))}`;
  });
  return fillIn(template, matchers);
}

const fillIn = (template: string, matchers: readonly string[]): string =>
  template.replaceAll('$labels', () => matchers.join(','));

// A JSON string is a Go string literal as well, which is what PromQL takes.
const quoted = (value: string): string => JSON.stringify(value);

/** A value in which nothing is an operator of a regular expression. */
const literally = (value: string): string => value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
