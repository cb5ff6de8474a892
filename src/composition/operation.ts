import type { Logger } from 'pino';
import type { OperationConfig } from '../config/config.ts';
import type { Listener, Tell } from '../domain/event-map.ts';
import { errorCode } from '../domain/error-code.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { Hide } from '../domain/secrets/hide-values.ts';
import { StateFault } from '../domain/state-fault.ts';
import { SECOND, type Clock } from '../domain/time.ts';
import { createAudit } from '../operation/audit.ts';
import type { BuildInfo } from '../operation/build-info.ts';
import { createEventLog } from '../operation/event-log.ts';
import { createMetrics } from '../operation/metrics.ts';
import { partStates, type Part } from '../operation/readiness.ts';
import { serveOperation, type OperationServer } from '../operation/server.ts';
import type { Traces } from '../operation/traces.ts';
import { tellAll } from '../operation/telling.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';
import { openAuditLog, type AuditLog } from './audit-log.ts';

/** A probe of Kubernetes waits one second by default, a scrape ten. */
const PATIENCE_MS = SECOND;

/** As a StateFault words it that nothing came back for. */
const NOT_REACHED = 'the state cannot be reached (no answer)';

export interface Operation {
  readonly tell: Tell;
  /** The port of the endpoint; undefined if it is off. */
  readonly port: number | undefined;
  /** After the audit log was moved away. */
  readonly reopen: () => void;
  readonly stop: () => Promise<void>;
}

export interface OperationParts {
  readonly build: BuildInfo;
  readonly store: Pick<ThreadStore, 'reach' | 'live'>;
  readonly slackLacks: () => Promise<string | undefined>;
  readonly now: Clock;
  readonly log: Logger;
  readonly hide: Hide;
  readonly out: (text: string) => void;
}

/** Log, audit and metrics of a running bot, and the endpoint that shows them. */
export async function startOperation(
  { endpoint, auditLog, traces: tracesUrl }: OperationConfig,
  { build, store, slackLacks, now, log, hide, out }: OperationParts,
): Promise<Operation> {
  const onFault = (fault: unknown): void => {
    log.error({ err: fault }, 'what happened could not be recorded');
  };
  const parts: readonly Part[] = [
    { name: 'slack', lacks: slackLacks },
    { name: 'state', lacks: () => stateLacks(store), whenLate: NOT_REACHED },
  ];
  const states = () => partStates(parts, PATIENCE_MS);
  const metrics = createMetrics(
    build,
    {
      parts: async () => new Map((await states()).map(({ part, isReady }) => [part, isReady])),
      liveThreads: () => countLive(store),
    },
    now,
  );
  const audit = auditLog === undefined ? undefined : openAuditLog(auditLog, hide, onFault, out);
  const traces = await tracing(tracesUrl, build, now, log);
  const listeners: readonly Listener[] = [
    createEventLog(log, now),
    metrics.listener,
    ...(audit === undefined ? [] : [createAudit(audit.write, now)]),
    ...(traces === undefined ? [] : [traces.listener]),
  ];
  const server = await listening(endpoint, { build, states, metrics, onFault }, audit);
  return {
    tell: tellAll(listeners, onFault),
    port: server?.port,
    reopen: () => audit?.reopen(),
    stop: async () => {
      await server?.stop();
      await traces?.stop();
      audit?.close();
    },
  };
}

/** Loaded where it is wanted alone. */
async function tracing(
  url: string | undefined,
  build: BuildInfo,
  now: Clock,
  log: Logger,
): Promise<Traces | undefined> {
  if (url === undefined) return undefined;
  const { createTraces } = await import('../operation/traces.ts');
  return createTraces(url, build, now, () => {
    log.warn('traces could not be sent to the collector: those are lost, and it is tried again');
  });
}

async function listening(
  endpoint: OperationConfig['endpoint'],
  pages: Parameters<typeof serveOperation>[1],
  audit: AuditLog | undefined,
): Promise<OperationServer | undefined> {
  if (endpoint === undefined) return undefined;
  try {
    return await serveOperation(endpoint, pages);
  } catch (fault) {
    audit?.close();
    const code = errorCode(fault);
    if (code === undefined) throw fault;
    throw new OperatorError(
      `cannot listen on ${endpoint.address}:${endpoint.port} (${code}). Set operation.port, or WALE_OPERATION_PORT.`,
    );
  }
}

async function stateLacks(store: Pick<ThreadStore, 'reach'>): Promise<string | undefined> {
  try {
    await store.reach();
    return undefined;
  } catch (fault) {
    if (fault instanceof StateFault) return fault.message;
    return NOT_REACHED;
  }
}

async function countLive(store: Pick<ThreadStore, 'live'>): Promise<number | undefined> {
  try {
    return (await store.live()).length;
  } catch {
    return undefined; // wale_ready says that the state is not there
  }
}
