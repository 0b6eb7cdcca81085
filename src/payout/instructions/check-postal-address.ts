import { isCountry } from '../account-checks/index.js';
import { ADDRESS_ELEMENTS, ADDRESS_LINE_TYPE, MAX_ADDRESS_LINES } from './address-elements.js';
import { checkText } from './check-text.js';
import { at, quoted, type Report } from './finding.js';
import type { PostalAddress } from './payment-order.js';

/** What a bank takes: some refuse lines even beside town and country. */
export type AddressForms = 'structured-or-hybrid' | 'structured';

/** Shorter values, such as a house number, stand in lines by chance. */
const SHORTEST_REPETITION = 3;

/**
 * Checks a postal address as banks take it from November 2026 on: structured, or hybrid with at most two lines, never
 * lines alone, and nothing said twice. Source: payment-file contract section 4.
 */
export function checkPostalAddress(report: Report, path: string, address: PostalAddress, forms: AddressForms): void {
  const lines = address.lines ?? [];
  const parts = ADDRESS_ELEMENTS.filter(([part]) => address[part] !== undefined);
  if (parts.length === 0 && lines.length === 0) {
    report('ADDRESS_MISSING', path, 'at least town and country', 'no address');
    return;
  }
  if (address.town === undefined && address.country === undefined && lines.length > 0) {
    const found = `${String(lines.length)} lines without them`;
    report('ADDRESS_LINES_ALONE', path, 'town and country in their own fields', found);
  } else {
    if (address.town === undefined) report('ADDRESS_TOWN_MISSING', at(path, 'town'), 'a town', 'nothing');
    if (address.country === undefined) report('ADDRESS_COUNTRY_MISSING', at(path, 'country'), 'a country', 'nothing');
  }
  for (const [part, , type] of parts) {
    const value = address[part] ?? '';
    if (part !== 'country') {
      checkText(report, at(path, part), value, type);
    } else if (!isCountry(value)) {
      report('ADDRESS_COUNTRY_UNKNOWN', at(path, part), 'a country code of ISO 3166', quoted(value));
    }
  }
  checkLines(report, path, address, forms);
}

function checkLines(report: Report, path: string, address: PostalAddress, forms: AddressForms): void {
  const lines = address.lines ?? [];
  const found = `${String(lines.length)} lines`;
  if (lines.length > 0 && forms === 'structured') {
    report('ADDRESS_LINES_NOT_TAKEN', at(path, 'lines'), 'no lines', found);
  } else if (lines.length > MAX_ADDRESS_LINES) {
    report('ADDRESS_TOO_MANY_LINES', at(path, 'lines'), `at most ${String(MAX_ADDRESS_LINES)} lines`, found);
  }
  for (const [index, line] of lines.entries()) {
    const linePath = at(at(path, 'lines'), index);
    checkText(report, linePath, line, ADDRESS_LINE_TYPE);
    const repeated = ADDRESS_ELEMENTS.find(([part]) => repeats(line, address[part], part === 'country'));
    if (repeated !== undefined) {
      report('ADDRESS_LINE_REPEATS', linePath, 'nothing that a field already says', `the value of ${repeated[0]}`);
    }
  }
}

/** Whether `line` says `value` again, as whole words in any case. */
function repeats(line: string, value: string | undefined, isCountryCode: boolean): boolean {
  const [words, sought] = [asWords(line), asWords(value ?? '')];
  if (sought.trim() === '') return false;
  if (words === sought) return true;
  // A country code reads like a word (DE, ES), so only one that closes the line is taken for the country.
  if (isCountryCode) return words.endsWith(sought) && line.trim().endsWith(value ?? '');
  return sought.trim().length >= SHORTEST_REPETITION && words.includes(sought);
}

/** ` main street 5 `: lower case, one blank between words and at both ends. */
function asWords(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{Nd}]+/gu) ?? [];
  return ` ${words.join(' ')} `;
}
