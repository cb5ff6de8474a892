import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino } from 'pino';
import { errorCode } from '../domain/error-code.ts';
import { fileErrorWords } from '../domain/file-error-words.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { Hide } from '../domain/secrets/hide-values.ts';
import type { AuditRecord } from '../operation/audit.ts';
import { loggable } from './loggable.ts';

export interface AuditLog {
  readonly write: (record: AuditRecord) => void;
  /** After the file was moved away: the next line begins a new one. */
  readonly reopen: () => void;
  readonly close: () => void;
}

/** The file for the audit log, or stdout. Throws an OperatorError where the file cannot be written. */
export function openAuditLog(
  target: string,
  hide: Hide,
  onFault: (fault: unknown) => void,
  out: (text: string) => void,
): AuditLog {
  const line = (record: AuditRecord): string => `${JSON.stringify(loggable(record, hide))}\n`;
  if (target === 'stdout') {
    return {
      write: (record) => {
        out(line(record));
      },
      reopen: () => undefined,
      close: () => undefined,
    };
  }
  expectWritable(target);
  // Written at once: what was done stands there even if the process is killed the next moment.
  const file = pino.destination({ dest: target, append: true, mode: 0o640, sync: true });
  file.on('error', onFault);
  return {
    write: (record) => {
      file.write(line(record));
    },
    reopen: () => {
      try {
        expectWritable(target);
      } catch (fault) {
        onFault(fault);
        return; // what is open can still be written
      }
      file.reopen();
    },
    close: () => {
      file.end();
    },
  };
}

function expectWritable(path: string): void {
  const refuse = (why: string): never => {
    throw new OperatorError(
      `operation.auditLog: cannot write ${path} (${why}). Correct it, or WALE_AUDIT_LOG.`,
    );
  };
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) refuse('it is a folder');
  // Opening it waits for a reader, and so would everything else.
  if (found?.isFIFO() === true) refuse('it is a pipe');
  try {
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  } catch (fault) {
    const code = errorCode(fault);
    if (code === undefined) throw fault;
    refuse(fileErrorWords(code));
  }
}
