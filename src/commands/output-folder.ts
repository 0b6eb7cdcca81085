import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SeatbackError } from '../kernel/index.js';

/**
 * The folder for what a command writes, made where it is not there: before the work, so that none is done in vain.
 *
 * @throws SeatbackError OUTPUT_UNWRITABLE
 */
export function openOutputFolder(named: string): string {
  const folder = resolve(named);
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SeatbackError(
      {
        code: 'OUTPUT_UNWRITABLE',
        expected: 'a folder that this user can write to',
        found: code === 'EEXIST' || code === 'ENOTDIR' ? 'a file of that name' : (code ?? 'no answer'),
        where: folder,
        next: 'Name another folder, or let this user write to that one.',
      },
      { cause },
    );
  }
  return folder;
}

/** Step by step: where the system makes no folder, Node's own way of making all of them tries for ever. */
function makeFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}
