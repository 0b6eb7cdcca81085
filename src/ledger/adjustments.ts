import type { Session } from '../database/index.js';
import { invariant, Money } from '../kernel/index.js';
import { accrualsOf, type Accrual } from './accruals.js';
import type { Ledger, NewJournal } from './ledger.js';

/** By what a partner's accrual is adjusted, and for which cause. */
export interface Adjustment {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly causes: readonly string[];
  /** What brought it: a delivery, or a version of the terms. */
  readonly delivery: number | null;
  readonly version: number | null;
  readonly amount: Money;
}

interface RestatedRun {
  readonly run: number;
  readonly restates: number;
  readonly campaignId: string;
}

/**
 * Posts what a restatement differs by from the run whose place it takes, a journal for each partner and cause, each
 * naming the journal that it corrects. What was accrued and has gone on since is not touched: where an accrual falls
 * below what has left it, the rest is recoverable.
 */
export async function postRestatement(
  session: Session,
  ledger: Ledger,
  { run, restates, campaignId }: RestatedRun,
  accruals: readonly Accrual[],
  adjustments: readonly Adjustment[],
): Promise<void> {
  const before = new Map((await accrualsOf(session, restates)).map((accrual) => [accrual.partnerKey, accrual]));
  const gone = [...before.values()].filter((old) => !accruals.some(({ partnerKey }) => partnerKey === old.partnerKey));
  const all = [...accruals, ...gone.map(withNothing)];
  all.push(...passingThrough(adjustments, new Set(all.map(({ partnerKey }) => partnerKey))));
  expectWhole(all, before, adjustments);
  await session.copyRows(
    'accrual',
    [
      'run',
      'partner_key',
      'campaign_id',
      'restates',
      'earned_before',
      'earned',
      'potential',
      'compared',
      'compared_potential',
      'currency',
    ],
    all.map(({ partnerKey, earned, potential, compared, comparedPotential }) => [
      run,
      partnerKey,
      campaignId,
      restates,
      (before.get(partnerKey)?.earned ?? Money.zero(earned.currency)).toString(),
      earned.toString(),
      potential?.toString() ?? null,
      compared?.toString() ?? null,
      comparedPotential?.toString() ?? null,
      earned.currency.code,
    ]),
  );
  const corrected = await newestJournals(session, campaignId);
  const journals = await ledger.post(
    session,
    adjustments.map((adjustment): NewJournal => adjustmentJournal(adjustment, run, campaignId, corrected)),
  );
  await session.copyRows(
    'adjustment',
    ['journal', 'run', 'partner_key', 'causes', 'delivery', 'version', 'amount', 'currency'],
    adjustments.map(({ partnerKey, causes, delivery, version, amount }, index) => [
      journals[index] ?? null,
      run,
      partnerKey,
      `{${causes.map((cause) => `"${cause}"`).join(',')}}`,
      delivery,
      version,
      amount.toString(),
      amount.currency.code,
    ]),
  );
  await moveOverdrawn(session, ledger, run, campaignId);
}

function withNothing(accrual: Accrual): Accrual {
  const nothing = Money.zero(accrual.earned.currency);
  return { ...accrual, earned: nothing, potential: nothing, compared: null, comparedPotential: null };
}

/** Partners that have nothing in either run: what one delivery gave them, a later one took back. */
function passingThrough(adjustments: readonly Adjustment[], known: ReadonlySet<number>): Accrual[] {
  const partners = new Map<number, Accrual>();
  for (const { partnerKey, partnerId, amount } of adjustments) {
    const nothing = Money.zero(amount.currency);
    if (!known.has(partnerKey))
      partners.set(partnerKey, {
        partnerKey,
        partnerId,
        earned: nothing,
        potential: nothing,
        compared: null,
        comparedPotential: null,
      });
  }
  return [...partners.values()];
}

function adjustmentJournal(
  { partnerKey, partnerId, causes, delivery, version, amount }: Adjustment,
  run: number,
  campaignId: string,
  corrected: ReadonlyMap<number, number>,
): NewJournal {
  const cause = causes.join(' + ');
  const source =
    delivery !== null
      ? `delivery ${String(delivery)}`
      : version !== null
        ? `version ${String(version)}`
        : 'no delivery';
  const corrects = corrected.get(partnerKey);
  const expense = { kind: 'expense', campaignId, partnerKey: null } as const;
  const accrued = { kind: 'accrued', campaignId, partnerKey } as const;
  const isMore = amount.compare(Money.zero(amount.currency)) > 0;
  return {
    kind: 'adjustment',
    cause: `adjustment run ${String(run)} partner ${partnerId}: ${cause}, ${source}`,
    campaignId,
    transfers: [
      isMore
        ? { debit: expense, credit: accrued, amount }
        : { debit: accrued, credit: expense, amount: amount.negated() },
    ],
    description: `${cause}, ${source}: partner ${partnerId}`,
    ...(corrects === undefined ? {} : { corrects }),
  };
}

/** The journals of all causes come to the difference of each partner: or something would be posted without a cause. */
function expectWhole(
  all: readonly Accrual[],
  before: ReadonlyMap<number, Accrual>,
  adjustments: readonly Adjustment[],
): void {
  const adjusted = new Map<number, Money>();
  for (const { partnerKey, amount } of adjustments)
    adjusted.set(partnerKey, (adjusted.get(partnerKey) ?? Money.zero(amount.currency)).plus(amount));
  const partners = new Set(all.map(({ partnerKey }) => partnerKey));
  for (const { partnerKey, partnerId, earned } of all) {
    const nothing = Money.zero(earned.currency);
    const difference = earned.minus(before.get(partnerKey)?.earned ?? nothing);
    const explained = adjusted.get(partnerKey) ?? nothing;
    invariant(
      difference.compare(explained) === 0,
      `the causes of partner ${partnerId} come to ${explained.toString()}, its difference is ${difference.toString()}`,
    );
  }
  invariant(
    adjustments.every(({ partnerKey }) => partners.has(partnerKey)),
    'whoever is adjusted has an accrual',
  );
}

/** The last journal by which each partner's accrual came to what it is. */
async function newestJournals(session: Session, campaignId: string): Promise<Map<number, number>> {
  const rows = await session.query<{ partnerKey: number; journal: number }>(
    `SELECT partner_key AS "partnerKey", max(journal) AS journal
     FROM (SELECT partner_key, journal FROM accrual WHERE campaign_id = $1 AND journal IS NOT NULL
       UNION ALL SELECT partner_key, adjustment.journal FROM adjustment JOIN journal USING (journal) WHERE campaign_id = $1) AS posted
     GROUP BY partner_key`,
    [campaignId],
  );
  return new Map(rows.map(({ partnerKey, journal }) => [partnerKey, journal]));
}

/** What was taken from an accrual that had gone on already is owed to us, until it is set off or paid back. */
async function moveOverdrawn(session: Session, ledger: Ledger, run: number, campaignId: string): Promise<void> {
  const overdrawn = await session.query<{ partnerKey: number; partnerId: string; amount: string; currency: string }>(
    `SELECT partner_key AS "partnerKey", partner_id AS "partnerId", sum(amount) AS amount, posting.currency
     FROM account JOIN posting USING (account_key) JOIN partner USING (partner_key)
     WHERE kind = 'accrued' AND campaign_id = $1 GROUP BY partner_key, partner_id, posting.currency HAVING sum(amount) > 0
     ORDER BY partner_id`,
    [campaignId],
  );
  const adjusted = await newestJournals(session, campaignId);
  await ledger.post(
    session,
    overdrawn.map(({ partnerKey, partnerId, amount, currency }): NewJournal => {
      const corrects = adjusted.get(partnerKey);
      return {
        kind: 'correction',
        cause: `recoverable run ${String(run)} partner ${partnerId}`,
        campaignId,
        transfers: [
          {
            debit: { kind: 'recoverable', campaignId, partnerKey },
            credit: { kind: 'accrued', campaignId, partnerKey },
            amount: Money.of(amount, currency),
          },
        ],
        description: `Earned less than has gone on to payout: partner ${partnerId}`,
        ...(corrects === undefined ? {} : { corrects }),
      };
    }),
  );
}
