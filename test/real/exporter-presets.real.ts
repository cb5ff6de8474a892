import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { startPrometheus } from '../../lab/prometheus.ts';
import { openMetrics } from '../../lab/scenario/metric-samples.ts';
import { createSources } from '../../src/composition/sources.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';

const AT = Date.parse('2026-11-24T12:00:00Z');
const HOST = 'instance="db-01:9187",env="gprd"';

/** The names and labels that walg-exporter of WAL-G 3.0.9 and pgbackrest_exporter 0.19 have; another cluster beside them. */
const SERIES = [
  { series: `pg_replication_is_replica{${HOST}}`, values: ['-3h..0s: 0'] },
  {
    series: `walg_backup_finish_timestamp{backup_name="base_000000010000000000000087",${HOST}}`,
    values: ['-3h..0s: time -30h'],
  },
  {
    series: `walg_backup_finish_timestamp{backup_name="base_0000000100000000000000AB",${HOST}}`,
    values: ['-3h..0s: time -6h'],
  },
  {
    series: 'walg_backup_finish_timestamp{backup_name="base_1",instance="x:9187",env="other"}',
    values: ['-3h..0s: time -1h'],
  },
  ...[
    ['full', 'main', '-30h'],
    ['incr', 'main', '-6h'],
    ['incr', 'all-stanzas', '-1h'],
  ].map(([type, stanza, ago]) => ({
    series: `pgbackrest_backup_since_last_completion_seconds{backup_type="${type}",stanza="${stanza}",block_incr="n",${HOST}}`,
    values: [`-3h..0s: now - ${ago?.slice(1)}`],
  })),
];

it.each(['wal-g', 'pgbackrest'])(
  'the preset %s tells when the newest base backup of the cluster ended',
  async (preset) => {
    const folder = mkdtempSync(join(tmpdir(), 'wale-presets-'));
    const samples = openMetrics(SERIES, AT).replace(
      /^(pgbackrest_\S+ )(\S+)( (\S+))$/gm,
      (_line, name: string, moment: string, end: string, at: string) =>
        `${name}${Number(at) - Number(moment)}${end}`,
    );
    const prometheus = await startPrometheus(folder, samples);
    try {
      const config = loadConfig({
        env: { PROMETHEUS_URL: prometheus.url },
        readFile: () => `prometheus: { preset: ${preset}, labels: { env: gprd }, timeout: 20s }`,
      });
      const sources = createSources([...config.clusters.values()], undefined, () => AT);
      const evidence = await sources.metrics.read(['main'], {
        at: AT,
        historic: true,
        signal: AbortSignal.timeout(60_000),
      });
      const { baseBackupSuccess, replica } = evidence.get('main')?.metrics ?? {};

      expect(replica).toMatchObject({ kind: 'measured', value: [{ host: 'db-01' }] });
      expect(baseBackupSuccess).toMatchObject({ kind: 'measured' });
      if (baseBackupSuccess?.kind !== 'measured') return;
      expect(baseBackupSuccess.value).toHaveLength(1);
      const newest = (baseBackupSuccess.value[0]?.points.at(-1)?.value ?? 0) * SECOND;
      expect(Math.abs(newest - (AT - 6 * HOUR))).toBeLessThan(10 * MINUTE);
    } finally {
      await prometheus.stop();
      rmSync(folder, { recursive: true });
    }
  },
  90_000,
);
