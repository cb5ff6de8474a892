import { createHmac } from 'node:crypto';
import { sameSecret } from './same-secret.ts';

/**
 * Whether PagerDuty signed these bytes with one of the secrets. While a secret is being rotated the
 * header holds several signatures. https://developer.pagerduty.com/docs/verifying-webhook-signatures
 */
export function isSigned(
  body: Buffer,
  header: string | undefined,
  secrets: readonly string[],
): boolean {
  const given = (header ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part.startsWith('v1='))
    .slice(0, MOST_SIGNATURES);
  return secrets.some((secret) => {
    const expected = `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
    return given.some((signature) => sameSecret(signature, expected));
  });
}

/** A rotation has two; more would only cost time. */
const MOST_SIGNATURES = 10;
