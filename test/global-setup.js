import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Clears away what runs left behind that were killed; a server that still runs on such a folder ends by itself. */
export default function clearKilledRuns() {
  for (const folder of [tmpdir(), '/dev/shm'])
    for (const name of namesIn(folder)) {
      const run = /^seatback-test-(\d+)(?:-cluster)?$/.exec(name)?.[1];
      if (run !== undefined && !isAlive(Number(run))) removeIfOurs(join(folder, name));
    }
}

function removeIfOurs(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
  }
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
