import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { UnitOfWork, Vault, type Session } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { readPayload } from '../raw/payload-store.js';

/** Writes payloads to files, byte by byte as they were received. What is kept sealed stays where it is. */
@Injectable()
export class CopyPayload {
  readonly #unitOfWork: UnitOfWork;
  readonly #vault: Vault;

  constructor(unitOfWork: UnitOfWork, vault: Vault) {
    this.#unitOfWork = unitOfWork;
    this.#vault = vault;
  }

  /**
   * @param hash in hexadecimal, of a payload that is not sealed
   * @throws SeatbackError PAYLOAD_UNKNOWN, PAYLOAD_DAMAGED
   */
  async execute(hash: string, path: string): Promise<void> {
    await this.#unitOfWork.inTransaction(async (session) => {
      await expectOpen(session, hash);
      const digest = createHash('sha256');
      const pieces = readPayload(session, this.#vault, Buffer.from(hash, 'hex'));
      await pipeline(async function* hashed() {
        for await (const piece of pieces) {
          digest.update(piece);
          yield piece;
        }
      }, createWriteStream(path));
      const found = digest.digest('hex');
      if (found !== hash) throw damaged(hash, found);
    });
  }
}

async function expectOpen(session: Session, hash: string): Promise<void> {
  const [payload] = await session.query(
    `SELECT 1 FROM payload WHERE payload_hash = decode($1, 'hex') AND sealed_with IS NULL`,
    [hash],
  );
  if (payload !== undefined) return;
  throw new SeatbackError({
    code: 'PAYLOAD_UNKNOWN',
    expected: 'the hash of a payload that is kept, and not sealed',
    found: hash,
    where: 'payloads',
    next: 'Take it from a proof, or from npx seatback explain.',
  });
}

function damaged(expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'PAYLOAD_DAMAGED',
    expected: `bytes with the hash ${expected}`,
    found,
    where: 'the payload that is kept',
    next: 'Restore it from a backup, and look for who could write to the database.',
  });
}
