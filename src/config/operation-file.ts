import { z } from 'zod';
import { WaitingTime } from './quantities.ts';
import { WebUrl } from './urls.ts';

const Text = z.string().min(1);

/** `operation` of wale.yaml: how a running bot is watched, and how it ends. */
export const Operation = z
  .strictObject({
    port: z
      .int()
      .min(0)
      .max(65535)
      .describe('where /healthz, /readyz and /metrics are; without it they are off'),
    address: Text.describe('the address that port listens on (127.0.0.1)'),
    auditLog: Text.describe('a file for who asked what, or stdout; without it there is none'),
    traces: WebUrl.describe(
      'where a collector takes traces as OTLP over HTTP, such as http://collector:4318/v1/traces; off by default',
    ),
    stopWithin: WaitingTime.describe('how long what runs may take to finish at the end (20s)'),
  })
  .partial();

export type OperationFile = z.infer<typeof Operation>;
