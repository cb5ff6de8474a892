/**
 * A log sequence number: a byte position in the WAL, 64 bits wide, so a bigint.
 * https://www.postgresql.org/docs/current/datatype-pg-lsn.html
 */
export type Lsn = bigint;

const LSN = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/;

/** Reads `16/B374D848`; undefined if the text is no LSN. */
export function parseLsn(text: string): Lsn | undefined {
  const [, high, low] = LSN.exec(text) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

/** Writes an LSN as PostgreSQL does: `16/B374D848`. */
export function formatLsn(lsn: Lsn): string {
  const half = (value: bigint): string => value.toString(16).toUpperCase();
  return `${half(lsn >> 32n)}/${half(lsn & 0xffff_ffffn)}`;
}
