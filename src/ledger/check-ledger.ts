import { unrecordedActs } from '../audit/index.js';
import type { Session } from '../database/index.js';

export interface LedgerCheck {
  readonly journals: number;
  /** Sum of all debits by currency. */
  readonly turnover: readonly { readonly currency: string; readonly amount: string }[];
  readonly problems: readonly string[];
}

/** Checks the whole ledger in one pass and reports everything that is wrong with it. */
export async function checkLedger(session: Session): Promise<LedgerCheck> {
  const { journals, last } = await session.one<{ journals: number; last: number }>(
    'SELECT count(*)::integer AS journals, COALESCE(max(journal), 0) AS last FROM journal',
  );
  const unbalanced = await session.query<{ journal: number; currency: string; difference: string }>(
    'SELECT journal, currency, sum(amount)::text AS difference FROM posting GROUP BY journal, currency HAVING sum(amount) <> 0 ORDER BY journal, currency',
  );
  const empty = await session.query<{ journal: number }>(
    'SELECT journal FROM journal WHERE NOT EXISTS (SELECT FROM posting WHERE posting.journal = journal.journal) ORDER BY journal',
  );
  const orphaned = await session.query<{ journal: number }>(
    'SELECT DISTINCT journal FROM posting WHERE NOT EXISTS (SELECT FROM journal WHERE journal.journal = posting.journal) ORDER BY journal',
  );
  // Payout reads accruals, not postings: what it reads must be what was posted, to that partner.
  const misposted = await session.query<{ run: number; partnerId: string }>(`
    SELECT run, partner_id AS "partnerId" FROM accrual JOIN partner USING (partner_key)
    WHERE earned - earned_before <> COALESCE((SELECT -sum(amount) FROM posting JOIN account USING (account_key)
      WHERE (posting.journal = accrual.journal OR posting.journal IN (SELECT adjustment.journal FROM adjustment
          WHERE adjustment.run = accrual.run AND adjustment.partner_key = accrual.partner_key))
        AND account.kind = 'accrued' AND account.partner_key = accrual.partner_key
        AND account.campaign_id = accrual.campaign_id AND posting.currency = accrual.currency), 0)
    ORDER BY run, partner_id`);
  const unaccrued = await accruedForNothing(session);
  const unlike = await unlikeAccruals(session);
  // What a partner is owed or was promised never falls below nothing.
  const overdrawn = await session.query<{
    kind: string;
    partnerId: string;
    campaignId: string;
    balance: string;
    currency: string;
  }>(`
    SELECT kind, partner_id AS "partnerId", campaign_id AS "campaignId", (-sum(amount))::text AS balance, posting.currency
    FROM posting JOIN account USING (account_key) JOIN partner USING (partner_key)
    WHERE kind IN ('accrued', 'payable', 'held', 'carried', 'converted', 'in-transit', 'paid', 'returned', 'forfeited', 'recoverable')
    GROUP BY kind, partner_id, campaign_id, posting.currency
    HAVING sum(amount) * (CASE kind WHEN 'recoverable' THEN -1 ELSE 1 END) > 0 ORDER BY partner_id`);
  const months = await session.query<{ month: string; closedBy: string }>(
    `SELECT to_char(month, 'YYYY-MM') AS month, closed_by AS "closedBy" FROM accounting_month ORDER BY month`,
  );
  const unrecorded = await unrecordedActs(
    session,
    months.map(({ month, closedBy }) => ({ actor: closedBy, act: 'ledger.close-month', subject: `month ${month}` })),
  );
  return {
    journals,
    turnover: await session.query(
      'SELECT currency, sum(amount)::text AS amount FROM posting WHERE amount > 0 GROUP BY currency ORDER BY currency',
    ),
    problems: [
      ...(journals === last ? [] : [`journals are numbered up to ${String(last)}, but there are ${String(journals)}`]),
      ...unbalanced.map(
        ({ journal, currency, difference }) =>
          `journal ${String(journal)} is out of balance by ${difference} ${currency}`,
      ),
      ...empty.map(({ journal }) => `journal ${String(journal)} has no postings`),
      ...orphaned.map(({ journal }) => `postings of journal ${String(journal)} stand without it`),
      ...misposted.map(
        ({ run, partnerId }) => `what run ${String(run)} accrued to partner ${partnerId} is not what was posted`,
      ),
      ...unaccrued,
      ...unlike,
      ...overdrawn.map(
        ({ kind, partnerId, campaignId, balance, currency }) =>
          `${kind} of partner ${partnerId} in ${campaignId} is ${balance} ${currency}`,
      ),
      ...unrecorded.map(
        ({ actor, subject }) => `${subject} was closed by ${actor}, and the audit log does not know it`,
      ),
    ],
  };
}

/** Journals that accrue to a partner what no run's accrual or adjustment of that partner stands for. */
async function accruedForNothing(session: Session): Promise<string[]> {
  const journals = await session.query<{ journal: number; kind: string; partnerId: string | null }>(`
    SELECT DISTINCT journal.journal, journal.kind, partner_id AS "partnerId"
    FROM journal LEFT JOIN (posting JOIN account USING (account_key) JOIN partner USING (partner_key))
      ON posting.journal = journal.journal AND account.kind = 'accrued'
    WHERE journal.kind IN ('accrual', 'adjustment')
      AND NOT EXISTS (SELECT FROM accrual WHERE accrual.journal = journal.journal AND accrual.partner_key = account.partner_key)
      AND NOT EXISTS (SELECT FROM adjustment WHERE adjustment.journal = journal.journal AND adjustment.partner_key = account.partner_key)
    ORDER BY 1, 3`);
  return journals.map(
    ({ journal, kind, partnerId }) =>
      `journal ${String(journal)} (${kind}) stands for nothing that a run brought partner ${partnerId ?? 'unknown'}`,
  );
}

/**
 * All that was ever accrued to a partner that was restated, adjustments included, is what its last accrual says; and
 * each restatement begins with what the run before it had accrued.
 */
async function unlikeAccruals(session: Session): Promise<string[]> {
  const unlike = await session.query<{ campaignId: string; partnerId: string; posted: string; earned: string }>(`
    WITH last AS (
      SELECT DISTINCT ON (campaign_id, partner_key) campaign_id, partner_key, earned, restates FROM accrual
      ORDER BY campaign_id, partner_key, run DESC),
    posted AS (
      SELECT account.campaign_id, partner_key, -sum(amount) AS amount FROM journal JOIN posting USING (journal) JOIN account USING (account_key)
      WHERE journal.kind IN ('accrual', 'adjustment') AND account.kind = 'accrued' GROUP BY account.campaign_id, partner_key)
    SELECT campaign_id AS "campaignId", partner_id AS "partnerId", COALESCE(amount, 0)::text AS posted, earned::text
    FROM last LEFT JOIN posted USING (campaign_id, partner_key) JOIN partner USING (partner_key)
    WHERE restates IS NOT NULL AND COALESCE(amount, 0) <> earned ORDER BY 1, 2`);
  const broken = await session.query<{ run: number; partnerId: string }>(`
    SELECT accrual.run, partner_id AS "partnerId" FROM accrual JOIN partner USING (partner_key)
    LEFT JOIN accrual AS before ON before.run = accrual.restates AND before.partner_key = accrual.partner_key
    WHERE accrual.restates IS NOT NULL AND accrual.earned_before <> COALESCE(before.earned, 0) ORDER BY 1, 2`);
  return [
    ...unlike.map(
      ({ campaignId, partnerId, posted, earned }) =>
        `${posted} was accrued to partner ${partnerId} in ${campaignId} in all, and its last accrual says ${earned}`,
    ),
    ...broken.map(
      ({ run, partnerId }) => `run ${String(run)} restates another accrual of partner ${partnerId} than was posted`,
    ),
  ];
}

/** Balances by account kind, as finance reads them: what is owed and what was spent are both positive. */
export async function ledgerBalances(
  session: Session,
  campaignId: string,
): Promise<readonly { readonly kind: string; readonly currency: string; readonly balance: string }[]> {
  return session.query(
    `SELECT kind, account.currency, (sum(amount) * CASE WHEN kind IN ('expense', 'bank', 'bank-charges', 'recoverable', 'exchange-difference', 'currency-position') THEN 1 ELSE -1 END)::text AS balance
     FROM posting JOIN account USING (account_key) WHERE campaign_id = $1 GROUP BY kind, account.currency ORDER BY kind, account.currency`,
    [campaignId],
  );
}
