import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { escapeMrkdwn } from '../../src/messages/slack/escape-mrkdwn.ts';

const read = (name: string): unknown =>
  parse(readFileSync(`test/fixtures/secrets/${name}.yaml`, 'utf8'));

const Shape = z
  .strictObject({
    from: z.string(),
    line: z.string().optional(),
    lines: z.array(z.string()).optional(),
    hidden: z.array(z.string().min(4)).min(1),
    kept: z.array(z.string()).default([]),
  })
  .transform(({ from, line, lines, hidden, kept }) => ({
    from,
    lines: lines ?? [line ?? ''],
    hidden,
    kept,
  }));

export type SecretShape = z.infer<typeof Shape>;

/** Lines with a secret in them, with what of them must be seen nowhere. */
export const SHAPES: readonly SecretShape[] = z.array(Shape).min(100).parse(read('shapes'));

/** Lines that look a little like one, and have none. */
export const HARMLESS: readonly string[] = z.array(z.string()).min(80).parse(read('harmless'));

/** What is seen of the secret, in whatever way the surface writes it. */
export const seenOf = ({ hidden }: SecretShape, shown: string): readonly string[] =>
  hidden.filter((secret) =>
    [secret, JSON.stringify(secret).slice(1, -1), escapeMrkdwn(secret)].some((form) =>
      shown.includes(form),
    ),
  );
