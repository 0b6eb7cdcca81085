import { documentDamaged, documentKindRefused, macrosRefused } from './document-errors.js';
import { unpacked, zipEntries } from './zip-directory.js';

/** Parts that run something, whatever the file is called. */
const ACTIVE = /(^|\/)(vbaproject|vbadata)|^xl\/(macrosheets|dialogsheets|activex|embeddings|ctrlprops)\//i;
const CONTENT_TYPES = '[Content_Types].xml';
const MOST_TYPES_BYTES = 1024 * 1024;
const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';

/**
 * Holds a ZIP file to what a plain workbook is: by its directory and the list of its parts' types, the one part that is
 * unpacked.
 *
 * @throws SeatbackError DOCUMENT_DAMAGED, DOCUMENT_UNPACKS_TOO_LARGE, DOCUMENT_KIND_REFUSED, DOCUMENT_MACROS_REFUSED
 */
export function expectWorkbook(bytes: Buffer): void {
  const entries = zipEntries(bytes);
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  if (names.size < entries.length) throw documentDamaged('each part of a workbook once', 'two parts of one name');
  const active = entries.find(({ name }) => ACTIVE.test(name));
  if (active !== undefined) throw macrosRefused(active.name.slice(0, 100));
  const types = entries.find(({ name }) => name === CONTENT_TYPES);
  if (types === undefined || !names.has('xl/workbook.xml')) throw documentKindRefused(kindOf(names));
  if (types.unpackedBytes > MOST_TYPES_BYTES)
    throw documentDamaged('a list of parts of at most a megabyte', `${String(types.unpackedBytes)} bytes`);
  const listed = unpacked(bytes, types).toString('utf8');
  if (/macroenabled|vbaproject|activex|ms-office/i.test(listed)) throw macrosRefused('a part of that type');
  if (!listed.includes(WORKBOOK)) throw documentKindRefused('a workbook of another form (template, add-in or binary)');
}

function kindOf(names: ReadonlySet<string>): string {
  if (names.has('word/document.xml')) return 'a Word document';
  if (names.has('ppt/presentation.xml')) return 'a presentation';
  if (names.has('mimetype')) return 'an OpenDocument file or e-book';
  if (names.has('meta-inf/manifest.mf')) return 'a Java program';
  return 'a ZIP file';
}
