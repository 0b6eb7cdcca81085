import type { Language } from '../../../../kernel/index.js';
import { DE } from './de.js';
import { EN } from './en.js';
import type { PayeeWords } from './payee-words.js';
import { SV } from './sv.js';

const WORDS: Readonly<Record<Language, PayeeWords>> = { en: EN, de: DE, sv: SV };

export function payeeWords(language: Language): PayeeWords {
  return WORDS[language];
}

/** Each language in its own. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', sv: 'Svenska' };
