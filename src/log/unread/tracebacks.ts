/** Follows the traceback of a program in Python that stands in a log on its own: only its end says anything. */
export interface Tracebacks {
  /** What a line is: a part without news, the exception at the end, or nothing of a traceback. */
  readonly read: (line: string) => 'part' | 'exception' | undefined;
  readonly isOpen: () => boolean;
  readonly end: () => void;
}

const BEGIN = 'Traceback (most recent call last)';
/** Python lets it be, and goes on: an exception while something was cleaned up. */
const IGNORED = 'Exception ignored in: ';
/** Between the tracebacks of exceptions that led to one another. */
const BETWEEN =
  /^(?:During handling of the above exception|The above exception was the direct cause)/;

export function createTracebacks(): Tracebacks {
  let isOpen = false;
  let isIgnored = false;
  return {
    read: (line) => {
      if (line.startsWith(IGNORED)) {
        isOpen = true;
        isIgnored = true;
        return 'part';
      }
      if (line.startsWith(BEGIN)) {
        isOpen = true;
        return 'part';
      }
      if (!isOpen) return undefined;
      if (/^\s/.test(line) || BETWEEN.test(line) || isIgnored) {
        isIgnored = isIgnored && /^\s/.test(line);
        return 'part';
      }
      return 'exception';
    },
    isOpen: () => isOpen,
    end: () => {
      isOpen = false;
      isIgnored = false;
    },
  };
}
