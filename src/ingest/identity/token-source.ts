import type { AccessToken, TokenCredential } from '@azure/identity';

/**
 * The tokens of one credential for one audience. A credential gives the token it has until that expires by the clock;
 * when the other side refuses it before, because it was revoked or clocks differ, only claims make it ask for another.
 */
export class TokenSource {
  readonly #credential: TokenCredential;
  readonly #scope: string;
  #refused: string | undefined;
  #renewal: Promise<AccessToken | null> | undefined;

  constructor(credential: TokenCredential, scope: string) {
    this.#credential = credential;
    this.#scope = scope;
  }

  async token(): Promise<string | undefined> {
    const known = await this.#credential.getToken(this.#scope);
    if (known === null || known.token !== this.#refused) return known?.token;
    // Callers that were refused together ask together.
    this.#renewal ??= this.#credential
      .getToken(this.#scope, { claims: issuedFrom(Date.now()) })
      .finally(() => (this.#renewal = undefined));
    return (await this.#renewal)?.token;
  }

  /** The other side answered 401 to it. */
  refuse(token: string): void {
    this.#refused = token;
  }
}

/** As the challenges of continuous access evaluation have it: no token from before that second will do. */
function issuedFrom(nowMs: number): string {
  return JSON.stringify({ access_token: { nbf: { essential: true, value: String(Math.floor(nowMs / 1000)) } } });
}
