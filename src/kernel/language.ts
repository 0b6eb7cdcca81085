/** Languages in which partners are written to. */
export const LANGUAGES = ['en', 'de', 'sv'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The language of a locale such as `de-AT` or `sv_SE`; English where it is another or none. */
export function languageOf(locale: string | null): Language {
  const primary = locale?.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary) ?? 'en';
}
