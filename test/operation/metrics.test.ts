import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Tell } from '../../src/domain/event-map.ts';
import { createMetrics } from '../../src/operation/metrics.ts';

const HOSTILE = 'x" } evil{a="b"} 1\nwale_fake 1 <!channel>';

const build = { version: '1.2.3', commit: 'abcdef1' };

const metricsOf = (parts = new Map([['slack', true]]), live: () => number | undefined = () => 2) =>
  createMetrics(
    build,
    { parts: () => Promise.resolve(parts), liveThreads: () => Promise.resolve(live()) },
    () => 5000,
    () => 5000,
  );

/** Every event once, with hostile text wherever an event holds text from outside. */
function tellEverything(tell: Tell): void {
  const who = { user: HOSTILE, channel: HOSTILE };
  const thread = { thread: HOSTILE, cluster: HOSTILE };
  tell('answered', {
    ...who,
    question: 'status',
    cluster: HOSTILE,
    verdict: 'upload-stuck',
    severity: 'critical',
    failed: false,
    tookMs: 300,
  });
  tell('refused', { ...who, request: 'command' });
  tell('turned-away', { request: 'command', isFirst: true });
  tell('acknowledged', { request: 'command', tookMs: 20 });
  tell('handled', { request: 'command', tookMs: 20 });
  tell('source-asked', { source: 'prometheus', fault: 'timeout', tookMs: 2000 });
  tell('source-unavailable', { source: 'prometheus', cluster: HOSTILE, reason: 'timeout' });
  tell('source-answers-again', { source: 'prometheus', cluster: HOSTILE });
  tell('alert-taken', { channel: HOSTILE, cluster: HOSTILE, alert: HOSTILE });
  tell('alert-passed-over', { channel: HOSTILE, reason: 'already-known' });
  tell('alert-passed-over', { channel: HOSTILE, reason: 'resolved', count: 7 });
  tell('webhook-answered', { webhook: 'pagerduty', status: 401, answer: 'no signature' });
  tell('thread-said', { ...thread, what: 'note', verdict: 'healthy' });
  tell('thread-refused', { thread: HOSTILE, channel: HOSTILE, reason: HOSTILE });
  tell('watch-begun', { ...thread, channel: HOSTILE, by: 'user', user: HOSTILE });
  tell('watch-ended', {
    ...thread,
    channel: HOSTILE,
    by: 'recovered',
    user: HOSTILE,
    verdict: 'healthy',
  });
  tell('verdict-changed', { ...thread, from: undefined, to: 'healthy', severity: 'ok' });
  tell('reply-lost', { reason: HOSTILE });
  tell('guard-leads', { leads: true });
  tell('fleet-looked', {
    verdicts: [
      {
        cluster: 'gprd-main',
        code: 'upload-stuck',
        severity: 'critical',
        dataAtRisk: {
          bytes: { atLeast: 1, atMost: 2 },
          age: { atLeast: 3000, atMost: 4000 },
        },
      },
    ],
    lost: ['prometheus'],
    everyMs: 60_000,
  });
  tell('trouble-told', { cluster: HOSTILE, verdict: 'upload-stuck' });
  tell('alarm-sent', { outlet: 'pagerduty', cluster: HOSTILE, delivery: 'arrived' });
  tell('slack-limited', { method: HOSTILE, seconds: 3 });
  tell('slack-limited', { method: 'chat.postMessage', seconds: 3 });
  tell('own-fault', { reference: HOSTILE });
  tell('configuration-reloaded', { outcome: 'refused' });
}

describe('the metrics', () => {
  it('are those that docs/metrics.md lists, with their kinds, labels and meanings', () => {
    const documented = readFileSync('docs/metrics.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `wale_'))
      .map((line) => line.split('|').map((cell) => cell.trim()));

    const catalogue = metricsOf()
      .catalogue()
      .map(({ name, kind, labels, help }) => [
        '',
        `\`${name}\``,
        kind,
        labels.map((label) => `\`${label}\``).join(', ') || '–',
        help,
        '',
      ]);

    expect(documented).toEqual(catalogue);
  });

  it('list every series of Wale that a scrape shows', async () => {
    const metrics = metricsOf();
    tellEverything(metrics.listener);

    const text = await metrics.text();

    const shown = [...text.matchAll(/^# TYPE (wale_\w+) (\w+)$/gm)].map(([, name, kind]) => [
      name,
      kind,
    ]);
    expect(shown.sort()).toEqual(
      metrics
        .catalogue()
        .map(({ name, kind }) => [name, kind])
        .sort(),
    );
  });

  it('count each event under words of our own', async () => {
    const metrics = metricsOf();
    tellEverything(metrics.listener);

    const text = await metrics.text();

    for (const line of [
      'wale_answers_total{question="status",verdict="upload-stuck"} 1',
      'wale_answer_seconds_count{question="status"} 1',
      'wale_refusals_total{request="command"} 1',
      'wale_acknowledgement_seconds_bucket{le="0.05",request="command"} 1',
      'wale_source_faults_total{source="prometheus",reason="timeout"} 1',
      'wale_alerts_taken_total 1',
      'wale_alerts_passed_over_total{reason="already-known"} 1',
      'wale_alerts_passed_over_total{reason="resolved"} 7',
      'wale_webhooks_total{webhook="pagerduty",status="401"} 1',
      'wale_thread_messages_total{what="note"} 1',
      'wale_watches_begun_total{by="user"} 1',
      'wale_watches_ended_total{by="recovered"} 1',
      'wale_verdict_changes_total{verdict="healthy"} 1',
      'wale_slack_limited_total{method="other"} 1',
      'wale_slack_limited_total{method="chat.postMessage"} 1',
      'wale_own_faults_total 1',
      'wale_configuration_reloads_total{outcome="refused"} 1',
      'wale_configuration_last_reload_successful 0',
      'wale_configuration_loaded_timestamp_seconds 5',
      'wale_ready{part="slack"} 1',
      'wale_threads_live 2',
      'wale_guard{state="leads"} 1',
      'wale_guard_look_age_seconds 0',
      'wale_guard_every_seconds 60',
      'wale_guard_looks_total 1',
      'wale_verdict{cluster="gprd-main",code="upload-stuck",severity="critical"} 1',
      'wale_data_at_risk_bytes{cluster="gprd-main",bound="at_most"} 2',
      'wale_data_at_risk_seconds{cluster="gprd-main",bound="at_least"} 3',
      'wale_guard_failed_looks_total{source="prometheus"} 1',
      'wale_guard_troubles_told_total{verdict="upload-stuck"} 1',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(/^wale_build_info\{version="1.2.3",commit="abcdef1",node="v\d+/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  it('say whether the newest configuration is in use, before any and after each', async () => {
    const metrics = metricsOf();
    const successful = async () =>
      /^wale_configuration_last_reload_successful (\d)$/m.exec(await metrics.text())?.[1];

    expect(await successful()).toBe('1');
    metrics.listener('configuration-reloaded', { outcome: 'refused' });
    expect(await successful()).toBe('0');
    metrics.listener('configuration-reloaded', { outcome: 'taken' });
    expect(await successful()).toBe('1');
  });

  it('never hold a text that came from outside', async () => {
    const metrics = metricsOf();
    tellEverything(metrics.listener);

    const text = await metrics.text();

    expect(text).not.toMatch(/evil|wale_fake|<!channel>/);
  });

  it('count an answer that failed as one, and one without a verdict as none', async () => {
    const metrics = metricsOf();
    const answer = {
      user: 'U1',
      channel: 'C1',
      cluster: 'main',
      verdict: undefined,
      severity: undefined,
      tookMs: 1,
    };
    metrics.listener('answered', { ...answer, question: 'status', failed: true });
    metrics.listener('answered', { ...answer, question: 'doctor', failed: false });

    const text = await metrics.text();

    expect(text).toContain('wale_answers_total{question="status",verdict="failed"} 1');
    expect(text).toContain('wale_answers_total{question="doctor",verdict="none"} 1');
  });

  it('never show a number of threads that nobody could read', async () => {
    const text = await metricsOf(new Map([['state', false]]), () => undefined).text();

    expect(text).toContain('wale_threads_live Nan\n');
    expect(text).toContain('wale_ready{part="state"} 0\n');
  });
});
