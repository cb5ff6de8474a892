import { kindOf } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import type { ArchiverFailure, Upload } from '../domain/upload.ts';

type Denial = (upload: Upload) => ArchiverFailure | undefined;

/** Some archivers say that a file is done when it is not. Finds the failure that gives such a line the lie. */
export function denialOf(uploads: readonly Upload[], failures: readonly ArchiverFailure[]): Denial {
  const complaints = byArchiver(failures);
  const denials = new Map<Archiver, Denial>();
  for (const [archiver, own] of byArchiver(uploads)) {
    const { createDenial } = kindOf(archiver).log;
    const ofArchiver = complaints.get(archiver);
    if (createDenial === undefined || ofArchiver === undefined) continue;
    const deny = createDenial(own);
    const byFile = groups(ofArchiver, ({ file }) => file);
    const nameless = byFile.get(undefined) ?? [];
    denials.set(archiver, (upload) => {
      if (upload.state !== 'complete') return undefined;
      const named = (byFile.get(upload.file) ?? []).filter(({ host }) => host === upload.host);
      return deny({ upload, named, nameless });
    });
  }
  return (upload) =>
    upload.archiver === undefined ? undefined : denials.get(upload.archiver)?.(upload);
}

/** Whether the archiver names a file right after a complaint: then the complaint was about pushing that file. */
export function createFollowedByEnd(
  uploads: readonly Upload[],
): (failure: ArchiverFailure) => boolean {
  const saidBefore = new Map<Archiver, (failure: ArchiverFailure) => boolean>();
  for (const [archiver, own] of byArchiver(uploads)) {
    const { createSaidBefore } = kindOf(archiver).log;
    if (createSaidBefore !== undefined) saidBefore.set(archiver, createSaidBefore(own));
  }
  return (failure) =>
    failure.archiver !== undefined && (saidBefore.get(failure.archiver)?.(failure) ?? false);
}

function byArchiver<Item extends { readonly archiver?: Archiver | undefined }>(
  items: readonly Item[],
): Map<Archiver, Item[]> {
  const known = groups(items, ({ archiver }) => archiver);
  return new Map([...known].flatMap(([key, own]) => (key === undefined ? [] : [[key, own]])));
}

function groups<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const lists = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = lists.get(key);
    if (known === undefined) lists.set(key, [item]);
    else known.push(item);
  }
  return lists;
}
