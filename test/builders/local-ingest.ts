import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readEnvironment } from '../../src/config/index.js';
import type { IngestOptions } from '../../src/ingest/index.js';

/** Opens what stands for Partner Center on this machine: any token will do there, and nobody waits for anything. */
export async function localIngest(server: Server): Promise<IngestOptions> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    partnerCenter: unhurried(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`),
    credential: { getToken: async () => ({ token: 'a-token', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) },
    sleep: async () => undefined,
  };
}

/** Partner Center asked as fast as it answers; what fails is not tried again later. */
export function unhurried(url: string): IngestOptions['partnerCenter'] {
  return { ...readEnvironment({}).partnerCenter, url, requestsPerMinute: 100_000, patienceMs: 0 };
}
