/**
 * The types of pain.001.001.09 that a payment order uses, with their facets. The check and the writer both go by this
 * table, and a test holds it against the schema itself. Source: ISO 20022 message definition pain.001.001.09.
 */
export type SchemaLimit =
  | { readonly kind: 'text'; readonly maxCharacters: number }
  | { readonly kind: 'pattern'; readonly pattern: RegExp; readonly words: string }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'decimal'; readonly totalDigits: number; readonly fractionDigits: number };

export const SCHEMA_TYPES = {
  Max10Text: text(10),
  Max16Text: text(16),
  Max34Text: text(34),
  Max35Text: text(35),
  Max70Text: text(70),
  Max140Text: text(140),
  ExternalAccountIdentification1Code: text(4),
  ExternalCategoryPurpose1Code: text(4),
  ExternalClearingSystemIdentification1Code: text(5),
  ExternalOrganisationIdentification1Code: text(4),
  ExternalPurpose1Code: text(4),
  ExternalServiceLevel1Code: text(4),
  ActiveOrHistoricCurrencyCode: pattern(/^[A-Z]{3}$/, 'three upper-case letters'),
  BICFIDec2014Identifier: pattern(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'a BIC of 8 or 11 characters'),
  CountryCode: pattern(/^[A-Z]{2}$/, 'two upper-case letters'),
  IBAN2007Identifier: pattern(/^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$/, 'an IBAN in electronic form'),
  LEIIdentifier: pattern(/^[A-Z0-9]{18}[0-9]{2}$/, '18 upper-case letters or digits and 2 digits'),
  Max15NumericText: pattern(/^[0-9]{1,15}$/, '1 to 15 digits'),
  UUIDv4Identifier: pattern(
    /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/,
    'a UUID of version 4 in lower case',
  ),
  ChargeBearerType1Code: codes('DEBT', 'CRED', 'SHAR', 'SLEV'),
  PaymentMethod3Code: codes('CHK', 'TRF', 'TRA'),
  RegulatoryReportingType1Code: codes('CRED', 'DEBT', 'BOTH'),
  DocumentType3Code: codes('RADM', 'RPIN', 'FXDR', 'DISP', 'PUOR', 'SCOR'),
  ActiveOrHistoricCurrencyAndAmount_SimpleType: decimal(18, 5),
  DecimalNumber: decimal(18, 17),
} as const satisfies Readonly<Record<string, SchemaLimit>>;

export type SchemaType = keyof typeof SCHEMA_TYPES;

/** How often `RgltryRptg` may stand in a payment. */
export const MAX_REGULATORY_REPORTS = 10;

/** `IntrmyAgt1` to `IntrmyAgt3` */
export const MAX_INTERMEDIARY_AGENTS = 3;

function text(maxCharacters: number): SchemaLimit {
  return { kind: 'text', maxCharacters };
}

function pattern(expression: RegExp, words: string): SchemaLimit {
  return { kind: 'pattern', pattern: expression, words };
}

function codes(...values: string[]): SchemaLimit {
  return { kind: 'codes', codes: values };
}

function decimal(totalDigits: number, fractionDigits: number): SchemaLimit {
  return { kind: 'decimal', totalDigits, fractionDigits };
}

/** Characters as the schema counts them: code points, not UTF-16 units. */
export function lengthInCharacters(value: string): number {
  return /[\ud800-\udfff]/.test(value) ? [...value].length : value.length;
}

/** Whether `value` may stand in an element of `type`. */
export function fitsSchemaType(type: SchemaType, value: string): boolean {
  const limit: SchemaLimit = SCHEMA_TYPES[type];
  switch (limit.kind) {
    case 'text':
      return value !== '' && lengthInCharacters(value) <= limit.maxCharacters;
    case 'pattern':
      return limit.pattern.test(value);
    case 'codes':
      return limit.codes.includes(value);
    case 'decimal':
      return fitsDecimal(value, limit.totalDigits, limit.fractionDigits);
  }
}

/** What an element of `type` holds, in words for an error. */
export function describeSchemaType(type: SchemaType): string {
  const limit: SchemaLimit = SCHEMA_TYPES[type];
  switch (limit.kind) {
    case 'text':
      return `1 to ${String(limit.maxCharacters)} characters`;
    case 'pattern':
      return limit.words;
    case 'codes':
      return `one of ${limit.codes.join(', ')}`;
    case 'decimal':
      return (
        `a plain decimal of at most ${String(limit.totalDigits)} digits, ` +
        `${String(limit.fractionDigits)} of them after the point`
      );
  }
}

/**
 * Plain decimals only: no sign, no exponent, no grouping. Every digit written counts, also a closing zero, which is
 * stricter than the schema: a bank that counts characters must not be the first to tell.
 */
function fitsDecimal(value: string, totalDigits: number, fractionDigits: number): boolean {
  const match = /^(?:0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(value);
  if (match === null) return false;
  const fraction = match[1] ?? '';
  const digits = value.replace('.', '').replace(/^0+/, '').length;
  return digits <= totalDigits && fraction.length <= fractionDigits;
}
