import type { AllowList } from '../allow-list.ts';
import type { Explain } from '../commands/explain.ts';
import { onClick } from './click.ts';

/** Tells whoever clicked, and nobody else, what the verdict means. */
export const createExplainAction = (explain: Explain, allow: AllowList) =>
  onClick(allow, async ({ value, respond }) => {
    await respond({ ...explain(value), replace_original: false });
  });
