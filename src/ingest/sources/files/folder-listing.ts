import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { compareCodePoints, SeatbackError } from '../../../kernel/index.js';
import { fileUnreadable, type SourceFile } from './source-file.js';

export interface FolderListing {
  /** Files known by their name, in the order of their names. */
  readonly files: readonly SourceFile[];
  /** Every file in `billing/`, whatever its name. */
  readonly billing: readonly SourceFile[];
  /** What would be read, were it a file that can be reached: a link that leads nowhere, for instance. */
  readonly unreadable: readonly SeatbackError[];
  /** Names that mean nothing to us: reported, not read. */
  readonly ignored: readonly string[];
  /** Folders that mean nothing to us: what lies in them may have been meant to be read. */
  readonly foldersIgnored: readonly string[];
}

const BILLING = 'billing';

/** @throws SeatbackError FOLDER_MISSING */
export function listFolder(folder: string, knownNames: ReadonlySet<string>): FolderListing {
  const entries = entriesOf(folder, '');
  if (entries === undefined) throw folderMissing(folder);
  const isKnown = (entry: Entry) => knownNames.has(entry.name.replace(/\.gz$/i, ''));
  const isBilling = (entry: Entry) => entry.name === BILLING && entry.is !== 'file';
  const known = entries.filter((entry) => entry.is !== 'folder' && isKnown(entry));
  const billing = entries.some((entry) => isBilling(entry) && entry.is !== 'link')
    ? (entriesOf(join(folder, BILLING), `${BILLING}/`) ?? [])
    : [];
  return {
    files: known.filter(isFile),
    billing: billing.filter(isFile),
    unreadable: [
      ...known,
      // Where nothing could be listed, `billing` itself is what cannot be reached.
      ...entries.filter((entry) => isBilling(entry) && entry.is !== 'folder'),
      ...billing,
    ].flatMap((entry) => (entry.is === 'unreachable' ? [entry.failure] : [])),
    ignored: [
      ...entries.filter(
        (entry) => entry.is !== 'folder' && entry.is !== 'link' && !isKnown(entry) && !isBilling(entry),
      ),
      ...[...entries, ...billing]
        .filter((entry) => entry.is === 'link')
        .map(({ name }) => ({ name: `${name}, a link` })),
    ].map(({ name }) => name),
    foldersIgnored: [...entries.filter((entry) => !isBilling(entry)), ...billing]
      .filter((entry) => entry.is === 'folder')
      .map(({ name }) => `${name}/`),
  };
}

type Entry = SourceFile &
  ({ readonly is: 'file' | 'folder' | 'link' } | { readonly is: 'unreachable'; readonly failure: SeatbackError });

function isFile(entry: Entry): boolean {
  return entry.is === 'file';
}

/**
 * What a folder holds, in code-point order of the names, hidden entries left out; `undefined` where there is no folder.
 * One entry that cannot be reached must not hide the others, nor pass for a folder that is not there.
 */
function entriesOf(folder: string, prefix: string): Entry[] | undefined {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw folderMissing(folder, error);
  }
  return names
    .filter((name) => !name.startsWith('.'))
    .sort(compareCodePoints)
    .map((name) => entryOf({ name: `${prefix}${name}`, path: join(folder, name) }));
}

function entryOf(file: SourceFile): Entry {
  let found: Stats;
  try {
    found = lstatSync(file.path);
  } catch (cause) {
    const failure = fileUnreadable(file, 'a file that can be reached by its name', reasonOf(cause), cause);
    return { ...file, is: 'unreachable', failure };
  }
  if (found.isDirectory()) return { ...file, is: 'folder' };
  if (found.isFile()) return { ...file, is: 'file' };
  // Not followed: what it leads to lies elsewhere, and would be kept for ever.
  if (found.isSymbolicLink()) return { ...file, is: 'link' };
  const failure = fileUnreadable(file, 'a file', 'neither a file nor a folder');
  return { ...file, is: 'unreachable', failure };
}

/** Without the path, which says where this machine keeps its files. */
function reasonOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code === 'ENOENT'
    ? 'a link that leads nowhere, or a name that is not UTF-8'
    : ((cause as NodeJS.ErrnoException).code ?? 'no answer');
}

function folderMissing(folder: string, cause?: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'FOLDER_MISSING',
      expected: 'a folder with import files',
      found: cause instanceof Error ? cause.message : 'no such folder',
      where: folder,
      next: 'Name a folder that can be read, for example: seatback ingest files ./2019-07-05',
    },
    { cause },
  );
}
