import { accessSync, constants, statSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { errorCode } from '../domain/error-code.ts';
import type { Clock } from '../domain/time.ts';
import { printClusters } from '../terminal/print-clusters.ts';
import { printCheckup } from '../terminal/print-checkup.ts';
import { printErrors } from '../terminal/print-errors.ts';
import { printStatus } from '../terminal/print-status.ts';
import { printUploads } from '../terminal/print-uploads.ts';
import type { CommonOptions, Terminal, TerminalCommands } from '../terminal/program.ts';
import { createLogFiles } from '../sources/log-files/client.ts';
import { findCluster } from '../use-cases/find-cluster.ts';
import { createListErrors } from '../use-cases/list-errors.ts';
import { createListUploads } from '../use-cases/list-uploads.ts';
import { createAnswers, createFleetAnswer } from './answers.ts';
import { createExaminations } from './examinations.ts';
import { logLeftAlone } from './left-alone.ts';
import { createLog, createTakeDown } from './log.ts';
import { createOwnSecrets, withoutOwnSecrets } from './own-secrets.ts';
import { readConfig } from './read-config.ts';
import type { Signals } from './serve.ts';
import { checkServing } from './check-serving.ts';
import { clusterSources } from './sources.ts';
import { OperatorError } from '../domain/operator-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A log file is on the spot and may be long: it is given more time than a server. */
const LOG_FILE_DEADLINE_MS = 60_000;

/** What the commands of the terminal do, wired to the real world. */
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
  const uploadsOf = (cluster: string | undefined, options: CommonOptions) => {
    expectReadable(options.logFile);
    if (options.logFile.length > 0) {
      const config = configured(options.config);
      const found = findCluster(config.clusters, cluster);
      const timeZone = found.kind === 'not-found' ? undefined : found.cluster.timeZone;
      const read = createLogFiles(options.logFile, Infinity, timeZone);
      return { list: createListUploads(read, LOG_FILE_DEADLINE_MS, now), source: 'the log files' };
    }
    const config = configured(options.config);
    const found = findCluster(config.clusters, cluster);
    if (found.kind === 'not-found') throw new OperatorError(found.sentence);
    const { readUploadLog, uploadLogSource } = clusterSources(found.cluster, [], Infinity, now);
    return {
      list: createListUploads(readUploadLog, config.deadlineMs, now),
      source: uploadLogSource,
    };
  };

  const takeDown = createTakeDown(env, now, own.hide);

  return {
    status: async (cluster, options) => {
      expectReadable(options.logFile);
      const config = configured(options.config);
      const answers = createAnswers(config, options.logFile, now);
      return printStatus(answers, cluster, withDeadline(options), terminal, takeDown);
    },

    uploads: async (cluster, options) => {
      const { list, source } = uploadsOf(cluster, options);
      return printUploads(list, source, options, terminal);
    },

    errors: async (cluster, options) => {
      const { list, source } = uploadsOf(cluster, options);
      return printErrors(createListErrors(list), source, options, terminal);
    },

    doctor: async (cluster, options) => {
      const config = configured(options.config);
      const found = findCluster(createExaminations(config, now), cluster);
      if (found.kind === 'not-found') throw new OperatorError(found.sentence);
      return printCheckup(found.cluster, options, terminal);
    },

    clusters: async (options) => {
      const config = configured(options.config);
      return printClusters(createFleetAnswer(config, now), options, terminal);
    },

    serve: async (options) => {
      const config = configured(options.config);
      if (options.check) return checkServing(config, now, terminal);
      // Bolt is only needed here, and slow to load.
      const { serve } = await import('./serve.ts');
      const log = createLog(env['LOG_LEVEL'] ?? 'info', own.hide);
      const stopLogging = logLeftAlone(log);
      const read = () => configured(options.config);
      try {
        await serve(config, read, signals, now, log, own.hide, terminal.out);
      } finally {
        stopLogging();
      }
      return 0;
    },
  };
}

const withDeadline = <Options extends CommonOptions>(options: Options): Options =>
  options.logFile.length > 0 && options.timeout === undefined
    ? { ...options, timeout: LOG_FILE_DEADLINE_MS }
    : options;

/** A file that was named and cannot be read is a slip of the keyboard, not a source that is down. */
function expectReadable(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      accessSync(path, constants.R_OK);
    } catch (fault) {
      const code = errorCode(fault);
      if (code === 'ENOENT') throw new OperatorError(`cannot read ${path}: no such file`);
      if (code === 'EACCES') throw new OperatorError(`cannot read ${path}: permission denied`);
      throw new OperatorError(`cannot read ${path}: ${String(code)}`);
    }
    if (statSync(path).isDirectory())
      throw new OperatorError(`cannot read ${path}: it is a folder`);
  }
}
