import type { DebtorAccount } from '../../src/config/index.js';
import { findCurrency, instant, isCountry, Money, type Instant } from '../../src/kernel/index.js';
import { checkIban, ibanCountryOf, ibanOf } from '../../src/payout/account-checks/index.js';
import { ibanStructure } from '../../src/payout/account-checks/iban-structures.js';
import { transliterate, type CreditorDetails } from '../../src/payout/instructions/index.js';
import { SeededRandom } from '../oracle/seeded-random.js';
import type { BankingTables } from './banking-tables.js';

export interface GeneratedPayment {
  readonly details: CreditorDetails;
  /** Of the payee's bank. */
  readonly bankCountry: string;
  readonly amount: Money;
  readonly remittance: string;
}

export interface GeneratedBatch {
  readonly accounts: readonly DebtorAccount[];
  readonly preparedAt: Instant;
  readonly payments: readonly GeneratedPayment[];
}

/** How accounts look in countries that have no IBAN, and how their banks are numbered; with what both must be. */
const ROUTING: Readonly<Record<string, { account: string; system?: string; member?: string; region?: string }>> = {
  US: { account: '#############', system: 'USABA', member: '021000021', region: 'NY' },
  CA: { account: '#########', system: 'CACPA', member: '000412345', region: 'ON' },
  AU: { account: '########', system: 'AUBSB', member: '062000' },
  NZ: { account: '################', system: 'NZNCC', member: '010123' },
  IN: { account: '############', system: 'INFSC', member: 'HDFC0000123' },
  CN: { account: '###################', system: 'CNAPS', member: '102100099996' },
  HK: { account: '###########', system: 'HKNCC', member: '004' },
  SG: { account: '##########', system: 'SGIBG', member: '7171' },
  JP: { account: '#######', system: 'JPZGN', member: '0001001' },
  ZA: { account: '##########', system: 'ZANCC', member: '250655' },
  MX: { account: 'CLABE' },
  TW: { account: '############', system: 'TWNCC', member: '0081005' },
};

const NAMES = [
  'Hafen Cloud {} GmbH',
  'Nordljus Molntjänster {} AB',
  'Śródmieście Chmura {} Sp. z o.o.',
  'Limani Νέφος {} ΕΠΕ',
  'Облако {} ООО',
  'O’Neill & Sons {} Ltd',
  'Société Générale des Nuages {} S.A.',
  'Bulut Bilişim {} A.Ş.',
];

/** Of countries that the payer's accounts are in, with the currency that they are held in first. */
const BANKS: readonly (readonly [country: string, bic: string, zone: string, currency: string])[] = [
  ['GB', 'BUKBGB22', 'Europe/London', 'GBP'],
  ['DE', 'COBADEFF', 'Europe/Berlin', 'EUR'],
  ['SE', 'NDEASESS', 'Europe/Stockholm', 'SEK'],
  ['US', 'CHASUS33', 'America/New_York', 'USD'],
  ['JP', 'BOTKJPJT', 'Asia/Tokyo', 'JPY'],
  ['KW', 'NBOKKWKW', 'Asia/Kuwait', 'KWD'],
];

/** The same seed gives the same batch. `number` makes sure that every country has its turn. */
export function generatedBatch(seed: number, number: number, tables: BankingTables): GeneratedBatch {
  const random = new SeededRandom(seed * 100_003 + number);
  const accounts = generatedAccounts(random, tables.currencies);
  // Of accounts that pay everywhere: what none pays into its country is refused before there is a file.
  const currencies = accounts.flatMap(({ pays }) => (pays?.countries === undefined ? (pays?.currencies ?? []) : []));
  const day = random.integer(0, 364);
  const preparedAt = instant(
    new Date(Date.UTC(2026, 0, 1, random.integer(0, 23), 0, 0) + day * 86_400_000).toISOString(),
  );
  const payments = Array.from(
    { length: random.chance(0.1) ? random.integer(60, 300) : random.integer(1, 12) },
    (_, index) =>
      generatedPayment(
        random,
        index === 0 ? (tables.countries[number % tables.countries.length] ?? 'DE') : random.pick(tables.countries),
        random.pick(currencies),
      ),
  );
  return { accounts, preparedAt, payments };
}

/** The first pays into every country. */
function generatedAccounts(random: SeededRandom, currencies: readonly string[]): DebtorAccount[] {
  const count = random.integer(1, 5);
  return Array.from({ length: count }, (_, index) => {
    const [country, bic, bankTimeZone, currency] = random.pick(BANKS);
    const structure = ibanStructure(country);
    const further = Array.from({ length: random.integer(0, 6) }, () => random.pick(currencies));
    const countries = index > 0 && random.chance(0.3) ? ['DE', 'US', 'FR', 'SE', 'GB'] : undefined;
    return {
      ...(structure === undefined ? { accountNumber: digits(random, 9) } : { iban: randomIban(random, country) }),
      currency,
      bic: random.chance(0.5) ? bic : `${bic}XXX`,
      initiatingParty: random.pick([
        { id: 'HARBOURCD01', scheme: 'CUST' as const },
        { name: 'Harbour Cloud', id: '4711', scheme: 'BANK' as const },
      ]),
      chargeBearer: random.pick(['DEBT', 'SHAR', 'CRED'] as const),
      bankTimeZone,
      ...(random.chance(0.5) ? { cutOff: random.pick(['09:00', '15:30', '23:59']) } : {}),
      pays: { currencies: [...new Set([currency, ...further])], ...(countries === undefined ? {} : { countries }) },
      format: random.chance(0.1) ? ('csv' as const) : ('pain.001.001.09' as const),
    };
  });
}

function generatedPayment(random: SeededRandom, country: string, currencyCode: string): GeneratedPayment {
  const routing = ROUTING[country];
  const bankCountry = ibanCountryOf(country);
  const bic = `${random.pick(['SEAT', 'HAFN', 'NORD'])}${isCountry(bankCountry) ? bankCountry : 'DE'}2L`;
  const text = (original: string, length: number) => transliterate(original, length, { country }).sent;
  const currency = findCurrency(currencyCode)!;
  const whole = String(random.integer(0, random.chance(0.05) ? 99_999_999 : 9_999) + 1);
  const amount = currency.minorUnits === 0 ? whole : `${whole}.${digits(random, currency.minorUnits)}`;
  return {
    bankCountry: country,
    amount: Money.of(amount, currencyCode),
    remittance: text(`Rebate dynamics-365-smb-csp-2019h1, partner ${digits(random, 7)}`, 140),
    details: {
      creditor: {
        name: text(random.pick(NAMES).replace('{}', digits(random, 5)), 140),
        address: {
          ...(random.chance(0.9) ? { street: text(`Kungsgatan ${digits(random, 2)} Ö`, 70) } : {}),
          ...(random.chance(0.5) ? { buildingNumber: String(random.integer(1, 400)) } : {}),
          ...(random.chance(0.9) ? { postCode: digits(random, 5) } : {}),
          town: text(random.pick(['Malmö', 'Łódź', 'São Paulo', 'Αθήνα', 'Wien', 'Tokyo']), 35),
          ...(routing?.region === undefined ? {} : { countrySubdivision: routing.region }),
          country,
        },
      },
      creditorAccount:
        ibanStructure(bankCountry)?.registered === true
          ? { iban: randomIban(random, bankCountry) }
          : { other: routing === undefined ? digits(random, 12) : accountOf(random, routing.account) },
      creditorAgent: {
        bic,
        ...(routing?.system === undefined
          ? {}
          : { clearingMember: { system: routing.system, memberId: routing.member ?? '' } }),
      },
    },
  };
}

function accountOf(random: SeededRandom, form: string): string {
  if (form !== 'CLABE') return form.replaceAll('#', () => String(random.integer(0, 9)));
  const number = digits(random, 17);
  const sum = [...number].reduce((added, digit, place) => added + ((Number(digit) * [3, 7, 1][place % 3]!) % 10), 0);
  return `${number}${String((10 - (sum % 10)) % 10)}`;
}

/** Of the form that the registry names. National check digits come right by trying. */
function randomIban(random: SeededRandom, country: string): string {
  const parts = [...(ibanStructure(country)?.bban.source ?? '').matchAll(/\[([^\]]+)\]\{(\d+)\}/g)];
  for (let tries = 0; tries < 100_000; tries += 1) {
    const bban = parts
      .map(([, set = '', count]) =>
        Array.from({ length: Number(count) }, () => random.pick(charactersOf(set))).join(''),
      )
      .join('');
    const iban = ibanOf(country, bban);
    if (checkIban(iban).valid) return iban;
  }
  throw new Error(`No IBAN of ${country} was found.`);
}

function charactersOf(set: string): readonly string[] {
  const letters = set.includes('A-Z') ? Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ') : [];
  return [...letters, ...(set.includes('0-9') ? Array.from('0123456789') : [])];
}

function digits(random: SeededRandom, count: number): string {
  return Array.from({ length: count }, () => String(random.integer(0, 9))).join('');
}
