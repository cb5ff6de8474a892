/** Everything the process was started with, as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable that has a meaning of its own. What is not listed here cannot be read. */
export const ENVIRONMENT_VARIABLES = [
  'WALE_CONFIG',
  'ELASTICSEARCH_URL',
  'ELASTICSEARCH_API_KEY',
  'ELASTICSEARCH_BEARER_TOKEN',
  'ELASTICSEARCH_USERNAME',
  'ELASTICSEARCH_PASSWORD',
  'ELASTICSEARCH_CA_FILE',
  'ELASTICSEARCH_INDEX',
  'PROMETHEUS_URL',
  'PROMETHEUS_API_KEY',
  'PROMETHEUS_BEARER_TOKEN',
  'PROMETHEUS_USERNAME',
  'PROMETHEUS_PASSWORD',
  'PROMETHEUS_CA_FILE',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_MODE',
  'SLACK_API_URL',
  'PORT',
  'PAGERDUTY_WEBHOOK_SECRET',
  'PAGERDUTY_TOKEN',
  'PAGERDUTY_FROM',
  'PAGERDUTY_ROUTING_KEY',
  'ALERTMANAGER_WEBHOOK_TOKEN',
  'ALERTMANAGER_TOKEN',
  'REDIS_URL',
  'WALE_STATE_FOLDER',
  'WALE_OPERATION_PORT',
  'WALE_OPERATION_ADDRESS',
  'WALE_AUDIT_LOG',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
] as const;

type EnvironmentVariable = (typeof ENVIRONMENT_VARIABLES)[number];

export const variable = (env: Environment, name: EnvironmentVariable): string | undefined =>
  anyVariable(env, name);

/**
 * The value of a variable of any name. Set to nothing is as good as unset: `.env` files are full
 * of that. A final line break is not meant: it comes with secrets that were kept in a file, and
 * no HTTP header can hold it.
 */
export function anyVariable(env: Environment, name: string): string | undefined {
  const value = env[name]?.replace(/[\r\n]+$/, '');
  return value === '' ? undefined : value;
}
