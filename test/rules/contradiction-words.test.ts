import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { contradiction } from '../../src/rules/contradiction.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  metric,
  moments,
  PRIMARY,
} from '../support/snapshot.ts';

const IN_FUTURE = { lastArchive: metric({ [PRIMARY]: moments(-HOUR) }) };
const WORDS =
  'the metric says that patroni-01 will have completed an upload in 60 min, and by the log its clock is not that far ahead';

describe('sources that contradict each other', () => {
  it('are none where all agree', () => {
    expect(contradiction(healthySnapshot())).toEqual({
      kind: 'clear',
      rule: 'contradiction',
      evidence: [],
    });
  });

  it('leave it open whether WAL is archived', () => {
    expect(contradiction(healthySnapshot({ metrics: IN_FUTURE }))).toMatchObject({
      kind: 'problem',
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `cannot tell whether WAL is archived: the sources contradict each other: ${WORDS}`,
      evidence: [{ from: 'metric', text: 'lastArchive is 60 min in the future' }],
    });
  });

  it('are all told, the first with what to do', () => {
    const walPosition = metric({ [PRIMARY]: END_OF_LAST - 64 * 16 * 1024 * 1024 });
    const log = { uploads: [completed(10 * MINUTE)] };
    const finding = contradiction(healthySnapshot({ log, metrics: { ...IN_FUTURE, walPosition } }));

    expect(finding).toMatchObject({ code: 'cannot-tell' });
    expect(finding.kind === 'unknown' ? [] : finding.evidence).toContainEqual({
      from: 'comparison',
      text: expect.stringMatching(/^also: .+/),
    });
  });

  it('are not looked for where the primary is not known', () => {
    const replica = unavailable('timeout', 'no answer in time');

    expect(contradiction(healthySnapshot({ metrics: { ...IN_FUTURE, replica } }))).toEqual({
      kind: 'unknown',
      rule: 'contradiction',
      reason: 'the primary is not known',
    });
  });
});
