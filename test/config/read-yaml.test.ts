import { describe, expect, it } from '@jest/globals';
import { readYaml } from '../../src/config/read-yaml.ts';
import { OperatorError } from '../../src/domain/operator-error.ts';

/** The lines of the complaint about a file; anything but a OperatorError is a bug of ours. */
const complaint = (yaml: string, env: Record<string, string> = {}): string => {
  try {
    const { mistakes } = readYaml(yaml, 'w.yaml', env);
    if (mistakes.length > 0) return mistakes.join('\n');
  } catch (fault) {
    if (fault instanceof OperatorError) return fault.message;
    throw fault;
  }
  return 'nothing';
};

describe('a complaint about the file', () => {
  it.each([
    ['thresholds: { walWaitingWarning: 0 }', 'expected 1 or more, got 0'],
    ['thresholds: { walWaitingWarning: 1.5 }', 'expected a whole number, got 1.5'],
    ['slack: { port: 70000 }', 'expected 65535 or less, got 70000'],
    ['elasticsearch: { index: "" }', 'expected some text, got ""'],
    ['elasticsearch: { index: [] }', 'expected text, got an empty list'],
    ['elasticsearch: { selector: { field: x } }', 'selector.value: expected text, got nothing'],
    ['elasticsearch: { fields: { host: json.fqdn } }', 'expected a list, got "json.fqdn"'],
    ['elasticsearch: { fields: { host: [] } }', 'expected at least one entry, got an empty list'],
    ['elasticsearch:', 'elasticsearch: expected a map, got nothing'],
    ['elasticsearch: { headers: { "X Y": z } }', 'expected the name of an HTTP header, got "X Y"'],
    ['prometheus: { labels: { a-b: c } }', 'labels.a-b: expected the name of a label, got "a-b"'],
    ['prometheus: { hostLabels: [a-b] }', 'hostLabels.0: expected the name of a label, got "a-b"'],
    ['prometheus: { url: "http://p/?q=1" }', 'expected a URL without ? and #, got "http://p/?q=1"'],
    ['clusters: {}', 'expected at least one cluster, got an empty map'],
    ['clusters: { a: { standby: yes } }', 'expected true or false, got "yes"'],
    [
      'prometheus: { auth: { apikey: k } }',
      'auth.apikey: no setting has this name. Did you mean apiKey?',
    ],
    ['clusters: { a: { prometheus: { lable: {} } } }', 'Did you mean labels?'],
    ['zzzzz: 1', 'zzzzz: no setting has this name.'],
  ])('says in plain words what is wrong: %j', (yaml, sentence) => {
    expect(complaint(yaml)).toContain(sentence);
  });

  it.each([
    ['prometheus: { auth: { bearerToken: tökn } }', 'prometheus.auth.bearerToken'],
    ['elasticsearch: { auth: { apiKey: "t€k" } }', 'elasticsearch.auth.apiKey'],
    ['guard: { alertmanager: { url: "http://a", auth: { bearerToken: "t\\nk" } } }', 'bearerToken'],
    ['alerts: { pagerduty: { token: "t\u202ek" } }', 'alerts.pagerduty.token'],
    ['slack: { botToken: xoxb-ö }', 'slack.botToken'],
  ])('says that no header can hold a token: %j', (yaml, place) => {
    expect(complaint(yaml)).toContain(`${place}: expected one line of plain ASCII, got [hidden]`);
  });

  it.each([
    'prometheus: { auth: {} }',
    'prometheus: { auth: { username: u } }',
    'prometheus: { auth: { password: p } }',
    'prometheus: { auth: { apiKey: k, bearerToken: t } }',
    'prometheus: { auth: { apiKey: k, username: u } }',
  ])('wants one way to log in: %s', (yaml) => {
    expect(complaint(yaml)).toBe(
      'w.yaml:1:21: prometheus.auth: expected username and password, or apiKey, or bearerToken, and only one of these, got [hidden]',
    );
  });

  it.each([
    'prometheus: { url: "htps://u:hush@h" }',
    'prometheus: { url: "htps://u:${SECRET}@h" }',
    'prometheus: { auth: hush }',
    'prometheus: { auth: { username: u, password: [hush] } }',
    'prometheus: { auth: { apiKey: { hush: 1 } } }',
    'prometheus: { headers: hush }',
    'prometheus: { headers: { X-Api-Key: [hush] } }',
    'prometheus: { preset: "${SECRET}" }',
    'prometheus: { timeout: "${SECRET}" }',
    'slack: ["${SECRET}"]',
    'slack: { port: { x: "${SECRET}" } }',
    'clusters: { a: { elasticsearch: { auth: { password: [hush] } } } }',
  ])('shows no secret: %s', (yaml) => {
    const words = complaint(yaml, { SECRET: 'hush' });

    expect(words).toContain('expected');
    expect(words).not.toContain('hush');
  });

  it('shows what came for a cluster that happens to be called auth', () => {
    expect(complaint('clusters: { auth: { standby: 1 } }')).toContain('got 1');
  });

  it('points at a wrong key, and at a wrong value', () => {
    expect(complaint('thresholds:\n  uploadMaxAge: 15\n  nonsense: 1\n')).toBe(
      [
        'w.yaml:2:17: thresholds.uploadMaxAge: expected a duration with its unit, such as 15m, 2.5s or 30h, got 15',
        'w.yaml:3:3: thresholds.nonsense: no setting has this name. Expected one of uploadMaxAge, uploadStuckAfter, failoverGrace, shippingAllowance, metricAllowance, walWaitingWarning, walWaitingCritical, baseBackupMaxAge, baseBackupCriticalAge, backlogGrowingFor, walDiskFullCritical.',
      ].join('\n'),
    );
  });

  it('names every variable that is not set', () => {
    const yaml = 'slack:\n  botToken: ${BOT}\n  appToken: ${APP}\n  signingSecret: ${EMPTY}\n';

    const words = complaint(yaml, { EMPTY: '' });

    expect(
      words.match(/^w\.yaml:\d:\d+: slack\.\w+: expected the environment variable \w+/gm),
    ).toEqual([
      'w.yaml:2:13: slack.botToken: expected the environment variable BOT',
      'w.yaml:3:13: slack.appToken: expected the environment variable APP',
      'w.yaml:4:18: slack.signingSecret: expected the environment variable EMPTY',
    ]);
  });

  it.each([
    ['a: b: c', 'w.yaml:1:4: this is no valid YAML: Nested mappings are not allowed'],
    ['slack: {}\nslack: {}', 'w.yaml:2:1: this is no valid YAML: Map keys must be unique'],
    ['slack: *x', 'w.yaml: this is no valid YAML: Unresolved alias'],
    [
      `a: &a [1]\nb: &b [${'*a,'.repeat(20)}]\nc: [${'*b,'.repeat(20)}]`,
      'w.yaml: this is no valid YAML: Excessive alias count',
    ],
    ['slack: {}\n---\nslack: {}', 'w.yaml:2:1: expected one YAML document, got another'],
    [`slack: ${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'this is nested too deeply'],
    ['elasticsearch: &e { url: *e }', 'w.yaml:1:26: an alias (*) is inside the value it refers to'],
    ['a: &a [1, { b: [*a] }]', 'w.yaml:1:17: an alias (*) is inside the value it refers to'],
  ])('says so where the file is no YAML: %j', (yaml, sentence) => {
    expect(complaint(yaml)).toContain(sentence);
  });
});

describe('a file', () => {
  it.each(['', '# nothing yet\n', '{}'])('may hold nothing: %j', (yaml) => {
    expect(readYaml(yaml, 'w.yaml', {})).toMatchObject({ file: {}, mistakes: [] });
  });

  it('is not filled in twice, and not with a final line break', () => {
    const env = { OUTER: 'a${INNER}', INNER: 'never', FROM_A_FILE: 'token\n' };

    const { file } = readYaml(
      'slack: { botToken: "${OUTER}", appToken: "x-${FROM_A_FILE}-y" }',
      '',
      env,
    );

    expect(file.slack).toEqual({ botToken: 'a${INNER}', appToken: 'x-token-y' });
  });
});
