import type { Session, Vault } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';

/** Whose tokens: those of another app registration are of no use to this one. */
export interface TokenOwner {
  readonly tenantId: string;
  readonly clientId: string;
}

export interface KeptRefreshToken {
  readonly refreshToken: number;
  readonly origin: 'stored' | 'rotated';
  readonly sealedWith: string;
  readonly issuedAt: Instant;
  /** When it was traded last; its issue, where it never was. */
  readonly lastUsedAt: Instant;
}

interface SealedRefreshToken extends KeptRefreshToken {
  readonly sealed: Buffer;
}

/** The newest counts, whoever stored it. */
export async function newestRefreshToken(session: Session, owner: TokenOwner): Promise<SealedRefreshToken | undefined> {
  const [newest] = await session.query<SealedRefreshToken>(
    `SELECT refresh_token AS "refreshToken", origin, sealed_with AS "sealedWith", token_sealed AS sealed, issued_at AS "issuedAt",
       GREATEST(issued_at, (SELECT max(used_at) FROM refresh_token_use AS used WHERE used.refresh_token = kept.refresh_token)) AS "lastUsedAt"
     FROM refresh_token AS kept WHERE (tenant_id, client_id) = ($1, $2) ORDER BY refresh_token DESC LIMIT 1`,
    [owner.tenantId, owner.clientId],
  );
  return newest;
}

export async function keepRefreshToken(
  session: Session,
  vault: Vault,
  owner: TokenOwner,
  kept: { readonly token: string; readonly origin: KeptRefreshToken['origin']; readonly issuedAt: Instant },
): Promise<void> {
  await session.execute(
    `INSERT INTO refresh_token (tenant_id, client_id, origin, token_sealed, sealed_with, issued_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      owner.tenantId,
      owner.clientId,
      kept.origin,
      vault.seal(kept.token, tokenPurpose(owner)),
      vault.keyId,
      kept.issuedAt,
    ],
  );
}

export async function recordUse(session: Session, refreshToken: number, usedAt: Instant): Promise<void> {
  await session.execute(
    'INSERT INTO refresh_token_use (refresh_token, used_at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [refreshToken, usedAt],
  );
}

/** @throws SeatbackError SEAL_KEY_UNKNOWN, SEAL_BROKEN */
export function openRefreshToken(vault: Vault, owner: TokenOwner, sealed: Buffer): string {
  return vault.open(sealed, tokenPurpose(owner)).toString('utf8');
}

/** Bound to the app registration: moved to another row of the table it does not open for another app. */
export function tokenPurpose({ tenantId, clientId }: TokenOwner): string {
  return `refresh token of app ${clientId} in tenant ${tenantId}`;
}
