import { UnreadableReport } from './report-fault.js';

/** Where a declaration can stand, in UTF-16 too. */
const SNIFFED_BYTES = 512;

/**
 * Encodings by the name that a declaration gives them. ISO-8859-1 is read as Windows-1252, as browsers do: the 32 codes
 * by which they differ are control characters in the one, and quotes and dashes in the other, which is what is meant.
 */
const DECODERS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'windows-1252': 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
  // Declared in a file whose bytes are not: the declaration was copied, or the file was converted on its way.
  'utf-16': 'utf-8',
  'utf-16le': 'utf-8',
  'utf-16be': 'utf-8',
};

/**
 * The text of an XML file, as it arrives: by its byte order mark, else by the form of its first bytes, else by its
 * declaration, else UTF-8 (XML 1.0, appendix F).
 *
 * @throws UnreadableReport for an encoding that is not among those, for bytes that it does not have, and beyond the limit
 */
export async function* decodeXml(bytes: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<string, void> {
  let decoder: TextDecoder | undefined;
  let head = Buffer.alloc(0);
  let read = 0;
  for await (const chunk of bytes) {
    read += chunk.length;
    if (read > mostBytes) throw unreadable(`a file of at most ${String(mostBytes)} bytes`, 'a larger one');
    if (decoder !== undefined) {
      yield decoded(decoder, chunk, read);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < SNIFFED_BYTES) continue;
    decoder = decoderOf(head);
    yield decoded(decoder, head, read).trimStart();
  }
  if (decoder === undefined) {
    decoder = decoderOf(head);
    yield decoded(decoder, head, read).trimStart();
  }
  yield decoded(decoder, undefined, read);
}

function decoderOf(head: Buffer): TextDecoder {
  const encoding = formOf(head) ?? declaredEncoding(head);
  return new TextDecoder(encoding, { fatal: true });
}

function formOf(head: Buffer): string | undefined {
  const [first = 0, second = 0, third = 0] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  return undefined;
}

function declaredEncoding(head: Buffer): string {
  const declaration = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]{1,40})["']/.exec(head.toString('latin1'));
  const named = declaration?.[1] ?? 'utf-8';
  const encoding = DECODERS[named.toLowerCase()];
  if (encoding === undefined) throw unreadable('an encoding such as UTF-8, UTF-16 or ISO-8859-1', `"${named}"`, 1);
  return encoding;
}

function decoded(decoder: TextDecoder, chunk: Uint8Array | undefined, read: number): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw unreadable(`text in ${decoder.encoding}`, `other bytes, within the first ${String(read)}`);
  }
}

function unreadable(expected: string, found: string, line = 0): UnreadableReport {
  return new UnreadableReport({ expected, found, line, column: 0 });
}
