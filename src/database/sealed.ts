import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { invariant, SeatbackError } from '../kernel/index.js';
import { writeOnce, writeWhole } from './embedded/data-folder.js';
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
  /** Of the newest key, which seals. */
  readonly keyId: string;
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #fingerprintKey: Buffer;

  /**
   * @param keys 32 bytes each, the newest first: it seals, and all of them open
   * @param fingerprintKey what equal contents are told by; the oldest key, as long as none was ever rotated
   */
  constructor(keys: Buffer | readonly Buffer[], fingerprintKey?: Buffer) {
    const ring = Buffer.isBuffer(keys) ? [keys] : keys;
    const [newest] = ring;
    const oldest = ring.at(-1);
    invariant(
      newest !== undefined && oldest !== undefined && ring.every((key) => key.length === KEY_BYTES),
      `an encryption key has ${String(KEY_BYTES)} bytes`,
    );
    this.keyId = idOf(newest);
    this.#keys = new Map(ring.map((key) => [idOf(key), key]));
    this.#fingerprintKey = fingerprintKey ?? oldest;
  }

  /** Of all keys that open, the newest first. */
  get keyIds(): readonly string[] {
    return [...this.#keys.keys()];
  }

  /** The same keys, telling equal contents by the key that the database keeps. */
  withFingerprintKey(sealed: Uint8Array): Vault {
    return new Vault([...this.#keys.values()], this.open(sealed, FINGERPRINT_PURPOSE));
  }

  /** By which equal contents are told, sealed, to be kept when keys are rotated. */
  sealedFingerprintKey(): Buffer {
    return this.seal(this.#fingerprintKey, FINGERPRINT_PURPOSE);
  }

  /**
   * The same content under the newest key.
   *
   * @throws SeatbackError SEAL_KEY_UNKNOWN, SEAL_BROKEN
   */
  reseal(sealed: Uint8Array, purpose: string): Buffer {
    return this.seal(this.open(sealed, purpose), purpose);
  }

  seal(content: string | Uint8Array, purpose: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#newest(), nonce, { authTagLength: TAG_BYTES });
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
    const key = this.#keys.get(keyId);
    if (key === undefined) {
      throw new SeatbackError({
        code: 'SEAL_KEY_UNKNOWN',
        expected: `a value sealed with key ${this.keyIds.join(' or ')}`,
        found: `one sealed with key ${keyId || 'unknown'}`,
        where: purpose,
        next: 'Name the key that was in use when it was stored in SEATBACK_ENCRYPTION_KEYS_BEFORE, or as a line of the key file.',
      });
    }
    const nonceAt = 1 + idLength;
    const tagAt = nonceAt + NONCE_BYTES;
    const contentAt = tagAt + TAG_BYTES;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(nonceAt, tagAt), {
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
    return createHmac('sha256', this.#fingerprintKey).update(purpose).update('\0').update(content).digest();
  }

  #newest(): Buffer {
    const key = this.#keys.get(this.keyId);
    invariant(key !== undefined, 'the newest key is one of the keys');
    return key;
  }
}

/** What the database keeps of it is sealed for this. */
export const FINGERPRINT_PURPOSE = 'fingerprint key';

function idOf(key: Buffer): string {
  return createHash('sha256').update('seatback key id').update(key).digest('hex').slice(0, 16);
}

/** Keys of the environment, each 32 bytes in base64. */
export interface GivenKeys {
  readonly encryptionKey: string | undefined;
  /** Apart by blanks or commas, the newest first. */
  readonly keysBefore?: string | undefined;
}

/**
 * The vault of the keys given in the environment, else of the key file, which is made where it is missing and has a key
 * a line, the newest first.
 *
 * @throws SeatbackError SETTING_INVALID for a key of another length, DATA_FOLDER_DAMAGED for a broken key file
 */
export function openVault({ encryptionKey, keysBefore }: GivenKeys, keyFile: string): Vault {
  const before = (keysBefore ?? '').split(/[\s,]+/).filter((key) => key !== '');
  if (encryptionKey !== undefined)
    return new Vault([
      keyOfSetting(encryptionKey, 'SEATBACK_ENCRYPTION_KEY'),
      ...before.map((key) => keyOfSetting(key, 'SEATBACK_ENCRYPTION_KEYS_BEFORE')),
    ]);
  if (!existsSync(keyFile)) {
    makeDataFolder(dirname(keyFile));
    writeOnce(keyFile, newKey());
  }
  return new Vault([
    ...keysOfFile(keyFile),
    ...before.map((key) => keyOfSetting(key, 'SEATBACK_ENCRYPTION_KEYS_BEFORE')),
  ]);
}

/**
 * Puts a new key before those of the key file. What was sealed stays readable, and is sealed with the old one until keys
 * are rotated.
 *
 * @returns the id of the new key
 * @throws SeatbackError DATA_FOLDER_DAMAGED
 */
export function addKey(keyFile: string): string {
  const key = newKey();
  writeWhole(keyFile, [key, ...keysOfFile(keyFile).map((known) => known.toString('base64'))].join('\n'));
  return idOf(Buffer.from(key, 'base64'));
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

function keyOfSetting(text: string, setting: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new SeatbackError({
    code: 'SETTING_INVALID',
    expected: `${setting}: 32 bytes in base64`,
    found: `${String(key.length)} bytes`,
    where: 'environment variables',
    next: 'Make one with: openssl rand -base64 32',
  });
}

function keysOfFile(keyFile: string): Buffer[] {
  const lines = readFileSync(keyFile, 'utf8')
    .split(/\s+/)
    .filter((line) => line !== '');
  const keys = lines.map((line) => Buffer.from(line, 'base64'));
  const broken = keys.find((key) => key.length !== KEY_BYTES);
  if (broken === undefined && keys.length > 0) return keys;
  throw new SeatbackError({
    code: 'DATA_FOLDER_DAMAGED',
    expected: 'a key file with 32 bytes in base64 in each line',
    found: `${String(broken?.length ?? 0)} bytes`,
    where: keyFile,
    next: 'Restore the file from a backup: without it, sealed account numbers cannot be opened.',
  });
}
