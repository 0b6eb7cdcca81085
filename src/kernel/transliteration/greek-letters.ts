import { inCaseOf, isLetter, letterTable, type LetterPlace } from './letter-table.js';

/** Source: ELOT 743 (ISO 843 type 2), as in Greek passports. */
const LETTERS = letterTable(
  'α a, β v, γ g, δ d, ε e, ζ z, η i, θ th, ι i, κ k, λ l, μ m, ν n, ξ x, ο o, π p, ρ r, σ s, ς s, τ t, υ y, φ f, χ ch, ψ ps, ω o',
);

/** After α, ε, η an υ sounds f before these and at the end of a word, and v otherwise. */
const VOICELESS = new Set('θκξπστφχψς');

/** The Latin form of a Greek letter, which its neighbours may change; `undefined` for any other character. */
export function greekForm(place: LetterPlace): string | undefined {
  const { characters, index } = place;
  const letter = parts(characters[index]);
  const plain = LETTERS.get(letter.base);
  if (plain === undefined) return undefined;
  return inCaseOf(
    place,
    pairedForm(letter, parts(characters[index - 1]), parts(characters[index + 1]), place) ?? plain,
  );
}

interface GreekLetter {
  readonly base: string;
  readonly marks: string;
}

const DIALYTIKA = '\u0308';

function pairedForm(
  letter: GreekLetter,
  before: GreekLetter,
  after: GreekLetter,
  place: LetterPlace,
): string | undefined {
  const { characters, index } = place;
  switch (letter.base) {
    case 'υ':
      // A tonos on the first vowel or a dialytika on this one says that they are spoken apart.
      if (before.marks !== '' || letter.marks.includes(DIALYTIKA)) return undefined;
      if (before.base === 'ο') return 'u';
      if (!['α', 'ε', 'η'].includes(before.base)) return undefined;
      return VOICELESS.has(after.base) || !isLetter(characters[index + 1]) ? 'f' : 'v';
    case 'γ':
      return ['γ', 'ξ', 'χ'].includes(after.base) ? 'n' : undefined;
    case 'μ':
      return after.base === 'π' && !isLetter(characters[index - 1]) ? 'b' : undefined;
    case 'π':
      return before.base === 'μ' && !isLetter(characters[index - 2]) ? '' : undefined;
    default:
      return undefined;
  }
}

function parts(character: string | undefined): GreekLetter {
  const [base = '', ...marks] = (character ?? '').toLowerCase().normalize('NFD');
  return { base, marks: marks.join('') };
}
