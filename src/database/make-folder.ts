import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SeatbackError } from '../kernel/index.js';

/**
 * A folder, made where it is not there, with those above it. Step by step: where the system makes no folder, Node's own
 * way of making all of them tries for ever.
 */
export function makeFolder(folder: string, mode = 0o777): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder), mode);
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

/** @throws SeatbackError DATA_FOLDER_UNUSABLE */
export function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder, 0o700);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SeatbackError(
      {
        code: 'DATA_FOLDER_UNUSABLE',
        expected: 'a folder, or a place where one can be made',
        found: code === 'EEXIST' || code === 'ENOTDIR' ? 'a file' : (code ?? 'no answer'),
        where: folder,
        next: 'Let SEATBACK_DATA name another folder.',
      },
      { cause },
    );
  }
}
