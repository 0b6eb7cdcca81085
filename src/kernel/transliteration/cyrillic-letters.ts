import { inCaseOf, isLetter, letterTable, type LetterPlace } from './letter-table.js';

/** Source: ICAO Doc 9303 part 3 (as in Russian passports), and for letters of other languages their nearest Latin form. */
const COMMON = letterTable(
  'а a, б b, в v, г g, д d, е e, ё e, ж zh, з z, и i, й i, к k, л l, м m, н n, о o, п p, р r, с s, т t, у u, ф f, х kh, ' +
    'ц ts, ч ch, ш sh, щ shch, ъ ie, ы y, ь, э e, ю iu, я ia, і i, ї i, є ie, ґ g, ў u, ј j, љ lj, њ nj, ћ c, ђ dj, ' +
    'џ dz, ѓ g, ќ k, ѕ dz, ә a, ғ g, қ k, ң n, ө o, ұ u, ү u, һ h, җ zh, ҳ h, ҷ j, ҝ g, ҹ j, ѣ e, ѳ f, ѵ i',
);

/** What a country writes otherwise. Sources: Ukraine, Cabinet resolution 55 of 2010; Bulgaria, Transliteration Act of 2009; Serbian Latin alphabet; North Macedonian and Belarusian passports. */
const SERBIAN = letterTable('ж z, х h, ц c, ч c, ш s, й j');
const BY_COUNTRY: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['UA', letterTable('г h, и y, й i, ї i, є ie, ю iu, я ia, ь, щ shch, х kh')],
  ['BG', letterTable('й y, х h, щ sht, ъ a, ь y, ю yu, я ya')],
  ['BY', letterTable('г h, ё io, х kh')],
  ['MK', letterTable('х h, ц c, ѓ gj, ќ kj, џ dj')],
  ...['RS', 'ME', 'BA', 'XK'].map((country) => [country, SERBIAN] as const),
]);

/** Ukrainian writes these otherwise where a word begins. */
const UKRAINIAN_AT_BEGINNING = letterTable('є ye, ї yi, й y, ю yu, я ya');

/** The Latin form of a Cyrillic letter, also an empty one; `undefined` for any other character. */
export function cyrillicForm(place: LetterPlace, country: string | undefined): string | undefined {
  const { characters, index } = place;
  const letter = (characters[index] ?? '').toLowerCase();
  const atBeginning = !isLetter(characters[index - 1]);
  const custom = country === undefined ? undefined : BY_COUNTRY.get(country);
  const form =
    (country === 'UA' && atBeginning ? UKRAINIAN_AT_BEGINNING.get(letter) : undefined) ??
    (country === 'UA' && letter === 'г' && before(place) === 'з' ? 'gh' : undefined) ??
    custom?.get(letter) ??
    COMMON.get(letter) ??
    COMMON.get(letter.normalize('NFD').charAt(0));
  return form === undefined ? undefined : inCaseOf(place, form);
}

function before({ characters, index }: LetterPlace): string {
  return (characters[index - 1] ?? '').toLowerCase();
}
