import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { createMetrics } from '../src/operation/metrics.ts';

const catalogue = new Map(
  createMetrics(
    { version: '1.2.3', commit: undefined },
    { parts: () => Promise.resolve(new Map()), liveThreads: () => Promise.resolve(0) },
    () => 0,
  )
    .catalogue()
    .map(({ name, kind }) => [name, kind]),
);

const RULES = 'deploy/prometheus/wale-rules.yml';

interface Values {
  readonly networkPolicy?: object;
}

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
}

/** The paths of all values whose names the schema decides; `global` is Helm's own. */
const keysOfSchema = ({ properties = {} }: Shape, path = ''): readonly string[] =>
  Object.entries(properties)
    .filter(([key]) => key !== 'global' || path !== '')
    .flatMap(([key, shape]) => [`${path}${key}`, ...keysOfSchema(shape, `${path}${key}.`)])
    .sort();

/** The paths of what is there, as deep as the schema decides names. */
const keysOf = (values: unknown, { properties }: Shape, path = ''): readonly string[] =>
  properties === undefined
    ? []
    : Object.entries(values as object)
        .flatMap(([key, value]: [string, unknown]) => [
          `${path}${key}`,
          ...keysOf(value, properties[key] ?? {}, `${path}${key}.`),
        ])
        .sort();

describe('what is deployed beside Wale', () => {
  it.each([RULES, 'deploy/grafana/wale.json'])('asks for metrics that there are: %s', (path) => {
    const asked = [...readFileSync(path, 'utf8').matchAll(/\bwale_[a-z_]+/g)].map(([name]) =>
      catalogue.get(name) === undefined ? name.replace(/_(?:bucket|count|sum)$/, '') : name,
    );

    expect(asked).not.toEqual([]);
    expect(asked.filter((name) => !catalogue.has(name))).toEqual([]);
  });

  it('has the same alert rules in the chart', () => {
    expect(readFileSync('deploy/helm/wale/wale-rules.yml', 'utf8')).toBe(
      readFileSync(RULES, 'utf8'),
    );
  });

  it('starts Wale with the same bounds of its heap in the container and by systemd', () => {
    const bounds = (path: string): string | undefined =>
      /--max-old-space-size=\d+ --max-semi-space-size=\d+/.exec(readFileSync(path, 'utf8'))?.[0];

    expect(bounds('Containerfile')).toBeDefined();
    expect(bounds('deploy/systemd/wale.service')).toBe(bounds('Containerfile'));
  });

  it('is started again by systemd after a SIGHUP that came too early, which counts as a clean end', () => {
    const unit = readFileSync('deploy/systemd/wale.service', 'utf8');

    expect(unit).toContain('\nRestart=on-failure\n');
    expect(unit).toContain('\nRestartForceExitStatus=SIGHUP\n');
  });

  it('has a chart whose schema knows each value, and no other', () => {
    const values: unknown = parse(readFileSync('deploy/helm/wale/values.yaml', 'utf8'));
    const schema = JSON.parse(readFileSync('deploy/helm/wale/values.schema.json', 'utf8')) as Shape;

    expect(new Ajv().compile(schema)(values)).toBe(true);
    expect(keysOf(values, schema)).toEqual(keysOfSchema(schema));
  });

  it('has a chart that takes the values in docs/deploy.md', () => {
    const schema = JSON.parse(
      readFileSync('deploy/helm/wale/values.schema.json', 'utf8'),
    ) as object;
    const shown = /```yaml\n(image: .*?)```/s.exec(readFileSync('docs/deploy.md', 'utf8'))?.[1];
    const values = parse(shown?.replace('sha256:…', `sha256:${'0'.repeat(64)}`) ?? '') as Values;
    const defaults = parse(readFileSync('deploy/helm/wale/values.yaml', 'utf8')) as Values;

    // As Helm merges the two.
    const merged = { ...defaults, ...values, networkPolicy: { ...defaults.networkPolicy } };
    Object.assign(merged.networkPolicy, values.networkPolicy);

    expect(values.networkPolicy).toBeDefined();
    expect(new Ajv().compile(schema)(merged)).toBe(true);
  });

  it('bears the version of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const chart = readFileSync('deploy/helm/wale/Chart.yaml', 'utf8');

    expect(chart).toContain(`\nversion: ${version}\n`);
    expect(chart).toContain(`\nappVersion: ${version}\n`);
  });
});

describe('the changelog', () => {
  const sections = readFileSync('CHANGELOG.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('## '));

  it('has what is not released yet on top, then a section of the version of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

    expect(sections[0]).toBe('## Unreleased');
    expect(sections[1]).toMatch(
      new RegExp(`^## ${version.replaceAll('.', '\\.')} \\(20\\d\\d-\\d\\d-\\d\\d\\)$`),
    );
  });
});
