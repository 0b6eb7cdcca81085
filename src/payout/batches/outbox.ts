import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that a bank's connector takes wire files from. A file is staged first, whole and on the disk, under a name
 * that no connector takes; publishing it is one rename, which can happen once. To be used under the payout lock.
 */
export class Outbox {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'outbox');
  }

  pathOf(messageId: string): string {
    return join(this.#folder, `${messageId}.xml`);
  }

  /** SHA-256 of the file that lies under the message's name, where one does. */
  publishedHash(messageId: string): string | undefined {
    const path = this.pathOf(messageId);
    return existsSync(path) ? hashOf(readFileSync(path)) : undefined;
  }

  /** Whether the whole file waits under its unfinished name: then it was never published. */
  isStaged(messageId: string, hash: string): boolean {
    return this.#staged(messageId, hash) !== undefined;
  }

  /** Takes the place of what a kill left of earlier tries: account numbers stand in the clear in it. */
  stage(messageId: string, content: Uint8Array): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.discardStaged(messageId);
    const unfinished = `${this.pathOf(messageId)}.${String(process.pid)}.unfinished`;
    writeFileSync(unfinished, content, { mode: 0o600, flush: true });
    flushFolder(this.#folder);
  }

  /**
   * Gives the staged file its name. The folder is flushed too: else a power cut could take the name away again.
   *
   * @returns whether it was there to be named
   */
  publish(messageId: string, hash: string): boolean {
    const staged = this.#staged(messageId, hash);
    if (staged === undefined) return false;
    renameSync(staged, this.pathOf(messageId));
    flushFolder(this.#folder);
    return true;
  }

  discardStaged(messageId: string): void {
    for (const path of this.#unfinished(messageId)) rmSync(path);
  }

  #staged(messageId: string, hash: string): string | undefined {
    return this.#unfinished(messageId).find((path) => hashOf(readFileSync(path)) === hash);
  }

  #unfinished(messageId: string): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => name.startsWith(`${messageId}.xml.`) && name.endsWith('.unfinished'))
      .map((name) => join(this.#folder, name));
  }
}

/** Writes a file that is new, for its owner only. @throws an error with code EEXIST */
export function writeNewFile(path: string, content: Uint8Array): void {
  writeFileSync(path, content, { mode: 0o600, flag: 'wx', flush: true });
  flushFolder(dirname(path));
}

export const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

function flushFolder(folder: string): void {
  // Windows opens no folder; its file system keeps names by itself.
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
