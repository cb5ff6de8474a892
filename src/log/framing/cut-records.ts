import { BOUNDS } from '../../domain/bounds.ts';
import type { JsonLine } from './json-line.ts';

/** Puts together lines that whoever runs a container had cut into several records of JSON. */
export interface CutRecords {
  /** Undefined if more of the line follows. */
  readonly join: (record: JsonLine) => JsonLine | undefined;
  /** What was cut and never ended. */
  readonly end: () => readonly JsonLine[];
}

export function createCutRecords(): CutRecords {
  const begun = new Map<string, JsonLine>();
  return {
    join: (record) => {
      if (record.part === undefined && begun.size === 0) return record;
      const key = `${record.part?.of ?? ''} ${record.origin.host ?? ''}`;
      const before = begun.get(key);
      if (record.part === undefined && before === undefined) return record;
      begun.delete(key);
      const message = `${before?.message ?? ''}${record.message}`;
      const whole = { ...(before ?? record), message };
      if (record.part?.isLast !== false || message.length > BOUNDS.logLine.most) return whole;
      begun.set(key, whole);
      return undefined;
    },
    end: () => [...begun.values()],
  };
}
