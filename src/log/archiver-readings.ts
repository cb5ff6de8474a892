import type { Framing } from './framing/line-framing.ts';
import { behindTag, isTagAlone } from './framing/program-tag.ts';
import { programKind } from './unread/other-programs.ts';

/** How a line may be an archiver's. */
interface Readings {
  /** Its text, with and without what may be the tag of a program; none where the tag is all that there is. */
  readonly texts: readonly string[];
  /** Behind the tag of an archiver also stands what goes on with its last complaint. */
  readonly isOfArchiver?: true;
}

export function archiverReadings(line: string, framing: Framing | undefined): Readings {
  if (framing === undefined) return { texts: [line] };
  const text = line.slice(framing.length);
  const isTagged = programKind(text) === 'archiver';
  if (isTagged && isTagAlone(text)) return { texts: [] };
  const untagged = behindTag(text);
  if (untagged === undefined) return { texts: [text] };
  return isTagged ? { texts: [untagged], isOfArchiver: true } : { texts: [text, untagged] };
}
