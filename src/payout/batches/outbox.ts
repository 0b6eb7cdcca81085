import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { PaymentFileFormat } from '../../config/index.js';

/**
 * The folder that a bank's connector takes wire files from. A file is staged first, whole and on the disk, under a name
 * that no connector takes; publishing it is one rename, which can happen once. To be used under the payout lock.
 */
export class Outbox {
  readonly #folder: string;
  readonly #extension: string;

  constructor(dataFolder: string, format: PaymentFileFormat) {
    this.#folder = join(dataFolder, 'outbox');
    this.#extension = format === 'csv' ? 'csv' : 'xml';
  }

  pathOf(messageId: string): string {
    return join(this.#folder, `${messageId}.${this.#extension}`);
  }

  /** SHA-256 of the file that lies under the message's name, where one does. */
  publishedHash(messageId: string): string | undefined {
    const path = this.pathOf(messageId);
    return existsSync(path) ? hashOfFile(path) : undefined;
  }

  /** Whether the whole file waits under its unfinished name: then it was never published. */
  isStaged(messageId: string, hash: string): boolean {
    return this.#staged(messageId, hash) !== undefined;
  }

  /**
   * Takes the place of what a kill left of earlier tries: account numbers stand in the clear in it.
   *
   * @returns SHA-256 of what was staged
   */
  async stage(messageId: string, content: AsyncIterable<Uint8Array>): Promise<string> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.discardStaged(messageId);
    const unfinished = `${this.pathOf(messageId)}.${String(process.pid)}.unfinished`;
    const hash = await writeWhole(unfinished, 'w', content);
    flushFolder(this.#folder);
    return hash;
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
    return this.#unfinished(messageId).find((path) => hashOfFile(path) === hash);
  }

  #unfinished(messageId: string): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => name.startsWith(`${messageId}.${this.#extension}.`) && name.endsWith('.unfinished'))
      .map((name) => join(this.#folder, name));
  }
}

/** Writes a file that is new, for its owner only; nothing of it stays where it breaks off. @throws an error with code EEXIST */
export async function writeNewFile(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  await writeWhole(path, 'wx', content);
  flushFolder(dirname(path));
}

async function writeWhole(path: string, flag: 'w' | 'wx', content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, flag, 0o600);
  try {
    for await (const bytes of content) {
      hash.update(bytes);
      await file.writeFile(bytes);
    }
    await file.sync();
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

const READ_BYTES = 1024 * 1024;

/** SHA-256 in hexadecimal, read piece by piece. */
export function hashOfFile(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(READ_BYTES);
  const opened = openSync(path, 'r');
  try {
    for (let bytes = readSync(opened, piece); bytes > 0; bytes = readSync(opened, piece))
      hash.update(piece.subarray(0, bytes));
  } finally {
    closeSync(opened);
  }
  return hash.digest('hex');
}

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
