import type { EpochMs } from '../../domain/time.ts';
import type { Zone } from '../time/local-time.ts';

/** What is known of a record beside its text. */
export interface RecordContext extends Zone {
  readonly host: string | undefined;
  /** For a record that lost its own time. */
  readonly outerTime: () => EpochMs | undefined;
  /** For a record that lost its own pid. */
  readonly outerPid: number | undefined;
  /** For a record that lost its own level. */
  readonly outerLevel?: string | undefined;
  /** True where the tag or a field beside it says that an archiver wrote it. */
  readonly isOfArchiver?: boolean | undefined;
}
