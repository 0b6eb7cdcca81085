import type { SealedColumn } from '../database/index.js';

/** A secret is sealed for its own endpoint. */
export function webhookSecretPurpose(endpoint: number, secret: number): string {
  return `webhook endpoint ${String(endpoint)} secret ${String(secret)}`;
}

export const WEBHOOK_SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'webhook_secret',
    column: 'secret_sealed',
    key: ['endpoint', 'secret'],
    purpose: ({ endpoint, secret }) => webhookSecretPurpose(endpoint as number, secret as number),
  },
];
