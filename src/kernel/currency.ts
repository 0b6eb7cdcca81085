import { SeatbackError } from './failure.js';

/** ISO 4217 currency with the number of decimals in which it is paid. */
export interface Currency {
  readonly code: string;
  readonly minorUnits: number;
}

/** ISO 4217 list one: currencies whose minor unit is not two decimals. */
const MINOR_UNITS_OTHER_THAN_TWO = new Map(
  Object.entries({
    BHD: 3,
    BIF: 0,
    CLF: 4,
    CLP: 0,
    DJF: 0,
    GNF: 0,
    IQD: 3,
    ISK: 0,
    JOD: 3,
    JPY: 0,
    KMF: 0,
    KRW: 0,
    KWD: 3,
    LYD: 3,
    OMR: 3,
    PYG: 0,
    RWF: 0,
    TND: 3,
    UGX: 0,
    UYI: 0,
    UYW: 4,
    VND: 0,
    VUV: 0,
    XAF: 0,
    XOF: 0,
    XPF: 0,
  }),
);

/** ISO 4217 list one: currencies in use with two decimals. */
const TWO_DECIMALS = new Set(
  (
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP ' +
    'CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
    'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK ' +
    'NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB ' +
    'TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG'
  ).split(' '),
);

/** Codes of all currencies in use, by code; those with four decimals are units of account, in which nobody is paid. */
export const CURRENCY_CODES: readonly string[] = [...TWO_DECIMALS, ...MINOR_UNITS_OTHER_THAN_TWO.keys()]
  .filter((code) => (MINOR_UNITS_OTHER_THAN_TWO.get(code) ?? 2) < 4 && code !== 'UYI')
  .sort();

/** The currency of an ISO 4217 code; `undefined` for a code that is not in use. */
export function findCurrency(code: string): Currency | undefined {
  const minorUnits = MINOR_UNITS_OTHER_THAN_TWO.get(code) ?? (TWO_DECIMALS.has(code) ? 2 : undefined);
  return minorUnits === undefined ? undefined : { code, minorUnits };
}

/** @throws SeatbackError CURRENCY_UNKNOWN */
export function currencyOf(code: string): Currency {
  const currency = findCurrency(code);
  if (currency !== undefined) return currency;
  throw new SeatbackError({
    code: 'CURRENCY_UNKNOWN',
    expected: 'an ISO 4217 currency code in use',
    found: `"${code}"`,
    where: 'currency',
    next: 'Correct the code, for example USD.',
  });
}
