import { readFileSync, statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { SeatbackError } from '../kernel/index.js';

/** Bank details are short; a larger file was named by mistake. */
const MOST_BYTES = 64 * 1024;

/**
 * What must not be an argument: arguments are seen by everybody on the machine and stay in the shell history.
 *
 * @param path a file, or `-` for standard input
 * @throws SeatbackError FILE_UNREADABLE
 */
export async function readSecret(path: string): Promise<string> {
  // What is typed on a terminal stands on its screen: there is nothing to take from one.
  if (path === '-') return process.stdin.isTTY ? '' : text(process.stdin);
  try {
    if (statSync(path).size > MOST_BYTES) throw unreadable(path, `more than ${String(MOST_BYTES)} bytes`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof SeatbackError) throw error;
    throw unreadable(path, (error as NodeJS.ErrnoException).code ?? 'another failure');
  }
}

function unreadable(path: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'FILE_UNREADABLE',
    expected: 'a small file that can be read, or - for standard input',
    found,
    where: path,
    next: 'Name another file.',
  });
}
