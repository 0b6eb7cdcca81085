import { Injectable, Logger } from '@nestjs/common';
import { UserIdentity, type IdentityStatus } from './user-identity.js';

/** Keeps the refresh token alive: used once a day, it never comes near the 90 days after which it lapses. */
@Injectable()
export class RefreshTokenKeeper {
  readonly #identity: UserIdentity;
  readonly #log = new Logger('refresh token');

  constructor(identity: UserIdentity) {
    this.#identity = identity;
  }

  /**
   * To be called daily. Warns of a token that was not used for long, before it tries; where it fails the token stays
   * as it is, and the next day tries again.
   *
   * @returns how the token stood before; `none` where the program works app-only
   * @throws SeatbackError as `UserIdentity.redeem` does
   */
  async execute(): Promise<IdentityStatus> {
    const before = await this.#identity.status();
    if (before.state === 'none') return before;
    const warning = warningOf(before);
    if (warning !== undefined) this.#log.warn(warning);
    await this.#identity.redeem();
    return before;
  }
}

/** What a person should know of the token; nothing, while it is fresh. */
export function warningOf(status: IdentityStatus): string | undefined {
  switch (status.state) {
    case 'none':
    case 'fresh':
      return undefined;
    case 'lapsed':
      return `The refresh token has not been used for ${status.unusedDays} days and has lapsed. Sign in as the service user, with MFA, and run: npx seatback identity store.`;
    case 'unused-30-days':
    case 'unused-60-days':
      return `The refresh token has not been used for ${status.unusedDays} days; it lapses in ${status.leftDays}. See why the daily renewal fails, or run: npx seatback identity store.`;
  }
}
