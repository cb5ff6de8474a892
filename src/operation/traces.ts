import { context, diag, DiagLogLevel, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { EventMap, EventName, Listener } from '../domain/event-map.ts';
import { MINUTE, SECOND, type Clock, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { BuildInfo } from './build-info.ts';
import { currentRequest, type CurrentRequest } from './current-request.ts';

export interface Traces {
  readonly listener: Listener;
  /** Sends what is left, and no longer than a few seconds. */
  readonly stop: () => Promise<void>;
}

/** A collector that takes longer is not waited for; it gets what comes next. */
const SLOWEST_COLLECTOR: DurationMs = 3 * SECOND;
/** A collector that is away is told of so often. */
const FAULTS_APART: DurationMs = 5 * MINUTE;

type Heard = { readonly [Name in EventName]?: (event: EventMap[Name]) => void };

/**
 * Makes spans of what happens: one for each request of Slack from its arrival to its end, with one for each question to
 * a source below it, and one for each alert of a webhook. Attributes are words of Wale’s own and names of clusters: no
 * text, no user, no address. Sent as OTLP over HTTP to `url`, in bounded batches; `onFault` hears now and then that it fails.
 */
export function createTraces(
  url: string,
  build: BuildInfo,
  now: Clock,
  onFault: () => void,
): Traces {
  let toldAt: EpochMs = -Infinity;
  const tellFault = (): void => {
    if (now() - toldAt < FAULTS_APART) return;
    toldAt = now();
    onFault();
  };
  const quiet = (): void => undefined;
  diag.setLogger(
    { error: tellFault, warn: quiet, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: SLOWEST_COLLECTOR });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'wale',
      'service.version': build.version,
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: SECOND,
        exportTimeoutMillis: SLOWEST_COLLECTOR,
      }),
    ],
  });
  const tracer = provider.getTracer('wale', build.version);
  const requests = new WeakMap<CurrentRequest, Span>();
  const ofRequest = (): Span | undefined => {
    const request = currentRequest();
    return request === undefined ? undefined : requests.get(request);
  };
  /** Below the request that it belongs to, or by itself. */
  const begun = (name: string, tookMs: DurationMs): Span => {
    const above = ofRequest();
    const parent = above === undefined ? context.active() : trace.setSpan(context.active(), above);
    return tracer.startSpan(name, { startTime: new Date(now() - tookMs) }, parent);
  };
  const heard: Heard = {
    acknowledged: ({ request, tookMs }) => {
      const current = currentRequest();
      if (current === undefined || requests.has(current)) return;
      const span = tracer.startSpan(request, { startTime: new Date(now() - tookMs) });
      span.setAttributes({ 'wale.request': request, 'wale.acknowledged_after_ms': tookMs });
      requests.set(current, span);
    },
    answered: ({ question, cluster, verdict, severity, failed, tookMs }) => {
      const span = ofRequest() ?? begun(question, tookMs);
      span.updateName(question);
      span.setAttributes({
        'wale.question': question,
        'wale.cluster': cluster,
        'wale.verdict': verdict,
        'wale.severity': severity,
      });
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      if (ofRequest() === undefined) span.end(new Date(now()));
    },
    'source-asked': ({ source, fault, tookMs }) => {
      const span = begun(`ask ${source}`, tookMs);
      span.setAttributes({ 'wale.source': source, 'wale.fault': fault });
      if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(new Date(now()));
    },
    'alert-taken': ({ cluster }) => {
      const span = begun('alert taken', 0);
      span.setAttributes({ 'wale.cluster': cluster });
      span.end(new Date(now()));
    },
    'alert-passed-over': ({ reason }) => {
      // A look through an alert channel comes upon those twice a minute.
      if (reason === 'already-known') return;
      const span = begun('alert passed over', 0);
      span.setAttributes({ 'wale.reason': reason });
      span.end(new Date(now()));
    },
    handled: () => {
      ofRequest()?.end(new Date(now()));
    },
  };
  return {
    listener: (name, event) => heard[name]?.(event),
    stop: async () => {
      try {
        await provider.shutdown();
      } catch {
        tellFault();
      }
      diag.disable();
    },
  };
}
