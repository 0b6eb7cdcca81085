import { inflateRawSync } from 'node:zlib';
import { documentDamaged, tooDense } from './document-errors.js';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Where its packed content begins. */
  readonly contentAt: number;
}

/** What a workbook of real invoices stays far below, and what would fill a reader's memory does not. */
const LIMITS = { entries: 2_000, unpackedBytes: 256 * 1024 * 1024, ratio: 100, freeOfRatioBytes: 1024 * 1024 };

const END_BYTES = 22;
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** Encrypted, or with an encrypted directory. */
const ENCRYPTED = 0x2041;
const WHOLE = 'a ZIP file that holds its entries one after another, and nothing else';

/** Where the end record of a ZIP file lies whose comment reaches to the last byte; undefined where the bytes are none. */
export function endOfZip(bytes: Buffer): number | undefined {
  const earliest = Math.max(0, bytes.length - END_BYTES - 0xffff);
  for (let at = bytes.length - END_BYTES; at >= earliest; at -= 1)
    if (bytes.readUInt32LE(at) === END && at + END_BYTES + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  return undefined;
}

/**
 * The entries of a ZIP file by its directory, each held against its own header: what a reader unpacks is what is listed,
 * no entry lies in another, nothing lies before, between or behind them. Nothing is unpacked.
 *
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4.
 *
 * @throws SeatbackError DOCUMENT_DAMAGED, DOCUMENT_UNPACKS_TOO_LARGE
 */
export function zipEntries(bytes: Buffer): ZipEntry[] {
  const { count, directoryAt, endAt } = directoryOf(bytes);
  if (count > LIMITS.entries) throw tooDense(`at most ${String(LIMITS.entries)} entries`, String(count));
  const entries: FoundEntry[] = [];
  let at = directoryAt;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > endAt || bytes.readUInt32LE(at) !== CENTRAL) throw documentDamaged(WHOLE, 'a broken directory');
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    entries.push(entryAt(bytes, at, nameBytes));
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  if (at !== endAt) throw documentDamaged(WHOLE, 'a broken directory');
  expectNothingBetween(bytes, entries, directoryAt);
  expectModest(entries, bytes.length);
  return entries;
}

/** What the end of the file says of the directory before it: from `directoryAt` to `endAt`, `count` entries. */
function directoryOf(bytes: Buffer): { readonly count: number; readonly directoryAt: number; readonly endAt: number } {
  const endAt = endOfZip(bytes);
  if (endAt === undefined) throw documentDamaged(WHOLE, 'one that is cut short, or has something behind it');
  const count = bytes.readUInt16LE(endAt + 10);
  const directoryBytes = bytes.readUInt32LE(endAt + 12);
  const directoryAt = bytes.readUInt32LE(endAt + 16);
  const isOnOneDisk = bytes.readUInt32LE(endAt + 4) === 0 && bytes.readUInt16LE(endAt + 8) === count;
  // Larger fields are of ZIP64: of files beyond any limit here.
  if (!isOnOneDisk || count === 0xffff || directoryAt + directoryBytes !== endAt)
    throw documentDamaged(WHOLE, 'a directory that does not end where the file does');
  return { count, directoryAt, endAt };
}

/** In whatever order the directory lists them, the entries follow one another from the first byte to the directory. */
function expectNothingBetween(bytes: Buffer, entries: readonly FoundEntry[], directoryAt: number): void {
  let next = 0;
  for (const entry of entries.toSorted((a, b) => a.headerAt - b.headerAt)) {
    if (entry.headerAt !== next) throw documentDamaged(WHOLE, `something else before the entry ${entry.name}`);
    next = endOfEntry(bytes, entry, directoryAt);
  }
  if (next !== directoryAt) throw documentDamaged(WHOLE, 'something between its entries and its directory');
}

/** The content of an entry, which must have the size that the directory says. @throws SeatbackError DOCUMENT_DAMAGED */
export function unpacked(bytes: Buffer, entry: ZipEntry): Buffer {
  const packed = bytes.subarray(entry.contentAt, entry.contentAt + entry.packedBytes);
  let content: Buffer | undefined;
  try {
    content =
      entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.unpackedBytes) });
  } catch {
    // Told below, together with one of another size.
  }
  if (content?.length === entry.unpackedBytes) return content;
  throw documentDamaged(
    `${String(entry.unpackedBytes)} bytes in ${entry.name}`,
    'more, fewer, or something unreadable',
  );
}

interface FoundEntry extends ZipEntry {
  readonly headerAt: number;
  readonly hasDescriptor: boolean;
}

function entryAt(bytes: Buffer, at: number, nameBytes: number): FoundEntry {
  const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes);
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const headerAt = bytes.readUInt32LE(at + 42);
  if ((flags & ENCRYPTED) !== 0) throw documentDamaged('a file without a password', `the encrypted entry ${name}`);
  if (method !== 0 && method !== 8)
    throw documentDamaged('entries that are stored or deflated', `${name}, packed by method ${String(method)}`);
  const isLocal = headerAt + 30 <= bytes.length && bytes.readUInt32LE(headerAt) === LOCAL;
  const contentAt = isLocal
    ? headerAt + 30 + bytes.readUInt16LE(headerAt + 26) + bytes.readUInt16LE(headerAt + 28)
    : Number.NaN;
  const ownName = isLocal
    ? bytes.toString('utf8', headerAt + 30, headerAt + 30 + bytes.readUInt16LE(headerAt + 26))
    : undefined;
  if (ownName !== name)
    throw documentDamaged(WHOLE, `a directory that calls an entry ${name} which is called otherwise`);
  return {
    name,
    method,
    headerAt,
    contentAt,
    packedBytes: bytes.readUInt32LE(at + 20),
    unpackedBytes: bytes.readUInt32LE(at + 24),
    hasDescriptor: (flags & 8) !== 0,
  };
}

/** Behind its content, and the descriptor that streaming writers put there: 12 bytes, or 16 with a signature. */
function endOfEntry(bytes: Buffer, { contentAt, packedBytes, hasDescriptor, name }: FoundEntry, limit: number): number {
  const end = contentAt + packedBytes;
  if (end > limit) throw documentDamaged(WHOLE, `the entry ${name}, which is longer than the file`);
  if (!hasDescriptor) return end;
  const hasSignature = end + 4 <= limit && bytes.readUInt32LE(end) === 0x08074b50;
  return end + (hasSignature ? 16 : 12);
}

function expectModest(entries: readonly ZipEntry[], fileBytes: number): void {
  const unpackedBytes = entries.reduce((sum, each) => sum + each.unpackedBytes, 0);
  const isDense = unpackedBytes > LIMITS.freeOfRatioBytes && unpackedBytes > fileBytes * LIMITS.ratio;
  if (unpackedBytes <= LIMITS.unpackedBytes && !isDense) return;
  throw tooDense(
    `at most ${String(LIMITS.unpackedBytes)} bytes when unpacked, and ${String(LIMITS.ratio)} times the file`,
    `${String(unpackedBytes)} bytes in a file of ${String(fileBytes)}`,
  );
}
