import { describe, expect, it } from '@jest/globals';
import {
  clustersOf,
  isNamedIn,
  type ClusterTraces,
} from '../../../src/threads/alerts/alert-clusters.ts';
import type { Alert } from '../../../src/threads/alerts/alert.ts';

const alert = (more: Partial<Alert> = {}): Alert => ({
  key: 'k',
  title: 'PostgresBackupTooOld',
  labels: {},
  text: '',
  at: 0,
  incident: undefined,
  service: undefined,
  ...more,
});
const cluster = (name: string, more: Partial<ClusterTraces> = {}): ClusterTraces => ({
  name,
  labels: {},
  names: [],
  services: [],
  ...more,
});
const told = (title: string, clusters: readonly ClusterTraces[]) =>
  clustersOf(alert({ title }), clusters);
const certain = (...names: string[]) => ({ kind: 'clusters', names });
const unclear = (...candidates: string[]) => ({ kind: 'unclear', candidates });

const MAIN = cluster('one', { labels: { env: 'gprd', type: 'main' } });
const CI = cluster('two', { labels: { env: 'gprd', type: 'ci' } });

describe('the cluster of an alert', () => {
  it.each([
    ['Backup (gprd main)', certain('one')],
    ['Backup (gprd  main) ', certain('one')],
    ['Backup (main critical gprd)', certain('one')],
    ['Backup (gprd main) of today', unclear('one', 'two')],
    ['Backup (gprd main) today', unclear('one', 'two')],
    ['Backup (gprd)', unclear('one', 'two')],
    ['Backup of one', certain('one')],
    ['Backup of one and TWO', certain('one', 'two')],
  ])('is told by the title %j, or is not', (title, expected) => {
    expect(told(title, [MAIN, CI])).toEqual(expected);
  });

  it('without labels is told by its name alone', () => {
    expect(told('Backup (gprd main)', [cluster('one'), cluster('two')])).toEqual(
      unclear('one', 'two'),
    );
  });

  it('that says nothing is nobody’s in particular beside one whose labels are shown', () => {
    const labels = { env: ['gprd'], type: ['ci'] };

    expect(clustersOf(alert({ labels }), [cluster('any'), CI])).toEqual(certain('two'));
  });

  it.each([
    ['a single word in another one', 'ci', 'the cities', unclear('one', 'two')],
    ['words in others', 'the ci', 'of the cities', certain('one')],
  ])('is told by its own names in the text: %s', (_what, name, text, expected) => {
    expect(
      clustersOf(alert({ text }), [cluster('one', { names: [name] }), cluster('two')]),
    ).toEqual(expected);
  });

  it('is told by its service, and by none where the alert has none', () => {
    const served = cluster('one', { services: ['P1'] });

    expect(clustersOf(alert({ service: 'P1' }), [served, cluster('two')])).toEqual(certain('one'));
    expect(clustersOf(alert(), [served, cluster('two')])).toEqual(unclear('one', 'two'));
  });
});

describe('a name in a text', () => {
  it.each([
    ['main', true],
    ['the main', true],
    ['main!', true],
    ['xmain', false],
    ['mainx', false],
    ['main-2', false],
    ['gprd-main', false],
    ['main-2 and main', true],
    ['other', false],
    ['', false],
  ])('stands as a word of its own in %j: %j', (text, named) => {
    expect(isNamedIn('main', text)).toBe(named);
  });
});
