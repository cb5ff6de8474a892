import { request as plain, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as secure, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';

/**
 * How axios sends a request whose answer may be HTTP 101: Node then closes the connection without a word, and whoever asked
 * would wait until the deadline. Here it fails at once, with the message that undici has for it.
 */
export const withoutUpgrades = {
  request: (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest =>
    (options.protocol === 'https:' ? secure : plain)(options, onAnswer).on(
      'upgrade',
      function (this: ClientRequest, _answer: IncomingMessage, socket: Duplex) {
        socket.destroy();
        // Node counts it as ended, and would say nothing more of it.
        this.emit('error', new Error('bad upgrade'));
      },
    ),
};
