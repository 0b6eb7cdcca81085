import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareCodePoints, SeatbackError } from '../../../kernel/index.js';
import type { SourceFile } from './source-file.js';

export interface FolderListing {
  /** Files known by their name, in the order of their names. */
  readonly files: readonly SourceFile[];
  /** Everything in `billing/`, whatever its name. */
  readonly billing: readonly SourceFile[];
  /** Names that mean nothing to us: reported, not read. */
  readonly ignored: readonly string[];
}

/** @throws SeatbackError FOLDER_MISSING */
export function listFolder(folder: string, knownNames: ReadonlySet<string>): FolderListing {
  const names = filesIn(folder);
  if (names === undefined) throw folderMissing(folder);
  const isKnown = (name: string) => knownNames.has(name.replace(/\.gz$/i, ''));
  return {
    files: names.filter(isKnown).map((name) => ({ name, path: join(folder, name) })),
    billing: (filesIn(join(folder, 'billing')) ?? []).map((name) => ({
      name: `billing/${name}`,
      path: join(folder, 'billing', name),
    })),
    ignored: [
      ...names.filter((name) => !isKnown(name)),
      ...linksIn(folder),
      ...linksIn(join(folder, 'billing')).map((name) => `billing/${name}`),
    ],
  };
}

/** Names of the files in a folder in code-point order, hidden ones left out; `undefined` where there is no folder. */
function filesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.') && lstatSync(join(folder, name)).isFile())
      .sort(compareCodePoints);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw folderMissing(folder, error);
  }
}

/** A link is not followed: what it leads to lies elsewhere, and would be kept for ever. */
function linksIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && lstatSync(join(folder, name)).isSymbolicLink())
    .map((name) => `${name}, a link`);
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
