import { OperatorError } from '../domain/operator-error.ts';
import { SECOND } from '../domain/time.ts';
import type { OperationConfig } from './config.ts';
import { variable, type Environment } from './environment.ts';
import type { OperationFile } from './operation-file.ts';
import { portIn } from './port-in.ts';
import { WebUrl } from './urls.ts';

/** How a running bot is watched. Nothing listens unless a port is given. */
export function operationConfig(
  file: OperationFile | undefined,
  env: Environment,
): OperationConfig {
  const port = file?.port ?? portIn(env, 'WALE_OPERATION_PORT');
  const address = file?.address ?? variable(env, 'WALE_OPERATION_ADDRESS') ?? '127.0.0.1';
  return {
    endpoint: port === undefined ? undefined : { port, address },
    auditLog: file?.auditLog ?? variable(env, 'WALE_AUDIT_LOG'),
    traces: file?.traces ?? tracesIn(env),
    stopWithinMs: file?.stopWithin ?? 20 * SECOND,
  };
}

/** As OpenTelemetry’s exporters read them: https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp */
function tracesIn(env: Environment): string | undefined {
  const own = urlIn(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const base = urlIn(env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  return own ?? (base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`);
}

function urlIn(
  env: Environment,
  name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' | 'OTEL_EXPORTER_OTLP_ENDPOINT',
): string | undefined {
  const url = variable(env, name);
  if (url === undefined || WebUrl.safeParse(url).success) return url;
  throw new OperatorError(
    `${name}: expected a URL that begins with http:// or https://, got something else. Traces go out as OTLP over HTTP.`,
  );
}
