import { describe, expect, it } from '@jest/globals';
import type { MetricReading, MetricReadings } from '../../src/domain/metrics.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { nameHosts } from '../../src/facts/name-hosts.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  moment,
  metric,
  open,
  PRIMARY,
  REPLICA,
} from '../support/snapshot.ts';

/** What the metrics call the two hosts: `instance` of a service discovery, or the pod. */
const NAMES = [
  { [PRIMARY]: '10.0.0.1', [REPLICA]: '10.0.0.2' },
  { [PRIMARY]: 'fd00::1', [REPLICA]: 'fd00::2' },
  { [PRIMARY]: 'ip-10-0-0-1.ec2.internal', [REPLICA]: 'ip-10-0-0-2.ec2.internal' },
] as const;

function renamed(snapshot: Snapshot, names: Readonly<Record<string, string>>): Snapshot {
  const metrics = Object.fromEntries(
    Object.entries(snapshot.metrics as Readonly<Record<string, MetricReading>>).map(
      ([name, reading]) => [
        name,
        reading.kind === 'unavailable'
          ? reading
          : {
              ...reading,
              value: reading.value.map(({ host, ...series }) => ({
                ...series,
                host: names[host] ?? host,
              })),
            },
      ],
    ),
  ) as unknown as MetricReadings;
  return nameHosts({ ...snapshot, metrics });
}

describe.each(NAMES)(
  'hosts that the metrics call otherwise than the log does: $patroni-01',
  (names) => {
    it.each([
      ['is well', healthySnapshot()],
      [
        'fails',
        healthySnapshot({
          log: {
            uploads: [completed(30 * MINUTE), failed()],
            failures: [failure(10 * SECOND), failure(MINUTE)],
          },
        }),
      ],
      [
        'hangs',
        healthySnapshot({
          log: { uploads: [completed(30 * MINUTE), open(10 * MINUTE)] },
          metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
        }),
      ],
    ])(
      'make it unknown whose an upload is, and no fault of the shipping, where one %s',
      (_what, seen) => {
        const { verdict } = reportStatus(renamed(seen, names), 5);

        expect(verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
        expect(verdict.headline).toContain(
          `the log has uploads of ${PRIMARY} only, whom the metrics do not know`,
        );
        expect(verdict.headline).toContain(
          'set prometheus.hostLabels or elasticsearch.fields.host',
        );
      },
    );

    it('are a fault of the shipping where nobody in the log uploads now', () => {
      const seen = healthySnapshot({ log: { uploads: [completed(50 * MINUTE)] } });

      expect(reportStatus(renamed(seen, names), 5).verdict.code).toBe('log-shipping-missing');
    });
  },
);
