import { createRequire } from 'node:module';
import { millisOf, spokenDate, spokenNumber, type Instant, type Language } from '../../kernel/index.js';
import type { Cell, Column, Fact, Sheet, SheetTable } from './sheet.js';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', sv: 'sv-SE' };

/** Points, on A4 across: ids and digests stay whole on their line. */
const MARGIN = 42;
const WIDTH = 841.89 - 2 * MARGIN;
const FOOT = 595.28 - MARGIN - 18;
const LABEL_WIDTH = 210;
const GAP = 6;
const SIZE = { title: 17, section: 11.5, text: 8.5, code: 6.6, foot: 7 };

/**
 * A document as a tagged PDF: title, language, headings and tables are told to who cannot see them. Nothing in it is of
 * today or by chance, and nothing is compressed: the same sheet gives the same bytes on every machine.
 *
 * @param issuedAt when the edition was given out, which it says of itself
 */
export async function renderPdf(sheet: Sheet, issuedAt: Instant): Promise<Buffer> {
  // Loaded when asked for: fonts and their shapes are of no use to any other command.
  const { default: PDFDocument } = await import('pdfkit');
  const made = new Date(millisOf(issuedAt));
  const document = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin: MARGIN,
    compress: false,
    pdfVersion: '1.7',
    tagged: true,
    lang: LOCALES[sheet.language],
    displayTitle: true,
    bufferPages: true,
    autoFirstPage: true,
    font: FONTS.plain,
    info: { Title: sheet.title, Creator: 'Seatback', Producer: 'Seatback', CreationDate: made, ModDate: made },
  });
  const parts: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (part: Buffer) => parts.push(part));
    document.on('end', () => resolve(Buffer.concat(parts)));
    document.on('error', reject);
  });
  new Pages(document, sheet).draw();
  document.end();
  return whole;
}

const require = createRequire(import.meta.url);
/** DejaVu has the letters of all Latin, Greek and Cyrillic alphabets; its licence allows to embed it. */
const FONTS = {
  plain: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
};

/** Draws a sheet from top to bottom, on as many pages as it takes. */
class Pages {
  readonly #document: PDFKit.PDFDocument;
  readonly #sheet: Sheet;
  #y = MARGIN;

  constructor(document: PDFKit.PDFDocument, sheet: Sheet) {
    this.#document = document;
    this.#sheet = sheet;
  }

  draw(): void {
    const document = this.#document;
    const { title, facts, sections } = this.#sheet;
    const root = document.struct('Document', { title });
    document.addStructure(root);
    this.#heading(root, 'H1', title, SIZE.title);
    this.#facts(root, facts);
    for (const section of sections) {
      this.#y += 12;
      // A heading does not stand alone at the foot of a page.
      this.#makeRoom(60);
      this.#heading(root, 'H2', section.title, SIZE.section);
      if (section.facts !== undefined) this.#facts(root, section.facts);
      if (section.table !== undefined && section.table.rows.length > 0) this.#table(root, section.table);
      if (section.remark !== undefined) this.#line(root, 'P', [{ text: section.remark }], 0, WIDTH);
    }
    root.end();
    this.#numberPages();
  }

  #heading(root: PDFKit.PDFStructureElement, tag: 'H1' | 'H2', title: string, size: number): void {
    const document = this.#document;
    document.font(FONTS.bold).fontSize(size);
    const height = document.heightOfString(title, { width: WIDTH });
    this.#makeRoom(height);
    root.add(
      document.struct(tag, {}, () => {
        document.font(FONTS.bold).fontSize(size).fillColor('#111111').text(title, MARGIN, this.#y, { width: WIDTH });
      }),
    );
    this.#y += height + 4;
  }

  #facts(root: PDFKit.PDFStructureElement, facts: readonly Fact[]): void {
    for (const { label, cells } of facts) {
      const group = this.#document.struct('P');
      root.add(group);
      const height = Math.max(
        this.#heightOf({ text: label }, LABEL_WIDTH - GAP, 'bold'),
        this.#heightOfLine(cells, WIDTH - LABEL_WIDTH),
      );
      this.#makeRoom(height);
      group.add(this.#content('Span', () => this.#write({ text: label }, MARGIN, LABEL_WIDTH - GAP, 'bold')));
      group.add(
        this.#content('Span', () => this.#write(this.#joined(cells), MARGIN + LABEL_WIDTH, WIDTH - LABEL_WIDTH)),
      );
      group.end();
      this.#y += height + 2;
    }
  }

  #line(root: PDFKit.PDFStructureElement, tag: string, cells: readonly Cell[], indent: number, width: number): void {
    const height = this.#heightOfLine(cells, width);
    this.#makeRoom(height);
    root.add(this.#content(tag, () => this.#write(this.#joined(cells), MARGIN + indent, width)));
    this.#y += height + 2;
  }

  #table(root: PDFKit.PDFStructureElement, { columns, rows, total }: SheetTable): void {
    const document = this.#document;
    const shares = columns.reduce((sum, { share }) => sum + share, 0);
    const widths = columns.map(({ share }) => (share / shares) * WIDTH);
    const table = document.struct('Table');
    root.add(table);
    const heads = columns.map(({ head }): Cell => ({ text: head }));
    this.#row(table, 'TH', columns, widths, heads, 'bold');
    for (const row of rows) {
      if (this.#y + this.#heightOfRow(widths, row, 'plain') > FOOT) {
        this.#nextPage();
        // Repeated for the eye: who reads by the structure has heard it.
        document.markContent('Artifact');
        this.#cells(columns, widths, heads, 'bold', (draw) => draw());
        document.endMarkedContent();
        this.#y += this.#heightOfRow(widths, heads, 'bold') + 3;
      }
      this.#row(table, 'TD', columns, widths, row, 'plain');
    }
    if (total !== undefined) this.#row(table, 'TD', columns, widths, total, 'bold');
    table.end();
  }

  #row(
    table: PDFKit.PDFStructureElement,
    tag: 'TH' | 'TD',
    columns: readonly Column[],
    widths: readonly number[],
    cells: readonly Cell[],
    font: 'plain' | 'bold',
  ): void {
    const document = this.#document;
    const height = this.#heightOfRow(widths, cells, font);
    this.#makeRoom(height);
    const row = document.struct('TR');
    table.add(row);
    this.#cells(columns, widths, cells, font, (draw) => row.add(this.#content(tag, draw)));
    row.end();
    this.#y += height + 3;
    document.markContent('Artifact');
    document
      .moveTo(MARGIN, this.#y - 1.5)
      .lineTo(MARGIN + WIDTH, this.#y - 1.5)
      .lineWidth(tag === 'TH' ? 0.8 : 0.25)
      .strokeColor('#999999')
      .stroke();
    document.endMarkedContent();
  }

  #cells(
    columns: readonly Column[],
    widths: readonly number[],
    cells: readonly Cell[],
    font: 'plain' | 'bold',
    put: (draw: () => void) => void,
  ): void {
    let x = MARGIN;
    for (const [index, cell] of cells.entries()) {
      const width = widths[index] ?? 0;
      const at = x;
      const align = columns[index]?.isNumber === true ? 'right' : 'left';
      put(() => this.#write(cell, at, width - GAP, font, align));
      x += width;
    }
  }

  #content(tag: string, draw: () => void): PDFKit.PDFStructureElement {
    return this.#document.struct(tag, {}, draw);
  }

  #write(
    cell: Cell,
    x: number,
    width: number,
    font: 'plain' | 'bold' = 'plain',
    align: 'left' | 'right' = 'left',
  ): void {
    this.#setFont(cell, font);
    this.#document.fillColor('#111111').text(this.#words(cell), x, this.#y, { width, align });
  }

  #setFont(cell: Cell, font: 'plain' | 'bold'): void {
    this.#document.font(FONTS[font]).fontSize('code' in cell ? SIZE.code : SIZE.text);
  }

  #heightOf(cell: Cell, width: number, font: 'plain' | 'bold' = 'plain'): number {
    this.#setFont(cell, font);
    return this.#document.heightOfString(this.#words(cell) || ' ', { width });
  }

  #heightOfLine(cells: readonly Cell[], width: number): number {
    return this.#heightOf(this.#joined(cells), width);
  }

  #heightOfRow(widths: readonly number[], cells: readonly Cell[], font: 'plain' | 'bold'): number {
    return Math.max(...cells.map((cell, index) => this.#heightOf(cell, (widths[index] ?? 0) - GAP, font)));
  }

  #joined(cells: readonly Cell[]): Cell {
    const [only] = cells;
    if (only !== undefined && cells.length === 1) return only;
    const areDays = cells.every((cell) => 'day' in cell);
    return { text: cells.map((cell) => this.#words(cell)).join(areDays ? ' – ' : ' ') };
  }

  #words(cell: Cell): string {
    const { language } = this.#sheet;
    if ('amount' in cell) return spokenNumber(language, cell.amount);
    if ('count' in cell) return spokenNumber(language, cell.count);
    if ('day' in cell) return spokenDate(language, cell.day);
    return shown('code' in cell ? cell.code : cell.text);
  }

  #makeRoom(height: number): void {
    if (this.#y + height > FOOT) this.#nextPage();
  }

  #nextPage(): void {
    this.#document.addPage();
    this.#y = MARGIN;
  }

  #numberPages(): void {
    const document = this.#document;
    const { count } = document.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      document.switchToPage(page);
      document.markContent('Artifact', { type: 'Pagination' });
      document
        .font(FONTS.plain)
        .fontSize(SIZE.foot)
        .fillColor('#555555')
        .text(`${this.#sheet.title} · ${this.#sheet.page(page + 1, count)}`, MARGIN, FOOT + 6, {
          width: WIDTH,
          align: 'right',
          lineBreak: false,
        });
      document.endMarkedContent();
    }
  }
}

/** A name comes from outside: what changes the direction of writing, or is none of a line, is not drawn. */
function shown(value: string): string {
  return value.replaceAll(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, ' ');
}
