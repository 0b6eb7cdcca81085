import { checkRoutingNumber } from './aba.js';

export interface ClearingSystem {
  readonly code: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Format of a member id in words; `undefined` where no format is published. */
  readonly format?: string;
}

export type ClearingMemberFault = 'unknown-clearing-system' | 'format' | 'reserved-prefix' | 'check-digit';

export type ClearingMemberCheck =
  | { readonly valid: true; readonly system: ClearingSystem }
  | { readonly valid: false; readonly fault: ClearingMemberFault; readonly expected: string };

interface MemberFormat {
  readonly pattern: RegExp;
  readonly words: string;
}

const digits = (count: string): MemberFormat => ({
  pattern: new RegExp(`^[0-9]{${count}}$`),
  words: `${count.replace(',', ' to ')} digits`,
});

/** Clearing systems whose code is not just that of their country. Source: ISO 20022 ExternalClearingSystemIdentification1Code (May 2025). */
const NAMED_SYSTEMS: Readonly<Record<string, readonly [country: string, format?: MemberFormat]>> = {
  ATBLZ: ['AT', digits('5')],
  AUBSB: ['AU', digits('6')],
  BRISP: ['BR', digits('8')],
  CACPA: ['CA', { pattern: /^0[0-9]{8}$/, words: '9 digits: 0, institution (3), transit (5)' }],
  CHBCC: ['CH', digits('3,5')],
  CHSIC: ['CH', digits('6')],
  CNAPS: ['CN', digits('12')],
  CNCIP: ['CN'],
  DEBLZ: ['DE', digits('8')],
  EGNCC: ['EG'],
  ESNCC: ['ES', digits('8,9')],
  GBDSC: ['GB', digits('6')],
  GRBIC: ['GR', digits('7')],
  HKNCC: ['HK', digits('3')],
  IENCC: ['IE', digits('6')],
  INFSC: ['IN', { pattern: /^[A-Z]{4}0[A-Z0-9]{6}$/, words: '4 letters, 0, 6 letters or digits' }],
  ITNCC: ['IT', digits('10')],
  JPZGN: ['JP', digits('7')],
  KRBOK: ['KR'],
  MARAC: ['MA'],
  MARPA: ['MA'],
  MZBMO: ['MZ'],
  NACSC: ['NA'],
  NZNCC: ['NZ', digits('6')],
  NZRSA: ['NZ'],
  PLKNR: ['PL', digits('8')],
  PTNCC: ['PT', digits('8')],
  RUCBC: ['RU', digits('9')],
  SESBA: ['SE', digits('4')],
  SGIBG: ['SG', { pattern: /^(?:[0-9]{7}|[0-9]{3,4})$/, words: '7 digits, or 3 to 4' }],
  THCBC: ['TH'],
  TWNCC: ['TW', digits('7')],
  USABA: ['US', digits('9')],
  USPID: ['US', digits('4')],
  ZANCC: ['ZA', digits('6')],
  ZWTSS: ['ZW'],
};

/** Clearing systems whose code is their country; no format of a member id is published for them. Same source. */
const COUNTRY_SYSTEMS = new Set(
  (
    'AD AE AF AI AL AM AO AR AS AW AZ BA BD BG BH BI BL BM BN BO BS BT BW BY BZ CD CL CO CR CV CW CY CZ DO DZ EC EE ' +
    'GE GH GN GT GY HN HR HT HU ID IL IQ IS JM JO KE KG KH KM KW KZ LB LK LR LS LT LV LY MD ME MG MK MN MO MR MT MU ' +
    'MW MX MY NG NI NP OM PA PE PG PH PK PS PY QA RO RS RW SA SC SD SI SK SL ST SV SZ TJ TL TM TN TR TT TZ UA UG UY ' +
    'UZ VA VE VN XK ZM'
  ).split(' '),
);

/** The clearing system of a code such as USABA; `undefined` for a code that ISO does not list. */
export function clearingSystem(code: string): ClearingSystem | undefined {
  if (COUNTRY_SYSTEMS.has(code)) return { code, country: code };
  const named = Object.hasOwn(NAMED_SYSTEMS, code) ? NAMED_SYSTEMS[code] : undefined;
  if (named === undefined) return undefined;
  const [country, format] = named;
  return format === undefined ? { code, country } : { code, country, format: format.words };
}

/**
 * Checks the number of a bank in its national clearing (`ClrSysMmbId`): form by system, and the check digit of US
 * routing numbers. Where no form is published, letters and digits up to the 35 of the schema pass.
 */
export function checkClearingMember(systemCode: string, memberId: string): ClearingMemberCheck {
  const system = clearingSystem(systemCode);
  if (system === undefined) {
    return {
      valid: false,
      fault: 'unknown-clearing-system',
      expected: 'a clearing system of ISO 20022, for example USABA',
    };
  }
  const format = NAMED_SYSTEMS[systemCode]?.[1] ?? {
    pattern: /^[A-Za-z0-9]{1,35}$/,
    words: '1 to 35 letters or digits',
  };
  if (!format.pattern.test(memberId)) {
    return { valid: false, fault: 'format', expected: `${format.words} for ${systemCode}` };
  }
  if (systemCode === 'USABA') {
    const routing = checkRoutingNumber(memberId);
    if (!routing.valid) return routing;
  }
  return { valid: true, system };
}
