import type { Check } from '../domain/check.ts';
import { METRIC_COSTS } from '../domain/metric-costs.ts';
import type { MetricHints } from '../domain/metric-hints.ts';

/** What is configured, and is not what the server has. */
export function hintChecks(hints: MetricHints | undefined): readonly Check[] {
  if (hints === undefined) return [];
  return [
    ...hints.labels.map(({ label, configured, values }): Check => ({
      subject: `label ${label}`,
      outcome: 'broken',
      found: `no series has ${label}="${configured}"; ${label} has ${values.join(', ')}`,
      cost: METRIC_COSTS.replica,
      remedy: `set prometheus.labels.${label} to one of these`,
    })),
    ...(hints.presets.length === 0
      ? []
      : [
          {
            subject: 'preset',
            outcome: 'broken' as const,
            found: `the metric of the role is not there, and that of the preset ${hints.presets.join(', ')} is`,
            cost: METRIC_COSTS.replica,
            remedy: `set prometheus.preset to ${hints.presets.join(' or ')}`,
          },
        ]),
  ];
}
