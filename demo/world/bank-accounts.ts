import { atTime } from './days.js';
import type { BankAccount, Country } from './model.js';
import { PLACES } from './places.js';
import { codeOf, type Dice } from './random.js';
import type { PartnerScript } from './script.js';

/** A bank that does not exist, by country: its BIC, and what an IBAN says after country and check digits. */
const BANKS: Readonly<Record<Country, { readonly bic: string; readonly accountOf: (partnerId: string) => string }>> = {
  GB: { bic: 'TIDEGB2LXXX', accountOf: (id) => `TIDE609999${digitsOf(id, 8)}` },
  IE: { bic: 'TIDEIE2DXXX', accountOf: (id) => `TIDE999900${digitsOf(id, 8)}` },
  SE: { bic: 'TIDESESSXXX', accountOf: (id) => `999${digitsOf(id, 17)}` },
  DE: { bic: 'TIDEDEFFXXX', accountOf: (id) => `99999999${digitsOf(id, 10)}` },
  NL: { bic: 'TIDENL2AXXX', accountOf: (id) => `TIDE${digitsOf(id, 10)}` },
};

/** An account there, one for each text. */
export function accountIn(country: Country, text: string): Pick<BankAccount, 'iban' | 'bic' | 'country' | 'currency'> {
  const { bic, accountOf } = BANKS[country];
  return { iban: ibanOf(country, accountOf(text)), bic, country, currency: PLACES[country].currency };
}

export function bankAccountOf(
  script: PartnerScript,
  country: Country,
  contactName: string,
  dice: Dice,
): BankAccount | null {
  if (script.bankAccount === 'none') return null;
  const { iban, ...account } = accountIn(country, script.id);
  const personal = script.bankAccount === 'personal';
  return {
    accountName: personal ? contactName : script.legalName,
    kind: personal ? 'personal' : 'business',
    iban: script.bankAccount === 'wrong-check-digits' ? withTwoDigitsSwapped(iban) : iban,
    ...account,
    submittedAt: atTime(
      `2019-0${String(dice.whole(1, 6))}-${String(dice.whole(10, 28))}`,
      `${String(dice.whole(10, 16))}:${String(dice.whole(10, 59))}`,
    ),
  };
}

/**
 * Country, check digits and account by ISO 13616: the digits make the number, read as one, leave 1 when divided by 97.
 */
export function ibanOf(country: string, account: string): string {
  return `${country}${String(98n - remainderBy97(`${country}00${account}`)).padStart(2, '0')}${account}`;
}

export function hasValidCheckDigits(iban: string): boolean {
  return remainderBy97(iban) === 1n;
}

function remainderBy97(iban: string): bigint {
  const turned = `${iban.slice(4)}${iban.slice(0, 4)}`;
  return BigInt(turned.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) % 97n;
}

/** The commonest slip of typing: two neighbours change places. The check digits catch every one of them. */
function withTwoDigitsSwapped(iban: string): string {
  for (let i = iban.length - 1; i > 4; i -= 1) {
    const [left, right] = [iban.charAt(i - 1), iban.charAt(i)];
    if (left !== right && /\d\d/.test(left + right))
      return `${iban.slice(0, i - 1)}${right}${left}${iban.slice(i + 1)}`;
  }
  throw new Error('An IBAN whose digits are all alike cannot be mistyped by a swap.');
}

function digitsOf(partnerId: string, length: number): string {
  return codeOf(`account|${partnerId}`, length, '0123456789');
}
