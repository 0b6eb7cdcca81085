import type { DebtorAccount } from '../../config/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { bicCountry, chooseAccount, paysCurrency, type ChosenAccount } from '../debtor-accounts/index.js';
import type { Payable } from './payables.js';

/** The account for each of some payments, by partner. */
export class ChosenAccounts {
  readonly #currencies: ReadonlyMap<number, string>;

  constructor(
    private readonly campaignId: string,
    payables: readonly Pick<Payable, 'partnerKey' | 'amount'>[],
    private readonly accounts: readonly DebtorAccount[],
  ) {
    this.#currencies = new Map(payables.map(({ partnerKey, amount }) => [partnerKey, amount.currency.code]));
  }

  /** @throws SeatbackError PAYOUT_CURRENCY, where no account pays the currency into that country */
  of(partnerKey: number, bankCountry: string): ChosenAccount {
    const currency = this.#currencies.get(partnerKey) ?? '';
    const chosen = chooseAccount(this.accounts, { currency, bankCountry });
    if (chosen === undefined)
      throw notPaid(this.campaignId, this.accounts, `${currency} to a bank in ${bankCountry}`, currency);
    return chosen;
  }

  /** Country of the bank that would pay a partner whose bank is in this one; undefined where that is not known. */
  bankCountry(partnerKey: number, bankCountry: string | undefined): string | undefined {
    const currency = this.#currencies.get(partnerKey);
    if (bankCountry === undefined || currency === undefined) return undefined;
    const chosen = chooseAccount(this.accounts, { currency, bankCountry });
    return chosen === undefined ? undefined : bicCountry(chosen.account.bic);
  }
}

/**
 * An account pays in the currencies that the settings name for it: any other the bank would exchange silently, at its
 * own rate.
 *
 * @throws SeatbackError PAYOUT_CURRENCY
 */
export function expectCurrenciesPaid(
  campaignId: string,
  payables: readonly Pick<Payable, 'amount'>[],
  accounts: readonly DebtorAccount[],
): void {
  const currencies = new Set(payables.map(({ amount }) => amount.currency.code));
  for (const currency of currencies)
    if (!accounts.some((account) => paysCurrency(account, currency)))
      throw notPaid(campaignId, accounts, currency, currency);
}

function notPaid(
  campaignId: string,
  accounts: readonly DebtorAccount[],
  found: string,
  currency: string,
): SeatbackError {
  const paid = [...new Set(accounts.flatMap((account) => account.pays?.currencies ?? [account.currency]))];
  return new SeatbackError({
    code: 'PAYOUT_CURRENCY',
    expected: `payments in ${paid.join(', ')}, which the debtor accounts pay`,
    found,
    where: `the payout of ${campaignId}`,
    next: `Name an account that pays ${currency} among debtorAccounts in the settings file (docs/settings.md).`,
  });
}
