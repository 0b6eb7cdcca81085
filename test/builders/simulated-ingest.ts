import { LoopbackCredential, type SimulatedPartnerCenter } from '../../demo/partner-center/index.js';
import type { IngestOptions } from '../../src/ingest/index.js';
import { unhurried } from './local-ingest.js';

interface SimulatedIngest extends Pick<IngestOptions, 'graphBilling'> {
  /** Told how long a pull would have waited. */
  readonly onSleep?: (ms: number) => void;
  /** The refresh token that comes back each time one is traded; left out: the one that was given goes on. */
  readonly nextRefreshToken?: string;
}

/** Asks a simulated Partner Center, as the app and, once a refresh token is stored, as a user; nobody waits for anything. */
export function simulatedIngest(
  center: SimulatedPartnerCenter,
  { onSleep, nextRefreshToken, graphBilling }: SimulatedIngest = {},
): IngestOptions {
  const credential = new LoopbackCredential(center);
  return {
    partnerCenter: {
      ...unhurried(center.baseUrl),
      tenantId: center.tenantId,
      clientId: center.clientId,
      certificatePath: '/not/read',
    },
    graphBilling,
    credential,
    tokenExchange: {
      redeem: async (_refreshToken, scope) => {
        const { token, expiresOnTimestamp } = await credential.getToken(scope);
        return { accessToken: token, expiresAtMs: expiresOnTimestamp, refreshToken: nextRefreshToken };
      },
    },
    sleep: async (ms) => {
      onSleep?.(ms);
    },
  };
}
