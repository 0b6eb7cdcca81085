import { isIn, type TextCharacters } from './characters.js';
import { cyrillicForm } from './cyrillic-letters.js';
import { greekForm } from './greek-letters.js';
import { latinForm } from './latin-letters.js';
import { markForm } from './text-marks.js';

/**
 * How far the sent form is from the original:
 * - `none`: the same text;
 * - `accents`: marks on Latin letters, kinds of quotes and dashes, blanks. Nobody needs to look;
 * - `beyond-accents`: another script, symbols in other words, characters without a form, or an end cut off. A person
 *   must confirm before a name is paid to;
 * - `empty`: nothing is left to send. Ask for the name in Latin letters.
 */
export type TextChange = 'none' | 'accents' | 'beyond-accents' | 'empty';

/** A text and the form in which it goes into a payment file. Plain data; the original is kept beside the sent form. */
export interface Transliteration {
  readonly original: string;
  /** Empty where `change` is `empty`. */
  readonly sent: string;
  readonly change: TextChange;
  /** The end was cut off to fit the element. */
  readonly cut: boolean;
  /** Characters of the original, each once, that have no Latin form and are missing from `sent`. */
  readonly lost: readonly string[];
}

export interface TransliterationOptions {
  /**
   * Country of the party, ISO 3166-1 alpha-2, whose custom is followed: `ö` is `oe` in Germany and `o` in Sweden.
   * Without it: `oe`, and Cyrillic as in Russian passports.
   */
  readonly country?: string;
  /** `extended` (printable ASCII) unless the bank keeps FIN-X only. */
  readonly characters?: TextCharacters;
}

/**
 * Writes a name, address part or remittance text in the Latin letters that banks take, and cuts it to the length of its
 * element afterwards. Source: payment-file contract section 5.
 *
 * @param maxCharacters length of the element, for example 140 for a name, 70 for a street, 35 for a town
 */
export function transliterate(
  original: string,
  maxCharacters: number,
  options: TransliterationOptions = {},
): Transliteration {
  const characters = [...original.normalize('NFC')];
  const lost = new Set<string>();
  let beyondAccents = false;
  let written = '';
  for (const index of characters.keys()) {
    const form = formOf(characters, index, options);
    if (form === undefined) lost.add(characters[index] ?? '');
    else written += form.text;
    beyondAccents ||= form?.beyondAccents ?? true;
  }
  const whole = written.replace(/ +/g, ' ').trim();
  const sent = whole.slice(0, maxCharacters).trimEnd();
  // Brackets and dots that are left of a lost name are no name either.
  if (sent === '' || (!/[a-zA-Z0-9]/.test(sent) && /[\p{L}\p{N}]/u.test(original))) {
    return { original, sent: '', change: 'empty', cut: false, lost: [...lost] };
  }
  const cut = sent !== whole;
  const change = beyondAccents || cut ? 'beyond-accents' : sent === original ? 'none' : 'accents';
  return { original, sent, change, cut, lost: [...lost] };
}

interface WrittenCharacter {
  readonly text: string;
  readonly beyondAccents: boolean;
}

/** How one character is written; `undefined` where it has no form. */
function formOf(
  characters: readonly string[],
  index: number,
  options: TransliterationOptions,
): WrittenCharacter | undefined {
  const character = characters[index] ?? '';
  const { country, characters: set = 'extended' } = options;
  if (isIn(set, character)) return { text: character, beyondAccents: false };
  if (/\s/.test(character)) return { text: ' ', beyondAccents: false };
  // Joiners, direction marks, stray accents: nothing that could be seen by itself.
  if (/[\p{M}\p{Cf}\p{Cc}]/u.test(character)) return { text: '', beyondAccents: false };
  const latin = latinForm({ characters, index }, country);
  if (latin !== undefined) return { text: latin, beyondAccents: false };
  const otherScript = cyrillicForm({ characters, index }, country) ?? greekForm({ characters, index });
  if (otherScript !== undefined) return { text: otherScript, beyondAccents: true };
  return markForm(character, set) ?? decomposedForm(character, options);
}

/** Letters with marks by their base letter; ligatures, wide and superscript forms by what they stand for. */
function decomposedForm(character: string, options: TransliterationOptions): WrittenCharacter | undefined {
  const base = [...character.normalize('NFKD').replace(/\p{M}/gu, '')];
  if (base.length === 0 || base.join('') === character) return undefined;
  const forms = base.map((_, index) => formOf(base, index, options));
  if (forms.some((form) => form === undefined)) return undefined;
  const isLetterOrWide = /[\p{Script=Latin}\uff01-\uff5e]/u.test(character);
  return {
    text: forms.map((form) => form?.text ?? '').join(''),
    beyondAccents: !isLetterOrWide || forms.some((form) => form?.beyondAccents === true),
  };
}
