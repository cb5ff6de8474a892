import { harmlessLines, harmlessText } from '../domain/harmless-text.ts';
import type { ArchiverFailure } from '../domain/upload.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { COLLECTED_MAX, shortened, type ArchiverLines } from './archiver-lines.ts';
import { ARCHIVER_KINDS } from '../archivers/archivers.ts';
import type { RecordContext } from './framing/record-context.ts';

/** What was said last: further lines of it may come. Only a failure is kept until they have. */
interface Open {
  readonly failure: ArchiverFailure | undefined;
  readonly by: ArchiverLines;
  text: string;
}

interface Stream {
  readonly archivers: readonly ArchiverLines[];
  open: Open | undefined;
}

export interface OtherArchivers {
  /** Takes one line of a stream, in the ways in which it may be read; false if no archiver knows it. */
  readonly read: (stream: string, readings: readonly string[], context: RecordContext) => boolean;
  readonly end: () => void;
}

/** So many lines of one record are looked at: a stack of Go has some dozens. */
const LINES_MAX = 200;
// rsyslog writes a line feed as #012, and where it joins the lines of a file, as a backslash and an n.
const LINE_FEED = /#012|\\n(?= |(?:ERROR|WARN|ASSERT): )|\r?\n/;

/** Reads the logs of the archivers that write line by line. */
export function createOtherArchivers(onEvent: (event: ArchiverEvent) => void): OtherArchivers {
  const streams = new Map<string, Stream>();

  const streamOf = (name: string): Stream => {
    const known = streams.get(name);
    if (known !== undefined) return known;
    const archivers = ARCHIVER_KINDS.flatMap(({ log }) => log.lines?.() ?? []);
    const fresh: Stream = { archivers, open: undefined };
    streams.set(name, fresh);
    return fresh;
  };

  const close = (stream: Stream): void => {
    if (stream.open === undefined) return;
    const { failure, by, text } = stream.open;
    stream.open = undefined;
    if (failure === undefined) return;
    const collected = { ...failure, text: harmlessText(text, COLLECTED_MAX) };
    const whole = by.whole?.(collected) ?? collected;
    onEvent({ kind: 'failure', failure: { ...whole, text: shortened(whole.text) } });
  };

  /** A line that goes on with what is open; it may be read so in any of the ways. */
  const readFurther = (stream: Stream, readings: readonly string[]): boolean => {
    const { open } = stream;
    if (open === undefined) return false;
    for (const line of readings) {
      const added = open.by.continuation(line, open.text);
      if (added === undefined) continue;
      if (added !== '' && open.text.length < COLLECTED_MAX) open.text += ` ${added}`;
      return true;
    }
    close(stream);
    return false;
  };

  const readFirst = (stream: Stream, line: string, context: RecordContext): boolean => {
    for (const archiver of stream.archivers) {
      const event = archiver.read(line, context);
      if (event === undefined) continue;
      const failure = event.kind === 'failure' ? event.failure : undefined;
      stream.open = { failure, by: archiver, text: failure?.text ?? '' };
      if (failure === undefined) onEvent(event);
      return true;
    }
    return false;
  };

  // A secret of several lines is known as long as it is in one piece.
  const linesOf = (reading: string): readonly string[] =>
    LINE_FEED.test(reading) ? harmlessLines(reading).split(LINE_FEED) : [reading];

  return {
    read: (name, readings, context) => {
      const stream = streamOf(name);
      const whole = readings.map(linesOf);
      const firsts = whole.map(([first = '']) => first);
      const isKnown =
        readFurther(stream, firsts) || firsts.some((first) => readFirst(stream, first, context));
      if (!isKnown) return false;
      const [, ...more] = whole[0] ?? [];
      for (const part of more.slice(0, LINES_MAX)) {
        if (!readFurther(stream, [part])) readFirst(stream, part, context);
      }
      return true;
    },
    end: () => {
      for (const stream of streams.values()) close(stream);
    },
  };
}
