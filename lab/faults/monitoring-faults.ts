import { signalDaemon, stopDaemon } from '../stack/daemons.ts';
import { startElasticsearch } from '../stack/elasticsearch.ts';
import { NODES } from '../stack/layout.ts';
import {
  exporterName,
  mtailName,
  startExporter,
  startMtail,
  startPrometheus,
} from '../stack/metrics.ts';
import { shipperName, startShipper } from '../stack/syslog.ts';
import type { Fault } from './fault.ts';

export const MONITORING_FAULTS: readonly Fault[] = [
  {
    name: 'shipper-stopped',
    title: 'the log shipper is stopped on all hosts',
    expect: 'log-shipping-missing',
    break: async () => {
      for (const node of NODES) await stopDaemon(shipperName(node));
    },
    heal: () => {
      for (const node of NODES) startShipper(node);
    },
  },
  {
    name: 'shipper-stopped-primary',
    title: 'the log shipper is stopped on the primary only',
    expect: 'log-shipping-missing',
    break: (primary) => stopDaemon(shipperName(primary)),
    heal: (primary) => {
      startShipper(primary);
    },
  },
  {
    name: 'wrong-tag',
    title: 'the log is shipped with another tag',
    expect: 'log-shipping-missing',
    break: async () => {
      for (const node of NODES) {
        await stopDaemon(shipperName(node));
        startShipper(node, 'db.walg');
      }
    },
    heal: async () => {
      for (const node of NODES) {
        await stopDaemon(shipperName(node));
        startShipper(node);
      }
    },
  },
  {
    name: 'mtail-stopped',
    title: 'mtail is stopped on the primary',
    expect: 'metrics-stale',
    break: (primary) => stopDaemon(mtailName(primary)),
    heal: (primary) => {
      startMtail(primary);
    },
  },
  {
    name: 'mtail-hung',
    title: 'mtail hangs on the primary (SIGSTOP)',
    expect: 'metrics-stale',
    break: (primary) => {
      signalDaemon(mtailName(primary), 'SIGSTOP');
    },
    heal: (primary) => {
      signalDaemon(mtailName(primary), 'SIGCONT');
    },
  },
  {
    name: 'exporters-down',
    title: 'postgres_exporter is stopped on all hosts: the primary is not known',
    expect: 'cannot-tell',
    break: async () => {
      for (const node of NODES) await stopDaemon(exporterName(node));
    },
    heal: () => {
      for (const node of NODES) startExporter(node);
    },
  },
  {
    name: 'prometheus-down',
    title: 'Prometheus is stopped',
    expect: 'cannot-tell',
    break: () => stopDaemon('prometheus'),
    heal: () => {
      startPrometheus();
    },
  },
  {
    name: 'elasticsearch-hangs',
    title: 'Elasticsearch takes requests and never answers (SIGSTOP)',
    expect: 'cannot-tell',
    break: () => {
      signalDaemon('elasticsearch', 'SIGSTOP');
    },
    heal: () => {
      signalDaemon('elasticsearch', 'SIGCONT');
    },
  },
  {
    name: 'elasticsearch-down',
    title: 'Elasticsearch is stopped',
    expect: 'cannot-tell',
    break: () => stopDaemon('elasticsearch', 20_000),
    heal: startElasticsearch,
  },
];
