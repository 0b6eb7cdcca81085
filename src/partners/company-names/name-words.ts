import { transliterate } from '../../kernel/index.js';
import { withoutFormInOwnLetters, withoutLegalForm } from './legal-forms.js';

/** A company's name as it is compared. */
export interface ComparedName {
  /** Without legal form: small Latin letters and digits, `&` for every "and". Several spellings where letters have two. */
  readonly spellings: readonly (readonly string[])[];
  readonly forms: readonly string[];
  /** In its own letters, without legal form: for names that have no Latin form. */
  readonly own: string;
  /** Letters were written in those of another script. */
  readonly transliterated: boolean;
  /** Not all of it can be written in Latin letters. */
  readonly lost: boolean;
}

const LONGEST_NAME = 1_000;

/** Words for "and" in the languages of the registers; single letters count only between two words. */
const AND = new Set([
  'and',
  'und',
  'et',
  'och',
  'og',
  'en',
  'ja',
  'ir',
  'un',
  'es',
  'si',
  'dan',
  'y',
  'e',
  'i',
  'a',
  '+',
]);

/** Abbreviations that registers and banks use alike. Source: payment-name practice of banks that cut names at 35 characters. */
const WRITTEN_OUT: ReadonlyMap<string, string> = new Map(
  (
    'intl international, intnl international, int international, natl national, tech technology, technologies technology, ' +
    'svc service, svcs service, serv service, services service, mfg manufacturing, mgmt management, mgt management, ' +
    'grp group, sys system, syst system, systems system, sol solution, sols solution, solutions solution, ' +
    'dist distribution, distr distribution, assoc associates, bros brothers, hldg holding, hldgs holding, holdings holding, ' +
    'ind industry, inds industry, industries industry, eng engineering, engg engineering, dept department, ' +
    'consult consulting, consultg consulting, partners partner, ptnrs partner, ptr partner, prtnrs partner, ' +
    'soft software, sw software, swe sweden, deutschl deutschland, dtl deutschland, ges gesellschaft, verw verwaltung, ' +
    'entpr enterprise, ent enterprise, enterprises enterprise, prod product, prods product, products product, ' +
    'comm communication, communications communication, telecomm telecommunication, networks network, ntwk network, ' +
    'univ university, ctr center, centre center, saint st, sankt st, st st, uk uk'
  )
    .split(', ')
    .map((pair) => pair.split(' ') as [string, string]),
);

/**
 * A name taken apart for comparison: legal form off, accents and scripts in Latin letters by the custom of the country,
 * dots out of abbreviations, one sign for "and", usual abbreviations written out.
 *
 * @param country of the party, ISO 3166-1 alpha-2
 */
export function comparedName(name: string, country: string | undefined): ComparedName {
  const whole = name.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  const inOwn = withoutFormInOwnLetters(whole);
  const options = country === undefined ? {} : { country };
  const latin = transliterate(inOwn.name, LONGEST_NAME, options);
  // An umlaut is written out by one bank and loses its dots at the next: both are the same name.
  const texts = [
    latin.sent,
    transliterate(inOwn.name, LONGEST_NAME, { country: 'SE' }).sent,
    transliterate(inOwn.name, LONGEST_NAME).sent,
  ];
  const parts = [...new Set(texts)].map((text) => withoutLegalForm(wordsOf(text)));
  const spellings = parts.map(({ words }) => joinedByAnd(words).map((word) => WRITTEN_OUT.get(word) ?? word));
  return {
    spellings: [...new Map(spellings.map((words) => [words.join(' '), words])).values()],
    forms: [...new Set([...inOwn.forms, ...parts.flatMap(({ forms }) => forms)])].sort(),
    own: inOwn.name.toLowerCase().replace(/[\s\p{P}]/gu, ''),
    transliterated: latin.change === 'beyond-accents' && !/\p{Script=Latin}/u.test(inOwn.name),
    lost: latin.change === 'empty' || latin.lost.some((character) => /[\p{L}\p{N}]/u.test(character)),
  };
}

function wordsOf(latin: string): string[] {
  const spaced = latin
    .toLowerCase()
    // One form is written with a stroke: Danish and Norwegian A/S.
    .replace(/\b([a-z])\/([a-z])\b/g, '$1$2')
    .replace(/['’`´.]/g, (mark) => (mark === '.' ? '\u0000' : ''))
    // A dot ends an abbreviation; between single letters it joins them: S.p.A., G.m.b.H.
    .replace(/\u0000(?=[a-z]{1,2}(?:\u0000|$|[^a-z0-9]))/g, '')
    .replace(/\u0000/g, ' ')
    .replace(/[^a-z0-9&+]+/g, ' ')
    .replace(/[&+]/g, ' & ')
    .trim();
  const words = spaced.split(' ').filter((word) => word !== '');
  return joinSingleLetters(words);
}

function joinedByAnd(words: readonly string[]): string[] {
  return words.map((word, place) => (place > 0 && place < words.length - 1 && AND.has(word) ? '&' : word));
}

/** `s a r l` is `sarl`: three letters and more that stand alone. Two may be an "and", and are left to the forms. */
function joinSingleLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let place = 0; place < words.length;) {
    let end = place;
    while (end < words.length && /^[a-z]$/.test(words[end] ?? '')) end += 1;
    const run = words.slice(place, end);
    if (run.length >= 2) joined.push(run.join(''));
    else joined.push(words[place] ?? '');
    place = Math.max(end, place + 1);
  }
  return joined;
}
