export { firstOutside, type TextCharacters } from './characters.js';
export { transliterate, type TextChange, type Transliteration, type TransliterationOptions } from './transliterate.js';
