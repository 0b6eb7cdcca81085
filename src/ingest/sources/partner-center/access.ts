import { Inject, Injectable } from '@nestjs/common';
import type { TokenCredential } from '@azure/identity';
import { UserIdentity } from '../../identity/user-identity.js';
import { SLEEP, type Sleep } from './call-pacer.js';
import { PartnerCenterClient } from './client.js';

/** Name under which the maker of the credential is injected: Microsoft's library is loaded when a pull asks for it. */
export const PARTNER_CENTER_CREDENTIAL = Symbol('partner center credential');
export type CredentialMaker = () => Promise<TokenCredential>;

/** Name under which address and pace of Partner Center are injected. */
export const PARTNER_CENTER_ADDRESS = Symbol('partner center address');

export interface PartnerCenterAddress {
  readonly url: string;
  readonly requestsPerMinute: number;
}

/** A client for one pull, with the credentials that there are. */
export interface OpenClient {
  readonly client: PartnerCenterClient;
  /** Without a user, calls that are open to a user only are not worth making. */
  readonly hasUser: boolean;
  /** Of the surfaces beside `/v1`. */
  readonly baseUrl: string;
}

/** Opens clients for the sources beside the nightly pull. */
@Injectable()
export class PartnerCenterAccess {
  readonly #address: PartnerCenterAddress;
  readonly #credential: CredentialMaker;
  readonly #identity: UserIdentity;
  readonly #sleep: Sleep;

  constructor(
    @Inject(PARTNER_CENTER_ADDRESS) address: PartnerCenterAddress,
    @Inject(PARTNER_CENTER_CREDENTIAL) credential: CredentialMaker,
    identity: UserIdentity,
    @Inject(SLEEP) sleep: Sleep,
  ) {
    this.#address = address;
    this.#credential = credential;
    this.#identity = identity;
    this.#sleep = sleep;
  }

  /**
   * @param stop aborted: no call is begun any more
   * @throws SeatbackError SETTING_MISSING
   */
  async open(stop?: AbortSignal): Promise<OpenClient> {
    const { url: baseUrl, requestsPerMinute } = this.#address;
    const userCredential = await this.#identity.credential();
    const client = new PartnerCenterClient({
      baseUrl,
      requestsPerMinute,
      credential: await this.#credential(),
      userCredential,
      sleep: this.#sleep,
      stop,
    });
    return { client, hasUser: userCredential !== undefined, baseUrl };
  }
}
