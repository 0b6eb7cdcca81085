import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeatbackError } from '../kernel/index.js';
import { addKey, openVault, Vault } from './sealed.js';

const ACCOUNT = 'DE08999999990648489890';
const PURPOSE = 'bank account';

const vault = new Vault(Buffer.alloc(32, 1));
const other = new Vault(Buffer.alloc(32, 2));

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof SeatbackError) return error.code;
    throw error;
  }
  return 'opened';
}

describe('a sealed value', () => {
  it('is opened with the same key for the same purpose', () => {
    expect(vault.open(vault.seal(ACCOUNT, PURPOSE), PURPOSE).toString('utf8')).toBe(ACCOUNT);
  });

  it('is whatever bytes were sealed, none included', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, purpose) => {
        expect(new Uint8Array(vault.open(vault.seal(bytes, purpose), purpose))).toEqual(bytes);
      }),
    );
  });

  it('shows nothing of its content, and looks different each time', () => {
    const [once, again] = [vault.seal(ACCOUNT, PURPOSE), vault.seal(ACCOUNT, PURPOSE)];
    expect(once.equals(again)).toBe(false);
    expect(once.toString('latin1')).not.toContain(ACCOUNT.slice(4));
  });

  it('cannot be opened at another place', () => {
    expect(codeOf(() => vault.open(vault.seal(ACCOUNT, PURPOSE), 'payee account'))).toBe('SEAL_BROKEN');
  });

  it('names the key that is missing', () => {
    const sealed = vault.seal(ACCOUNT, PURPOSE);
    expect(() => other.open(sealed, PURPOSE)).toThrow(`found one sealed with key ${vault.keyId} (bank account)`);
    expect(codeOf(() => other.open(sealed, PURPOSE))).toBe('SEAL_KEY_UNKNOWN');
  });

  it('cannot be opened when any bit of it was changed, nor when it was cut', () => {
    const sealed = vault.seal(ACCOUNT, PURPOSE);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(7), (place, bit) => {
        const changed = Buffer.from(sealed);
        changed[place] = changed[place]! ^ (1 << bit);
        expect(['SEAL_BROKEN', 'SEAL_KEY_UNKNOWN']).toContain(codeOf(() => vault.open(changed, PURPOSE)));
        const cut = sealed.subarray(0, place);
        expect(['SEAL_BROKEN', 'SEAL_KEY_UNKNOWN']).toContain(codeOf(() => vault.open(cut, PURPOSE)));
      }),
    );
  });

  it('has a failure of its own for whatever bytes are there', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(['SEAL_BROKEN', 'SEAL_KEY_UNKNOWN']).toContain(codeOf(() => vault.open(bytes, PURPOSE)));
      }),
    );
  });
});

describe('a fingerprint', () => {
  it('is equal for equal contents of one purpose', () => {
    expect(vault.fingerprint(ACCOUNT, PURPOSE).equals(vault.fingerprint(ACCOUNT, PURPOSE))).toBe(true);
    expect(vault.fingerprint(ACCOUNT, PURPOSE).equals(vault.fingerprint(Buffer.from(ACCOUNT), PURPOSE))).toBe(true);
  });

  it('is another for another content, purpose or key', () => {
    const prints = [
      vault.fingerprint(ACCOUNT, PURPOSE),
      vault.fingerprint(`${ACCOUNT}1`, PURPOSE),
      vault.fingerprint(ACCOUNT, 'payee'),
      other.fingerprint(ACCOUNT, PURPOSE),
    ];
    expect(new Set(prints.map((print) => print.toString('hex'))).size).toBe(4);
  });
});

describe('the key', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealed-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the one given in the environment', () => {
    const key = Buffer.alloc(32, 1).toString('base64');
    expect(openVault({ encryptionKey: key }, join(folder, 'never-made')).keyId).toBe(vault.keyId);
    expect(existsSync(join(folder, 'never-made'))).toBe(false);
  });

  it.each([16, 31, 33, 64])('of %i bytes is refused', (bytes) => {
    const key = Buffer.alloc(bytes, 1).toString('base64');
    expect(codeOf(() => openVault({ encryptionKey: key }, join(folder, 'key')))).toBe('SETTING_INVALID');
    expect(() => new Vault(Buffer.alloc(bytes))).toThrow('an encryption key has 32 bytes');
  });

  it('is made once where none is given, for its owner only, and used again', () => {
    const keyFile = join(folder, 'data', 'key');
    const made = openVault({ encryptionKey: undefined }, keyFile);
    expect(openVault({ encryptionKey: undefined }, keyFile).keyId).toBe(made.keyId);
    expect(Buffer.from(readFileSync(keyFile, 'utf8'), 'base64')).toHaveLength(32);
    expect(statSync(keyFile).mode & 0o077).toBe(0);
  });

  it('is never made anew over a broken file: what is sealed would be lost', () => {
    const keyFile = join(folder, 'broken');
    writeFileSync(keyFile, 'not a key');
    expect(codeOf(() => openVault({ encryptionKey: undefined }, keyFile))).toBe('DATA_FOLDER_DAMAGED');
    expect(readFileSync(keyFile, 'utf8')).toBe('not a key');
  });

  it('may be followed by a line break in its file', () => {
    const keyFile = join(folder, 'with-newline');
    writeFileSync(keyFile, `${Buffer.alloc(32, 1).toString('base64')}\n`);
    expect(openVault({ encryptionKey: undefined }, keyFile).keyId).toBe(vault.keyId);
  });

  it('is not told by its id', () => {
    expect(vault.keyId).toMatch(/^[0-9a-f]{16}$/);
    expect(vault.keyId).not.toBe(other.keyId);
  });

  it('may have others before it, which open what they sealed', () => {
    const before = Buffer.alloc(32, 2).toString('base64');
    const ring = openVault(
      { encryptionKey: Buffer.alloc(32, 1).toString('base64'), keysBefore: ` ${before},` },
      'none',
    );
    expect(ring.keyIds).toEqual([vault.keyId, other.keyId]);
    expect(ring.open(other.seal(ACCOUNT, PURPOSE), PURPOSE).toString('utf8')).toBe(ACCOUNT);
    expect(vault.open(ring.reseal(other.seal(ACCOUNT, PURPOSE), PURPOSE), PURPOSE).toString('utf8')).toBe(ACCOUNT);
    expect(codeOf(() => openVault({ encryptionKey: before, keysBefore: 'c2hvcnQ=' }, 'none'))).toBe('SETTING_INVALID');
  });

  it('can be followed by a new one in its file, and equal contents are told by the oldest until one is kept', () => {
    const keyFile = join(folder, 'growing');
    const old = openVault({ encryptionKey: undefined }, keyFile);
    const id = addKey(keyFile);
    const ring = openVault({ encryptionKey: undefined }, keyFile);
    expect(ring.keyIds).toEqual([id, old.keyId]);
    expect(statSync(keyFile).mode & 0o077).toBe(0);
    expect(ring.fingerprint(ACCOUNT, PURPOSE)).toEqual(old.fingerprint(ACCOUNT, PURPOSE));
    const kept = ring.sealedFingerprintKey();
    const alone = new Vault(Buffer.from(readFileSync(keyFile, 'utf8').split('\n')[0]!, 'base64'));
    expect(alone.fingerprint(ACCOUNT, PURPOSE)).not.toEqual(old.fingerprint(ACCOUNT, PURPOSE));
    expect(alone.withFingerprintKey(kept).fingerprint(ACCOUNT, PURPOSE)).toEqual(old.fingerprint(ACCOUNT, PURPOSE));
  });
});
