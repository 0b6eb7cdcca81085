import { isList, plainTextOf } from './csv-text.js';
import { documentDamaged, documentEmpty, documentKindRefused } from './document-errors.js';
import { expectWholeJpeg, expectWholePng, isJpeg, isPng } from './picture-structure.js';
import { expectWorkbook } from './workbook.js';
import { endOfZip } from './zip-directory.js';

/** What is taken, by what is in it. */
const DOCUMENT_FORMATS = ['pdf', 'png', 'jpeg', 'xlsx', 'csv'] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

/** Behind its last `%%EOF` a PDF has line breaks, and some programs a few zeros. */
const PDF_END = /%%EOF[\r\n\0 ]{0,16}$/;

/**
 * Tells what a document is by its bytes alone: neither its name nor what its sender calls it counts. One that is two
 * things at once, or has something before or behind it, is none. Pure.
 *
 * No library: those that guess a type look at the first bytes, and take what follows on trust.
 *
 * @throws SeatbackError DOCUMENT_EMPTY, DOCUMENT_KIND_REFUSED, DOCUMENT_DAMAGED, DOCUMENT_MACROS_REFUSED,
 *   DOCUMENT_UNPACKS_TOO_LARGE
 */
export function tellFormat(bytes: Buffer): DocumentFormat {
  if (bytes.length === 0) throw documentEmpty();
  if (startsWith(bytes, 'PK\x03\x04')) {
    expectWorkbook(bytes);
    return 'xlsx';
  }
  const format = formatByStart(bytes);
  // A reader of ZIP files begins at the end: there the same bytes would be another file.
  if (endOfZip(bytes) !== undefined) throw documentDamaged('one document', `a ZIP file that begins as ${format}`);
  return format;
}

function formatByStart(bytes: Buffer): Exclude<DocumentFormat, 'xlsx'> {
  if (/^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8))) {
    if (!PDF_END.test(bytes.toString('latin1', Math.max(0, bytes.length - 64))))
      throw documentDamaged('a whole PDF and nothing else', 'one that is cut short, or has something behind its end');
    return 'pdf';
  }
  if (isPng(bytes)) {
    expectWholePng(bytes);
    return 'png';
  }
  if (isJpeg(bytes)) {
    expectWholeJpeg(bytes);
    return 'jpeg';
  }
  const text = plainTextOf(bytes);
  if (text !== undefined && isList(text)) return 'csv';
  throw documentKindRefused(text === undefined ? likeness(bytes) : textLikeness(text));
}

/** Of what is refused often, a word that its sender understands. */
function likeness(bytes: Buffer): string {
  if (bytes.subarray(0, 1024).includes('%PDF-')) return 'a PDF with something before it';
  if (startsWith(bytes, '\xd0\xcf\x11\xe0')) return 'an older Office file (.xls, .doc) or a protected one';
  if (startsWith(bytes, 'MZ') || startsWith(bytes, '\x7fELF')) return 'a program';
  if (startsWith(bytes, 'GIF8')) return 'a GIF picture';
  if (startsWith(bytes, 'II*\0') || startsWith(bytes, 'MM\0*')) return 'a TIFF picture';
  if (bytes.toString('latin1', 4, 8) === 'ftyp') return 'a HEIC picture or a video';
  if (bytes.toString('latin1', 8, 12) === 'WEBP') return 'a WebP picture';
  return 'something else';
}

function textLikeness(text: string): string {
  if (text.slice(0, 1024).includes('%PDF-')) return 'a PDF with something before it';
  if (/^\s*<(\?xml|svg|!doctype|html)/i.test(text)) return 'a page or picture of markup';
  return 'a text that is no list: two columns or more, as many in each of its first rows';
}

function startsWith(bytes: Buffer, start: string): boolean {
  return bytes.subarray(0, start.length).equals(Buffer.from(start, 'latin1'));
}
