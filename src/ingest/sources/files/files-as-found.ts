import { statSync } from 'node:fs';
import { SeatbackError } from '../../../kernel/index.js';
import type { FileOnDisk } from './source-file.js';

/**
 * Each file is read twice, once to be kept and once as rows, or is kept after it was read. One that somebody is still
 * copying would be kept as something else than what was read: its hash would prove nothing.
 */
export class FilesAsFound {
  readonly #marks: ReadonlyMap<string, string>;

  /** To be made before any of them is read. */
  constructor(files: readonly FileOnDisk[]) {
    this.#marks = new Map(files.map((file) => [file.name, markOf(file)]));
  }

  /** @throws SeatbackError FILE_CHANGED */
  expectUnchanged(files: readonly FileOnDisk[]): void {
    for (const file of files) {
      const found = markOf(file);
      const expected = this.#marks.get(file.name);
      if (found !== expected) throw fileChanged(file, expected ?? GONE, found);
    }
  }
}

const GONE = 'no file';

function markOf({ path }: FileOnDisk): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return GONE;
  const writtenAt = new Date(Number(found.mtimeNs / 1_000_000n)).toISOString().slice(0, 19);
  const nanoseconds = String(found.mtimeNs % 1_000_000_000n).padStart(9, '0');
  return `${String(found.size)} bytes written at ${writtenAt}.${nanoseconds}Z`;
}

function fileChanged({ name }: FileOnDisk, expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'FILE_CHANGED',
    expected: `${expected}, as when the import began`,
    found,
    where: name,
    next: 'Import the folder once more when everything is copied into it: nothing of it was taken.',
  });
}
