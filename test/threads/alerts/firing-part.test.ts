import { describe, expect, it } from '@jest/globals';
import { firingPart } from '../../../src/threads/alerts/firing-part.ts';

const part = (
  lines: readonly string[],
  isOurs = (block: string) => block.includes('name = ours'),
) => firingPart(lines.join('\n'), isOurs).split('\n');
const block = (name: string) => ['Labels:', ` - name = ${name}`, ' - env = gprd'];

describe('what a post says of alerts that fire', () => {
  it('is all of it where it has no parts', () => {
    expect(part(['[FIRING:1] x', '', 'a text'])).toEqual(['[FIRING:1] x', '', 'a text']);
  });

  it.each(['**Resolved**', 'Alerts Resolved:', '*resolved*', 'RESOLVED'])(
    'ends with the heading %s, and goes on with the next that says Firing',
    (heading) => {
      const lines = [
        'head',
        '**Firing**',
        ...block('ours'),
        heading,
        ...block('ours'),
        'Firing',
        'x',
      ];

      expect(part(lines)).toEqual(['head', '**Firing**', ...block('ours'), 'Firing', 'x']);
    },
  );

  it('does not end where a sentence speaks of what is resolved', () => {
    const lines = ['This is resolved by freeing space', 'resolved alerts follow'];

    expect(part(lines)).toEqual(lines);
  });

  it('leaves out the labels of other alerts beside ours', () => {
    const lines = ['head', ...block('other'), 'of the other', ...block('ours'), ...block('third')];

    expect(part(lines)).toEqual(['head', ...block('ours')]);
  });

  it('has all labels where none is ours, or all are', () => {
    const others = ['head', ...block('other'), ...block('third')];
    const ours = [...block('ours'), ...block('ours')];

    expect(part(others)).toEqual(others);
    expect(part(ours)).toEqual(['', ...ours]);
  });

  it('asks of each alert with its lines as they stand', () => {
    const asked: string[] = [];
    part(['head', ...block('ours'), ...block('other')], (one) => {
      asked.push(one);
      return true;
    });

    expect(asked).toEqual([block('ours').join('\n'), block('other').join('\n')]);
  });
});
