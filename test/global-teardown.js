import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The last test file to end has stopped the server; here its files go, which as root lie outside the data folder. */
export default function clearTestDataFolder() {
  const folder = join(tmpdir(), `seatback-test-${process.env.SEATBACK_TEST_RUN}`);
  const identity = join(folder, 'server.json');
  if (existsSync(identity))
    rmSync(JSON.parse(readFileSync(identity, 'utf8')).clusterParent, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
