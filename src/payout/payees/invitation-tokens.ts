import { createHash } from 'node:crypto';
import type { Vault } from '../../database/index.js';

const TOKEN_PURPOSE = 'payee invitation';

/** Whoever has the key can make the token of an invitation again, to send it; the database alone cannot. */
export function tokenOf(vault: Vault, nonce: Uint8Array): string {
  return vault.fingerprint(nonce, TOKEN_PURPOSE).toString('base64url');
}

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
