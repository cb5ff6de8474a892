import type { UnavailableSource } from './finding.ts';

const NAMES: Readonly<Partial<Record<UnavailableSource['source'], string>>> = {
  elasticsearch: 'Elasticsearch',
  prometheus: 'Prometheus',
  patroni: 'Patroni',
};

/** What could not be read, as people read it: `Prometheus`, `Prometheus pendingWal`, `lines of Elasticsearch`. */
export const sourceWords = ({ source, part }: UnavailableSource): string =>
  joined(NAMES[source] ?? source, part);

/** The same as JSON has it, where a word keeps its form: `prometheus`, `lines of elasticsearch`. */
export const sourceKey = ({ source, part }: UnavailableSource): string => joined(source, part);

const joined = (name: string, part: UnavailableSource['part']): string =>
  part === 'lines' ? `lines of ${name}` : [name, ...(part === undefined ? [] : [part])].join(' ');
