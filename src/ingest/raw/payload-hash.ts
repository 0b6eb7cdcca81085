import { createHash } from 'node:crypto';

/** SHA-256 of the bytes of a payload, and how many there are. */
export interface PayloadHash {
  readonly digest: Uint8Array;
  readonly byteCount: number;
}

/** Hashes bytes while somebody else reads them. */
export class HashedBytes {
  readonly #hash = createHash('sha256');
  #byteCount = 0;

  async *through<Piece extends Uint8Array>(bytes: AsyncIterable<Piece>): AsyncGenerator<Piece, void> {
    for await (const piece of bytes) {
      this.#hash.update(piece);
      this.#byteCount += piece.length;
      yield piece;
    }
  }

  /** When all of them were read. */
  hash(): PayloadHash {
    return { digest: this.#hash.digest(), byteCount: this.#byteCount };
  }
}

export async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<PayloadHash> {
  const hashed = new HashedBytes();
  const pieces = hashed.through(bytes);
  while ((await pieces.next()).done !== true);
  return hashed.hash();
}
