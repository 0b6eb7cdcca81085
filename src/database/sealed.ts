import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { invariant, SeatbackError } from '../kernel/index.js';
import { writeOnce } from './embedded/data-folder.js';
import { makeDataFolder } from './make-folder.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals account numbers and whatever holds them: AES-256-GCM, with the key's id in front and a purpose bound in, so
 * that a sealed value cannot be moved to another place and opened there.
 *
 * Form: one byte length of the key id, key id, nonce (12), tag (16), ciphertext.
 */
export class Vault {
  readonly keyId: string;
  readonly #key: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    invariant(key.length === KEY_BYTES, `an encryption key has ${String(KEY_BYTES)} bytes`);
    this.#key = key;
    this.keyId = createHash('sha256').update('seatback key id').update(key).digest('hex').slice(0, 16);
  }

  seal(content: string | Uint8Array, purpose: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(purpose, 'utf8'));
    const sealed = Buffer.concat([
      typeof content === 'string' ? cipher.update(content, 'utf8') : cipher.update(content),
      cipher.final(),
    ]);
    return Buffer.concat([
      Buffer.from([this.keyId.length]),
      Buffer.from(this.keyId, 'ascii'),
      nonce,
      cipher.getAuthTag(),
      sealed,
    ]);
  }

  /** @throws SeatbackError SEAL_KEY_UNKNOWN, SEAL_BROKEN */
  open(sealed: Uint8Array, purpose: string): Buffer {
    const bytes = Buffer.from(sealed);
    const idLength = bytes[0] ?? 0;
    // Not as ASCII, which drops the eighth bit: an id that was changed there would pass.
    const keyId = bytes.subarray(1, 1 + idLength).toString('latin1');
    if (keyId !== this.keyId) {
      throw new SeatbackError({
        code: 'SEAL_KEY_UNKNOWN',
        expected: `a value sealed with key ${this.keyId}`,
        found: `one sealed with key ${keyId || 'unknown'}`,
        where: purpose,
        next: 'Set SEATBACK_ENCRYPTION_KEY to the key that was in use when it was stored.',
      });
    }
    const nonceAt = 1 + idLength;
    const tagAt = nonceAt + NONCE_BYTES;
    const contentAt = tagAt + TAG_BYTES;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(nonceAt, tagAt), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(purpose, 'utf8'));
      decipher.setAuthTag(bytes.subarray(tagAt, contentAt));
      return Buffer.concat([decipher.update(bytes.subarray(contentAt)), decipher.final()]);
    } catch (cause) {
      throw new SeatbackError(
        {
          code: 'SEAL_BROKEN',
          expected: 'a sealed value as it was stored',
          found: 'one that was changed, or sealed for another place',
          where: purpose,
          next: 'Restore the row from a backup and look for who could write to the database.',
        },
        { cause },
      );
    }
  }

  /** Tells equal contents without opening them, and tells nothing to somebody without the key. */
  fingerprint(content: string | Uint8Array, purpose: string): Buffer {
    return createHmac('sha256', this.#key).update(purpose).update('\0').update(content).digest();
  }
}

/**
 * The vault of the key given in the environment, else of the key file, which is made where it is missing.
 *
 * @throws SeatbackError SETTING_INVALID for a key of another length, DATA_FOLDER_DAMAGED for a broken key file
 */
export function openVault(encryptionKey: string | undefined, keyFile: string): Vault {
  if (encryptionKey !== undefined) {
    const key = Buffer.from(encryptionKey, 'base64');
    if (key.length === KEY_BYTES) return new Vault(key);
    throw new SeatbackError({
      code: 'SETTING_INVALID',
      expected: 'SEATBACK_ENCRYPTION_KEY: 32 bytes in base64',
      found: `${String(key.length)} bytes`,
      where: 'environment variables',
      next: 'Make one with: openssl rand -base64 32',
    });
  }
  if (!existsSync(keyFile)) {
    makeDataFolder(dirname(keyFile));
    writeOnce(keyFile, randomBytes(KEY_BYTES).toString('base64'));
  }
  const key = Buffer.from(readFileSync(keyFile, 'utf8'), 'base64');
  if (key.length === KEY_BYTES) return new Vault(key);
  throw new SeatbackError({
    code: 'DATA_FOLDER_DAMAGED',
    expected: 'a key file with 32 bytes in base64',
    found: `${String(key.length)} bytes`,
    where: keyFile,
    next: 'Restore the file from a backup: without it, sealed account numbers cannot be opened.',
  });
}
