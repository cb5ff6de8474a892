/** What WAL-G's command line says of words that it does not take: cobra, command.go and args.go. */
const USAGE_ERROR =
  /^Error: (?:unknown command ".{1,80}" for "wal-g|accepts (?:at most |between \d+ and )?\d+ arg\(s\), received \d+|requires at least \d+ arg\(s\), only received \d+|unknown (?:shorthand )?flag: |required flag\(s\) )/;
const USAGE_TEXT =
  /^(?:Usage:|(?:Global )?Flags:|Available Commands:|Did you mean this\?|wal-g [a-z]|Run 'wal-g |Use "wal-g |To get the complete list of all global flags| {2,}-)/;

export const isUsageError = (line: string): boolean => USAGE_ERROR.test(line);

/** Lines of the help that follows. */
export const isUsageText = (line: string): boolean => USAGE_TEXT.test(line);
