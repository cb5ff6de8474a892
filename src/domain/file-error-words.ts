/** Why a file or a folder cannot be read or written, by the code that the system gives: errno(3). */
export const fileErrorWords = (code: string): string => WORDS[code] ?? `the system says ${code}`;

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota of its user is used up',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is no folder, or is said to be in what is none',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENXIO: 'it is a socket or a device without anything behind it',
  EIO: 'the disk failed to read it',
  EMFILE: 'too many files are open',
};
