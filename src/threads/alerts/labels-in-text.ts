import type { Labels } from './alert.ts';

/** The ways in which labels are written in posts, each giving a name and a value. */
const WRITTEN: readonly RegExp[] = [
  /\*(\w{1,60})\*: ?([^\n*]{1,200})/g, // GitLab’s template, in both eras: *Env*: gprd
  /^ *- (\w{1,60}) = ([^\n]{1,200})$/gm, // Grafana’s default
  /\b(\w{1,60})="([^"\n]{1,200})"/g, // a selector
  /\b(env|environment|type|stage|fqdn) "([\w.-]{1,200}?)\.?"/g, // GitLab’s descriptions: env "gprd."
];

/** GitLab’s title since 2022: firing - Service patroni (gprd) */
const SERVICE_TITLE = /\bService ([\w-]{1,60}) \(([\w-]{1,60})\)/g;

/** The labels that a post shows. Names are in small letters: the older template has title case. */
export function labelsInText(texts: readonly string[]): Labels {
  const found = new Map<string, Set<string>>();
  const add = (name = '', value = ''): void => {
    const key = name.toLowerCase();
    found.set(key, (found.get(key) ?? new Set()).add(value.trim()));
  };
  for (const text of texts) {
    for (const pattern of WRITTEN) {
      for (const [, name, value] of text.matchAll(pattern)) add(name, value);
    }
    for (const [, type, env] of text.matchAll(SERVICE_TITLE)) {
      add('type', type);
      add('env', env);
    }
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, [...values]]));
}
