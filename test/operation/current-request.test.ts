import { expect, it } from '@jest/globals';
import {
  currentRequest,
  inRequest,
  newRequest,
  outOfRequest,
} from '../../src/operation/current-request.ts';

it('what goes on after a request has none, however long it takes, and the request has itself still', async () => {
  const request = newRequest('command', { channel: 'C1', user: 'U1' }, 0);
  const later = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return currentRequest();
  };

  const [within, without, after] = await inRequest(request, async () => [
    await later(),
    await outOfRequest(later),
    currentRequest(),
  ]);

  expect(within).toBe(request);
  expect(without).toBeUndefined();
  expect(after).toBe(request);
});
