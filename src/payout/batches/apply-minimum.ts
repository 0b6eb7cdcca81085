import type { CampaignTerms, CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { invariant, Money, SeatbackError } from '../../kernel/index.js';
import {
  accrualsOf,
  partnerBalances,
  recoverables,
  type Ledger,
  type NewJournal,
  type Recoverable,
} from '../../ledger/index.js';
import { applyMinimumPayout } from '../thresholds/minimum-payout.js';
import { settleEarning, type Settlement } from './settle-earning.js';

export interface SettledEarning {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly settlement: Settlement;
}

/** Moves each accrual of a posted run to what the minimum payout makes of it, once. @returns what was decided now */
export async function applyMinimum(
  session: Session,
  { ledger, versions }: { readonly ledger: Ledger; readonly versions: CampaignVersions },
  { campaignId, run, terms }: { readonly campaignId: string; readonly run: number; readonly terms: CampaignTerms },
): Promise<SettledEarning[]> {
  const decided = await undecidedEarnings(session, versions, campaignId, run, terms);
  await ledger.post(
    session,
    decided.flatMap((each) => reversalOf(each, campaignId, run)),
  );
  const moved = decided.filter(({ settlement }) => settlement.transfers.length > 0);
  const posted = await ledger.post(
    session,
    moved.map(({ partnerId, settlement: { outcome, reason, transfers } }): NewJournal => ({
      kind: 'threshold',
      cause: `threshold run ${String(run)} partner ${partnerId}`,
      campaignId,
      transfers,
      description: `${outcome}${reason === null ? '' : `: ${reason}`}, partner ${partnerId}`,
    })),
  );
  const journalOf = new Map(moved.map(({ partnerKey }, index) => [partnerKey, posted[index]]));
  await session.copyRows(
    'threshold_outcome',
    ['run', 'partner_key', 'outcome', 'amount', 'settled', 'currency', 'reason', 'journal'],
    decided.map(({ partnerKey, settlement: { outcome, amount, settled, reason, journal } }) => [
      run,
      partnerKey,
      outcome,
      amount.toString(),
      settled.toString(),
      amount.currency.code,
      reason,
      journalOf.get(partnerKey) ?? journal ?? null,
    ]),
  );
  return decided.map(({ partnerKey, partnerId, settlement }) => ({ partnerKey, partnerId, settlement }));
}

interface Undecided extends SettledEarning {
  readonly earlierJournal: number | undefined;
}

async function undecidedEarnings(
  session: Session,
  versions: CampaignVersions,
  campaignId: string,
  run: number,
  terms: CampaignTerms,
): Promise<Undecided[]> {
  const done = new Set(
    (
      await session.query<{ key: number }>('SELECT partner_key AS key FROM threshold_outcome WHERE run = $1', [run])
    ).map(({ key }) => key),
  );
  const accruals = (await accrualsOf(session, run)).filter(({ partnerKey }) => !done.has(partnerKey));
  if (accruals.length === 0) return [];
  const balances = await partnerBalances(session, campaignId);
  const earlier = await earlierJournals(session, campaignId, run);
  const toSetOff = await setOffsByPartner(session, versions, campaignId);
  const cancelled = await cancelledByPartner(session, campaignId);
  return accruals.flatMap((accrual) => {
    const settlement = settleEarning({
      campaignId,
      partnerKey: accrual.partnerKey,
      earned: accrual.earned,
      decision: applyMinimumPayout(accrual, terms),
      balances: balances.get(accrual.partnerKey) ?? new Map(),
      earlierJournal: earlier.get(accrual.partnerKey),
      cancelled: cancelled.get(accrual.partnerKey),
      toSetOff: (toSetOff.get(accrual.partnerKey) ?? []).filter(
        ({ amount }) => amount.currency.code === accrual.earned.currency.code,
      ),
    });
    return settlement === null ? [] : [{ ...accrual, settlement, earlierJournal: earlier.get(accrual.partnerKey) }];
  });
}

function reversalOf(
  { partnerId, settlement: { reversal }, earlierJournal }: Undecided,
  campaignId: string,
  run: number,
): NewJournal[] {
  if (reversal.length === 0) return [];
  invariant(earlierJournal !== undefined, 'what was moved once was moved by a journal');
  return [
    {
      kind: 'correction',
      cause: `threshold reversed by run ${String(run)} partner ${partnerId}`,
      campaignId,
      transfers: reversal,
      description: `Decided on anew after a restatement: partner ${partnerId}`,
      corrects: earlierJournal,
    },
  ];
}

/** The journal of each partner's newest outcome of the runs before. */
async function earlierJournals(session: Session, campaignId: string, run: number): Promise<Map<number, number>> {
  const rows = await session.query<{ partnerKey: number; journal: number }>(
    `SELECT DISTINCT ON (partner_key) partner_key AS "partnerKey", decided.journal
     FROM threshold_outcome AS decided JOIN journal ON journal.journal = decided.journal
     WHERE journal.campaign_id = $1 AND run < $2 AND outcome <> 'settled' ORDER BY partner_key, run DESC`,
    [campaignId, run],
  );
  return new Map(rows.map(({ partnerKey, journal }) => [partnerKey, journal]));
}

/** What partners were paid too much in other campaigns that set it off against later payouts. */
async function setOffsByPartner(
  session: Session,
  versions: CampaignVersions,
  campaignId: string,
): Promise<Map<number, Recoverable[]>> {
  const byPartner = new Map<number, Recoverable[]>();
  const policies = new Map<string, boolean>();
  for (const owed of await recoverables(session)) {
    if (owed.campaignId === campaignId) continue;
    const setsOff = policies.get(owed.campaignId) ?? (await isSetOff(session, versions, owed.campaignId));
    policies.set(owed.campaignId, setsOff);
    if (setsOff) byPartner.set(owed.partnerKey, [...(byPartner.get(owed.partnerKey) ?? []), owed]);
  }
  return byPartner;
}

/** What was forfeited for want of bank details, or for an account of a person. */
async function cancelledByPartner(session: Session, campaignId: string): Promise<Map<number, Money>> {
  const rows = await session.query<{ partnerKey: number; amount: string; currency: string }>(
    `SELECT partner_key AS "partnerKey", sum(amount) AS amount, currency FROM payee_forfeiture WHERE campaign_id = $1
     GROUP BY partner_key, currency`,
    [campaignId],
  );
  return new Map(rows.map(({ partnerKey, amount, currency }) => [partnerKey, Money.of(amount, currency)]));
}

async function isSetOff(session: Session, versions: CampaignVersions, campaignId: string): Promise<boolean> {
  const { version } = await session.one<{ version: number }>(
    `SELECT version FROM calculation_run WHERE campaign_id = $1 AND state = 'posted'`,
    [campaignId],
  );
  return setsOff((await versions.published(session, campaignId, version)).terms);
}

/** Unless its terms say that it is claimed back. */
export function setsOff({ negativeDifference }: CampaignTerms): boolean {
  return negativeDifference?.value !== 'claim back';
}

/**
 * A batch of a run that was restated pays what is not owed any more, or not to the cent.
 *
 * @throws SeatbackError BATCH_OF_SUPERSEDED_RUN
 */
export async function expectNoOldBatch(session: Session, campaignId: string, run: number): Promise<void> {
  const [old] = await session.query<{ batch: number; run: number; state: string }>(
    `SELECT batch, run, state FROM payout_batch WHERE campaign_id = $1 AND run <> $2 AND state IN ('prepared', 'approved', 'releasing')
     ORDER BY batch LIMIT 1`,
    [campaignId, run],
  );
  if (old !== undefined) throw batchOfSupersededRun(old.batch, old.run, run, old.state);
}

export function batchOfSupersededRun(batch: number, of: number, run: number | null, state: string): SeatbackError {
  return new SeatbackError({
    code: 'BATCH_OF_SUPERSEDED_RUN',
    expected: run === null ? 'a batch of the posted run' : `a batch of run ${String(run)}, which is posted`,
    found: `batch ${String(batch)} of run ${String(of)}, which was restated`,
    where: `batch ${String(batch)}, ${state}`,
    next:
      state === 'releasing'
        ? 'Its file may have left: finish its release first; what it pays too much is recoverable then.'
        : 'Void it: what is still owed goes into the next batch that is prepared.',
  });
}
