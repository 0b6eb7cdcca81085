import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import {
  csvDocument,
  jpegDocument,
  pdfDocument,
  pngDocument,
  workbookDocument,
  workbookParts,
} from '../../../test/builders/documents.js';
import { SeatbackError } from '../../kernel/index.js';
import { tellFormat } from './tell-format.js';

const text = (content: string, encoding: BufferEncoding = 'utf8') => Buffer.from(content, encoding);
const after = (bytes: Buffer, more: string | Buffer) =>
  Buffer.concat([bytes, typeof more === 'string' ? text(more, 'latin1') : more]);
const before = (less: string, bytes: Buffer) => after(text(less, 'latin1'), bytes);

/** The code of the refusal, and what was found. */
function refusal(bytes: Buffer): [string, string] {
  try {
    return ['TAKEN', tellFormat(bytes)];
  } catch (error) {
    if (error instanceof SeatbackError) return [error.code, error.report.found];
    throw error;
  }
}

describe('a document is told by what is in it', () => {
  it.each([
    ['a PDF', pdfDocument(), 'pdf'],
    ['a PDF that was changed once', after(pdfDocument(), pdfDocument().subarray(9)), 'pdf'],
    ['a picture of a screen', pngDocument(), 'png'],
    ['a photo', jpegDocument(), 'jpeg'],
    ['a workbook', workbookDocument(), 'xlsx'],
    ['a list', csvDocument(), 'csv'],
    ['a list with semicolons and a mark', text('\ufeffRechnung;Betrag\r\n4711;"1.234,50"\r\n'), 'csv'],
    [
      'a list in UTF-16, as Excel writes text',
      after(text('\xff\xfe', 'latin1'), text('Invoice\tÄ\n1\t2\n', 'utf16le')),
      'csv',
    ],
  ])('%s', (_, bytes, format) => {
    expect(refusal(bytes)).toEqual(['TAKEN', format]);
  });
});

describe('is refused:', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'DOCUMENT_EMPTY', 'nothing'],
    ['a program', text('MZ\x90\0\x03', 'latin1'), 'DOCUMENT_KIND_REFUSED', 'a program'],
    [
      'an older workbook',
      text('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'),
      'DOCUMENT_KIND_REFUSED',
      'an older Office file',
    ],
    ['a moving picture', text('GIF89a\x01\0', 'latin1'), 'DOCUMENT_KIND_REFUSED', 'a GIF picture'],
    ['a page', text('<!DOCTYPE html>\n<p>a,b</p>\n<p>c,d</p>\n'), 'DOCUMENT_KIND_REFUSED', 'markup'],
    ['a drawing with a script', text('<svg onload="a(1,2)">\n,\n'), 'DOCUMENT_KIND_REFUSED', 'markup'],
    ['a message', text('Hello,\nhere is the invoice.\nPat\n'), 'DOCUMENT_KIND_REFUSED', 'no list'],
    ['one line', text('a,b\n'), 'DOCUMENT_KIND_REFUSED', 'no list'],
    ['rows of other widths', text('a,b\n1,2,3\n'), 'DOCUMENT_KIND_REFUSED', 'no list'],
    ['a list with a control character', text('a,b\n1,\x07\n'), 'DOCUMENT_KIND_REFUSED', 'something else'],
    ['a list that is not UTF-8', text('a,b\n1,\xff\n', 'latin1'), 'DOCUMENT_KIND_REFUSED', 'something else'],
    ['a PDF behind a message', before('MIME-Version: 1.0\r\n', pdfDocument()), 'DOCUMENT_KIND_REFUSED', 'before it'],
    ['a PDF behind a program', before('MZ\0\0', pdfDocument()), 'DOCUMENT_KIND_REFUSED', 'before it'],
    ['half a PDF', pdfDocument().subarray(0, 60), 'DOCUMENT_DAMAGED', 'cut short'],
    ['a PDF with a page behind it', after(pdfDocument(), '<script>1</script>'), 'DOCUMENT_DAMAGED', 'behind its end'],
    [
      'a PDF that is a ZIP file too',
      after(pdfDocument(), after(workbookDocument(), '')),
      'DOCUMENT_DAMAGED',
      'behind its end',
    ],
    ['half a PNG', pngDocument().subarray(0, 40), 'DOCUMENT_DAMAGED', 'cut short'],
    ['a PNG with something behind it', after(pngDocument(), 'MZ'), 'DOCUMENT_DAMAGED', '2 bytes behind its end'],
    [
      'a PNG of another order',
      after(pngDocument().subarray(0, 8), pngDocument().subarray(33)),
      'DOCUMENT_DAMAGED',
      'IDAT',
    ],
    ['half a JPEG', jpegDocument().subarray(0, -2), 'DOCUMENT_DAMAGED', 'does not end'],
    ['a JPEG without a picture', text('\xff\xd8\xff\xfe\0\x04AB', 'latin1'), 'DOCUMENT_DAMAGED', 'cut short'],
    [
      'a JPEG with other bytes between',
      text('\xff\xd8\xff\xfe\0\x04ABCDEF\xff\xd9', 'latin1'),
      'DOCUMENT_DAMAGED',
      'a segment',
    ],
  ])('%s', (_, bytes, code, found) => {
    expect(refusal(bytes)).toEqual([code, expect.stringContaining(found)]);
  });

  it('a picture whose end is a ZIP file', () => {
    // As the comment of the end record a reader of ZIP files takes whatever follows: the end of the picture.
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(2, 20);
    const photo = Buffer.concat([jpegDocument().subarray(0, -2), end, jpegDocument().subarray(-2)]);
    expect(refusal(photo)).toEqual(['DOCUMENT_DAMAGED', 'a ZIP file that begins as jpeg']);
  });
});

describe('a workbook is refused', () => {
  const zipped = (...parts: Parameters<typeof zipSync>) => Buffer.from(zipSync(...parts));
  const macroType = 'application/vnd.ms-excel.sheet.macroEnabled.main+xml';
  /** Zeros pack to a thousandth. */
  const bomb = zipped(workbookParts({ 'xl/worksheets/sheet2.xml': new Uint8Array(40_000_000) }));

  it.each([
    ['with macros', workbookDocument({ 'xl/vbaProject.bin': strToU8('x') }), 'DOCUMENT_MACROS_REFUSED', 'vbaProject'],
    [
      'with macros in capitals',
      workbookDocument({ 'xl/VBAPROJECT.BIN': strToU8('x') }),
      'DOCUMENT_MACROS_REFUSED',
      'VBA',
    ],
    ['that may hold macros, by its type', workbookDocument({}, macroType), 'DOCUMENT_MACROS_REFUSED', 'that type'],
    [
      'with macros of Excel 4',
      workbookDocument({ 'xl/macrosheets/s.xml': strToU8('x') }),
      'DOCUMENT_MACROS_REFUSED',
      'macrosheets',
    ],
    [
      'with a program in it',
      workbookDocument({ 'xl/embeddings/o.bin': strToU8('x') }),
      'DOCUMENT_MACROS_REFUSED',
      'embeddings',
    ],
    ['that unpacks too large', bomb, 'DOCUMENT_UNPACKS_TOO_LARGE', '40000'],
    [
      'with too many parts',
      zipped(Object.fromEntries(Array.from({ length: 2001 }, (_, part) => [`p${String(part)}`, strToU8('x')]))),
      'DOCUMENT_UNPACKS_TOO_LARGE',
      '2001',
    ],
    ['that is another archive', zipped({ 'a.txt': strToU8('x') }), 'DOCUMENT_KIND_REFUSED', 'a ZIP file'],
    ['that is a letter', zipped({ 'word/document.xml': strToU8('x') }), 'DOCUMENT_KIND_REFUSED', 'a Word document'],
    ['that is a template', workbookDocument({}, 'application/x.template'), 'DOCUMENT_KIND_REFUSED', 'another form'],
    ['cut short', workbookDocument().subarray(0, -30), 'DOCUMENT_DAMAGED', 'cut short'],
    ['with something behind it', after(workbookDocument(), 'MZ'), 'DOCUMENT_DAMAGED', 'behind it'],
  ])('%s', (_, bytes, code, found) => {
    expect(refusal(bytes)).toEqual([code, expect.stringContaining(found)]);
  });

  it('whose directory says something else than its entries', () => {
    const called = workbookDocument({ 'xl/aaaa.xml': strToU8('x') });
    // In the directory only: a reader that goes by the entries would find another file there.
    called.write('xl/bbbb.xml', called.lastIndexOf('xl/aaaa.xml'));
    expect(refusal(called)).toEqual(['DOCUMENT_DAMAGED', expect.stringContaining('called otherwise')]);
  });

  it('that is encrypted, packed otherwise, or tells a wrong size', () => {
    const changed = (change: (bytes: Buffer, directory: number) => void) => {
      const bytes = workbookDocument();
      change(bytes, bytes.indexOf('PK\x01\x02', 0, 'latin1'));
      return refusal(bytes);
    };
    expect(changed((bytes, at) => bytes.writeUInt16LE(1, at + 8))[1]).toContain('encrypted');
    expect(changed((bytes, at) => bytes.writeUInt16LE(12, at + 10))[1]).toContain('method 12');
    expect(changed((bytes, at) => bytes.writeUInt32LE(bytes.readUInt32LE(at + 24) - 1, at + 24))[1]).toContain(
      'more, fewer',
    );
    expect(changed((bytes, at) => bytes.writeUInt32LE(bytes.readUInt32LE(at + 20) - 1, at + 20))[1]).toContain(
      'before the entry',
    );
  });

  it('that hides bytes between its entries', () => {
    const whole = workbookDocument();
    const directory = whole.indexOf('PK\x01\x02', 0, 'latin1');
    const hidden = Buffer.concat([whole.subarray(0, directory), text('MZ'), whole.subarray(directory)]);
    hidden.writeUInt32LE(directory + 2, hidden.length - 6);
    expect(refusal(hidden)).toEqual(['DOCUMENT_DAMAGED', expect.stringContaining('between')]);
  });
});
