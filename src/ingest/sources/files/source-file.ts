import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SeatbackError } from '../../../kernel/index.js';

/** A file of an import folder, plain or gzip. */
export interface FileOnDisk {
  /** Relative to the folder, with forward slashes, as it is shown to people. */
  readonly name: string;
  readonly path: string;
}

/** A file that was received before, by the name it came with. */
export interface KeptFile {
  readonly name: string;
  /** Unpacked, whatever the name says. */
  readonly content: () => AsyncIterable<Buffer>;
}

export type SourceFile = FileOnDisk | KeptFile;

/** Fewer, larger pieces cost fewer turns of the event loop; a dozen of them may be on their way at once. */
const PIECE_BYTES = 64 * 1024;

/** @throws SeatbackError FILE_UNREADABLE while streaming: not there, not gzip, cut short */
export async function* unpackedBytes(file: SourceFile): AsyncGenerator<Buffer, void> {
  try {
    for await (const chunk of plainPieces(file)) yield chunk;
  } catch (cause) {
    throw fileUnreadable(
      file,
      isPacked(file) ? 'a whole gzip file' : 'a file that can be read',
      messageOf(cause),
      cause,
    );
  }
}

/** As `unpackedBytes`, with failures as the operating system and the unpacking tell them. */
export function plainPieces(file: SourceFile): AsyncIterable<Buffer> {
  if ('content' in file) return file.content();
  const raw = createReadStream(file.path, { highWaterMark: PIECE_BYTES });
  return isPacked(file) ? unpack(raw) : raw;
}

/** As large as the chunks in which a payload is kept: smaller ones would have to be put together, as often again in memory. */
const PACKED_PIECE_BYTES = 1024 * 1024;

/** A packed file as it stands. */
export function packedBytes(file: FileOnDisk): AsyncIterable<Buffer> {
  return createReadStream(file.path, { highWaterMark: PACKED_PIECE_BYTES });
}

export function isPacked(file: SourceFile): boolean {
  return file.name.toLowerCase().endsWith('.gz');
}

function unpack(raw: Readable): Readable {
  const out = new PassThrough();
  pipeline(raw, createGunzip({ chunkSize: PIECE_BYTES }), out).catch((error: unknown) => {
    out.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return out;
}

/** The text of a file; UTF-8 with or without byte order mark. */
export async function* unpackedText(file: SourceFile): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk: Buffer | undefined): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw fileUnreadable(file, 'text in UTF-8', 'bytes that are not UTF-8', cause);
    }
  };
  for await (const chunk of unpackedBytes(file)) yield decode(chunk);
  yield decode(undefined);
}

export function fileUnreadable(file: SourceFile, expected: string, found: string, cause?: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'FILE_UNREADABLE',
      expected,
      found,
      where: file.name,
      next: 'Export the file again and import the folder once more; nothing of this file was taken.',
    },
    { cause },
  );
}

function messageOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message) : String(cause);
}
