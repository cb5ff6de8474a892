import { SECOND } from '../domain/time.ts';
import type { OperationConfig } from './config.ts';
import { variable, type Environment } from './environment.ts';
import type { OperationFile } from './operation-file.ts';
import { portIn } from './port-in.ts';

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
    stopWithinMs: file?.stopWithin ?? 20 * SECOND,
  };
}
