import type { Severity } from '../../domain/finding.ts';
import { unpainted, type Paint } from '../paint.ts';
import { plural } from '../quantities.ts';

/** What `wale check-config` found, without having asked anybody. */
export interface ConfigCheck {
  /** Of a configuration that can be read. */
  readonly clusters: readonly string[];
  /** With these Wale does not start. */
  readonly mistakes: readonly string[];
  /** With these it starts, and cannot have been meant so. */
  readonly doubts: readonly string[];
}

export function configCheckSeverity({ mistakes, doubts }: ConfigCheck): Severity {
  if (mistakes.length > 0) return 'critical';
  return doubts.length > 0 ? 'warning' : 'ok';
}

/** One line each, and what it amounts to. */
export function configCheckText(
  { clusters, mistakes, doubts }: ConfigCheck,
  paint: Paint = unpainted,
): string {
  const lines = [
    ...mistakes.map((sentence) => `${paint('critical', '🔴 wrong')} ${sentence}`),
    ...doubts.map((sentence) => `${paint('warning', '⚠️ doubtful')} ${sentence}`),
  ];
  const amounts = [
    ...(mistakes.length > 0 ? [plural(mistakes.length, 'mistake')] : []),
    ...(doubts.length > 0 ? [plural(doubts.length, 'doubtful setting')] : []),
  ];
  const of = clusters.length > 0 ? `${plural(clusters.length, 'cluster')}, ` : '';
  const end =
    amounts.length > 0
      ? `${of}${amounts.join(', ')}`
      : `✅ ${of}nothing wrong: ${clusters.join(', ')}. wale doctor asks the sources.`;
  return `${[...lines, end].join('\n')}\n`;
}
