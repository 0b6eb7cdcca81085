import type { Language } from '../../../../kernel/index.js';
import { CLAIM_WORDS_DE } from './claim-words-de.js';
import { CLAIM_WORDS_EN } from './claim-words-en.js';
import { CLAIM_WORDS_SV } from './claim-words-sv.js';
import type { ClaimWords } from './claim-words.js';

const WORDS: Readonly<Record<Language, ClaimWords>> = { en: CLAIM_WORDS_EN, de: CLAIM_WORDS_DE, sv: CLAIM_WORDS_SV };

export function claimWords(language: Language): ClaimWords {
  return WORDS[language];
}
