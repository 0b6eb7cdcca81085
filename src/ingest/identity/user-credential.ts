import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import type { GrantedTokens } from './token-exchange.js';

/** Ask again this long before the end, so that a token does not expire on its way. */
const MARGIN_MS = 300_000;

/**
 * App+User: gives the same access token until shortly before it expires, also to callers that ask at the same time.
 * Judged by the machine's own clock, as Entra's answer is: the program's clock may be moved.
 */
export class UserCredential implements TokenCredential {
  readonly #redeem: (scope: string) => Promise<GrantedTokens>;
  readonly #asked = new Map<string, { readonly token: Promise<AccessToken>; expiresAtMs: number }>();

  constructor(redeem: (scope: string) => Promise<GrantedTokens>) {
    this.#redeem = redeem;
  }

  /** @throws SeatbackError as `UserIdentity.redeem` does */
  async getToken(scopes: string | string[], { claims }: GetTokenOptions = {}): Promise<AccessToken> {
    const scope = typeof scopes === 'string' ? scopes : scopes.join(' ');
    // Claims are what the token at hand does not fulfil.
    const asked = claims === undefined ? this.#asked.get(scope) : undefined;
    if (asked !== undefined && asked.expiresAtMs - MARGIN_MS > Date.now()) return asked.token;
    const asking = { token: this.#ask(scope), expiresAtMs: Number.POSITIVE_INFINITY };
    this.#asked.set(scope, asking);
    try {
      const token = await asking.token;
      asking.expiresAtMs = token.expiresOnTimestamp;
      return token;
    } catch (error) {
      this.#asked.delete(scope);
      throw error;
    }
  }

  async #ask(scope: string): Promise<AccessToken> {
    const { accessToken, expiresAtMs } = await this.#redeem(scope);
    return { token: accessToken, expiresOnTimestamp: expiresAtMs };
  }
}
