import type { Labels } from './alert.ts';
import { withoutLinks } from './plain-text.ts';

/**
 * The ways in which labels are written in posts, each giving a name and a value. A name that is not bold has a line of its
 * own: “a backup of type: full” is no label.
 */
const WRITTEN: readonly RegExp[] = [
  /\*{1,2}(\w{1,60})(?:\*{1,2}:|:\*{1,2}) *([\w./:-]{1,200})/g, // *Env*: gprd, *env:* gprd
  /^[ \t]*\*{1,2}(\w{1,60}):?\*{1,2}:?[ \t]*\n[ \t]*([\w./:-]{1,200})[ \t]*$/gm, // a field of a block
  /^[ \t]*(?:[-•] )?(\w{1,60}): +([\w./:-]{1,200})[ \t]*$/gm, // - env: gprd
  /^[ \t]*[-•] (\w{1,60}) = ([^\n]{1,200})$/gm, // Grafana’s default
  /\b(\w{1,60})="([^"\n]{1,200})"/g, // a selector
  /(?:^|[\s,|;])(\w{1,60})=([\w./:-]{1,200})(?=$|[\s,|;])/gm, // env=gprd type=patroni
  /\b(env|environment|type|stage|fqdn) "([\w.-]{1,200}?)\.?"/g, // GitLab’s descriptions: env "gprd."
];
/** How Go prints labels: LABELS = map[alertname:… env:gprd]. */
const MAP = /\bmap\[([^\]\n]{1,4000})\]/g;

/** GitLab’s title since 2022: firing - Service patroni (gprd) */
const SERVICE_TITLE = /\bService ([\w-]{1,60}) \(([\w-]{1,60})\)/g;

/** A field that says which product tells of the alert, or that it is one: “Type: Alertmanager” is no label of the alert. */
const PRODUCT =
  /^(?:alert(?:manager|s|ing)?|prometheus|grafana|pagerduty|opsgenie|victorops|splunk|datadog|zabbix|nagios|icinga2?|check_?mk|sensu|new ?relic|thanos|mimir|loki|cloudwatch|dynatrace|slack|metric|monitor|incident|problem|event|service|host)$/i;

/** The labels that a post shows. Names are in small letters: the older template has title case. */
export function labelsInText(texts: readonly string[]): Labels {
  const found = new Map<string, Set<string>>();
  const add = (name = '', value = ''): void => {
    const key = name.toLowerCase();
    const bare = value.trim().replace(/[.,;:|]{1,10}$/, '');
    if (bare !== '' && !PRODUCT.test(bare)) found.set(key, (found.get(key) ?? new Set()).add(bare));
  };
  for (const text of texts.map(withoutLinks)) {
    for (const pattern of WRITTEN) {
      for (const [, name, value] of text.matchAll(pattern)) add(name, value);
    }
    for (const [, pairs = ''] of text.matchAll(MAP)) {
      for (const [, name, value] of pairs.matchAll(/(\w{1,60}):(\S{1,200})/g)) add(name, value);
    }
    for (const [, type, env] of text.matchAll(SERVICE_TITLE)) {
      add('type', type);
      add('env', env);
    }
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, [...values]]));
}
