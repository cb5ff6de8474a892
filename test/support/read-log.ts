import type { LineOrigin } from '../../src/log/framing/line-origin.ts';
import { createLogReader } from '../../src/log/log-reader.ts';
import { createUploadLedger } from '../../src/log/upload-ledger.ts';
import type { UnreadHosts } from '../../src/domain/unread-hosts.ts';
import type { ArchiverFailure, Upload } from '../../src/domain/upload.ts';
import type {
  BaseBackupActivity,
  CompleteBackup,
  UnreadLines,
} from '../../src/domain/upload-log.ts';

const REFERENCE = Date.UTC(2026, 10, 24);

/** Reads a whole log, as the adapters do it line by line. */
export function readLog(
  text: string,
  origin?: LineOrigin,
  timeZone?: string,
): {
  readonly uploads: readonly Upload[];
  readonly failures: readonly ArchiverFailure[];
  readonly baseBackups: readonly BaseBackupActivity[];
  readonly completeBackups: readonly CompleteBackup[];
  readonly unread: UnreadLines;
  readonly unreadHosts: UnreadHosts | undefined;
} {
  const ledger = createUploadLedger();
  const reader = createLogReader(ledger.add, REFERENCE, { timeZone });
  for (const line of text.split('\n')) reader.read(line, origin);
  const unread = reader.end();
  return {
    uploads: ledger.uploads(),
    failures: ledger.failures(),
    baseBackups: ledger.baseBackups(),
    completeBackups: ledger.completeBackups(),
    unread,
    unreadHosts: reader.unreadHosts(),
  };
}
