import { pino, type Logger } from 'pino';
import { redact } from '../domain/harmless-text.ts';

/** Structured logs on stderr. Every line is redacted as a whole, whatever was put into it. */
export const createLog = (level: string): Logger =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => process.stderr.write(redact(line)) },
  );
