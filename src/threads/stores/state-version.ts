import { z } from 'zod';
import { OperatorError } from '../../domain/operator-error.ts';

/**
 * How state is written by this Wale. 1 bore no version, and knew of no arrivals: what a webhook told of was known by
 * the thread it was left for alone.
 */
export const STATE_VERSION = 2;

/** The version of state that is there; 1 where it bears none. Throws an OperatorError where it is not one that is known. */
export function readableVersion(found: unknown, place: string): number {
  const version = z.coerce
    .number()
    .int()
    .min(1)
    .safeParse(found ?? 1).data;
  if (version !== undefined && version <= STATE_VERSION) return version;
  const words = version === undefined ? 'a version that is no number' : `version ${version}`;
  throw new OperatorError(
    `the state in ${place} has ${words}, and this Wale knows up to ${STATE_VERSION}: a newer one wrote it. Run that one, or give another place in state.folder or state.redisUrl; what is not remembered is looked up in Slack.`,
  );
}

/**
 * From 1 to 2: an alert that was left for a thread has arrived, so that its repeats begin nothing. Gives the name under
 * which it is known as arrived; undefined for what came by no webhook.
 */
export function arrivedBefore(knownId: string): string | undefined {
  const end = knownId.lastIndexOf('|');
  return end > 0 && /^(?:alertmanager|pagerduty):/.test(knownId)
    ? `arrived:${knownId.slice(0, end)}`
    : undefined;
}
