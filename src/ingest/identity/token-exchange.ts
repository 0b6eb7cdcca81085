import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { SeatbackError } from '../../kernel/index.js';
import type { Sleep } from '../sources/partner-center/call-pacer.js';
import type { AppRegistration } from './app-registration.js';
import { nextAfterRefusal } from './refusals.js';

/** What Entra gives for a refresh token. */
export interface GrantedTokens {
  readonly accessToken: string;
  readonly expiresAtMs: number;
  /** Takes the place of the one that was given; where there is none, that one goes on. */
  readonly refreshToken: string | undefined;
}

/** Trades a refresh token for an access token. */
export interface TokenExchange {
  /** @throws SeatbackError REFRESH_TOKEN_REFUSED, TOKEN_ENDPOINT_UNREACHABLE */
  redeem(refreshToken: string, scope: string): Promise<GrantedTokens>;
}

const AUTHORITY = 'https://login.microsoftonline.com';
const TIMEOUT_MS = 30_000;
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;

/** The exchange with Microsoft Entra, by `@azure/msal-node`. */
export class EntraTokenExchange implements TokenExchange {
  readonly #registration: AppRegistration;
  readonly #sleep: Sleep;

  constructor(registration: AppRegistration, sleep: Sleep) {
    this.#registration = registration;
    this.#sleep = sleep;
  }

  /**
   * What may pass is tried again: whoever asks takes what is left for a refusal.
   *
   * @throws SeatbackError REFRESH_TOKEN_REFUSED, TOKEN_ENDPOINT_UNREACHABLE, CERTIFICATE_UNREADABLE
   */
  async redeem(refreshToken: string, scope: string): Promise<GrantedTokens> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#ask(refreshToken, scope);
      } catch (error) {
        const mayPass = error instanceof SeatbackError && error.code === 'TOKEN_ENDPOINT_UNREACHABLE';
        if (!mayPass || attempt === ATTEMPTS) throw error;
        await this.#sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt);
      }
    }
  }

  /** A new application for each request: the library keeps tokens in a cache, ours are kept in the database only. */
  async #ask(refreshToken: string, scope: string): Promise<GrantedTokens> {
    const { tenantId, clientId, clientSecret, certificatePath } = this.#registration;
    // Loaded when a token is traded: no other command waits for it.
    const { ConfidentialClientApplication } = await import('@azure/msal-node');
    const network = new TokenRequests();
    const application = new ConfidentialClientApplication({
      auth: {
        clientId,
        authority: `${AUTHORITY}/${tenantId}`,
        ...(certificatePath !== undefined
          ? { clientCertificate: certificateIn(certificatePath) }
          : { clientSecret: clientSecret ?? '' }),
      },
      system: { networkClient: network },
    });
    try {
      const granted = await application.acquireTokenByRefreshToken({ refreshToken, scopes: [scope] });
      const expiresAtMs = granted?.expiresOn?.getTime();
      if (granted === null || expiresAtMs === undefined) throw new Error('no access token, or one without an end');
      return {
        accessToken: granted.accessToken,
        expiresAtMs,
        refreshToken: network.rotated,
      };
    } catch (error) {
      throw refused(error, network.failed, [refreshToken, clientSecret, network.rotated], this.#registration);
    }
  }
}

/** Asks over HTTP, and remembers the new refresh token: the library's result leaves it out. */
class TokenRequests implements INetworkModule {
  rotated: string | undefined;
  /** No answer came, or one that may be another the next time. */
  failed = false;

  async sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send(url, 'GET', options);
  }

  async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    const response = await this.#send<T>(url, 'POST', options);
    const { refresh_token: rotated } = (response.body ?? {}) as { readonly refresh_token?: unknown };
    if (typeof rotated === 'string') this.rotated = rotated;
    return response;
  }

  async #send<T>(url: string, method: 'GET' | 'POST', options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    this.failed = true;
    const response = await fetch(url, {
      method,
      headers: options?.headers ?? {},
      ...(method === 'POST' ? { body: options?.body ?? '' } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    this.failed = response.status >= 500 || response.status === 429;
    const headers = Object.fromEntries(response.headers.entries());
    return { headers, body: (await response.json()) as T, status: response.status };
  }
}

function certificateIn(path: string): { thumbprintSha256: string; privateKey: string; x5c: string } {
  try {
    const pem = readFileSync(path, 'utf8');
    const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0];
    const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem)?.[0];
    if (privateKey === undefined || certificate === undefined) throw new Error('no key, or no certificate');
    const { fingerprint256 } = new X509Certificate(certificate);
    return { thumbprintSha256: fingerprint256.replaceAll(':', ''), privateKey, x5c: certificate };
  } catch {
    throw new SeatbackError({
      code: 'CERTIFICATE_UNREADABLE',
      expected: 'a PEM file with a private key and its certificate',
      found: 'none that can be read',
      where: path,
      next: 'Set PARTNER_CENTER_CERTIFICATE_PATH to it; docs/settings.md tells how.',
    });
  }
}

/** The library's error is not passed on as the cause: it may hold the request, and with it the tokens. */
function refused(
  error: unknown,
  mayPass: boolean,
  secrets: readonly (string | undefined)[],
  registration: AppRegistration,
): SeatbackError {
  if (error instanceof SeatbackError) return error;
  let found = error instanceof Error ? error.message : String(error);
  for (const secret of secrets) if (secret !== undefined && secret !== '') found = found.replaceAll(secret, '…');
  const aadsts = /AADSTS\d+/.exec(found)?.[0] ?? '';
  const where = `app ${registration.clientId} in tenant ${registration.tenantId}`;
  return mayPass
    ? new SeatbackError({
        code: 'TOKEN_ENDPOINT_UNREACHABLE',
        expected: 'an answer of Microsoft Entra to a refresh token',
        found,
        where,
        next: 'Check the network; the stored refresh token is as good as before.',
      })
    : new SeatbackError({
        code: 'REFRESH_TOKEN_REFUSED',
        expected: 'an access token for the stored refresh token',
        found: found.split(/ ?Trace ID:/)[0] ?? found,
        where,
        next: nextAfterRefusal(aadsts),
      });
}
