/**
 * What follows country and check digits in an IBAN, in the notation of the registry: `4!n` four digits, `4!a` four
 * upper-case letters, `4!c` four letters or digits. Source: SWIFT IBAN Registry, release 99.
 */
const REGISTERED =
  'AD 4!n4!n12!c, AE 3!n16!n, AL 8!n16!c, AT 5!n11!n, AZ 4!a20!c, BA 3!n3!n8!n2!n, BE 3!n7!n2!n, ' +
  'BG 4!a4!n2!n8!c, BH 4!a14!c, BI 5!n5!n11!n2!n, BR 8!n5!n10!n1!a1!c, BY 4!c4!n16!c, CH 5!n12!c, CR 4!n14!n, ' +
  'CY 3!n5!n16!c, CZ 4!n6!n10!n, DE 8!n10!n, DJ 5!n5!n11!n2!n, DK 4!n9!n1!n, DO 4!c20!n, EE 2!n2!n11!n1!n, ' +
  'EG 4!n4!n17!n, ES 4!n4!n1!n1!n10!n, FI 3!n11!n, FK 2!a12!n, FO 4!n9!n1!n, FR 5!n5!n11!c2!n, GB 4!a6!n8!n, ' +
  'GE 2!a16!n, GI 4!a15!c, GL 4!n9!n1!n, GR 3!n4!n16!c, GT 4!c20!c, HN 4!a20!n, HR 7!n10!n, HU 3!n4!n1!n15!n1!n, ' +
  'IE 4!a6!n8!n, IL 3!n3!n13!n, IQ 4!a3!n12!n, IS 4!n2!n6!n10!n, IT 1!a5!n5!n12!c, JO 4!a4!n18!c, KW 4!a22!c, ' +
  'KZ 3!n13!c, LB 4!n20!c, LC 4!a24!c, LI 5!n12!c, LT 5!n11!n, LU 3!n13!c, LV 4!a13!c, LY 3!n3!n15!n, ' +
  'MC 5!n5!n11!c2!n, MD 2!c18!c, ME 3!n13!n2!n, MK 3!n10!c2!n, MN 4!n12!n, MR 5!n5!n11!n2!n, MT 4!a5!n18!c, ' +
  'MU 4!a2!n2!n12!n3!n3!a, NI 4!a20!n, NL 4!a10!n, NO 4!n6!n1!n, OM 3!n16!c, PK 4!a16!c, PL 8!n16!n, PS 4!a21!c, ' +
  'PT 4!n4!n11!n2!n, QA 4!a21!c, RO 4!a16!c, RS 3!n13!n2!n, RU 9!n5!n15!c, SA 2!n18!c, SC 4!a2!n2!n16!n3!a, ' +
  'SD 2!n12!n, SE 3!n16!n1!n, SI 5!n8!n2!n, SK 4!n6!n10!n, SM 1!a5!n5!n12!c, SO 4!n3!n12!n, ST 4!n4!n11!n2!n, ' +
  'SV 4!a20!n, TL 3!n14!n2!n, TN 2!n3!n13!n2!n, TR 5!n1!n16!c, UA 6!n19!c, VA 3!n15!n, VG 4!a16!n, ' +
  'XK 4!n10!n2!n, YE 4!a4!n18!c';

/**
 * Countries that print numbers of IBAN form without standing in the registry, and territories whose accounts carry the
 * IBAN of another country. Source: the lists of commons-validator and schwifty, status "unregistered-or-territory".
 */
const UNREGISTERED =
  'AO 21!n, AX 3!n11!n, BF 2!c22!n, BJ 2!c22!n, BL 5!n5!n11!c2!n, CF 23!n, CG 23!n, CI 2!c22!n, CM 23!n, ' +
  'CV 21!n, DZ 22!n, GA 23!n, GF 5!n5!n11!c2!n, GP 5!n5!n11!c2!n, GQ 23!n, GW 2!c19!n, IR 22!n, KM 23!n, ' +
  'MA 24!n, MF 5!n5!n11!c2!n, MG 23!n, ML 2!c22!n, MQ 5!n5!n11!c2!n, MZ 21!n, NC 5!n5!n11!c2!n, NE 2!a22!n, ' +
  'PF 5!n5!n11!c2!n, PM 5!n5!n11!c2!n, RE 5!n5!n11!c2!n, SN 2!c22!n, TD 23!n, TF 5!n5!n11!c2!n, ' +
  'TG 2!a3!n5!n12!n2!n, WF 5!n5!n11!c2!n, YT 5!n5!n11!c2!n';

/** Territories whose accounts carry the IBAN of the country they belong to. Source: the registry, "also covers". */
const COVERED_BY: ReadonlyMap<string, string> = new Map([
  ['AX', 'FI'],
  ...['GG', 'IM', 'JE'].map((territory) => [territory, 'GB'] as const),
  ...'BL GF GP MF MQ NC PF PM RE TF WF YT'.split(' ').map((territory) => [territory, 'FR'] as const),
]);

export interface IbanStructure {
  readonly country: string;
  /** Characters of the whole IBAN, country and check digits included. */
  readonly length: number;
  /** Whether the registry lists the country; a bank need not take the IBAN of one that it does not list. */
  readonly registered: boolean;
  /** What follows country and check digits. */
  readonly bban: RegExp;
}

const CHARACTER_CLASSES: Readonly<Record<string, string>> = { n: '[0-9]', a: '[A-Z]', c: '[A-Z0-9]' };

const STRUCTURES: ReadonlyMap<string, IbanStructure> = new Map([
  ...structures(REGISTERED, true),
  ...structures(UNREGISTERED, false),
]);

function structures(table: string, registered: boolean): (readonly [string, IbanStructure])[] {
  return table.split(', ').map((row) => {
    const [country = '', notation = ''] = row.split(' ');
    return [country, structure(country, notation, registered)] as const;
  });
}

function structure(country: string, notation: string, registered: boolean): IbanStructure {
  const parts = [...notation.matchAll(/(\d+)!([nac])/g)].map(([, count = '', kind = '']) => ({ count, kind }));
  return {
    country,
    length: 4 + parts.reduce((length, { count }) => length + Number(count), 0),
    registered,
    bban: new RegExp(`^${parts.map(({ count, kind }) => `${CHARACTER_CLASSES[kind] ?? ''}{${count}}`).join('')}$`),
  };
}

/** The structure for an IBAN's first two letters; `undefined` where nobody is known to use IBANs. */
export function ibanStructure(country: string): IbanStructure | undefined {
  return STRUCTURES.get(country);
}

/** The country under whose letters the accounts of `country` stand: FR for Réunion, otherwise `country` itself. */
export function ibanCountryOf(country: string): string {
  return COVERED_BY.get(country) ?? country;
}

/** Whether accounts in `country` have an IBAN by the registry, under its own letters or those of the country it belongs to. */
export function countryHasIban(country: string): boolean {
  return STRUCTURES.get(ibanCountryOf(country))?.registered ?? false;
}
