import { type Guid } from '../../../../kernel/index.js';
import type { DeliveryDraft } from '../../../deliveries/delivery-draft.js';
import type { AnswerSource } from '../answers.js';
import { PartnerCenterError, unreadable } from '../partner-center-error.js';
import { nextPage } from '../wire.js';
import { countryOf, resellerOf, type Reseller } from './mapper.js';
import { companyAnswer, relationshipsAnswer } from './wire.js';

const CUSTOMERS_AT_ONCE = 6;

export interface DirectoryTotals {
  readonly customersAsked: number;
  readonly customersRefused: number;
  readonly customersFailed: number;
  readonly resellers: number;
}

/** Reads who customers are and who sells to them into a delivery (contract of Partner Center, section 3). */
export class DirectoryReader {
  readonly #answers: AnswerSource;
  readonly #draft: DeliveryDraft;
  readonly #hasUser: boolean;
  #asked = 0;
  #refused = 0;
  #failed = 0;
  #resellers = 0;

  /** @param hasUser relationships are open to a user only; without one they are not asked for */
  constructor(answers: AnswerSource, draft: DeliveryDraft, hasUser: boolean) {
    this.#answers = answers;
    this.#draft = draft;
    this.#hasUser = hasUser;
  }

  totals(): DirectoryTotals {
    return {
      customersAsked: this.#asked,
      customersRefused: this.#refused,
      customersFailed: this.#failed,
      resellers: this.#resellers,
    };
  }

  /** The resellers below the provider whose user asks. @throws PartnerCenterError */
  async readResellers(): Promise<void> {
    if (!this.#hasUser) return;
    const path = 'relationships?relationship_type=IsIndirectCloudSolutionProviderOf';
    for (const { resellerId, name, partnerId, location, state } of await this.#relationships(path)) {
      await this.#draft.stage('indirect_reseller', {
        reseller_id: resellerId,
        name,
        partner_id: partnerId,
        location,
        state,
      });
      this.#resellers += 1;
    }
  }

  /**
   * One customer's refusal or failure is counted and stops nobody else: its turn comes again.
   *
   * @throws PartnerCenterError where the token is refused
   */
  async readCustomers(customers: readonly Guid[]): Promise<void> {
    const waiting = customers.values();
    const worker = async () => {
      for (const customerId of waiting) await this.#readCustomer(customerId);
    };
    const workers = Array.from({ length: CUSTOMERS_AT_ONCE }, worker);
    // Where one stops all are waited for: none goes on asking when the pull has ended.
    await Promise.allSettled(workers);
    await Promise.all(workers);
  }

  async #readCustomer(customerId: Guid): Promise<void> {
    this.#asked += 1;
    try {
      await this.#readCountry(customerId);
      if (this.#hasUser) await this.#readSellers(customerId);
    } catch (error) {
      if (!(error instanceof PartnerCenterError) || error.status === 401) throw error;
      if (error.isRefusal) this.#refused += 1;
      else this.#failed += 1;
    }
  }

  async #readCountry(customerId: Guid): Promise<void> {
    const path = `customers/${customerId}`;
    const { value } = await this.#answers.read({ name: path, path }, companyAnswer);
    const mapped = countryOf(value);
    if ('problem' in mapped)
      this.#draft.quarantined.push({ file: path, line: 1, code: 'ROW_UNREADABLE', ...mapped.problem });
    else await this.#draft.stage('customer_company', { customer_id: customerId, country: mapped.row });
  }

  async #readSellers(customerId: Guid): Promise<void> {
    const path = `customers/${customerId}/relationships`;
    const resellers = await this.#relationships(path);
    const none = { customer_id: customerId, reseller_id: null, partner_id: null, name: null };
    // That nobody sells to it is a statement too, and takes an earlier one's place.
    if (resellers.length === 0) await this.#draft.stage('customer_reseller', none);
    for (const { resellerId, partnerId, name } of resellers) {
      await this.#draft.stage('customer_reseller', {
        customer_id: customerId,
        reseller_id: resellerId,
        partner_id: partnerId,
        name,
      });
    }
  }

  /** Relationships are documented to come in one answer. The first part of one would pass for all that there are. */
  async #relationships(path: string): Promise<Reseller[]> {
    const { value } = await this.#answers.read({ name: path, path }, relationshipsAnswer);
    if (nextPage(value) !== undefined) throw unreadable(path, 'the whole list in one answer', 'a link to a next page');
    return value.items.flatMap((item, index) => {
      const mapped = resellerOf(item);
      if ('row' in mapped) return [mapped.row];
      this.#draft.quarantined.push({ file: path, line: index + 1, code: 'ROW_UNREADABLE', ...mapped.problem });
      return [];
    });
  }
}
