import type { Writable } from 'node:stream';
import { errorCode } from '../domain/error-code.ts';

/** Whoever read it has left (`| head`, `q` in a pager): nobody is there to be told. Any other fault of the stream is thrown. */
export function whenReaderLeaves(stream: Writable, leave: () => void): void {
  stream.on('error', (fault) => {
    if (errorCode(fault) !== 'EPIPE') throw fault;
    leave();
  });
}
