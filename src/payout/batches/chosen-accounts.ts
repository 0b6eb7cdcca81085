import type { CampaignTerms } from '../../campaigns/index.js';
import type { DebtorAccount } from '../../config/index.js';
import { SeatbackError, type Money } from '../../kernel/index.js';
import { bicCountry, chooseAccount, type ChosenAccount, type WantedPayment } from '../debtor-accounts/index.js';
import { paidCurrency } from '../exchange/exchange-office.js';
import type { CheckedPayee } from '../payees/payee.js';

type PayeeAccount = Pick<CheckedPayee, 'bankCountry' | 'accountCurrency'>;

/** The account for each payment of a campaign. */
export class ChosenAccounts {
  constructor(
    private readonly campaignId: string,
    private readonly terms: Pick<CampaignTerms, 'paidIn'>,
    private readonly accounts: readonly DebtorAccount[],
  ) {}

  /** @throws SeatbackError PAYOUT_CURRENCY, where no account pays the currency into that country */
  of(owed: Money, payee: PayeeAccount): ChosenAccount {
    const wanted = this.#wanted(owed, payee);
    const chosen = chooseAccount(this.accounts, wanted);
    if (chosen === undefined) throw notPaid(this.campaignId, this.accounts, wanted);
    return chosen;
  }

  /** Country of the bank that would pay to that account; undefined where none would. */
  bankCountry(owed: Money, payee: PayeeAccount): string | undefined {
    const chosen = chooseAccount(this.accounts, this.#wanted(owed, payee));
    return chosen === undefined ? undefined : bicCountry(chosen.account.bic);
  }

  #wanted(owed: Money, payee: PayeeAccount): WantedPayment {
    const owedIn = owed.currency.code;
    return { currency: paidCurrency(this.terms, owedIn, payee), owedIn, bankCountry: payee.bankCountry };
  }
}

function notPaid(
  campaignId: string,
  accounts: readonly DebtorAccount[],
  { currency, bankCountry }: WantedPayment,
): SeatbackError {
  const paid = [...new Set(accounts.flatMap((account) => account.pays?.currencies ?? [account.currency]))];
  return new SeatbackError({
    code: 'PAYOUT_CURRENCY',
    expected: `payments in ${paid.join(', ')}, which the debtor accounts pay`,
    found: `${currency} to a bank in ${bankCountry}`,
    where: `the payout of ${campaignId}`,
    next: `Name an account that pays ${currency} among debtorAccounts in the settings file (docs/settings.md).`,
  });
}
