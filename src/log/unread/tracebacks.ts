/** Follows the traceback of a program in Python that stands in a log on its own: only its end says anything. */
export interface Tracebacks {
  /** What a line is: a part without news, the exception at the end, or nothing of a traceback. */
  readonly read: (line: string) => 'part' | 'exception' | undefined;
  readonly isOpen: () => boolean;
  readonly end: () => void;
}

const BEGIN = 'Traceback (most recent call last)';
/** Between the tracebacks of exceptions that led to one another. */
const BETWEEN =
  /^(?:During handling of the above exception|The above exception was the direct cause)/;

export function createTracebacks(): Tracebacks {
  let isOpen = false;
  return {
    read: (line) => {
      if (line.startsWith(BEGIN)) {
        isOpen = true;
        return 'part';
      }
      if (!isOpen) return undefined;
      return /^\s/.test(line) || BETWEEN.test(line) ? 'part' : 'exception';
    },
    isOpen: () => isOpen,
    end: () => {
      isOpen = false;
    },
  };
}
