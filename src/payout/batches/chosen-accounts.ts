import type { CampaignTerms } from '../../campaigns/index.js';
import type { DebtorAccount } from '../../config/index.js';
import type { Money } from '../../kernel/index.js';
import {
  bicCountry,
  chooseAccount,
  paysCurrency,
  type ChosenAccount,
  type WantedPayment,
} from '../debtor-accounts/index.js';
import { paidCurrency } from '../exchange/exchange-office.js';
import type { CheckedPayee, HoldReason } from '../payees/payee.js';

type PayeeAccount = Pick<CheckedPayee, 'bankCountry' | 'accountCurrency'>;

/** The account for each payment of a campaign. */
export class ChosenAccounts {
  constructor(
    private readonly terms: Pick<CampaignTerms, 'paidIn'>,
    private readonly accounts: readonly DebtorAccount[],
  ) {}

  /** The account that pays; where none pays the currency into that country, the payment waits. */
  of(owed: Money, payee: PayeeAccount): ChosenAccount | HoldReason {
    const wanted = this.#wanted(owed, payee);
    const found = `no debtor account pays ${wanted.currency} to a bank in ${wanted.bankCountry}`;
    return chooseAccount(this.accounts, wanted) ?? { reason: 'currency-not-paid', found };
  }

  /** A vendor is given what an account of ours pays: it has to be paid itself. */
  ofVendor({ currency: { code } }: Money): HoldReason | undefined {
    if (this.accounts.some((account) => paysCurrency(account, { currency: code, owedIn: code }))) return undefined;
    return { reason: 'currency-not-paid', found: `no debtor account pays ${code}` };
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
