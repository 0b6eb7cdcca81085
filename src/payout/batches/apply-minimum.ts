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
import { settleEarning, type EarningOutcome, type Settlement } from './settle-earning.js';

export interface SettledEarning {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly settlement: Settlement;
}

/**
 * Moves each accrual of a posted run to what the minimum payout makes of it, once. What is payable and in no batch is
 * looked at each time for what its partner has come to owe. @returns what was decided now
 */
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
    moved.map(({ partnerId, revision, settlement: { outcome, reason, transfers } }): NewJournal => ({
      kind: 'threshold',
      cause: `threshold run ${String(run)} partner ${partnerId}${again(revision)}`,
      campaignId,
      transfers,
      description: `${outcome}${reason === null ? '' : `: ${reason}`}, partner ${partnerId}`,
    })),
  );
  const journalOf = new Map(moved.map(({ partnerKey }, index) => [partnerKey, posted[index]]));
  await session.copyRows(
    'threshold_outcome',
    ['run', 'partner_key', 'revision', 'outcome', 'amount', 'settled', 'currency', 'reason', 'journal'],
    decided.map(({ partnerKey, revision, settlement: { outcome, amount, settled, reason, journal } }) => [
      run,
      partnerKey,
      revision,
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
  /** From 1, counted for each earning of a run. */
  readonly revision: number;
}

function again(revision: number): string {
  return revision === 1 ? '' : `, decided again as ${String(revision)}`;
}

async function undecidedEarnings(
  session: Session,
  versions: CampaignVersions,
  campaignId: string,
  run: number,
  terms: CampaignTerms,
): Promise<Undecided[]> {
  const decided = await decidedOutcomes(session, run);
  const accruals = (await accrualsOf(session, run)).filter(({ partnerKey }) => {
    const before = decided.get(partnerKey);
    return before === undefined || (before.outcome === 'payable' && !before.isInBatch);
  });
  if (accruals.length === 0) return [];
  const balances = await partnerBalances(session, campaignId);
  const earlier = await earlierJournals(session, campaignId, run);
  const toSetOff = await setOffsByPartner(session, versions, campaignId);
  const cancelled = await cancelledByPartner(session, campaignId);
  return accruals.flatMap((accrual) => {
    const before = decided.get(accrual.partnerKey);
    const settlement = settleEarning({
      campaignId,
      partnerKey: accrual.partnerKey,
      earned: accrual.earned,
      // What was made payable stays payable; only what is to be set off may have changed.
      decision:
        before === undefined
          ? applyMinimumPayout(accrual, terms)
          : { outcome: 'payable', amount: accrual.earned, reason: null },
      balances: balances.get(accrual.partnerKey) ?? new Map(),
      earlierJournal: earlier.get(accrual.partnerKey),
      cancelled: cancelled.get(accrual.partnerKey),
      toSetOff: (toSetOff.get(accrual.partnerKey) ?? []).filter(
        ({ amount }) => amount.currency.code === accrual.earned.currency.code,
      ),
    });
    if (settlement === null || (before !== undefined && settlement.transfers.length === 0)) return [];
    const revision = (before?.revision ?? 0) + 1;
    return [{ ...accrual, settlement, revision, earlierJournal: earlier.get(accrual.partnerKey) }];
  });
}

interface DecidedOutcome {
  readonly partnerKey: number;
  readonly revision: number;
  readonly outcome: EarningOutcome;
  readonly isInBatch: boolean;
}

/** The outcome in force of each earning of a run, by partner. */
async function decidedOutcomes(session: Session, run: number): Promise<Map<number, DecidedOutcome>> {
  const rows = await session.query<DecidedOutcome>(
    `SELECT DISTINCT ON (partner_key) partner_key AS "partnerKey", revision, outcome,
       EXISTS (SELECT FROM payment_instruction AS live WHERE live.run = decided.run AND live.partner_key = decided.partner_key
         AND NOT live.voided) AS "isInBatch"
     FROM threshold_outcome AS decided WHERE run = $1 ORDER BY partner_key, revision DESC`,
    [run],
  );
  return new Map(rows.map((row) => [row.partnerKey, row]));
}

function reversalOf(
  { partnerId, revision, settlement: { reversal }, earlierJournal }: Undecided,
  campaignId: string,
  run: number,
): NewJournal[] {
  if (reversal.length === 0) return [];
  invariant(earlierJournal !== undefined, 'what was moved once was moved by a journal');
  return [
    {
      kind: 'correction',
      cause: `threshold reversed by run ${String(run)} partner ${partnerId}${again(revision)}`,
      campaignId,
      transfers: reversal,
      description: `Decided on anew${revision === 1 ? ' after a restatement' : ''}: partner ${partnerId}`,
      corrects: earlierJournal,
    },
  ];
}

/** The journal of each partner's newest outcome that far. */
async function earlierJournals(session: Session, campaignId: string, run: number): Promise<Map<number, number>> {
  const rows = await session.query<{ partnerKey: number; journal: number }>(
    `SELECT DISTINCT ON (partner_key) partner_key AS "partnerKey", decided.journal
     FROM threshold_outcome AS decided JOIN journal ON journal.journal = decided.journal
     WHERE journal.campaign_id = $1 AND run <= $2 AND outcome <> 'settled' ORDER BY partner_key, run DESC, revision DESC`,
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
