import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment, type SignInSettings } from '../config/index.js';
import { invariant } from '../kernel/index.js';
import { providerUnreachable, signInFailed } from './access-errors.js';
import { rolesOfClaim, type Role } from './roles.js';

/** Whom the provider vouches for: issuer and subject say who it is, the rest is told. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly userName: string | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly claimedRoles: readonly Role[];
}

/** What an answer of the provider is held against; it stays with the browser that began, sealed. */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

const SCOPE = 'openid profile email';
const ANSWERS_WITHIN_S = 10;

/**
 * Code flow with PKCE, state and nonce (OpenID Connect Core 1.0, section 3.1; RFC 7636). Metadata and keys are fetched
 * for each step anew: people sign in seldom, and a key that the provider has changed is never taken for a wrong one.
 */
@Injectable()
export class RelyingParty {
  readonly #settings: SignInSettings | undefined;

  constructor(@Inject(ENVIRONMENT) { signIn }: Pick<Environment, 'signIn'>) {
    this.#settings = signIn;
  }

  get isSetUp(): boolean {
    return this.#settings !== undefined;
  }

  /** @throws SeatbackError PROVIDER_UNREACHABLE */
  async begin(redirectUri: string): Promise<{ readonly address: URL; readonly checks: Checks }> {
    const client = await import('openid-client');
    const configuration = await this.#configuration();
    const checks = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      codeVerifier: client.randomPKCECodeVerifier(),
    };
    const address = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(checks.codeVerifier),
      code_challenge_method: 'S256',
    });
    return { address, checks };
  }

  /**
   * @param answered the address that the provider sent the browser back to, with what it says
   * @throws SeatbackError PROVIDER_UNREACHABLE, SIGN_IN_FAILED for whatever is not the provider's answer to `checks`
   */
  async complete(answered: URL, checks: Checks): Promise<Identity> {
    const client = await import('openid-client');
    const configuration = await this.#configuration();
    const tokens = await client
      .authorizationCodeGrant(configuration, answered, {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.codeVerifier,
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        const { code = 'another failure' } = error as { readonly code?: string };
        throw signInFailed(`${code}: ${error instanceof Error ? error.message : String(error)}`, error);
      });
    const claims = tokens.claims();
    if (claims === undefined) throw signInFailed('no ID token');
    return {
      issuer: claims.iss,
      subject: claims.sub,
      userName: textOf(claims['preferred_username']),
      name: textOf(claims['name']),
      email: textOf(claims['email']),
      claimedRoles: rolesOfClaim(claims[this.#required().rolesClaim]),
    };
  }

  async #configuration() {
    const { issuer, clientId, clientSecret } = this.#required();
    const client = await import('openid-client');
    const isHttp = issuer.startsWith('http:');
    const configuration = await client
      .discovery(
        new URL(issuer),
        clientId,
        undefined,
        clientSecret === undefined ? client.None() : client.ClientSecretPost(clientSecret),
        // The settings take http on this machine alone, and not in production.
        { timeout: ANSWERS_WITHIN_S, execute: isHttp ? [allowHttp(client)] : [] },
      )
      .catch((error: unknown) => {
        throw providerUnreachable(issuer, error);
      });
    // The signature is checked also where TLS already says who sent the token.
    client.enableNonRepudiationChecks(configuration);
    return configuration;
  }

  #required(): SignInSettings {
    invariant(this.#settings !== undefined, 'nobody signs in where no provider is set');
    return this.#settings;
  }
}

/** Marked as deprecated by its authors so that nobody takes it for harmless; here it is this machine's own provider. */
function allowHttp(client: typeof import('openid-client')) {
  // oxlint-disable-next-line typescript/no-deprecated
  return client.allowInsecureRequests;
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : undefined;
}
