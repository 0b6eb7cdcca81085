import { firstOutside } from '../../kernel/index.js';
import type { Report } from './finding.js';
import { lengthInCharacters, SCHEMA_TYPES, type SchemaLimit, type SchemaType } from './schema-types.js';

const FIN_X_WORDS = "letters, digits and / - ? : ( ) . , ' +";

/** Checks a reference or an id: FIN-X, with the rules for slashes that MT references had and converting banks still apply. */
export function checkReference(report: Report, path: string, value: string, type: SchemaType = 'Max35Text'): void {
  if (!checkLength(report, path, value, type)) return;
  const outside = firstOutside('fin-x', value);
  if (outside !== undefined) report('REFERENCE_CHARACTERS', path, FIN_X_WORDS, outside);
  if (/^\/|\/$|\/\//.test(value)) {
    report('REFERENCE_SLASH', path, 'no slash at the beginning or end and no two in a row', 'one');
  }
  if (/^ | $/.test(value)) report('REFERENCE_BLANK', path, 'no blank at the beginning or end', 'one');
}

/** Checks a name, an address part or a remittance text: Latin letters without accents, digits and ASCII marks. */
export function checkText(report: Report, path: string, value: string, type: SchemaType): void {
  if (!checkLength(report, path, value, type)) return;
  const foreign = firstOutside('extended', value);
  if (foreign !== undefined) {
    report('TEXT_CHARACTERS', path, 'Latin letters without accents, digits and ASCII marks', foreign);
    return;
  }
  const converted = firstOutside('fin-x', value);
  if (converted !== undefined) report('TEXT_MAY_BE_CONVERTED', path, FIN_X_WORDS, converted);
}

/** Whether there is a value and it is short enough. */
function checkLength(report: Report, path: string, value: string, type: SchemaType): boolean {
  const limit: SchemaLimit = SCHEMA_TYPES[type];
  const max = limit.kind === 'text' ? limit.maxCharacters : Infinity;
  if (value.trim() === '') {
    report('VALUE_MISSING', path, `1 to ${String(max)} characters`, value === '' ? 'nothing' : 'only blanks');
    return false;
  }
  const characters = lengthInCharacters(value);
  if (characters > max) {
    report('VALUE_TOO_LONG', path, `at most ${String(max)} characters`, `${String(characters)} characters`);
    return false;
  }
  return true;
}
