import type { VerdictCode } from '../../src/domain/finding.ts';
import type { Node } from '../stack/layout.ts';

/** One way in which the lab breaks, and what Wale has to say of it. */
export interface Fault {
  readonly name: string;
  /** One line: what was done. */
  readonly title: string;
  readonly expect: VerdictCode;
  /** Breaks it. `primary` is the primary of that moment. */
  readonly break: (primary: Node) => void | Promise<void>;
  /** Mends it. `primary` is the node that was given to `break`. */
  readonly heal: (primary: Node) => void | Promise<void>;
}
