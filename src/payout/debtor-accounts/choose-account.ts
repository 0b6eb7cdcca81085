import type { DebtorAccount } from '../../config/index.js';
import { checkBic } from '../account-checks/index.js';

/** What an account is chosen for. */
export interface WantedPayment {
  readonly currency: string;
  /** The currency in which it is owed: another one where it is exchanged at a rate on record. */
  readonly owedIn: string;
  /** Country of the payee's bank, ISO 3166-1 alpha-2. */
  readonly bankCountry: string;
}

/**
 * Why this account and no other that pays the same:
 * - `only`: no other does;
 * - `country`: it alone names the country of the payee's bank;
 * - `own-currency`: it alone is held in the currency, so that nothing is exchanged;
 * - `domestic`: its bank alone is in the country of the payee's bank;
 * - `first`: it stands first in the settings among those that are equal in all this.
 */
export type ChosenBecause = 'only' | 'country' | 'own-currency' | 'domestic' | 'first';

export interface ChosenAccount {
  readonly account: DebtorAccount;
  readonly because: ChosenBecause;
}

/** The account that pays; undefined where none of them does. The same settings give the same account, whatever else is paid. */
export function chooseAccount(
  accounts: readonly DebtorAccount[],
  { bankCountry, ...wanted }: WantedPayment,
): ChosenAccount | undefined {
  let left = accounts.filter((account) => paysCurrency(account, wanted) && paysCountry(account, bankCountry));
  if (left.length === 1) return chosen(left, 'only');
  const preferred: readonly (readonly [ChosenBecause, (account: DebtorAccount) => boolean])[] = [
    ['country', ({ pays }) => pays?.countries !== undefined],
    ['own-currency', (account) => account.currency === wanted.currency],
    ['domestic', ({ bic }) => bic.slice(4, 6) === bankCountry],
  ];
  for (const [because, isPreferred] of preferred) {
    const some = left.filter(isPreferred);
    if (some.length === 1) return chosen(some, because);
    if (some.length > 0) left = some;
  }
  return chosen(left, 'first');
}

function chosen([account]: readonly DebtorAccount[], because: ChosenBecause): ChosenAccount | undefined {
  return account === undefined ? undefined : { account, because };
}

/**
 * Without a word on it an account pays its own currency, and what is owed in its own currency and exchanged: the bank
 * would exchange any other silently, at its own rate.
 */
export function paysCurrency(
  { currency: held, pays }: DebtorAccount,
  { currency, owedIn }: Pick<WantedPayment, 'currency' | 'owedIn'>,
): boolean {
  return pays?.currencies?.includes(currency) ?? (held === currency || held === owedIn);
}

/** Country of a bank by its BIC; undefined where it is no BIC. */
export function bicCountry(bic: string): string | undefined {
  const check = checkBic(bic);
  return check.valid ? check.bic.country : undefined;
}

function paysCountry({ pays }: DebtorAccount, bankCountry: string): boolean {
  return pays?.countries?.includes(bankCountry) ?? true;
}
