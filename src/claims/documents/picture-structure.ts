import { documentDamaged } from './document-errors.js';

const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE);
}

export function isJpeg(bytes: Buffer): boolean {
  return bytes.length > 3 && bytes.readUIntBE(0, 3) === 0xffd8ff;
}

/**
 * From the signature over whole chunks to IEND, with which the file ends. Source: PNG (W3C, third edition), section 5.
 *
 * @throws SeatbackError DOCUMENT_DAMAGED
 */
export function expectWholePng(bytes: Buffer): void {
  let at = PNG_SIGNATURE.length;
  let type = '';
  for (let chunk = 0; at + 12 <= bytes.length; chunk += 1) {
    const before = type;
    type = bytes.toString('latin1', at + 4, at + 8);
    if ((chunk === 0) !== (type === 'IHDR') || !/^[A-Za-z]{4}$/.test(type))
      throw damagedPicture('PNG', `the chunk ${JSON.stringify(type)} after ${JSON.stringify(before)}`);
    at += 12 + bytes.readUInt32BE(at);
    if (type === 'IEND') break;
  }
  if (type !== 'IEND' || at > bytes.length) throw damagedPicture('PNG', 'one that is cut short');
  if (at < bytes.length) throw damagedPicture('PNG', `${String(bytes.length - at)} bytes behind its end`);
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/**
 * From the start over whole segments to the picture itself, and to the marker with which the file ends. Source: ITU-T
 * T.81, annex B.
 *
 * @throws SeatbackError DOCUMENT_DAMAGED
 */
export function expectWholeJpeg(bytes: Buffer): void {
  let at = 2;
  for (;;) {
    if (at + 4 > bytes.length) throw damagedPicture('JPEG', 'one that is cut short');
    if (bytes[at] !== 0xff) throw damagedPicture('JPEG', 'something else than a segment');
    const marker = bytes[at + 1];
    // A marker may be preceded by any number of fill bytes.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === START_OF_SCAN) break;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  if (!bytes.subarray(-2).equals(END_OF_IMAGE)) throw damagedPicture('JPEG', 'one that does not end with its picture');
}

function damagedPicture(form: 'PNG' | 'JPEG', found: string) {
  return documentDamaged(`a whole ${form} and nothing else`, found);
}
