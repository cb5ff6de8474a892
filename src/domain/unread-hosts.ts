import { harmlessText } from './harmless-text.ts';

/** What names no host that can be read: counted, and some of what stands there instead. */
export interface UnreadHosts {
  readonly count: number;
  /** Harmless text: `fqdn "db 02"`, "no label fqdn or instance". */
  readonly samples: readonly string[];
}

const SAMPLES = 3;
const SAMPLE_MAX = 60;

/** What stands where a host should be, in quotes. */
export const unreadName = (raw: string): string => `"${harmlessText(raw, SAMPLE_MAX)}"`;

/** Undefined where every host was read. */
export const unreadHosts = (samples: readonly string[]): UnreadHosts | undefined =>
  samples.length === 0
    ? undefined
    : { count: samples.length, samples: [...new Set(samples)].slice(0, SAMPLES) };

export const allUnread = (parts: readonly (UnreadHosts | undefined)[]): UnreadHosts | undefined => {
  const some = parts.filter((part) => part !== undefined);
  return some.length === 0
    ? undefined
    : {
        count: some.reduce((sum, { count }) => sum + count, 0),
        samples: [...new Set(some.flatMap(({ samples }) => samples))].slice(0, SAMPLES),
      };
};
