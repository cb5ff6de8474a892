import type { VerdictCode } from '../../src/domain/finding.ts';
import type { LabArchiverName } from '../stack/archivers/lab-archiver.ts';
import type { Node } from '../stack/layout.ts';
import type { WaleYaml } from '../stack/wale-config.ts';

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
  /** Verdicts that would be false alarms although something is broken: what only looks like them was done. */
  readonly never?: readonly VerdictCode[];
  /** What Wale is told besides the usual, from before the break on. */
  readonly config?: WaleYaml;
  /** Breaks it. `primary` is the primary of that moment. */
  readonly break: (primary: Node) => void | Promise<void>;
  /** What is so after the break, by the lab's own look: words that the answer must hold too. */
  readonly truth?: (primary: Node) => Promise<string>;
  /** Mends it. `primary` is the node that was given to `break`. */
  readonly heal: (primary: Node) => void | Promise<void>;
}

/** For faults that need the S3 store, or the name of a file that is known before it is pushed. */
export const WAL_E_ONLY = ['wal-e'] as const;

/** For faults that a replayed WAL-G tells of. */
export const WAL_G_ONLY = ['wal-g-replayed'] as const;

/** Those for which it makes no difference that nothing but its words is WAL-G’s, and that no metric is made of its log. */
const ALSO_REPLAYED: ReadonlySet<string> = new Set([
  'store-unwritable',
  'store-full',
  'command-fails',
  'command-missing',
  'silent-drop',
  'idle',
  'switchover',
  'failover-clean',
  'failover-hole-permanent',
]);

export const worksWith = ({ name, archivers }: Fault, archiver: LabArchiverName): boolean =>
  archivers?.includes(archiver) ?? (archiver !== 'wal-g-replayed' || ALSO_REPLAYED.has(name));

/** Whether a wrong answer may come later than the right one: then it is waited for. */
export const isTrap = (fault: Fault): boolean => isHarmless(fault) || fault.never !== undefined;

/** What is expected of these is an answer that stays: any other verdict is a false alarm. */
export const isHarmless = ({ expect }: Fault): boolean => expect === 'healthy' || expect === 'idle';
