import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { SeatbackError } from '../../kernel/index.js';
import { makeDataFolder } from '../make-folder.js';

const RETRY_MS = 40;
const SQLITE_BUSY = 5;

/**
 * Runs `work` while no other process on this machine holds the lock of `lockFile`.
 *
 * The lock is SQLite's exclusive transaction: a lock of the operating system, which ends with the process however
 * that ends. A lock file of our own would stay behind after a kill.
 *
 * @throws SeatbackError DATA_FOLDER_BUSY after `patienceMs`
 */
export async function withProcessLock<T>(lockFile: string, work: () => Promise<T>, patienceMs = 60_000): Promise<T> {
  makeDataFolder(dirname(lockFile));
  const lock = new DatabaseSync(lockFile);
  try {
    const giveUpAt = Date.now() + patienceMs;
    while (!tryLock(lock)) {
      if (Date.now() > giveUpAt) {
        throw new SeatbackError({
          code: 'DATA_FOLDER_BUSY',
          expected: 'the data folder free for a moment',
          found: `another process holding it for more than ${String(patienceMs / 1000)} s`,
          where: lockFile,
          next: 'Look for a seatback command that hangs, end it, and try again.',
        });
      }
      await delay(RETRY_MS);
    }
    return await work();
  } finally {
    lock.close();
  }
}

function tryLock(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
