import { redact } from '../../src/domain/secrets/redact.ts';
import { LAB } from '../stack/layout.ts';

/**
 * What a recording may hold of a server's answer: no secret, and no path of the machine it ran
 * on: WAL-E writes the path of a file store with its first slash, and as a prefix without it.
 */
export const scrub = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body, (_key, value: unknown) =>
      typeof value === 'string' ? redact(value).replaceAll(LAB.slice(1), 'srv/lab') : value,
    ),
  );
