import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Session, Vault } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';

const SECRET_BYTES = 32;

/** What a vendor signs in with. The secret is in no other place: the database has a keyed hash of it. */
export interface NewCredentials {
  readonly clientId: string;
  readonly secret: string;
}

export async function newClient(
  session: Session,
  vault: Vault,
  client: { readonly vendor: string; readonly isSandbox: boolean; readonly actor: string; readonly at: Instant },
): Promise<NewCredentials> {
  const clientId = `sb_${client.isSandbox ? 'test' : 'live'}_${randomBytes(16).toString('hex')}`;
  await session.execute(
    'INSERT INTO vendor_client (client_id, vendor, is_sandbox, issued_by, issued_at) VALUES ($1, $2, $3, $4, $5)',
    [clientId, client.vendor, client.isSandbox, client.actor, client.at],
  );
  return { clientId, secret: await newSecret(session, vault, clientId, client) };
}

export async function newSecret(
  session: Session,
  vault: Vault,
  clientId: string,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<string> {
  const secret = `sbs_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  await session.execute(
    `INSERT INTO vendor_secret (client_id, secret, secret_hash, issued_by, issued_at)
     SELECT $1, (SELECT COALESCE(max(secret), 0) + 1 FROM vendor_secret WHERE client_id = $1), $2, $3, $4`,
    [clientId, hashOfSecret(vault, clientId, secret), actor, at],
  );
  return secret;
}

/** With 256 random bits nothing is gained by a slow hash; the key keeps whoever has only the database from testing one. */
function hashOfSecret(vault: Vault, clientId: string, secret: string): Buffer {
  return vault.fingerprint(`${clientId}\0${secret}`, 'vendor secret');
}

/** Which of a client's secrets is given, of those that are valid; undefined for none. Takes the same time for each. */
export async function matchingSecret(
  session: Session,
  vault: Vault,
  { clientId, secret, at }: { readonly clientId: string; readonly secret: string; readonly at: Instant },
): Promise<number | undefined> {
  const given = hashOfSecret(vault, clientId, secret);
  const valid = await session.query<{ secret: number; hash: Buffer }>(
    `SELECT secret, secret_hash AS hash FROM vendor_secret WHERE client_id = $1 AND (valid_to IS NULL OR valid_to > $2) ORDER BY secret DESC`,
    [clientId, at],
  );
  const [found] = valid.filter(({ hash }) => timingSafeEqual(hash, given));
  return found?.secret;
}
