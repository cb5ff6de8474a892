import { parseDocument } from 'yaml';
import type { GatheredLines } from './gathered-lines.ts';
import { isFields } from './postgres-fields.ts';

/**
 * Puts together the entries of `gcloud logging read`, which writes YAML if nothing else is asked for, as
 * `--format=json` has them: https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry
 */
export function createCloudLoggingYaml(): GatheredLines {
  /** The lines of the open entry, with the one that begins it. */
  let held: string[] = [];
  let length = 0;

  const release = (): readonly string[] => {
    const [, ...lines] = held;
    const entry = entryOf(lines.join('\n'));
    const released = entry === undefined ? held : [entry];
    held = [];
    length = 0;
    return released;
  };

  return {
    mayTake: (line) => held.length > 0 || line === BEGIN,
    take: (line) => {
      const isPart = PART.test(line) && length <= ENTRY_MAX;
      const ended = line === BEGIN || !isPart ? release() : [];
      if (line !== BEGIN && !isPart) return [...ended, line];
      held.push(line);
      length += line.length;
      return ended;
    },
    end: release,
  };
}

const BEGIN = '---';
/** A key of an entry, what lies below one, or a line of a text. A record of a log is none of these. */
const PART = /^(?:[a-z]\w{0,40}:(?: |$)|- | |$)/;
/** As long as an entry may be. */
const ENTRY_MAX = 256 * 1024;

/** In one line, as JSON. What is no entry stays as it was. */
function entryOf(text: string): string | undefined {
  if (!/^(?:text|json)Payload:/m.test(text)) return undefined;
  const document = parseDocument(text, {
    schema: 'failsafe',
    logLevel: 'silent',
    // Each key would be compared with all others.
    uniqueKeys: false,
  });
  if (document.errors.length > 0) return undefined;
  try {
    const entry: unknown = document.toJS({ maxAliasCount: 0 });
    return isFields(entry) ? JSON.stringify(entry) : undefined;
  } catch {
    return undefined;
  }
}
