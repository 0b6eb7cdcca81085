import { spokenNumber, type Language } from '../../kernel/index.js';
import type { Cell, Sheet } from './sheet.js';

/** Spreadsheets take it for UTF-8 by this. */
const BYTE_ORDER_MARK = '\uFEFF';
const SEPARATOR: Readonly<Record<Language, string>> = { en: ',', de: ';', sv: ';' };

/**
 * A document as CSV for people, part by part with an empty line between: separated, and with the decimal mark, as a
 * spreadsheet in that language expects it. No grouping, days as `YYYY-MM-DD`.
 */
export function renderCsv({ language, title, facts, sections }: Sheet): Buffer {
  const records: string[] = [];
  const add = (cells: readonly Cell[]) =>
    records.push(`${cells.map((cell) => written(cell, language)).join(SEPARATOR[language])}\r\n`);
  add([{ text: title }]);
  for (const { label, cells } of facts) add([{ text: label }, ...cells]);
  for (const section of sections) {
    records.push('\r\n');
    add([{ text: section.title }]);
    for (const { label, cells } of section.facts ?? []) add([{ text: label }, ...cells]);
    if (section.remark !== undefined) add([{ text: section.remark }]);
    if (section.table === undefined) continue;
    add(section.table.columns.map(({ head }) => ({ text: head })));
    for (const row of section.table.rows) add(row);
    if (section.table.total !== undefined) add(section.table.total);
  }
  return Buffer.from(BYTE_ORDER_MARK + records.join(''), 'utf8');
}

function written(cell: Cell, language: Language): string {
  if ('amount' in cell) return quoted(ungrouped(cell.amount, language), language);
  if ('count' in cell) return String(cell.count);
  if ('day' in cell) return cell.day;
  const value = 'code' in cell ? cell.code : cell.text;
  // A name comes from outside: a spreadsheet would compute it.
  return quoted(/^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value, language);
}

function ungrouped(plain: string, language: Language): string {
  const [, decimals] = plain.split('.');
  return decimals === undefined ? plain : plain.replace('.', spokenNumber(language, '0.0').charAt(1));
}

function quoted(value: string, language: Language): string {
  return value.includes(SEPARATOR[language]) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
