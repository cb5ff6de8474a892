import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { arrivalDelay, hostLateness, logLateness } from '../../src/facts/log-lateness.ts';
import { PRIMARY, REPLICA, uploadLog } from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const NOT_KNOWN = unavailable('no-data', 'no record has a time of arrival');
const thresholds = { ...DEFAULT_THRESHOLDS, shippingAllowance: 2 * MINUTE };

describe('how late the lines of a log are', () => {
  const late = (shippingLag: number) => logLateness(uploadLog({ shippingLag }), thresholds);

  it('is the whole of their delay once that is more than the usual', () => {
    expect(late(2 * MINUTE)).toBe(0);
    expect(late(2 * MINUTE + 1)).toBe(2 * MINUTE + 1);
  });

  it('is nothing where nothing tells', () => {
    const log = uploadLog({ shippingLag: NOT_KNOWN });

    expect(arrivalDelay(log)).toBe(0);
    expect(logLateness(log, thresholds)).toBe(0);
  });
});

describe('how late the lines of one host are', () => {
  const hostLags = [
    { host: REPLICA, lag: 30 * MINUTE },
    { host: PRIMARY, lag: SECOND },
  ];
  const late = (host: string, lags: typeof hostLags | undefined) =>
    hostLateness(uploadLog({ shippingLag: 5 * MINUTE, hostLags: lags }), host, thresholds);

  it('is told by its own newest record, whatever that of all says', () => {
    expect(late(PRIMARY, hostLags)).toBe(0);
    expect(late(REPLICA, hostLags)).toBe(30 * MINUTE);
  });

  it('is that of all where it has none of its own', () => {
    expect(late('patroni-03', hostLags)).toBe(5 * MINUTE);
    expect(late(PRIMARY, [])).toBe(5 * MINUTE);
    expect(late(PRIMARY, undefined)).toBe(5 * MINUTE);
  });
});
