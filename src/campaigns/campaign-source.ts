import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, relative, isAbsolute } from 'node:path';
import { SeatbackError } from '../kernel/index.js';

/** Some kilobytes are usual; a file of this size is something else. */
const LARGEST_BYTES = 1024 * 1024;

/**
 * The text of a file in the folder of campaigns. What cannot be read in it is shown to people, also over HTTP: so a link
 * that leads out of the folder is not followed, or it would show what lies elsewhere.
 *
 * @throws SeatbackError CAMPAIGN_UNREADABLE
 */
export function campaignSource(path: string): string {
  return readRegular(path, () => {
    const real = realpathSync(path);
    const inside = relative(realpathSync(dirname(path)), real);
    if (inside.startsWith('..') || isAbsolute(inside))
      throw notReadable(path, 'a file that lies in the folder itself', 'a link that leads out of the folder');
    return real;
  });
}

/** The text of a file that somebody named. @throws SeatbackError CAMPAIGN_UNREADABLE */
export function draftSource(path: string): string {
  return readRegular(path, () => realpathSync(path));
}

function readRegular(path: string, place: () => string): string {
  let file: number | undefined;
  try {
    // Not to wait: to open a pipe would last until somebody writes into it.
    file = openSync(place(), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(file);
    if (!found.isFile()) throw notReadable(path, 'a file', found.isDirectory() ? 'a folder' : 'something else');
    if (found.size > LARGEST_BYTES)
      throw notReadable(path, `a file of at most ${String(LARGEST_BYTES)} bytes`, `${String(found.size)} bytes`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof SeatbackError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw notReadable(
      path,
      'a file that can be read',
      code === 'ENOENT' ? 'no such file' : (code ?? 'no answer'),
      cause,
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function notReadable(path: string, expected: string, found: string, cause?: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'CAMPAIGN_UNREADABLE',
      expected,
      found,
      where: basename(path),
      next: 'Put the campaign file itself there, and let this user read it.',
    },
    { cause },
  );
}
