import { pino, type Logger } from 'pino';
import { redact } from '../domain/harmless-text.ts';
import { referenceAt, type TakeDownFault } from '../domain/own-failure.ts';
import type { Clock } from '../domain/time.ts';

/** Structured logs on stderr. Every line is redacted as a whole, whatever was put into it. */
export const createLog = (level: string): Logger =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => process.stderr.write(redact(line)) },
  );

/** In a terminal nothing is logged unless somebody asks for it by LOG_LEVEL: then a bug is, whole. */
export const createTakeDown =
  (env: Readonly<Record<string, string | undefined>>, now: Clock): TakeDownFault =>
  (fault) => {
    const reference = referenceAt(now());
    createLog(env['LOG_LEVEL'] ?? 'silent').error({ err: fault, reference }, 'the command failed');
    return reference;
  };
