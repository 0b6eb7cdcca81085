import type { Language } from '../../../kernel/index.js';
import { DE } from './de.js';
import { EN } from './en.js';
import type { StatementWords } from './statement-words.js';
import { SV } from './sv.js';

const WORDS: Readonly<Record<Language, StatementWords>> = { en: EN, de: DE, sv: SV };

export function wordsOf(language: Language): StatementWords {
  return WORDS[language];
}
