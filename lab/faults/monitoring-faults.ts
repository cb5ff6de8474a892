import { copyFileSync } from 'node:fs';
import { signalDaemon, stopDaemon } from '../stack/daemons.ts';
import { blockWrites, startElasticsearch } from '../stack/elasticsearch.ts';
import { openGate, slowGate } from '../stack/gates.ts';
import { NODES } from '../stack/layout.ts';
import {
  exporterName,
  mtailName,
  startExporter,
  startMtail,
  startPrometheus,
} from '../stack/metrics.ts';
import { archiverLog, shipAgain, shipperName, startShipper } from '../stack/syslog.ts';
import { WAL_G_ONLY, type Fault } from './fault.ts';

/** What the metrics alone say is told, and is no proof that all is well. */
const BY_METRICS = /could not read Elasticsearch[^]*by the metrics alone/;

const anotherTag: Pick<Fault, 'break' | 'heal'> = {
  break: async () => {
    for (const node of NODES) {
      await stopDaemon(shipperName(node));
      startShipper(node, 'db.elsewhere');
    }
  },
  heal: async () => {
    for (const node of NODES) await shipAgain(node);
  },
};

export const MONITORING_FAULTS: readonly Fault[] = [
  {
    name: 'shipper-stopped',
    title: 'the log shipper is stopped on all hosts',
    expect: 'log-shipping-missing',
    says: /whole pipeline/,
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
    says: /this host/,
    break: (primary) => stopDaemon(shipperName(primary)),
    heal: (primary) => {
      startShipper(primary);
    },
  },
  {
    name: 'wrong-tag',
    title: 'the log is shipped with another tag',
    expect: 'log-shipping-missing',
    says: /this tag/,
    ...anotherTag,
  },
  {
    name: 'wrong-tag-no-metric',
    title: 'the same where no metric is made from the log: PostgreSQL alone counts successes',
    // As of a command that stores nothing: only a look tells which.
    expect: 'cannot-tell',
    says: /a monitoring fault or a silent drop/,
    archivers: WAL_G_ONLY,
    ...anotherTag,
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
    name: 'mtail-wrong-file',
    title: 'mtail answers its scrapes and reads the rotated file',
    expect: 'metrics-stale',
    says: /rotated/,
    break: async (primary) => {
      const rotated = `${archiverLog(primary)}.1`;
      copyFileSync(archiverLog(primary), rotated);
      await stopDaemon(mtailName(primary));
      startMtail(primary, rotated);
    },
    heal: async (primary) => {
      await stopDaemon(mtailName(primary));
      startMtail(primary);
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
    name: 'elasticsearch-slow',
    title: 'Elasticsearch takes a second for each answer',
    expect: 'healthy',
    break: () => {
      slowGate('elasticsearch', { answerDelayMs: 1000 });
    },
    heal: () => {
      openGate('elasticsearch');
    },
  },
  {
    name: 'elasticsearch-too-slow',
    title: 'Elasticsearch takes five seconds for each answer, which is too long',
    expect: 'cannot-tell',
    says: BY_METRICS,
    break: () => {
      slowGate('elasticsearch', { answerDelayMs: 5000 });
    },
    heal: () => {
      openGate('elasticsearch');
    },
  },
  {
    name: 'elasticsearch-read-only',
    title: 'the index takes no documents any more (index.blocks.write)',
    expect: 'log-shipping-missing',
    says: /whole pipeline/,
    break: () => blockWrites(true),
    heal: async () => {
      await blockWrites(false);
      for (const node of NODES) await shipAgain(node);
    },
  },
  {
    name: 'elasticsearch-hangs',
    title: 'Elasticsearch takes requests and never answers (SIGSTOP)',
    expect: 'cannot-tell',
    says: BY_METRICS,
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
    says: BY_METRICS,
    break: () => stopDaemon('elasticsearch', 20_000),
    heal: startElasticsearch,
  },
];
