import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Instant } from '../kernel/index.js';
import type { SealedColumn } from './reseal.js';
import { FINGERPRINT_PURPOSE, type Vault } from './sealed.js';
import type { Session } from './session.js';

export function keyFileOf(dataFolder: string): string {
  return join(dataFolder, 'encryption.key');
}

/** From the first rotation on equal contents are told by a key of their own, which the database keeps sealed. */
export async function withKeptFingerprintKey(vault: Vault, dataSource: DataSource): Promise<Vault> {
  const [kept] = await dataSource.query<{ sealed: Buffer }[]>('SELECT key_sealed AS sealed FROM fingerprint_key');
  return kept === undefined ? vault : vault.withFingerprintKey(kept.sealed);
}

/** Before anything is sealed with another key. Safe to repeat. */
export async function keepFingerprintKey(session: Session, vault: Vault, recordedAt: Instant): Promise<void> {
  await session.execute(
    'INSERT INTO fingerprint_key (key_sealed, recorded_at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [vault.sealedFingerprintKey(), recordedAt],
  );
}

export const FINGERPRINT_KEY_COLUMN: SealedColumn = {
  table: 'fingerprint_key',
  column: 'key_sealed',
  key: ['singleton'],
  purpose: () => FINGERPRINT_PURPOSE,
};
