import type { Session } from '../database/index.js';
import { Money, Ratio } from '../kernel/index.js';
import type { Ledger, NewJournal } from './ledger.js';

/** What a partner has earned, as a minimum payout looks at it. */
export interface EarnedAmounts {
  readonly earned: Money;
  /** `earned`, and what its undecided customers would add if they qualified; null: no bound is known. */
  readonly potential: Money | null;
  /** What is held against a minimum payout where that is not `earned`: its exact amount, or its company's; else null. */
  readonly compared: Ratio | null;
  /** As `potential`, of what is compared. */
  readonly comparedPotential: Ratio | null;
}

/** Amounts as plain decimals, as the tables have them. */
export interface StoredAmounts {
  readonly earned: string;
  readonly potential: string | null;
  readonly compared: string | null;
  readonly comparedPotential: string | null;
  readonly currency: string;
}

/** What a posted run says a partner has earned. */
export interface Accrual extends EarnedAmounts {
  readonly partnerKey: number;
  readonly partnerId: string;
}

export function earnedAmounts({
  earned,
  potential,
  compared,
  comparedPotential,
  currency,
}: StoredAmounts): EarnedAmounts {
  const ratio = (value: string | null) => (value === null ? null : Ratio.of(value));
  return {
    earned: Money.of(earned, currency),
    potential: potential === null ? null : Money.of(potential, currency),
    compared: ratio(compared),
    comparedPotential: ratio(comparedPotential),
  };
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
    [
      'run',
      'partner_key',
      'campaign_id',
      'journal',
      'earned',
      'potential',
      'compared',
      'compared_potential',
      'currency',
    ],
    accruals.map(({ partnerKey, earned, potential, compared, comparedPotential }) => [
      run,
      partnerKey,
      campaignId,
      journalOf.get(partnerKey) ?? null,
      earned.toString(),
      potential?.toString() ?? null,
      compared?.toString() ?? null,
      comparedPotential?.toString() ?? null,
      earned.currency.code,
    ]),
  );
}

/** Accruals of the campaign's posted run, in the order of partner ids. */
export async function accrualsOf(session: Session, run: number): Promise<Accrual[]> {
  const rows = await session.query<StoredAmounts & { readonly partnerKey: number; readonly partnerId: string }>(
    `SELECT partner_key AS "partnerKey", partner_id AS "partnerId", earned, potential, compared,
       compared_potential AS "comparedPotential", currency
     FROM accrual JOIN partner USING (partner_key) WHERE run = $1 ORDER BY partner_id`,
    [run],
  );
  return rows.map((row) => ({ partnerKey: row.partnerKey, partnerId: row.partnerId, ...earnedAmounts(row) }));
}
