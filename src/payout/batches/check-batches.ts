import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Session, Vault } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { wireFilePurpose } from './prepare-payout.js';

interface CheckedBatch {
  readonly batch: number;
  readonly messageId: string;
  readonly state: string;
  readonly fileHash: string;
  readonly releasedAs: string | null;
}

/**
 * Holds batches against their files, stored and in the outbox, and the payments in transit against the ledger. A
 * file that a bank's connector has taken out of the outbox is no fault.
 */
export async function checkBatches(
  session: Session,
  vault: Vault,
): Promise<{ readonly batches: number; readonly problems: readonly string[] }> {
  const batches = await session.query<CheckedBatch>(
    `SELECT batch, message_id AS "messageId", state, file_hash AS "fileHash", released_as AS "releasedAs" FROM payout_batch ORDER BY batch`,
  );
  const problems: string[] = [];
  for (const batch of batches) {
    const stored = await storedHash(session, vault, batch);
    if (stored !== batch.fileHash)
      problems.push(`batch ${String(batch.batch)}: its stored file is ${stored}, not ${batch.fileHash}`);
    if (batch.releasedAs === null || !existsSync(batch.releasedAs)) continue;
    if (hashOf(readFileSync(batch.releasedAs)) !== batch.fileHash)
      problems.push(`batch ${String(batch.batch)}: ${batch.releasedAs} is another file than was approved`);
  }
  const astray = await session.query<{ endToEndId: string }>(
    `SELECT end_to_end_id AS "endToEndId" FROM payment_instruction JOIN payout_batch USING (batch)
     WHERE (state = 'released') <> EXISTS (SELECT FROM journal WHERE cause = 'release ' || end_to_end_id) ORDER BY 1`,
  );
  problems.push(
    ...astray.map(
      ({ endToEndId }) => `payment ${endToEndId}: its batch and the ledger disagree on whether it was released`,
    ),
  );
  return { batches: batches.length, problems };
}

async function storedHash(session: Session, vault: Vault, { batch, messageId }: CheckedBatch): Promise<string> {
  const { sealed } = await session.one<{ sealed: Buffer }>(
    'SELECT file_sealed AS sealed FROM payout_batch WHERE batch = $1',
    [batch],
  );
  try {
    return hashOf(vault.open(sealed, wireFilePurpose(messageId)));
  } catch (error) {
    if (error instanceof SeatbackError) return error.code;
    throw error;
  }
}

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
