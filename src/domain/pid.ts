/** PID_MAX_LIMIT of Linux on 64 bits: include/linux/threads.h. */
const PID_MAX = 4_194_304;

/**
 * A process id as its digits spell it. A log is hostile text, and a pid ends up behind `kill`: -1 is every process,
 * 0 the own group, 1 is init. So whatever no archiver can have is no pid: undefined.
 */
export function parsePid(digits: string | undefined): number | undefined {
  if (digits === undefined || !/^[1-9]\d{0,6}$/.test(digits)) return undefined;
  const pid = Number(digits);
  return isPid(pid) ? pid : undefined;
}

/** The same of a number that comes from elsewhere than a log. */
export const isPid = (pid: number): boolean => Number.isInteger(pid) && pid >= 2 && pid <= PID_MAX;
