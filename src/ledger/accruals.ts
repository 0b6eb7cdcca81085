import type { Session } from '../database/index.js';
import { Money } from '../kernel/index.js';
import type { Ledger, NewJournal } from './ledger.js';

/** What a posted run says a partner has earned. */
export interface Accrual {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly earned: Money;
  /** `earned`, and what its undecided customers would add if they qualified. */
  readonly potential: Money;
}

/** Posts what a run earned for each partner: expense on one side, accrued on the other. */
export async function postAccruals(
  session: Session,
  ledger: Ledger,
  run: number,
  campaignId: string,
  accruals: readonly Accrual[],
): Promise<void> {
  const earning = accruals.filter(({ earned }) => !earned.isZero());
  const numbers = await ledger.post(
    session,
    earning.map(({ partnerKey, partnerId, earned }): NewJournal => ({
      kind: 'accrual',
      cause: `accrual ${campaignId} partner ${partnerId}`,
      campaignId,
      transfers: [
        {
          debit: { kind: 'expense', campaignId, partnerKey: null },
          credit: { kind: 'accrued', campaignId, partnerKey },
          amount: earned,
        },
      ],
      description: `Earned by partner ${partnerId}`,
    })),
  );
  const journalOf = new Map(earning.map(({ partnerKey }, index) => [partnerKey, numbers[index] ?? null]));
  await session.copyRows(
    'accrual',
    ['run', 'partner_key', 'campaign_id', 'journal', 'earned', 'potential', 'currency'],
    accruals.map(({ partnerKey, earned, potential }) => [
      run,
      partnerKey,
      campaignId,
      journalOf.get(partnerKey) ?? null,
      earned.toString(),
      potential.toString(),
      earned.currency.code,
    ]),
  );
}

/** Accruals of the campaign's posted run, in the order of partner ids. */
export async function accrualsOf(session: Session, run: number): Promise<Accrual[]> {
  const rows = await session.query<{
    partnerKey: number;
    partnerId: string;
    earned: string;
    potential: string;
    currency: string;
  }>(
    `SELECT partner_key AS "partnerKey", partner_id AS "partnerId", earned, potential, currency
     FROM accrual JOIN partner USING (partner_key) WHERE run = $1 ORDER BY partner_id`,
    [run],
  );
  return rows.map(({ earned, potential, currency, ...partner }) => ({
    ...partner,
    earned: Money.of(earned, currency),
    potential: Money.of(potential, currency),
  }));
}
