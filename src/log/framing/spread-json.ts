import { BOUNDS } from '../../domain/bounds.ts';
import type { GatheredLines } from './gathered-lines.ts';

const OPENS = /^(?:\[|\{|\[\{)$/;
/** One line of it: a key, and a value that ends here or opens. A log that only has a line with a bracket goes on with others. */
const IS_PART =
  /^(?:"(?:[^"\\]|\\.)*"(?:: ?)?)?(?:[[\]{}]+|[-\d.eE+]+|true|false|null|"(?:[^"\\]|\\.)*")?,?$/;
/** A bracket or two, with blanks. */
const LONGEST_OPENING = 8;
const MOST = BOUNDS.spreadJson.most;

/** Puts together JSON that is spread over lines, as jq, `gcloud`, `aws` and Grafana write it. */
export function createSpreadJson(): GatheredLines {
  let held: string[] = [];
  let length = 0;
  let depth = 0;
  let isList = false;

  const release = (): readonly string[] => {
    const lines = held;
    held = [];
    length = 0;
    depth = 0;
    isList = false;
    return lines;
  };

  return {
    mayTake: (line) => depth > 0 || line.length <= LONGEST_OPENING,
    take: (line) => {
      if (depth === 0 && !OPENS.test(line.trim())) return [line];
      if (depth > 0 && !(line.length <= MOST && IS_PART.test(line.trim())))
        return [...release(), line];
      const opened = depth === 0;
      depth += depthOf(line);
      if (opened && line.trim().startsWith('[')) {
        isList = true;
        // The bracket of the list itself says nothing; its elements are told one by one.
        const rest = line.replace('[', '');
        if (rest.trim() !== '') held.push(rest);
        return [];
      }
      if (isList && depth === 0) {
        release();
        return [];
      }
      held.push(line);
      length += line.length;
      if (length > MOST) return release();
      if (depth > (isList ? 1 : 0)) return [];
      const whole = held.join('\n').trim().replace(/,$/, '');
      held = [];
      length = 0;
      return [whole];
    },
    end: release,
  };
}

/** By how much a line goes deeper; brackets in strings do not count. */
function depthOf(line: string): number {
  const bare = line.replace(/"(?:[^"\\]|\\.)*"/g, '');
  const count = (bracket: RegExp): number => bare.match(bracket)?.length ?? 0;
  return count(/[[{]/g) - count(/[\]}]/g);
}
