import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GateSettings, type Pace } from './gate-settings.ts';

// A gate passes connections on to a server, as slowly as its settings file says at that moment:
// tsx lab/stack/gate.ts LISTEN_PORT TARGET_PORT SETTINGS_FILE

const [listenPort, targetPort, settingsFile = ''] = process.argv.slice(2);

const pace = (): Pace =>
  existsSync(settingsFile)
    ? GateSettings.parse(JSON.parse(readFileSync(settingsFile, 'utf8')))
    : {};

/** When the line is free again: all connections share one. */
let freeAt = 0;

function slowly(wait: (bytes: number) => number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      void sleep(wait(chunk.length)).then(() => {
        done(null, chunk);
      });
    },
  });
}

/** An answer comes in parts: only what follows a pause begins one. */
const PAUSE_MS = 100;

function answersLate(): (bytes: number) => number {
  let lastPartAt = 0;
  return () => {
    const isFirst = Date.now() - lastPartAt > PAUSE_MS;
    const delay = isFirst ? (pace().answerDelayMs ?? 0) : 0;
    lastPartAt = Date.now() + delay;
    return delay;
  };
}

function takesItsTime(bytes: number): number {
  const { bytesPerSecond } = pace();
  if (bytesPerSecond === undefined) return 0;
  const now = Date.now();
  freeAt = Math.max(now, freeAt) + (bytes / bytesPerSecond) * 1000;
  return freeAt - now;
}

createServer((client) => {
  const server = connect(Number(targetPort), '127.0.0.1');
  client.pipe(slowly(takesItsTime)).pipe(server);
  server.pipe(slowly(answersLate())).pipe(client);
  // Either end may go away at any moment: then the other one goes too.
  const end = (): void => {
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) socket.on('error', end).on('close', end);
}).listen(Number(listenPort), '127.0.0.1');
