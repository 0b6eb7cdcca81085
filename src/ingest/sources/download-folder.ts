import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of this machine, for a folder may be shared with others, where process numbers mean something else. */
const PREFIX = `seatback-download-${hostname()}-`;
/** Tells this process from one that had its number before. */
const MINE = `${String(process.pid)}-${randomBytes(4).toString('hex')}-`;

export interface DownloadFolder extends AsyncDisposable {
  readonly path: string;
}

/** A folder for files that are fetched, which goes when it is disposed of. Those of processes that were killed go first. */
export async function downloadFolder(): Promise<DownloadFolder> {
  await removeAbandoned();
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${MINE}`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const rest = name.slice(PREFIX.length);
    const processId = Number(/^(\d+)-/.exec(rest)?.[1]);
    if (!Number.isInteger(processId) || rest.startsWith(MINE)) continue;
    // Another user's is left to that user.
    if (processId === process.pid || !isRunning(processId))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // There, and not ours to signal.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
