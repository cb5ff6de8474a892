import { describe, expect, it } from '@jest/globals';
import { labelsInText } from '../../../src/threads/alerts/labels-in-text.ts';

describe('the labels in a text', () => {
  it.each<[string, Record<string, string[]>]>([
    ['- env: gprd.', { env: ['gprd'] }],
    ['- env: gprd..:', { env: ['gprd'] }],
    ['- host: db.example.org', { host: ['db.example.org'] }],
    [' - summary = two words ', { summary: ['two words'] }],
    [' - summary = . ', {}],
    ['- env: .', {}],
    ['- Env: gprd\n- env: gstg', { env: ['gprd', 'gstg'] }],
    ['LABELS = map[env:gprd type:patroni]', { env: ['gprd'], type: ['patroni'] }],
    ['firing - Service patroni (gprd)', { env: ['gprd'], type: ['patroni'] }],
    ['map[]', {}],
    ['nothing of the kind', {}],
  ])('are read without what ends a sentence: %j', (text, labels) => {
    expect(labelsInText([text])).toEqual(labels);
  });
});
