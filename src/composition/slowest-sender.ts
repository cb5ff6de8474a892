/** Whoever sends more slowly is cut off, and keeps nobody else out. */
export const SLOWEST_SENDER = {
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
};

/** Where more wait to be taken in, the system lets them try again after a second, then three; it sets a limit of its own too. */
export const WAITING_CONNECTIONS = 4096;
