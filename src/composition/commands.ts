import { accessSync, constants } from 'node:fs';
import type { Config } from '../config/config.ts';
import { errorCode } from '../domain/error-code.ts';
import { fileErrorWords } from '../domain/file-error-words.ts';
import type { Clock, DurationMs } from '../domain/time.ts';
import type { CommonOptions } from '../terminal/options.ts';
import type { Terminal, TerminalCommands } from '../terminal/program.ts';
import { findCluster } from '../use-cases/find-cluster.ts';
import { createTakeDown } from './take-down.ts';
import { createOwnSecrets, withoutOwnSecrets } from './own-secrets.ts';
import { loadClients } from './load-clients.ts';
import { configFileOf, readConfig } from './read-config.ts';
import type { Signals } from './serve.ts';
import { createAcknowledgeCommands, sharedAcknowledgements } from './terminal-acknowledging.ts';
import type { AskAcknowledgements } from '../use-cases/ask-status.ts';
import { OperatorError } from '../domain/operator-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A log file is on the spot and may be long: it is given more time than a server. */
const LOG_FILE_DEADLINE_MS = 60_000;

/** Nobody is woken up by it, and a whole server is looked through. */
const INIT_DEADLINE_MS = 30_000;

/** Log files say nothing of which cluster they are of, and need not. */
const NAMELESS = '';

/** What the commands of the terminal do, wired to the real world. Each loads what it needs, once it is asked for. */
export function createCommands(
  env: Environment,
  now: Clock,
  screen: Terminal,
  signals: Signals,
  own = createOwnSecrets(env),
): TerminalCommands {
  const terminal = withoutOwnSecrets(screen, own);
  const configured = (path: string | undefined): Config => {
    const config = readConfig(env, path);
    own.learn(config);
    return config;
  };
  /** The uploads of log files or of a cluster's index, and what that source is called. */
  const uploadsOf = async (cluster: string | undefined, options: CommonOptions) => {
    const logFile = await readableOf(options);
    const config = configured(options.config);
    const found = findCluster(config.clusters, cluster);
    const { createListUploads } = await import('../use-cases/list-uploads.ts');
    if (logFile.length > 0) {
      const name = found.kind === 'found' ? found.name : NAMELESS;
      const zones = new Map(found.kind === 'found' ? [[name, found.cluster]] : []);
      const { createLogFiles } = await import('../sources/log-files/source.ts');
      const log = createLogFiles(logFile, Infinity, zones);
      return {
        list: createListUploads(log, name, LOG_FILE_DEADLINE_MS, now),
        source: 'the log files',
      };
    }
    if (found.kind === 'not-found') throw new OperatorError(found.sentence);
    const [{ createSources }] = await Promise.all([
      import('./sources.ts'),
      loadClients([found.cluster], []),
    ]);
    const { log } = createSources([found.cluster], undefined, now);
    return {
      list: createListUploads(log, found.name, config.deadlineMs, now),
      source: 'Elasticsearch',
    };
  };

  const complaints = new Set<string>();
  const acknowledged = (config: Config): AskAcknowledgements =>
    sharedAcknowledgements(config.state, now, (sentence) => {
      // `wale watch` looks again and again.
      if (!complaints.has(sentence)) terminal.err(`wale: ${sentence}\n`);
      complaints.add(sentence);
    });
  const who = `${env['SUDO_USER'] ?? env['USER'] ?? env['LOGNAME'] ?? 'somebody'} (terminal)`;

  return {
    ...createAcknowledgeCommands(configured, who, now, terminal),

    status: async (cluster, options) => {
      const logFile = await readableOf(options);
      const config = configured(options.config);
      const [{ createAnswers }, { printStatus }, takeDown] = await Promise.all([
        import('./answers.ts'),
        import('../terminal/print-status.ts'),
        createTakeDown(env, now, own.hide),
        loadClients([...config.clusters.values()], logFile),
      ]);
      const answers = createAnswers(config, logFile, now, undefined, acknowledged(config));
      return printStatus(answers, cluster, withDeadline(options), terminal, takeDown);
    },

    watch: async (cluster, { logFile, every, timeout, config: path }) => {
      if (logFile.includes('-')) {
        throw new OperatorError(
          '--log-file -: standard input ends, and cannot be watched; name the file',
        );
      }
      expectReadable(logFile.filter(isPath));
      const config = configured(path);
      const [{ createAnswers, createFleetAnswer }, { watch }, looks, takeDown, { setTimeout }] =
        await Promise.all([
          import('./answers.ts'),
          import('../terminal/watch.ts'),
          import('../terminal/look-at.ts'),
          createTakeDown(env, now, own.hide),
          import('node:timers/promises'),
          loadClients([...config.clusters.values()], logFile),
        ]);
      const { paint } = terminal;
      const isAll = cluster === undefined && config.clusters.size > 1 && logFile.length === 0;
      const found = findCluster(
        createAnswers(config, logFile, now, undefined, acknowledged(config)),
        cluster,
      );
      if (!isAll && found.kind === 'not-found') throw new OperatorError(found.sentence);
      const { timeout: deadlineMs } = withDeadline({ logFile, timeout });
      const parts = { deadlineMs, paint, now, takeDown };
      const look =
        found.kind === 'found'
          ? looks.lookAtOne(found.name, found.cluster, parts)
          : looks.lookAtAll(createFleetAnswer(config, now, undefined, acknowledged(config)), parts);
      const wait = async (ms: DurationMs, signal: AbortSignal): Promise<void> => {
        await setTimeout(ms, undefined, { signal }).catch(() => undefined);
      };
      return watch(look, { every, wait, untilStopped: signals.untilStopped }, terminal);
    },

    clusterNames: (path) => {
      try {
        return [...configured(path).clusters.keys()];
      } catch (fault) {
        // Whoever presses a key to complete a word is not to be told of the configuration.
        if (fault instanceof OperatorError) return [];
        throw fault;
      }
    },

    uploads: async (cluster, options) => {
      const { list, source } = await uploadsOf(cluster, options);
      const { printUploads } = await import('../terminal/print-uploads.ts');
      return printUploads(list, source, options, terminal);
    },

    errors: async (cluster, options) => {
      const { list, source } = await uploadsOf(cluster, options);
      const [{ createListErrors }, { printErrors }] = await Promise.all([
        import('../use-cases/list-errors.ts'),
        import('../terminal/print-errors.ts'),
      ]);
      return printErrors(createListErrors(list), source, options, terminal);
    },

    doctor: async (cluster, options) => {
      const logFile = await readableOf(options);
      const config = configured(options.config);
      const [{ createExaminations }, { printCheckup }] = await Promise.all([
        import('./examinations.ts'),
        import('../terminal/print-checkup.ts'),
        loadClients([...config.clusters.values()], logFile),
      ]);
      const examinations = createExaminations(config, logFile, now);
      const found = findCluster(examinations, cluster);
      if (found.kind === 'not-found') throw new OperatorError(found.sentence);
      return printCheckup(found.cluster, withDeadline(options), terminal);
    },

    clusters: async (options) => {
      const config = configured(options.config);
      const [{ createFleetAnswer }, { printClusters }] = await Promise.all([
        import('./answers.ts'),
        import('../terminal/print-clusters.ts'),
        loadClients([...config.clusters.values()], []),
      ]);
      const answer = createFleetAnswer(config, now, undefined, acknowledged(config));
      return printClusters(answer, options, terminal);
    },

    checkConfig: async ({ config, output }) => {
      const [{ checkConfig }, { printConfigCheck }] = await Promise.all([
        import('./check-config.ts'),
        import('../terminal/print-config-check.ts'),
      ]);
      return printConfigCheck(
        checkConfig(() => configured(config)),
        output,
        terminal,
      );
    },

    init: async ({ elasticsearch, prometheus, write, timeout }) => {
      const [{ initiate }, { printInitiation }] = await Promise.all([
        import('./init.ts'),
        import('../terminal/print-initiation.ts'),
      ]);
      const timeoutMs = timeout ?? INIT_DEADLINE_MS;
      const found = await initiate(env, { elasticsearch, prometheus, write, timeoutMs }, now);
      return printInitiation(found, write, terminal);
    },

    testAlert: async (file, { config, cluster, channel, output }) => {
      const [{ tryAlert }, { trialSettings }, { readPayload }, { printTrial }] = await Promise.all([
        import('../threads/alerts/try-alert.ts'),
        import('./trial-settings.ts'),
        import('./read-payload.ts'),
        import('../terminal/print-trial.ts'),
      ]);
      const settings = trialSettings(configured(config), channel);
      if (cluster !== undefined && !settings.clusters.some(({ name }) => name === cluster)) {
        const names = settings.clusters.map(({ name }) => name).join(', ');
        throw new OperatorError(`--cluster: expected the name of a cluster: ${names}`);
      }
      return printTrial(tryAlert(readPayload(file), settings), cluster, output, terminal);
    },

    serve: async (options) => {
      const config = configured(options.config);
      if (options.check) {
        const [{ checkServing }, { logLevelOf }] = await Promise.all([
          import('./check-serving.ts'),
          import('./log.ts'),
        ]);
        logLevelOf(env);
        return checkServing(config, now, terminal);
      }
      // Bolt is only needed here, and slow to load.
      const [{ serve }, { createLog, logLevelOf }, { logLeftAlone }] = await Promise.all([
        import('./serve.ts'),
        import('./log.ts'),
        import('./left-alone.ts'),
      ]);
      const log = createLog(logLevelOf(env), own.hide);
      const stopLogging = logLeftAlone(log);
      const path = configFileOf(env, options.config);
      const read = () => configured(path);
      try {
        await serve(config, read, signals, { now, log, hide: own.hide, out: terminal.out });
      } finally {
        stopLogging();
      }
      return 0;
    },
  };
}

const withDeadline = <Options extends Pick<CommonOptions, 'logFile' | 'timeout'>>(
  options: Options,
): Options =>
  options.logFile.length > 0 && options.timeout === undefined
    ? { ...options, timeout: LOG_FILE_DEADLINE_MS }
    : options;

/** The log files that were named, standard input among them, once it is known that they can be read. */
async function readableOf({
  logFile,
  timeout,
}: Pick<CommonOptions, 'logFile' | 'timeout'>): Promise<readonly string[]> {
  expectReadable(logFile.filter(isPath));
  if (!logFile.includes('-')) return logFile;
  const { spoolStandardInput } = await import('./spool-standard-input.ts');
  const spooled = await spoolStandardInput(timeout ?? LOG_FILE_DEADLINE_MS);
  return [...new Set(logFile)].map((path) => (path === '-' ? spooled : path));
}

/** Neither standard input nor a pattern. */
const isPath = (path: string): boolean => path !== '-' && !/[*?[{]/.test(path);

/** A file that was named and cannot be read is a slip of the keyboard, not a source that is down. */
function expectReadable(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      accessSync(path, constants.R_OK);
    } catch (fault) {
      const code = errorCode(fault);
      if (code === undefined) throw fault;
      throw new OperatorError(`cannot read ${path}: ${fileErrorWords(code)}`);
    }
  }
}
