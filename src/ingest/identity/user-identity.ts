import { Inject, Injectable } from '@nestjs/common';
import type { TokenCredential } from '@azure/identity';
import { AuditLog } from '../../audit/index.js';
import type { PartnerCenterSettings } from '../../config/index.js';
import { UnitOfWork, Vault, whileHolding, type Session } from '../../database/index.js';
import { CLOCK, SeatbackError, type Clock } from '../../kernel/index.js';
import { appRegistration } from './app-registration.js';
import {
  keepRefreshToken,
  newestRefreshToken,
  openRefreshToken,
  recordUse,
  type KeptRefreshToken,
  type TokenOwner,
} from './refresh-tokens.js';
import { standingOf, type TokenStanding } from './standing.js';
import type { GrantedTokens, TokenExchange } from './token-exchange.js';
import { UserCredential } from './user-credential.js';

/** Names under which the settings, and a maker of the exchange that they describe, are injected. */
export const IDENTITY_SETTINGS = Symbol('identity settings');
export const TOKEN_EXCHANGE = Symbol('token exchange');

/** The Partner Center audience, on behalf of the user. */
export const USER_SCOPE = 'https://api.partnercenter.microsoft.com/.default';

export type IdentityStatus =
  | { readonly state: 'none' }
  | (Omit<KeptRefreshToken, 'refreshToken'> & TokenStanding & { readonly clientId: string });

/** The service user on whose behalf some calls are made (Secure Application Model): its refresh token, kept sealed. */
@Injectable()
export class UserIdentity {
  readonly #unitOfWork: UnitOfWork;
  readonly #vault: Vault;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;
  readonly #settings: PartnerCenterSettings;
  readonly #exchange: () => TokenExchange;
  readonly #credential = new UserCredential((scope) => this.redeem(scope));

  constructor(
    unitOfWork: UnitOfWork,
    vault: Vault,
    auditLog: AuditLog,
    @Inject(CLOCK) clock: Clock,
    @Inject(IDENTITY_SETTINGS) settings: PartnerCenterSettings,
    @Inject(TOKEN_EXCHANGE) exchange: () => TokenExchange,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#vault = vault;
    this.#auditLog = auditLog;
    this.#clock = clock;
    this.#settings = settings;
    this.#exchange = exchange;
  }

  async status(): Promise<IdentityStatus> {
    const owner = this.#owner();
    if (owner === undefined) return { state: 'none' };
    const kept = await this.#unitOfWork.inSession((session) => newestRefreshToken(session, owner));
    if (kept === undefined) return { state: 'none' };
    const { refreshToken: _key, sealed: _sealed, ...shown } = kept;
    return { ...shown, ...standingOf(kept.lastUsedAt, this.#clock.now()), clientId: owner.clientId };
  }

  /** The credential of the user; `undefined` where no refresh token is stored, so that calls are made app-only. */
  async credential(): Promise<TokenCredential | undefined> {
    return (await this.status()).state === 'none' ? undefined : this.#credential;
  }

  /**
   * Takes a refresh token that a person brought. It is traded at once, so that one that does not work is not stored.
   *
   * @throws SeatbackError SETTING_MISSING, REFRESH_TOKEN_EMPTY, REFRESH_TOKEN_REFUSED, TOKEN_ENDPOINT_UNREACHABLE
   */
  async store(token: string, actor: string): Promise<IdentityStatus> {
    const owner = appRegistration(this.#settings);
    const given = token.trim();
    if (given === '' || /\s/.test(given)) {
      throw new SeatbackError({
        code: 'REFRESH_TOKEN_EMPTY',
        expected: 'one refresh token',
        found: given === '' ? 'nothing' : 'more than one word',
        where: 'standard input',
        next: 'Give the token alone, without quotes or a name before it: npx seatback identity store --actor <name> < token.txt',
      });
    }
    await this.#alone(async (session) => {
      const granted = await this.#exchange().redeem(given, USER_SCOPE);
      const issuedAt = this.#clock.now();
      await session.transaction(async () => {
        await keepRefreshToken(session, this.#vault, owner, {
          token: granted.refreshToken ?? given,
          origin: 'stored',
          issuedAt,
        });
        await this.#auditLog.record(session, {
          actor,
          act: 'identity.store',
          subject: `refresh token of app ${owner.clientId}`,
          detail: { tenant: owner.tenantId, sealedWith: this.#vault.keyId },
        });
      });
    });
    return this.status();
  }

  /**
   * Trades the newest refresh token for an access token, and stores the one that comes back in its place.
   *
   * @throws SeatbackError SETTING_MISSING, REFRESH_TOKEN_MISSING, REFRESH_TOKEN_REFUSED, TOKEN_ENDPOINT_UNREACHABLE,
   *   SEAL_KEY_UNKNOWN, SEAL_BROKEN
   */
  async redeem(scope: string = USER_SCOPE): Promise<GrantedTokens> {
    const owner = appRegistration(this.#settings);
    return this.#alone(async (session) => {
      const kept = await newestRefreshToken(session, owner);
      if (kept === undefined) throw nothingStored(owner);
      const token = openRefreshToken(this.#vault, owner, kept.sealed);
      const granted = await this.#exchange().redeem(token, scope);
      const usedAt = this.#clock.now();
      await session.transaction(async () => {
        await recordUse(session, kept.refreshToken, usedAt);
        if (granted.refreshToken !== undefined && granted.refreshToken !== token) {
          await keepRefreshToken(session, this.#vault, owner, {
            token: granted.refreshToken,
            origin: 'rotated',
            issuedAt: usedAt,
          });
        }
      });
      return granted;
    });
  }

  /** One at a time, over all processes: who comes second trades what the first was given, not what it has used up. */
  async #alone<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#unitOfWork.inSession((session) => whileHolding(session, 'identity', () => work(session)));
  }

  #owner(): TokenOwner | undefined {
    const { tenantId, clientId } = this.#settings;
    return tenantId === undefined || clientId === undefined ? undefined : { tenantId, clientId };
  }
}

function nothingStored({ clientId, tenantId }: TokenOwner): SeatbackError {
  return new SeatbackError({
    code: 'REFRESH_TOKEN_MISSING',
    expected: 'a stored refresh token',
    found: 'none',
    where: `app ${clientId} in tenant ${tenantId}`,
    next: 'Sign in as the service user, with MFA, and hand its refresh token in: npx seatback identity store.',
  });
}
