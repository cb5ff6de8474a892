import type { AlertTrial, TriedAlert } from '../../domain/alert-trial.ts';
import { andList } from '../../domain/and-list.ts';
import type { Severity } from '../../domain/finding.ts';
import { unpainted, type Paint } from '../paint.ts';

/** What it amounts to: answered, answered without knowing the cluster, not answered; or not understood. */
export function trialSeverity(trial: AlertTrial, wanted: string | undefined): Severity {
  if (trial.kind === 'not-understood') return 'unknown';
  const answered = trial.alerts.filter(({ outcome }) => outcome === 'answered');
  if (answered.some(({ clusters }) => wanted === undefined || clusters.includes(wanted))) {
    return 'ok';
  }
  if (answered.length > 0) return 'critical';
  return trial.alerts.some(({ outcome }) => outcome === 'unclear') ? 'warning' : 'critical';
}

/** Each alert with what would become of it, and why. */
export function trialText(
  trial: AlertTrial,
  wanted: string | undefined,
  paint: Paint = unpainted,
): string {
  if (trial.kind === 'not-understood')
    return `${paint('unknown', '❔ not understood')}: ${trial.why}\n`;
  const { form, alerts } = trial;
  if (alerts.length === 0) return `🔴 ${form}: there is no alert in it\n`;
  return alerts
    .flatMap((alert) => [
      `${form}: ${alert.title}`,
      outcomeWords(alert, wanted, paint),
      ...alert.because.map((sentence) => `   ${sentence}`),
    ])
    .join('\n')
    .concat('\n');
}

function outcomeWords(
  { outcome, clusters }: TriedAlert,
  wanted: string | undefined,
  paint: Paint,
): string {
  switch (outcome) {
    case 'answered':
      return wanted === undefined || clusters.includes(wanted)
        ? `${paint('ok', '✅ answered')}, about ${andList(clusters)}`
        : `${paint('critical', '🔴 answered')}, about ${andList(clusters)} and not about ${wanted}`;
    case 'unclear':
      return `${paint('warning', '⚠️ answered')}, without knowing the cluster`;
    case 'not-answered':
      return paint('critical', '🔴 not answered');
  }
}
