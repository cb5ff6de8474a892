import type { Config } from '../config/config.ts';
import { acknowledgedWords, type AcknowledgementBook } from '../domain/acknowledgement.ts';
import { errorCode } from '../domain/error-code.ts';
import { fileErrorWords } from '../domain/file-error-words.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { Clock } from '../domain/time.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../domain/wal-file.ts';
import type { AcknowledgeCommands } from '../terminal/acknowledge-commands.ts';
import { EXIT_CODES } from '../terminal/exit-codes.ts';
import type { Terminal } from '../terminal/program.ts';
import type { AskAcknowledgements } from '../use-cases/ask-status.ts';
import { findCluster } from '../use-cases/find-cluster.ts';
import { withSharedBook } from './shared-state.ts';

const fileWords = (fault: unknown): string => {
  const code = errorCode(fault);
  return code === undefined ? 'no answer' : fileErrorWords(code);
};

/**
 * What is acknowledged, for a command that looks at clusters. Where that cannot be read nothing counts as acknowledged,
 * so that nothing is hidden, and `complain` is told so.
 */
export const sharedAcknowledgements =
  (state: Config['state'], now: Clock, complain: (sentence: string) => void): AskAcknowledgements =>
  async () => {
    try {
      return (await withSharedBook(state, now, (book) => book.all())) ?? [];
    } catch (fault) {
      const why = fault instanceof OperatorError ? fault.message : fileWords(fault);
      complain(`what is acknowledged could not be read, so nothing counts as acknowledged: ${why}`);
      return [];
    }
  };

/** `wale ack`, `wale unack` and `wale acks`. `who` is written down beside the reason. */
export function createAcknowledgeCommands(
  configured: (path: string | undefined) => Config,
  who: string,
  now: Clock,
  terminal: Terminal,
): AcknowledgeCommands {
  const withBook = async <T>(
    { state }: Config,
    act: (book: AcknowledgementBook) => Promise<T>,
  ): Promise<T> => {
    if (state.kind === 'none') {
      throw new OperatorError(
        'there is no state to keep it in: expected state.folder or state.redisUrl in the configuration, the same that the bot has',
      );
    }
    const kept = await withSharedBook(state, now, async (book) => ({ value: await act(book) }));
    if (kept !== undefined) return kept.value;
    throw new OperatorError(
      'the bot has kept no state in state.folder as yet: start it once, or name the folder that it has',
    );
  };
  const named = (config: Config, cluster: string | undefined): string => {
    const found = findCluster(config.clusters, cluster);
    if (found.kind === 'not-found') throw new OperatorError(found.sentence);
    return found.name;
  };

  return {
    acknowledge: async (text, { config: path }) => {
      const [{ readAcknowledgement }, { createAcknowledge }, { createAnswers }] = await Promise.all(
        [
          import('../use-cases/read-acknowledgement.ts'),
          import('../use-cases/acknowledge.ts'),
          import('./answers.ts'),
        ],
      );
      const words = readAcknowledgement(text, now());
      if (words.kind === 'misread') throw new OperatorError(words.sentence);
      const config = configured(path);
      const cluster = named(config, words.cluster);
      const outcome = await withBook(config, (book) => {
        // Within, what is kept already counts: another finding leads then.
        const answers = createAnswers(config, [], now, undefined, () => book.all());
        const ask = answers.get(cluster);
        if (ask === undefined) throw new Error(`there is no answer about ${cluster}`);
        return createAcknowledge(() => ask(), book, now)({ ...words, cluster, by: who });
      });
      if (outcome.kind === 'refused') {
        terminal.err(`wale: ${outcome.sentence}\n`);
        return EXIT_CODES.warning;
      }
      terminal.out(
        `${cluster}: ${outcome.of}\n${acknowledgedWords(outcome.acknowledgement)}\nUntil then, or until it gets worse, it is still shown but no longer decides the verdict. wale unack ${cluster} ends this now.\n`,
      );
      return EXIT_CODES.ok;
    },

    unacknowledge: async (cluster, { config: path }) => {
      const config = configured(path);
      const name = named(config, cluster);
      const { createUnacknowledge } = await import('../use-cases/acknowledge.ts');
      const ended = await withBook(config, (book) => createUnacknowledge(book, now)(name));
      terminal.out(
        ended === 0
          ? `nothing of ${name} is acknowledged\n`
          : `${name}: no longer acknowledged; what is wrong leads its verdict again\n`,
      );
      return ended === 0 ? EXIT_CODES.warning : EXIT_CODES.ok;
    },

    acknowledgements: async (cluster, { config: path, output }) => {
      const config = configured(path);
      const only = cluster === undefined ? undefined : named(config, cluster);
      const at = now();
      const kept = (await withBook(config, (book) => book.all())).filter(
        (one) => one.until > at && (only === undefined || one.cluster === only),
      );
      const { acknowledgedJson, acknowledgedText } =
        await import('../messages/acknowledged/acknowledged-text.ts');
      const sizeOf = (name: string): number =>
        config.clusters.get(name)?.walSegmentSize ?? DEFAULT_WAL_SEGMENT_SIZE;
      terminal.out(
        output === 'json'
          ? `${JSON.stringify(acknowledgedJson(kept), null, 2)}\n`
          : acknowledgedText(kept, sizeOf),
      );
      return EXIT_CODES.ok;
    },
  };
}
