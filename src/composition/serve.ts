import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { Hide } from '../domain/secrets/hide-values.ts';
import type { Clock } from '../domain/time.ts';
import { buildWords } from '../operation/build-info.ts';
import { keepCompiled } from '../operation/keep-compiled.ts';
import { tellingStore } from '../operation/telling-store.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';
import { createBot, type Bot } from './bot.ts';
import { openStore } from './open-store.ts';
import { startOperation } from './operation.ts';
import { readBuildInfo } from './read-build-info.ts';

/** What the process is told from outside. */
export interface Signals {
  /** Resolves when it is to end. */
  readonly untilStopped: () => Promise<void>;
  /** Calls back each time that the configuration is to be read again; returns what ends that. */
  readonly onReload: (reload: () => void) => () => void;
}

export interface ServeParts {
  readonly now: Clock;
  readonly log: Logger;
  readonly hide: Hide;
  readonly out: (text: string) => void;
}

/** Runs the bot until it is stopped, or Slack refuses it. A new configuration takes over where it is right. */
export async function serve(
  first: Config,
  read: () => Config,
  signals: Signals,
  { now, log, hide, out }: ServeParts,
): Promise<void> {
  keepCompiled();
  const build = readBuildInfo();
  const opened = await openStore(first.state, now, log);
  let bot: Bot | undefined;
  let stopping = false;
  const slackLacks = async (): Promise<string | undefined> =>
    stopping ? 'Wale is stopping' : bot === undefined ? 'Wale is starting' : bot.lacks();
  try {
    const operation = await startOperation(first.operation, {
      build,
      store: opened,
      slackLacks,
      now,
      log,
      hide,
      out,
    });
    const { tell } = operation;
    const store: ThreadStore = tellingStore(opened, tell);
    let refuse: (fault: unknown) => void = () => undefined;
    const refused = new Promise<never>((_resolve, reject) => {
      refuse = reject;
    });
    const follow = (followed: Bot): void => {
      bot = followed;
      followed.untilRefused().catch((fault: unknown) => {
        if (bot === followed) refuse(fault);
      });
    };
    let config = first;
    /** Where the new one cannot start, the old one comes back. */
    const takeTurns = async (taking: Bot): Promise<void> => {
      try {
        await taking.start();
        follow(taking);
      } catch (fault) {
        const back = createBot(config, { now, log, store, hide, tell });
        await back.start().catch(refuse);
        follow(back);
        throw fault;
      }
    };
    const reload = async (): Promise<void> => {
      operation.reopen();
      if (stopping) return;
      try {
        const next = read();
        expectSameHouse(config, next);
        const taking = createBot(next, { now, log, store, hide, tell });
        await taking.prepare();
        const before = bot;
        if (taking.listens) {
          await before?.stop(); // two may not listen on one port
          await takeTurns(taking);
        } else {
          await taking.start();
          follow(taking);
          await before?.stop();
        }
        config = next;
      } catch (fault) {
        if (!(fault instanceof OperatorError)) throw fault;
        log.error({ reason: fault.message }, 'the new configuration is refused; the old one stays');
        tell('configuration-reloaded', { outcome: 'refused' });
        return;
      }
      log.info({ clusters: [...config.clusters.keys()] }, 'the new configuration is in use');
      tell('configuration-reloaded', { outcome: 'taken' });
    };
    try {
      const started = createBot(first, { now, log, store, hide, tell });
      await started.start();
      follow(started);
      log.info(
        { build: buildWords(build), node: process.version, operationPort: operation.port },
        'wale runs',
      );
      let reloading = Promise.resolve();
      const stopReloading = signals.onReload(() => {
        reloading = reloading.then(reload).catch(refuse);
      });
      try {
        await Promise.race([signals.untilStopped(), refused]);
      } finally {
        stopping = true;
        stopReloading();
        log.info('wale stops: nothing more is taken in, and what runs may finish');
        await reloading;
        await bot?.stop();
        log.info('wale has stopped');
      }
    } finally {
      await operation.stop();
    }
  } finally {
    await opened.close();
  }
}

/** State and ports are held from the start to the end. */
function expectSameHouse(before: Config, next: Config): void {
  const part = (['state', 'operation'] as const).find(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(next[name]),
  );
  if (part === undefined) return;
  throw new OperatorError(`${part}: expected what it was, got another. That needs a restart.`);
}
