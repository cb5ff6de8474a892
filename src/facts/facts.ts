import type { Archiver } from '../domain/archiver.ts';
import type { BaseBackups } from '../domain/base-backup.ts';
import type {
  DataAtRisk,
  Restorable,
  WalSequence,
  WalTrend,
  WalWaiting,
} from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EndedUpload } from '../domain/upload.ts';
import { archiverOf } from './archiver.ts';
import { baseBackups } from './base-backup.ts';
import { continuityOf, type Continuity } from './continuity.ts';
import { contradictionsOf } from './contradictions.ts';
import type { Contradiction } from './contradictions/contradiction.ts';
import { dataAtRisk } from './data-at-risk.ts';
import { once, oncePerSnapshot } from './once.ts';
import { primaryOf, type Primary } from './primary.ts';
import { restorable } from './restorable.ts';
import { archivingHost, lastCompleteBy } from './uploads.ts';
import { walSequence } from './wal-sequence.ts';
import { walTrend } from './wal-trend.ts';
import { walWaiting } from './wal-waiting.ts';

/** What follows from a snapshot, each fact under its name: made when first asked for, and once. */
export interface Facts {
  readonly snapshot: Snapshot;
  readonly primary: Primary;
  /** The primary, or who pushed last while nobody says who that is. */
  readonly archivingHost: string | undefined;
  /** What the archiving host archives with. */
  readonly archiver: Archiver | undefined;
  /** The newest segment that the archiving host completed by its log. */
  readonly lastComplete: EndedUpload | undefined;
  readonly continuity: Continuity;
  readonly sequence: WalSequence | undefined;
  readonly restorable: Restorable | undefined;
  readonly backups: BaseBackups;
  readonly contradictions: readonly Contradiction[];
  /** These three are the one primary's; undefined without one. */
  readonly waiting: WalWaiting | undefined;
  readonly trend: WalTrend | undefined;
  readonly atRisk: DataAtRisk | undefined;
}

export const factsOf: (snapshot: Snapshot) => Facts = oncePerSnapshot((snapshot) => {
  const ofPrimary = <Fact>(fact: (snapshot: Snapshot, host: string) => Fact) =>
    once(() => {
      const primary = primaryOf(snapshot);
      return primary.kind === 'one' ? fact(snapshot, primary.host) : undefined;
    });
  const archiver = once(() => archiverOf(snapshot, archivingHost(snapshot)));
  const lastComplete = once(() => lastCompleteBy(snapshot, archivingHost(snapshot)));
  const sequence = once(() => walSequence(snapshot, continuityOf(snapshot)));
  const restorableTo = once(() => restorable(snapshot, continuityOf(snapshot)));
  const waiting = ofPrimary(walWaiting);
  const trend = ofPrimary(walTrend);
  const atRisk = ofPrimary(dataAtRisk);
  return {
    snapshot,
    get primary() {
      return primaryOf(snapshot);
    },
    get archivingHost() {
      return archivingHost(snapshot);
    },
    get archiver() {
      return archiver();
    },
    get lastComplete() {
      return lastComplete();
    },
    get continuity() {
      return continuityOf(snapshot);
    },
    get sequence() {
      return sequence();
    },
    get restorable() {
      return restorableTo();
    },
    get backups() {
      return baseBackups(snapshot);
    },
    get contradictions() {
      return contradictionsOf(snapshot);
    },
    get waiting() {
      return waiting();
    },
    get trend() {
      return trend();
    },
    get atRisk() {
      return atRisk();
    },
  };
});
