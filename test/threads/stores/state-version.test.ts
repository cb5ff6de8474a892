import { describe, expect, it } from '@jest/globals';
import {
  arrivedBefore,
  readableVersion,
  STATE_VERSION,
} from '../../../src/threads/stores/state-version.ts';

describe('the version of state', () => {
  it.each([
    [undefined, 1],
    [null, 1],
    [1, 1],
    ['1', 1],
    [STATE_VERSION, STATE_VERSION],
    [String(STATE_VERSION), STATE_VERSION],
  ])('that is written as %j is %i', (found, version) => {
    expect(readableVersion(found, 'Redis')).toBe(version);
  });

  it.each([
    [STATE_VERSION + 1, `has version ${STATE_VERSION + 1}, and this Wale knows up to`],
    [0, 'has a version that is no number'],
    [1.5, 'has a version that is no number'],
    ['two', 'has a version that is no number'],
    [{}, 'has a version that is no number'],
  ])('that is written as %j is not read', (found, words) => {
    expect(() => readableVersion(found, 'Redis')).toThrow(`the state in Redis ${words}`);
  });
});

describe('what was left for a thread before arrivals were kept', () => {
  it.each([
    ['alertmanager:0123:1764000000000|main', 'arrived:alertmanager:0123:1764000000000'],
    ['pagerduty:Q1ABCDEF|main', 'arrived:pagerduty:Q1ABCDEF'],
    ['pagerduty:Q1ABCDEF', undefined],
    ['post:C1:1764000000.000100|main', undefined],
    ['watch:C1|main:U1:5', undefined],
    ['stop:C1|pagerduty:e:5', undefined],
    ['guard:main:5:critical', undefined],
    ['', undefined],
  ])('by %j has arrived by a webhook as %j', (known, arrived) => {
    expect(arrivedBefore(known)).toBe(arrived);
  });
});
