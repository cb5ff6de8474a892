import { SECOND } from '../domain/time.ts';
import type { ArchiverFailure } from '../domain/upload.ts';
import type { ArchiverEvent } from './archiver-event.ts';

export type FailedCommand = Extract<ArchiverEvent, { kind: 'failed-command' }>;

/**
 * PostgreSQL's complaints with the file that a line of its own names for each; the two come in any order, and
 * where the complaint itself was not read, that line is one.
 */
export function withFailedFiles(
  complaints: readonly ArchiverFailure[],
  commands: readonly FailedCommand[],
): ArchiverFailure[] {
  const bySecond = new Map<string, FailedCommand[]>();
  for (const command of commands) {
    const key = secondOf(command, 0);
    bySecond.set(key, [...(bySecond.get(key) ?? []), command]);
  }
  const taken = new Set<FailedCommand>();
  const named = complaints.map((failure) => {
    if (failure.reportedBy !== 'postgresql' || failure.operation !== 'push') return failure;
    const [nearest] = [-1, 0, 1]
      .flatMap((later) => bySecond.get(secondOf(failure, later)) ?? [])
      .filter(({ at }) => Math.abs(at - failure.at) < SECOND)
      .sort((a, b) => Math.abs(a.at - failure.at) - Math.abs(b.at - failure.at));
    if (nearest === undefined) return failure;
    taken.add(nearest);
    return {
      ...failure,
      file: failure.file ?? nearest.file,
      command: failure.command ?? nearest.command,
      archiver: failure.archiver ?? nearest.archiver,
    };
  });
  return [...named, ...commands.filter((command) => !taken.has(command)).map(asComplaint)];
}

const secondOf = ({ host, at }: Pick<FailedCommand, 'host' | 'at'>, later: number): string =>
  `${host ?? ''} ${Math.floor(at / SECOND) + later}`;

const asComplaint = ({ file, command, archiver, host, at }: FailedCommand): ArchiverFailure => ({
  operation: 'push',
  host,
  pid: undefined,
  at,
  reportedBy: 'postgresql',
  file,
  command,
  archiver,
  text: 'an archive command failed',
});
