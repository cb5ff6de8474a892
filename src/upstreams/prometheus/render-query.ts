/** Fills `$labels` in a query template with label matchers. Values are quoted as PromQL wants them. */
export function renderQuery(template: string, labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(',');
  return template.replaceAll('$labels', () => matchers);
}

// A JSON string is a Go string literal as well, which is what PromQL takes.
const quoted = (value: string): string => JSON.stringify(value);
