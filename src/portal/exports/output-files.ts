import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';

export interface OutputFile {
  readonly name: string;
  readonly parts: Iterable<string | Uint8Array> | AsyncIterable<string>;
}

/** @throws SeatbackError OUTPUT_UNWRITABLE */
export function makeOutputFolder(folder: string): void {
  try {
    makeFolder(resolve(folder));
  } catch (error) {
    throw orUnwritable(error, folder);
  }
}

/**
 * Writes files that belong together. All of them are whole on the disk before the first takes its name; the last of
 * them vouches for the others, so its old version goes first and its new one comes last: where it is there, the others
 * are of the same run.
 *
 * @throws SeatbackError OUTPUT_UNWRITABLE
 */
export async function writeTogether(folder: string, files: readonly OutputFile[]): Promise<void> {
  makeOutputFolder(folder);
  // Two processes may write to one folder at once.
  const unfinished = files.map(({ name }) => join(folder, `${name}.${String(process.pid)}.unfinished`));
  try {
    for (const [index, { parts }] of files.entries()) {
      await pipeline(Readable.from(parts), createWriteStream(unfinished[index] ?? '', { flush: true }));
    }
    const last = files.at(-1);
    if (last !== undefined) await rm(join(folder, last.name), { force: true });
    for (const [index, { name }] of files.entries()) await rename(unfinished[index] ?? '', join(folder, name));
  } catch (error) {
    for (const path of unfinished) await rm(path, { force: true }).catch(() => undefined);
    throw orUnwritable(error, folder);
  }
}

const DISK_FAULTS = new Set([
  'EEXIST',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'ENAMETOOLONG',
]);

function orUnwritable(error: unknown, folder: string): unknown {
  if (!DISK_FAULTS.has((error as NodeJS.ErrnoException).code ?? '')) return error;
  return new SeatbackError(
    {
      code: 'OUTPUT_UNWRITABLE',
      expected: 'a folder that can be written to',
      found: error instanceof Error ? error.message : String(error),
      where: folder,
      next: 'Name another folder with --out, or make room there and allow writing; then run the command again.',
    },
    { cause: error },
  );
}
