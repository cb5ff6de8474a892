import { readFileSync } from 'node:fs';
import type { DurationMs } from '../domain/time.ts';

export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** Where a source is and how to be let in. The URL may have a path and holds no credentials. */
export interface HttpEndpoint {
  readonly url: string;
  readonly auth: Auth;
  /** A file of CA certificates to trust instead of the system's. */
  readonly caFile: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: DurationMs;
}

/** Read at the start, so that a wrong path is noticed then and not during an incident. */
export const caOf = ({ caFile }: HttpEndpoint): Buffer | undefined =>
  caFile === undefined ? undefined : readFileSync(caFile);

/** Ends a request when its own time is up, or the whole answer's. */
export const untilEither = (deadline: AbortSignal, timeoutMs: DurationMs): AbortSignal =>
  AbortSignal.any([deadline, AbortSignal.timeout(timeoutMs)]);
