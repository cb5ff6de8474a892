const OFFSET = /^([+-]?)(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads `-5m`, `300ms`, `+2s` as milliseconds. */
export function offsetMs(text: string): number {
  const [, sign, amount, unit] = OFFSET.exec(text) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new Error(`expected an offset such as -5m or 300ms, got ${JSON.stringify(text)}`);
  }
  return (sign === '-' ? -1 : 1) * Number(amount) * (UNITS[unit] ?? NaN);
}
