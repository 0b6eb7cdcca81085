import type { SealedColumn } from '../database/index.js';
import { tokenPurpose } from './identity/refresh-tokens.js';
import { chunkPurpose } from './raw/payload-store.js';

/** What ingest keeps sealed: files that hold account numbers, and refresh tokens. */
export const INGEST_SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'payload_chunk',
    column: 'content',
    key: ['payload_hash', 'chunk'],
    where: 'payload_hash IN (SELECT payload_hash FROM payload WHERE sealed_with IS NOT NULL)',
    // A chunk has up to a megabyte.
    rowsAtATime: 16,
    finish: `UPDATE payload SET sealed_with = $1 WHERE sealed_with <> $1 AND NOT EXISTS (SELECT FROM payload_chunk AS chunk
      WHERE chunk.payload_hash = payload.payload_hash AND substring(content FROM 2 FOR 16) <> $1::text::bytea)`,
    purpose: ({ payload_hash: hash, chunk }) => chunkPurpose(hash as Buffer, chunk as number),
  },
  {
    table: 'refresh_token',
    column: 'token_sealed',
    key: ['refresh_token'],
    reads: ['tenant_id', 'client_id'],
    namesKey: 'sealed_with',
    purpose: ({ tenant_id: tenantId, client_id: clientId }) =>
      tokenPurpose({ tenantId: tenantId as string, clientId: clientId as string }),
  },
];
