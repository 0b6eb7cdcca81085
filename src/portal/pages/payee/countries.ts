import { COUNTRY_CODES, CURRENCY_CODES, type Language } from '../../../kernel/index.js';

export interface Option {
  readonly code: string;
  readonly name: string;
}

const sorted = (codes: readonly string[], language: Language, kind: 'region' | 'currency'): readonly Option[] => {
  const names = new Intl.DisplayNames(language, { type: kind });
  const { compare } = new Intl.Collator(language);
  return codes
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.code, b.code));
};

const kept = new Map<string, readonly Option[]>();
function once(codes: readonly string[], language: Language, kind: 'region' | 'currency'): readonly Option[] {
  const key = `${kind} ${language}`;
  const options = kept.get(key) ?? sorted(codes, language, kind);
  kept.set(key, options);
  return options;
}

/** By name in the language, in its order. */
export function countries(language: Language): readonly Option[] {
  return once(COUNTRY_CODES, language, 'region');
}

/** By code, which is what stands on an account's papers. */
export function currencies(language: Language): readonly Option[] {
  return once(CURRENCY_CODES, language, 'currency').toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

export function countryName(code: string, language: Language): string {
  return countries(language).find((country) => country.code === code)?.name ?? code;
}
