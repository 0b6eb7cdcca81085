/**
 * What a wire into a country needs beside name and account, where the account has no IBAN or the country asks for more.
 * Formats of accounts are general practice and not law, so what does not fit is a warning. Source: the routing table of
 * the payment-file contract, which names its own sources row by row.
 */
export interface WireRouting {
  /** Account numbers that are no IBAN. */
  readonly account?: { readonly words: string; readonly fits: (number: string) => boolean };
  /** Clearing system whose number is asked. */
  readonly clearingSystem?: string;
  /** Whether the BIC is asked even beside the clearing number. */
  readonly bic?: boolean;
  /** Parts that an address in the country has beside its town. */
  readonly addressParts?: readonly ('street' | 'postCode' | 'countrySubdivision')[];
  readonly regulatoryReport?: boolean;
  /** A purpose is asked, for every currency or for these. */
  readonly purpose?: true | readonly string[];
}

const BY_COUNTRY: Readonly<Record<string, WireRouting>> = {
  AE: { bic: true, regulatoryReport: true },
  AU: { account: digits(1, 9), clearingSystem: 'AUBSB', bic: true },
  CA: { account: digits(7, 12), clearingSystem: 'CACPA', bic: true, addressParts: ['countrySubdivision'] },
  CN: { account: digits(1, 32), clearingSystem: 'CNAPS', bic: true, purpose: ['CNY'] },
  GB: { account: digits(8, 8), clearingSystem: 'GBDSC', bic: true },
  HK: { account: digits(9, 12), clearingSystem: 'HKNCC', bic: true },
  IN: { account: digits(9, 18), clearingSystem: 'INFSC', bic: true, purpose: true },
  JP: { account: digits(7, 7), clearingSystem: 'JPZGN', bic: true },
  MX: { account: { words: 'a CLABE of 18 digits with its check digit', fits: isClabe }, bic: true },
  NZ: { account: digits(15, 16), clearingSystem: 'NZNCC', bic: true },
  SG: { account: digits(7, 14), clearingSystem: 'SGIBG', bic: true },
  TW: { account: digits(10, 16), clearingSystem: 'TWNCC', bic: true },
  US: {
    account: { words: 'up to 17 characters', fits: (number) => number.length <= 17 },
    // Either will do, and having neither is an error of the bank itself.
    addressParts: ['street', 'postCode'],
  },
  ZA: { account: digits(7, 11), clearingSystem: 'ZANCC', bic: true, regulatoryReport: true },
};

const ROUTING: ReadonlyMap<string, WireRouting> = new Map(Object.entries(BY_COUNTRY));

/** Routing of the country, ISO 3166-1 alpha-2; `undefined` where nothing particular is known. */
export function wireRouting(country: string): WireRouting | undefined {
  return ROUTING.get(country);
}

function digits(fewest: number, most: number): { words: string; fits: (number: string) => boolean } {
  const pattern = new RegExp(`^[0-9]{${String(fewest)},${String(most)}}$`);
  const count =
    fewest === most ? String(most) : fewest === 1 ? `up to ${String(most)}` : `${String(fewest)} to ${String(most)}`;
  // Blanks and dashes are how people write them.
  return { words: `${count} digits`, fits: (number) => pattern.test(number.replace(/[ -]/g, '')) };
}

/** Mexico: weights 3-7-1, each product taken modulo ten; the last digit completes the next ten. */
function isClabe(number: string): boolean {
  if (!/^[0-9]{18}$/.test(number)) return false;
  const sum = [...number.slice(0, 17)].reduce(
    (added, digit, place) => added + ((Number(digit) * ([3, 7, 1][place % 3] ?? 0)) % 10),
    0,
  );
  return (10 - (sum % 10)) % 10 === Number(number[17]);
}
