import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';

/** PostgreSQL does not run as root. */
export function postgresUser(): { readonly uid: number; readonly gid: number } {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export function makeFolderOfPostgres(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const { uid, gid } = postgresUser();
  chownSync(folder, uid, gid);
}
