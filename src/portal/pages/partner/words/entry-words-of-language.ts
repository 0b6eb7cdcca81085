import type { Language } from '../../../../kernel/index.js';
import { ENTRY_DE } from './entry-words-de.js';
import { ENTRY_EN } from './entry-words-en.js';
import { ENTRY_SV } from './entry-words-sv.js';
import type { EntryWords } from './entry-words.js';

const WORDS: Readonly<Record<Language, EntryWords>> = { en: ENTRY_EN, de: ENTRY_DE, sv: ENTRY_SV };

export function entryWords(language: Language): EntryWords {
  return WORDS[language];
}
