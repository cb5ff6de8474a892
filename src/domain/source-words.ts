import type { UnavailableSource } from './finding.ts';

/** What could not be read, by name: `prometheus`, `prometheus pendingWal`, `lines of elasticsearch`. */
export const sourceWords = ({ source, part }: UnavailableSource): string =>
  part === 'lines'
    ? `lines of ${source}`
    : [source, ...(part === undefined ? [] : [part])].join(' ');
