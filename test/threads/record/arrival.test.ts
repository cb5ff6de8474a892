import { describe, expect, it } from '@jest/globals';
import { BOUNDS } from '../../../src/domain/bounds.ts';
import type { Alert } from '../../../src/threads/alerts/alert.ts';
import { alertOf, Arrival, arrivalOf } from '../../../src/threads/record/arrival.ts';

const alert: Alert = {
  key: 'alertmanager:walgBackupDelayed',
  title: 'walgBackupDelayed',
  labels: { env: ['gprd', 'gstg'], type: ['patroni'] },
  text: 'Last WAL was archived 20m ago.',
  at: 1000,
  incident: undefined,
  service: undefined,
};
/** As another replica reads it, or the same one after a restart. */
const written = (arrival: Arrival): Arrival =>
  Arrival.parse(JSON.parse(JSON.stringify(arrival)) as unknown);

describe('an alert that was written down at its arrival', () => {
  it.each<[string, Partial<Alert>]>([
    ['of Alertmanager', {}],
    [
      'of PagerDuty',
      {
        service: 'PSERVICE',
        incident: { id: 'Q1ABCDEF', number: 7, url: 'https://acme.pagerduty.com/incidents/Q1' },
      },
    ],
    ['whose number is not known', { incident: { id: 'Q1', number: undefined, url: undefined } }],
  ])('%s is the same alert when another replica takes it up', (_of, more) => {
    expect(alertOf(written(arrivalOf({ ...alert, ...more }, 2000)))).toEqual({ ...alert, ...more });
  });

  it('is known by when it arrived, which need not be when it was sent', () => {
    expect(written(arrivalOf(alert, 2000)).arrivedAt).toBe(2000);
  });

  it('takes no more room than is ever read of it, however much was sent', () => {
    const long = 'x'.repeat(BOUNDS.arrivalLabel.most + 1);
    const many: [string, string[]][] = Array.from(
      { length: BOUNDS.arrivalLabels.most + 1 },
      (_, n) => [`l${n}`, ['v']],
    );
    const kept = (more: Partial<Alert>) => arrivalOf({ ...alert, ...more }, 2000).alert;

    expect(kept({ text: 'x'.repeat(BOUNDS.arrivalText.most + 1) }).text).toHaveLength(
      BOUNDS.arrivalText.most,
    );
    expect(Object.keys(kept({ labels: Object.fromEntries(many) }).labels)).toHaveLength(
      BOUNDS.arrivalLabels.most,
    );
    expect(kept({ labels: { [long]: [long, 'short'] } }).labels).toEqual({
      [long.slice(1)]: [long.slice(1), 'short'],
    });
  });
});
