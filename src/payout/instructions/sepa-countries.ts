/**
 * First letters of the IBANs that the SEPA schemes reach: EU, EEA (with Iceland), the United Kingdom (with its islands)
 * and Gibraltar, Switzerland, Monaco, San Marino, Andorra, Vatican City, and since 2024 and 2025 Albania, Montenegro,
 * Moldova, North Macedonia and Serbia. Source: European Payments Council, list of SEPA scheme countries (EPC409-09).
 */
const SEPA_IBANS = new Set(
  (
    'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS ' +
    'SE SI SK SM VA'
  ).split(' '),
);

export function isSepaIbanCountry(country: string): boolean {
  return SEPA_IBANS.has(country);
}
