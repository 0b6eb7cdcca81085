import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import type { Cause } from './cause.js';

/** What a cause changes in all. The amount as it is printed. */
export interface CauseTotal {
  readonly causes: readonly Cause[];
  /** Pairs of a partner and a customer. */
  readonly customers: number;
  readonly amount: string;
  readonly currency: string;
}

/** Differences of a restatement by cause, in the order in which they were first replayed. */
export async function causesOfRestatement(session: Session, run: number, restates: number): Promise<CauseTotal[]> {
  const rows = await session.query<CauseTotal>(
    `SELECT causes, count(DISTINCT (partner_key, customer_key))::integer AS customers, sum(amount)::text AS amount, currency
     FROM restatement_difference WHERE run = $1 AND restates = $2 GROUP BY causes, currency ORDER BY min(line)`,
    [run, restates],
  );
  return rows.map((row) => ({ ...row, amount: Money.of(row.amount, row.currency).toString() }));
}
