import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { SeatbackError } from '../../src/kernel/index.js';

/** Ask again this long before the end, so that a token does not expire on its way. */
const MARGIN_MS = 60_000;

/**
 * Signs in at the simulated token endpoint. The credentials of `@azure/identity` cannot: they insist on HTTPS and on
 * finding the authority at Microsoft.
 */
export class LoopbackCredential implements TokenCredential {
  readonly #asked = new Map<string, Promise<AccessToken>>();

  constructor(
    private readonly signIn: { readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string },
  ) {}

  /**
   * Gives the same token until shortly before it expires, also to callers that ask at the same time; a new one where
   * claims are given, as `@azure/identity` does.
   *
   * @throws SeatbackError TOKEN_REFUSED
   */
  async getToken(scopes: string | string[], { claims }: GetTokenOptions = {}): Promise<AccessToken> {
    const scope = typeof scopes === 'string' ? scopes : scopes.join(' ');
    while (claims === undefined) {
      const asked = this.#asked.get(scope);
      if (asked === undefined) break;
      const known = await asked;
      if (known.expiresOnTimestamp - MARGIN_MS > Date.now()) return known;
      // Whoever notices first asks anew; the others wait for that answer.
      if (this.#asked.get(scope) === asked) break;
    }
    const asking = this.#ask(scope);
    this.#asked.set(scope, asking);
    try {
      return await asking;
    } catch (error) {
      this.#asked.delete(scope);
      throw error;
    }
  }

  async #ask(scope: string): Promise<AccessToken> {
    const { tokenUrl, clientId, clientSecret } = this.signIn;
    const askedAtMs = Date.now();
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope,
      }),
    });
    const body: unknown = await response.json();
    if (!response.ok || !isTokenResponse(body)) {
      throw new SeatbackError({
        code: 'TOKEN_REFUSED',
        expected: 'an access token for the given client id and secret',
        found: `HTTP ${String(response.status)}: ${refusalIn(body)}`,
        where: tokenUrl,
        next: 'Take client id and secret from the simulated Partner Center that is running.',
      });
    }
    return { token: body.access_token, expiresOnTimestamp: askedAtMs + body.expires_in * 1000 };
  }
}

function isTokenResponse(body: unknown): body is { readonly access_token: string; readonly expires_in: number } {
  return (
    typeof body === 'object' &&
    body !== null &&
    'access_token' in body &&
    typeof body.access_token === 'string' &&
    'expires_in' in body &&
    typeof body.expires_in === 'number'
  );
}

function refusalIn(body: unknown): string {
  return typeof body === 'object' && body !== null && 'error_description' in body
    ? String(body.error_description)
    : 'no description';
}
