import type { Client } from '@elastic/elasticsearch';
import { z } from 'zod';
import { closest } from '../../domain/closest.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { outcomeOf } from './client-fault.ts';

const SHOWN = 5;

const Indices = z.object({
  indices: z.array(z.object({ name: z.string() })).default([]),
  aliases: z.array(z.object({ name: z.string() })).default([]),
  data_streams: z.array(z.object({ name: z.string() })).default([]),
});

/** What could be meant instead, as the end of a sentence; nothing where that is not told. */
export async function otherIndices(
  client: Client,
  index: string,
  options: { readonly signal: AbortSignal },
): Promise<string> {
  const answer = await outcomeOf(client.indices.resolveIndex({ name: '*' }, options));
  const known = answer.kind === 'came' ? Indices.safeParse(answer.value).data : undefined;
  const names = [
    ...(known?.aliases ?? []),
    ...(known?.data_streams ?? []),
    ...(known?.indices ?? []),
  ].map(({ name }) => name);
  const meant = closest(index, names);
  const first = names.filter((name) => name !== meant && !name.startsWith('.'));
  const shown = [...(meant === undefined ? [] : [meant]), ...first].slice(0, SHOWN);
  return shown.length === 0 ? '' : `; there are ${harmlessText(shown.join(', '), 300)}`;
}
