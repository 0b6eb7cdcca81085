import type { Language } from '../../../../kernel/index.js';
import { DE } from './de.js';
import { EN } from './en.js';
import type { PartnerWords } from './partner-words.js';
import { SV } from './sv.js';

const WORDS: Readonly<Record<Language, PartnerWords>> = { en: EN, de: DE, sv: SV };

export function partnerWords(language: Language): PartnerWords {
  return WORDS[language];
}
