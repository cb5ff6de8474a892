import type { Unavailable } from '../domain/reading.ts';

/** What came, and from where: of several addresses it is not said otherwise which one it was. */
export const askedAt = ({ reason, detail }: Unavailable, address: string | undefined): string =>
  address === undefined || reason === 'not-configured' ? detail : `${detail} (asked: ${address})`;
