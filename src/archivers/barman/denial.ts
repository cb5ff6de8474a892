import type { ArchiverFailure, Upload } from '../../domain/upload.ts';
import type { CreateDenial } from '../denial.ts';

/**
 * Barman names a file before it archives it, and has no line for the end; what goes wrong with it is the next that
 * this process says.
 */
export const createBarmanDenial: CreateDenial = (uploads) => {
  const lastOfProcess = lastOfProcessBefore(uploads);
  return ({ upload, named }) => named.find((failure) => lastOfProcess(failure) === upload);
};

/** Which upload a process had named last when it complained. */
function lastOfProcessBefore(
  uploads: readonly Upload[],
): (failure: ArchiverFailure) => Upload | undefined {
  const byPid = new Map<number | undefined, Upload[]>();
  for (const upload of uploads) {
    if (upload.pid === undefined) continue;
    const known = byPid.get(upload.pid);
    if (known === undefined) byPid.set(upload.pid, [upload]);
    else known.push(upload);
  }
  return ({ pid, at, file }) =>
    byPid
      .get(pid)
      ?.findLast((upload) => upload.file === file && (upload.endedAt ?? Infinity) <= at);
}
