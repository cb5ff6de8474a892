/** The code of a system error, such as ENOENT; undefined for any other fault. */
export function errorCode(fault: unknown): string | undefined {
  if (typeof fault !== 'object' || fault === null || !('code' in fault)) return undefined;
  return typeof fault.code === 'string' ? fault.code : undefined;
}

/** Node’s codes for what it was asked wrongly, which is a bug of ours. */
const OF_A_BUG = 'ERR_';

/** The code of what surrounds Wale; undefined for a bug. */
export function codeOfSurroundings(fault: unknown): string | undefined {
  const code = errorCode(fault);
  return code?.startsWith(OF_A_BUG) === true ? undefined : code;
}
