/** How the runtime of Go begins when it ends a program: `panic: …`, then a stack without level and time. */
const PANIC = /^(?:panic: |fatal error: |unexpected fault address |SIGSEGV: )/;

/** The first line of a panic; undefined if it is none. Any program in Go writes so. */
export const goPanic = (line: string): string | undefined => (PANIC.test(line) ? line : undefined);

/** The functions that tell what was being done. */
const TELLING =
  /\b(CompressAndEncrypt|HandleWALPush|HandleBackupPush|HandleWALFetch|HandleBackupFetch)\(/;
const FRAME =
  /^(?:goroutine \d+ |runtime stack:$|created by |main\.main\(|exit status \d|\[signal |\[recovered\]|(?:[\w.-]+\/)*[\w.-]+\.[^\s(]{1,200}\(.*\)$|(?:[\w.-]+\/)*[\w.-]+\.\(\*?\w+\)\.\w+\(.*\)$|r\d+ |rip |rsp |eax |\.\.\.additional frames|-{3}|\s*\S+\.go:\d+)/;

/** What a line of the stack adds: the name of a function that tells something, or nothing; undefined if it is none. */
export function goPanicPart(line: string): string | undefined {
  const [, telling] = TELLING.exec(line) ?? [];
  if (telling !== undefined) return `in ${telling}`;
  return FRAME.test(line) ? '' : undefined;
}

/** True for a line of WAL-G's own code in a stack. */
export const isWalGFrame = (line: string): boolean => line.includes('github.com/wal-g/wal-g');
