import { inCaseOf, letterTable, type LetterPlace } from './letter-table.js';

/**
 * Latin letters that Unicode does not take apart into a base letter and a mark. Source: ICAO Doc 9303 part 3, table of
 * recommended transliterations; letters of African orthographies by their base letter.
 */
const WITHOUT_BASE = letterTable(
  'ß ss, æ ae, œ oe, ø o, đ d, ð d, þ th, ħ h, ı i, ĸ k, ł l, ŋ n, ŧ t, ſ s, ɓ b, ɖ d, ɗ d, ǝ e, ə e, ɛ e, ƒ f, ɠ g, ɣ g, ' +
    'ɨ i, ɩ i, ƙ k, ɲ n, ɔ o, ɵ o, ƥ p, ʃ s, ƭ t, ʊ u, ʉ u, ʋ v, ƴ y, ƶ z, ʒ z, ƀ b, ɇ e, ɉ j, ɍ r, ɏ y',
);

/** Written out where German is at home, and where nothing is known of the country: the form of ICAO Doc 9303. */
const GERMAN = letterTable('ä ae, ö oe, ü ue, å aa, ø oe');
const DANISH_NORWEGIAN = letterTable('ä ae, ö oe, ü u, å aa, ø oe');

const WRITTEN_OUT: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ...['DE', 'AT', 'CH', 'LI', 'LU'].map((country) => [country, GERMAN] as const),
  ...['DK', 'NO', 'FO', 'GL'].map((country) => [country, DANISH_NORWEGIAN] as const),
]);

/**
 * A Latin letter without its marks, by the custom of the country: `ö` is `oe` in Germany and `o` in Sweden, Turkey or
 * Hungary, whose banks write names so.
 *
 * @returns undefined where the letter has a base letter that Unicode knows, or is no Latin letter
 */
export function latinForm(place: LetterPlace, country: string | undefined): string | undefined {
  const letter = (place.characters[place.index] ?? '').toLowerCase();
  const custom = country === undefined ? GERMAN : WRITTEN_OUT.get(country);
  const form = custom?.get(letter) ?? WITHOUT_BASE.get(letter);
  return form === undefined ? undefined : inCaseOf(place, form);
}
