import { mayHideErrors } from '../domain/unread-words.ts';
import { uploadsJson } from '../messages/uploads/uploads-json.ts';
import { uploadsText } from '../messages/uploads/uploads-text.ts';
import type { ListUploads } from '../use-cases/list-uploads.ts';
import type { CommonOptions } from './options.ts';
import type { Output, Terminal } from './program.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { OperatorError } from '../domain/operator-error.ts';

type Options = CommonOptions & {
  readonly output: Output;
  readonly limit: number | undefined;
};

/** `wale uploads`: the log's uploads as they are, without a verdict. */
export async function printUploads(
  listUploads: ListUploads,
  source: string,
  { at, timeout, output, limit }: Options,
  { out }: Terminal,
): Promise<number> {
  const reading = await listUploads({ at, deadlineMs: timeout });
  if (reading.kind === 'unavailable') {
    throw new OperatorError(`could not read ${source}: ${reading.detail}`);
  }
  const log = reading.value;
  const uploads = limit === undefined ? log.uploads : log.uploads.slice(-limit);
  out(
    output === 'json'
      ? `${JSON.stringify(uploadsJson(uploads, log))}\n`
      : uploadsText(uploads, log),
  );
  return uploads.length === 0 && mayHideErrors(log.unread) ? EXIT_CODES.unknown : EXIT_CODES.ok;
}
