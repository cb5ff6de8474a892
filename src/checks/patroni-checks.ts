import type { Check } from '../domain/check.ts';
import type { PatroniView } from '../domain/patroni.ts';
import type { Reading } from '../domain/reading.ts';

/** Whether Patroni answers, and whether its members can be told. Where it is not set up there is nothing to check. */
export function patroniChecks(patroni: Reading<PatroniView>): readonly Check[] {
  const subject = 'Patroni';
  if (patroni.kind === 'unavailable') {
    if (patroni.reason === 'not-configured') return [];
    const cost = 'no verdict is healthy while it does not answer';
    const remedy = 'check patroni.urls and the network path to them, or remove them';
    return [{ subject, outcome: 'broken', found: patroni.detail, cost, remedy }];
  }
  const { members, unreadMembers } = patroni.value;
  const found = `${members.length} ${members.length === 1 ? 'member' : 'members'}`;
  if (unreadMembers !== undefined) {
    const names = unreadMembers.samples.join(', ');
    return [
      {
        subject,
        outcome: 'lacking',
        found: `${found}, and ${unreadMembers.count} whose name is no host: ${names}`,
        cost: 'what it says of these is of no host',
        remedy: 'name members in Patroni as their hosts are named',
      },
    ];
  }
  return [{ subject, outcome: 'works', found }];
}
