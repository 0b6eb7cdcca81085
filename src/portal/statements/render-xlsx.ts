import { strToU8, zipSync } from 'fflate';
import { daysBetween, calendarDate } from '../../kernel/index.js';
import type { Cell, Fact, Sheet, SheetSection } from './sheet.js';

/** Of the cells, by their place in `cellXfs` of the styles below. */
const STYLE = { plain: 0, bold: 1, amount: 2, count: 3, day: 4, title: 5, wrapped: 6, boldAmount: 7 } as const;

/** Spreadsheets count days from here: 1900 was no leap year, and they hold it was. */
const DAY_ZERO = calendarDate('1899-12-30');

/** Zip knows no time before it, and has local ones; the time of making would change the bytes. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * A document as an Office Open XML workbook: a worksheet for its head and one for each table. Numbers and days are
 * values, which the spreadsheet shows in the form of its user; texts are inline, so that none is ever a formula. The same
 * sheet gives the same bytes.
 */
export function renderXlsx(sheet: Sheet): Buffer {
  const worksheets = worksheetsOf(sheet);
  const files: Record<string, string> = {
    '[Content_Types].xml': contentTypes(worksheets.length),
    '_rels/.rels': relationships([
      ['rId1', `${OFFICE}/officeDocument`, 'xl/workbook.xml'],
      [
        'rId2',
        'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties',
        'docProps/core.xml',
      ],
    ]),
    'docProps/core.xml': `${DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(sheet.title)}</dc:title><dc:creator>Seatback</dc:creator><dc:language>${sheet.language}</dc:language></cp:coreProperties>`,
    'xl/workbook.xml': `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${worksheets
      .map(({ name }, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...worksheets.map(
        (_, index) => [`rId${index + 1}`, `${OFFICE}/worksheet`, `worksheets/sheet${index + 1}.xml`] as const,
      ),
      [`rId${worksheets.length + 1}`, `${OFFICE}/styles`, 'styles.xml'],
    ]),
    'xl/styles.xml': STYLES,
  };
  for (const [index, worksheet] of worksheets.entries())
    files[`xl/worksheets/sheet${index + 1}.xml`] = worksheetXml(worksheet);
  const zipped = zipSync(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, strToU8(content)])), {
    level: 6,
    mtime: NO_TIME,
    os: 0,
  });
  return Buffer.from(zipped);
}

interface Worksheet {
  readonly name: string;
  readonly widths: readonly number[];
  readonly rows: readonly (readonly StyledCell[])[];
}

type StyledCell = Cell & { readonly style?: number };

const FACT_WIDTHS = [38, 44, 12, 44];

function worksheetsOf({ title, facts, sections }: Sheet): Worksheet[] {
  const heading = (words: string): StyledCell[] => [{ text: words, style: STYLE.title }];
  const factRow = ({ label, cells }: Fact): StyledCell[] => [{ text: label, style: STYLE.bold }, ...cells];
  const head: (readonly StyledCell[])[] = [heading(title), ...facts.map(factRow)];
  const tables: Worksheet[] = [];
  for (const section of sections) {
    const { table } = section;
    head.push([], heading(section.title), ...(section.facts ?? []).map(factRow));
    if (section.remark !== undefined) head.push([{ text: section.remark }]);
    if (table !== undefined && table.rows.length > 0) tables.push(tableSheet(section, table));
  }
  const all = [{ name: title, widths: FACT_WIDTHS, rows: head }, ...tables];
  const taken = new Set<string>();
  return all.map((worksheet) => ({ ...worksheet, name: sheetName(worksheet.name, taken) }));
}

function tableSheet({ title }: SheetSection, table: NonNullable<SheetSection['table']>): Worksheet {
  return {
    name: title,
    widths: table.columns.map(({ share }) => Math.round(share * 8)),
    rows: [
      table.columns.map(({ head }) => ({ text: head, style: STYLE.bold })),
      ...table.rows,
      ...(table.total === undefined
        ? []
        : [table.total.map((cell) => ({ ...cell, style: 'amount' in cell ? STYLE.boldAmount : STYLE.bold }))]),
    ],
  };
}

/** At most 31 characters, none of those that a spreadsheet refuses, and no name twice. */
function sheetName(title: string, taken: Set<string>): string {
  const base =
    title
      .replaceAll(/[[\]:*?/\\']/g, ' ')
      .slice(0, 28)
      .trim() || 'Sheet';
  let name = base;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${base} ${String(number)}`;
  taken.add(name.toLowerCase());
  return name;
}

function worksheetXml({ widths, rows }: Worksheet): string {
  const columns = widths
    .map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`)
    .join('');
  const lines = rows.map(
    (row, index) =>
      `<row r="${index + 1}">${row.map((cell, column) => cellXml(cell, `${columnName(column)}${index + 1}`)).join('')}</row>`,
  );
  return `${DECLARATION}<worksheet xmlns="${MAIN}"><cols>${columns}</cols><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

function cellXml(cell: StyledCell, at: string): string {
  if ('amount' in cell) return `<c r="${at}" s="${cell.style ?? STYLE.amount}"><v>${cell.amount}</v></c>`;
  if ('count' in cell) return `<c r="${at}" s="${cell.style ?? STYLE.count}"><v>${cell.count}</v></c>`;
  if ('day' in cell) return `<c r="${at}" s="${cell.style ?? STYLE.day}"><v>${daysBetween(DAY_ZERO, cell.day)}</v></c>`;
  const value = 'code' in cell ? cell.code : cell.text;
  if (value === '') return '';
  return `<c r="${at}" s="${cell.style ?? STYLE.wrapped}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
}

/** 0 is A, 26 is AA. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** Control characters are none of XML; half a pair is no character. */
function escaped(value: string): string {
  return value
    .toWellFormed()
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function contentTypes(worksheets: number): string {
  const part = (name: string, type: string) =>
    `<Override PartName="${name}" ContentType="application/vnd.openxmlformats-${type}+xml"/>`;
  const sheets = Array.from({ length: worksheets }, (_, index) =>
    part(`/xl/worksheets/sheet${index + 1}.xml`, 'officedocument.spreadsheetml.worksheet'),
  );
  return `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('/xl/workbook.xml', 'officedocument.spreadsheetml.sheet.main')}${part('/xl/styles.xml', 'officedocument.spreadsheetml.styles')}${part('/docProps/core.xml', 'package.core-properties')}${sheets.join('')}</Types>`;
}

function relationships(all: readonly (readonly [id: string, type: string, target: string])[]): string {
  const each = all.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`);
  return `${DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join('')}</Relationships>`;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Number formats 3, 4 and 14 are built in, and shown in the form of whoever opens the file. */
const STYLES = `${DECLARATION}<styleSheet xmlns="${MAIN}"><fonts count="3"><font><sz val="10"/><name val="Arial"/></font><font><b/><sz val="10"/><name val="Arial"/></font><font><b/><sz val="14"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="4" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;
