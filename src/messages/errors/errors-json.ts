import type { ArchiverError, ErrorList } from '../../domain/archiver-error.ts';
import { unreadJson } from '../unread/unread-json.ts';

interface ErrorJson {
  readonly at: string;
  readonly host: string | null;
  readonly pid: number | null;
  readonly operation: ArchiverError['operation'];
  readonly reportedBy: ArchiverError['reportedBy'];
  readonly segment: string | null;
  readonly cause: string | null;
  readonly text: string;
  /** The archive command that failed, where PostgreSQL names it. */
  readonly command: string | null;
}

/** The errors as plain JSON data, the newest first. */
export const errorsJson = ({
  errors,
  unread,
}: ErrorList): {
  readonly errors: readonly ErrorJson[];
  readonly unread: ReturnType<typeof unreadJson>;
} => ({
  errors: errors.map(({ at, host, pid, operation, reportedBy, file, cause, text, command }) => ({
    at: new Date(at).toISOString(),
    host: host ?? null,
    pid: pid ?? null,
    operation,
    reportedBy,
    segment: file ?? null,
    cause: cause?.name ?? null,
    text,
    command: command ?? null,
  })),
  unread: unreadJson(unread),
});
