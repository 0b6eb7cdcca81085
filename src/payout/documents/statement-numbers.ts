import { holdLock, type Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';

/** `S-000012`: as it is printed, and as the bank carries it to the partner. */
export function statementName(statement: number): string {
  return `S-${String(statement).padStart(6, '0')}`;
}

/**
 * The number of each partner's statement of a run, reserved where it has none: once, by whoever asks first. The numbers
 * have no gaps.
 *
 * @param run one that was posted: whoever has no accrual by it gets no statement
 */
export async function reserveStatements(
  session: Session,
  run: number,
  partnerKeys: readonly number[],
  now: Instant,
): Promise<ReadonlyMap<number, number>> {
  await holdLock(session, 'payout');
  await session.execute(
    `INSERT INTO partner_statement (statement, run, partner_key, reserved_at)
     SELECT (SELECT COALESCE(max(statement), 0) FROM partner_statement) + row_number() OVER (ORDER BY partner_id), run, partner_key, $3
     FROM accrual JOIN partner USING (partner_key)
     WHERE run = $1 AND partner_key = ANY($2) AND NOT EXISTS (SELECT FROM partner_statement AS known
       WHERE known.run = accrual.run AND known.partner_key = accrual.partner_key)`,
    [run, partnerKeys, now],
  );
  const rows = await session.query<{ partnerKey: number; statement: number }>(
    'SELECT partner_key AS "partnerKey", statement FROM partner_statement WHERE run = $1 AND partner_key = ANY($2)',
    [run, partnerKeys],
  );
  return new Map(rows.map(({ partnerKey, statement }) => [partnerKey, statement]));
}
