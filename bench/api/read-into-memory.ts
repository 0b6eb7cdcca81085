import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withClient, type World } from '../calculation/world.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Reads the files of the database once, so that the machine's memory holds them as far as it is large enough: a server
 * that has been up for a day has read them, one that has just started would be measured by its disk.
 */
export async function readIntoMemory({ adminUrl }: World, say: (line: string) => void): Promise<void> {
  const folder = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ folder: string }>(
      `SELECT current_setting('data_directory') || '/base' AS folder`,
    );
    return rows[0]?.folder ?? '';
  });
  if (!existsSync(folder)) return;
  const startedMs = performance.now();
  let bytes = 0;
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }))
        bytes += (chunk as Buffer).length;
    } catch {
      // Taken away meanwhile by the server.
    }
  }
  say(
    `  read ${(bytes / 1024 ** 3).toFixed(1)} GB of the database into memory in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`,
  );
}
