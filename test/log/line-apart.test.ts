import { describe, expect, it } from '@jest/globals';
import { wholeLine } from '../../src/log/framing/line-apart.ts';

const HEADER = 'INFO: 2026/11/24 11:59:42.138682';
const whole = (fields: Readonly<Record<string, string>>) => wholeLine((field) => fields[field]);

describe('a line that a collector took apart', () => {
  it('is put together from its header and its message', () => {
    expect(whole({ walg_header: `${HEADER} `, walg_message: 'FILE PATH: x' })).toBe(
      `${HEADER} FILE PATH: x`,
    );
  });

  it('is its message alone where it has no header, or what is no header', () => {
    expect(whole({ walg_message: 'said' })).toBe('said');
    expect(whole({ walg_header: 'wal-g', walg_message: 'said' })).toBe('said');
  });

  it('is none without a message', () => {
    expect(whole({ walg_header: HEADER })).toBeUndefined();
    expect(whole({ message: 'said' })).toBeUndefined();
  });
});
