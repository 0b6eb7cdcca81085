import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedServer } from '../../src/database/index.js';
import { productDatabase } from '../product.ts';

/** A folder for one comparison. Everything of it lies there, so that nothing stays when it is removed. */
export function benchFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `seatback-bench-${name}-`));
  // Where root measures, the server runs as another user, who must get through to its cluster.
  chmodSync(folder, 0o711);
  return folder;
}

/** On a new server with its ordinary settings, which the processes that `work` starts join. */
export async function inNewDatabase<T>(dataFolder: string, work: (server: EmbeddedServer) => Promise<T>): Promise<T> {
  const { joinEmbeddedServer, migrate } = await productDatabase();
  const server = await joinEmbeddedServer(dataFolder, { clusterParent: `${dataFolder}-cluster` });
  try {
    await migrate(server.ownerUrl);
    process.env['SEATBACK_DATA'] = dataFolder;
    delete process.env['DATABASE_URL'];
    return await work(server);
  } finally {
    await server.leave();
  }
}
