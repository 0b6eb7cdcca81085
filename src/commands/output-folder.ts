import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { makeFolder } from '../database/index.js';
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
