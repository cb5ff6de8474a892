import type { Archiver } from './archiver.ts';
import type { Reading } from './reading.ts';
import type { EpochMs } from './time.ts';
import type { ZoneError } from './upload-log.ts';

/** A field that the configuration names, and what the index says of it. */
export interface ProbedField {
  /** The key in the configuration: `fields.host`. */
  readonly key: string;
  readonly field: string;
  readonly mapped: boolean;
  /** The field that exact values are compared with; undefined where none is needed. */
  readonly exact: string | undefined;
  readonly exactMapped: boolean;
}

/** The values that a field has lately, the most frequent first, as harmless text. */
export interface FieldValues {
  /** The key in the configuration: `selector`, `filter`. */
  readonly key: string;
  readonly field: string;
  readonly values: readonly string[];
}

/** What a look at the log index showed, step by step. */
export interface LogProbe {
  readonly index: string;
  /** "json.tag: db.wale", as configured. */
  readonly selector: string;
  /** "json.type: patroni"; empty if nothing tells the clusters apart. */
  readonly filter: string;
  /** The newest document of all within the look-back, of this cluster, and of its archiver. */
  readonly newestAt: EpochMs | undefined;
  readonly newestOfClusterAt: EpochMs | undefined;
  readonly newestOfArchiverAt: EpochMs | undefined;
  /** The newest of the archiver's documents, looked at one by one. */
  readonly documents: number;
  readonly withMessage: number;
  readonly withTimestamp: number;
  /** The hosts that the documents name. */
  readonly hosts: readonly string[];
  readonly withHost: number;
  /** What stands where a host should be in one that names none, as harmless text. */
  readonly unreadHost?: string | undefined;
  /** Lines that could not be read, and one of them as harmless text. */
  readonly unread: number;
  readonly unreadSample: string | undefined;
  readonly fields: Reading<readonly ProbedField[]>;
  /** Whose records are searched for, and whose were found: the most frequent first. */
  readonly archiver: Archiver | 'auto';
  readonly archivers: readonly Archiver[];
  /** Hosts whose own times are off by whole quarters of an hour. */
  readonly zoneErrors: readonly ZoneError[];
  /** What could be set instead where selector or filter find nothing. */
  readonly values: readonly FieldValues[];
}
