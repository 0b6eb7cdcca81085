import { readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { compareCodePoints, SeatbackError } from '../../../kernel/index.js';
import { fileUnreadable, type FileOnDisk } from './source-file.js';

export interface FolderListing {
  /** Files known by their name, in the order of their names. */
  readonly files: readonly FileOnDisk[];
  /** Every file in `billing/`, whatever its name. */
  readonly billing: readonly FileOnDisk[];
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
  const billing = entries.some(isBilling) ? (entriesOf(folder, `${BILLING}/`) ?? []) : [];
  return {
    files: known.filter(isFile),
    billing: billing.filter(isFile),
    unreadable: [
      ...known,
      // Where nothing could be listed, `billing` itself is what cannot be reached.
      ...entries.filter((entry) => isBilling(entry) && entry.is !== 'folder'),
      ...billing,
    ].flatMap((entry) => (entry.is === 'unreachable' ? [entry.failure] : [])),
    ignored: entries
      .filter((entry) => entry.is !== 'folder' && !isKnown(entry) && !isBilling(entry))
      .map(({ name }) => name),
    foldersIgnored: [...entries.filter((entry) => !isBilling(entry)), ...billing]
      .filter((entry) => entry.is === 'folder')
      .map(({ name }) => `${name}/`),
  };
}

type Entry = FileOnDisk &
  ({ readonly is: 'file' | 'folder' } | { readonly is: 'unreachable'; readonly failure: SeatbackError });

function isFile(entry: Entry): boolean {
  return entry.is === 'file';
}

/**
 * What a folder holds, in code-point order of the names, hidden entries left out; `undefined` where there is no folder.
 * One entry that cannot be reached must not hide the others, nor pass for a folder that is not there.
 */
function entriesOf(folder: string, prefix: string): Entry[] | undefined {
  let names: string[];
  let root: string;
  try {
    root = realpathSync(folder);
    if (!isInside(root, realpathSync(join(folder, prefix)))) return undefined;
    names = readdirSync(join(folder, prefix));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw folderMissing(folder, error);
  }
  return names
    .filter((name) => !name.startsWith('.'))
    .sort(compareCodePoints)
    .map((name) => entryOf({ name: `${prefix}${name}`, path: join(folder, prefix, name) }, root));
}

/** What a link leads to elsewhere was not given to us, and would be kept for ever. */
function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

function entryOf(file: FileOnDisk, root: string): Entry {
  let found: Stats;
  try {
    found = statSync(file.path);
  } catch (cause) {
    const failure = fileUnreadable(file, 'a file that can be reached by its name', reasonOf(cause), cause);
    return { ...file, is: 'unreachable', failure };
  }
  if (!isInside(root, realpathSync(file.path))) {
    const failure = fileUnreadable(file, 'a file that lies in the folder', 'a link that leads out of it');
    return { ...file, is: 'unreachable', failure };
  }
  if (found.isDirectory()) return { ...file, is: 'folder' };
  if (found.isFile()) return { ...file, is: 'file' };
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
      next: 'Name a folder that can be read, for example: npx seatback ingest files ./2019-07-05',
    },
    { cause },
  );
}
