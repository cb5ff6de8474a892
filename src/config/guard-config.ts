import { DEFAULT_GRACES } from '../domain/graces.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { MINUTE, type DurationMs } from '../domain/time.ts';
import type { ConfigFile } from './config-file.ts';
import type { AlertsConfig, GuardConfig } from './config.ts';
import { definedOnly } from './defined-only.ts';

/** GitLab's rules are evaluated once a minute, and so are most scrapes. */
const EVERY: DurationMs = MINUTE;

/** As long as a thread is watched after it recovered. */
const SETTLE: DurationMs = 10 * MINUTE;

/** How the guard looks; undefined if the file has no `guard`: then it is off. */
export function guardConfig(
  { guard, clusters = {} }: ConfigFile,
  alerts: AlertsConfig | undefined,
): GuardConfig | undefined {
  const channels = new Map(
    Object.entries(clusters).flatMap(([name, cluster]): [string, string][] => {
      const channel = cluster?.guard?.channel;
      return channel === undefined ? [] : [[name, channel]];
    }),
  );
  if (guard === undefined) {
    const [name] = channels.keys();
    if (name === undefined) return undefined;
    throw new OperatorError(
      `clusters.${name}.guard: expected guard at the top level beside it, got none: then the guard is off. Set guard, or take this away.`,
    );
  }
  const channel = guard.channel ?? alerts?.webhooks?.channel;
  if (channel === undefined) {
    throw new OperatorError(
      'guard.channel: expected the id of a channel in which troubles are told, got nothing. Set guard.channel, alerts.channel or alerts.channels.',
    );
  }
  return {
    everyMs: guard.every ?? EVERY,
    settleMs: guard.settle ?? SETTLE,
    graces: { ...DEFAULT_GRACES, ...definedOnly(guard.grace ?? {}) },
    channel,
    channels,
    pipelineChannel: guard.pipelineChannel ?? channel,
  };
}
