import { describe, expect, it } from '@jest/globals';
import { findCluster } from '../../src/use-cases/find-cluster.ts';

const clusters = new Map(['gprd-main', 'gprd-ci', 'gstg-main', 'Main'].map((name) => [name, name]));

describe('the cluster that is meant', () => {
  it.each([
    ['gprd-ci', 'gprd-ci'],
    ['GPRD-CI', 'gprd-ci'],
    ['ci', 'gprd-ci'],
    ['gstg', 'gstg-main'],
    ['main', 'Main'],
  ])('by %s is %s', (typed, name) => {
    expect(findCluster(clusters, typed)).toMatchObject({ kind: 'found', name });
  });

  it.each([
    ['gprd', 'several clusters match "gprd": gprd-main, gprd-ci'],
    ['gprd-cj', 'there is no cluster "gprd-cj". Did you mean gprd-ci? There are gprd-main, '],
    ['nothing-like-it', 'there is no cluster "nothing-like-it". There are gprd-main, gprd-ci'],
    [undefined, 'expected the name of a cluster: gprd-main, gprd-ci'],
    ['', 'there is no cluster ""'],
  ])('by %s is not known, and the answer says what to name', (typed, words) => {
    expect(findCluster(clusters, typed)).toMatchObject({
      kind: 'not-found',
      sentence: expect.stringContaining(words),
    });
  });

  it('needs no name where it is the only one', () => {
    expect(findCluster(new Map([['a', 1]]), undefined)).toMatchObject({ kind: 'found', name: 'a' });
  });
});
