import { describe, expect, it } from '@jest/globals';
import { reportStatus } from '../../../src/report/report-status.ts';
import type { ThreadRecord } from '../../../src/threads/record/thread-record.ts';
import { noteIncidents, type IncidentNotes } from '../../../src/threads/tend/note-incidents.ts';
import { healthySnapshot } from '../../support/snapshot.ts';
import { aRecord } from '../../support/thread-store-contract.ts';

const alert = (incidentId?: string) => ({ key: incidentId ?? 'k', title: 't', incidentId });
const record = (...incidents: readonly (string | undefined)[]): ThreadRecord => ({
  ...aRecord(),
  alerts: incidents.map(alert),
});

/** What is left of the record, what was written down, and what was put on incidents, in this order. */
async function noted(before: ThreadRecord, over: Partial<IncidentNotes> = {}, mayWrite = true) {
  const did: string[] = [];
  const after = await noteIncidents(before, '2.1', reportStatus(healthySnapshot(), 5), {
    owner: 'me',
    store: {
      write: (owner, { noted: ids }, taken) => {
        did.push(`${owner} writes ${ids.join()} and takes ${taken}`);
        return Promise.resolve(mayWrite);
      },
    },
    slack: { linkTo: (channel, ts) => `${channel}/${ts}` },
    noteIncident: (incident, { verdict }, link) => {
      did.push(`${incident} ${verdict.code} ${link ?? ''}`);
      return Promise.resolve();
    },
    ...over,
  });
  return { after, did };
}

describe('the notes on incidents', () => {
  it('are written down before they are put there, once for each incident', async () => {
    const before = { ...record('Q1', undefined, 'Q2', 'Q3'), noted: ['Q2'] };
    const { after, did } = await noted(before);

    expect(did).toEqual([
      'me writes Q2,Q1,Q3 and takes 0',
      'Q1 healthy C1/2.1',
      'Q3 healthy C1/2.1',
    ]);
    expect(after).toEqual({ ...before, noted: ['Q2', 'Q1', 'Q3'] });
    expect((await noted(after)).did).toEqual([]);
  });

  it.each<[string, ThreadRecord, Partial<IncidentNotes>]>([
    ['nothing is known by which PagerDuty takes them', record('Q1'), { noteIncident: undefined }],
    ['no alert has an incident', record(undefined), {}],
  ])('are none where %s', async (_what, before, over) => {
    const { after, did } = await noted(before, over);

    expect(after).toEqual(before);
    expect(did).toEqual([]);
  });

  it('are left to another replica that has the thread by now', async () => {
    const { after, did } = await noted(record('Q1'), {}, false);

    expect(after).toEqual(record('Q1'));
    expect(did).toHaveLength(1);
  });
});
