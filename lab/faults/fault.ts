import type { VerdictCode } from '../../src/domain/finding.ts';
import type { LabArchiverName } from '../stack/archivers/lab-archiver.ts';
import type { Node } from '../stack/layout.ts';

/** One way in which the lab breaks, and what Wale has to say of it. */
export interface Fault {
  readonly name: string;
  /** One line: what was done. */
  readonly title: string;
  readonly expect: VerdictCode;
  /** Words that the answer must hold as well: the cause, the source that could not be read. */
  readonly says?: RegExp;
  /** Verdicts that are right too, on the way there. */
  readonly meanwhile?: readonly VerdictCode[];
  /** With which archivers it makes sense; with all of them if it does not say. */
  readonly archivers?: readonly LabArchiverName[];
  /** Breaks it. `primary` is the primary of that moment. */
  readonly break: (primary: Node) => void | Promise<void>;
  /** Mends it. `primary` is the node that was given to `break`. */
  readonly heal: (primary: Node) => void | Promise<void>;
}

export const worksWith = ({ archivers }: Fault, archiver: LabArchiverName): boolean =>
  archivers === undefined || archivers.includes(archiver);

/** What is expected of these is an answer that stays: any other verdict is a false alarm. */
export const isHarmless = ({ expect }: Fault): boolean => expect === 'healthy' || expect === 'idle';
