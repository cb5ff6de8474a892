import { readFileSync } from 'node:fs';
import type { HttpEndpoint } from '../domain/source-settings.ts';
import type { DurationMs } from '../domain/time.ts';

/** That the file is there is checked with the configuration. */
export const caOf = ({ caFile }: Pick<HttpEndpoint, 'caFile'>): Buffer | undefined =>
  caFile === undefined ? undefined : readFileSync(caFile);

/** Ends a request when its own time is up, or the whole answer's. */
export const untilEither = (deadline: AbortSignal, timeoutMs: DurationMs): AbortSignal =>
  AbortSignal.any([deadline, AbortSignal.timeout(timeoutMs)]);
