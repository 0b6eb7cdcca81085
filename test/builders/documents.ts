import { crc32, deflateSync } from 'node:zlib';
import { strToU8, zipSync, type Zippable } from 'fflate';

/** Small documents as partners give them, each whole by its own standard. */

/** @param says what tells one from another */
export function pdfDocument(says = 'Invoice 4711'): Buffer {
  return Buffer.from(
    `%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n% ${says}\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`,
    'latin1',
  );
}

/** One grey pixel. */
export function pngDocument(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(1, 0);
  header.writeUInt32BE(1, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

/** The frame of a JPEG: a comment, a scan of nothing, and its end. */
export function jpegDocument(): Buffer {
  return Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, 4, 0x41, 0x42, 0xff, 0xff, 0xda, 0, 2, 0x12, 0x34, 0xff, 0xd9]);
}

const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** @param changes parts beside or in place of those of a plain workbook */
export function workbookParts(changes: Zippable = {}, mainType = `${TYPES}.sheet.main+xml`): Zippable {
  return {
    '[Content_Types].xml': strToU8(
      `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="${mainType}"/></Types>`,
    ),
    'xl/workbook.xml': strToU8('<workbook/>'),
    'xl/worksheets/sheet1.xml': strToU8('<worksheet/>'),
    ...changes,
  };
}

export function workbookDocument(changes: Zippable = {}, mainType?: string): Buffer {
  return Buffer.from(zipSync(workbookParts(changes, mainType)));
}

export function csvDocument(): Buffer {
  return Buffer.from('Invoice,Subscription,Amount\n4711,5000,200.00\n4712,5001,300.00\n');
}

/** The same way as a form or a file sends it, in pieces. */
export async function* inPieces(bytes: Uint8Array, size = 4096): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
