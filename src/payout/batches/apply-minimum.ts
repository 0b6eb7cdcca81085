import type { CampaignTerms, CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { Money, SeatbackError, type CalendarDate } from '../../kernel/index.js';
import { accrualsOf, partnerBalances, type Accrual, type Ledger, type Misaccrued } from '../../ledger/index.js';
import { approvedAdjustments, type ApprovedAdjustments } from '../adjustments/approved-adjustments.js';
import { adjustedAmounts } from '../thresholds/adjusted-amounts.js';
import { decideEarning } from '../thresholds/decide-earning.js';
import type { ThresholdDecision } from '../thresholds/minimum-payout.js';
import { cancelledByPartner } from './cancelled-amounts.js';
import { carriedElsewhere, liftCarried, togetherBy, type CarriedAmount } from './carried-amounts.js';
import { decidedOutcomes, earlierOutcomes, partnersPaid, type DecidedOutcome } from './decided-outcomes.js';
import { postOutcomes, type CountedAdjustments, type OutcomeToPost } from './post-outcomes.js';
import { setOffsByPartner } from './set-offs.js';
import { settleEarning, type EarlierOutcome, type Settlement } from './settle-earning.js';

export interface SettledEarning {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly settlement: Settlement;
}

export interface AppliedMinimum {
  /** What was decided now. */
  readonly settled: readonly SettledEarning[];
  /** What was carried in other campaigns until now, and is payable there with it. */
  readonly lifted: readonly CarriedAmount[];
}

interface RunToPay {
  readonly campaignId: string;
  readonly run: number;
  readonly delivery: number;
  readonly terms: CampaignTerms;
  /** Partners whose journals say something else than the run: nothing of theirs is decided. */
  readonly misaccrued: ReadonlyMap<number, Misaccrued>;
  /** The day of the journals (UTC). */
  readonly today: CalendarDate;
}

/**
 * Moves each accrual of a posted run to what the minimum payout makes of it, once. What is payable and in no batch is
 * looked at each time for what its partner has come to owe, and what waits, held or carried, for what has come to it.
 */
export async function applyMinimum(
  session: Session,
  { ledger, versions }: { readonly ledger: Ledger; readonly versions: CampaignVersions },
  toPay: RunToPay,
): Promise<AppliedMinimum> {
  const decided = await decidedOutcomes(session, toPay.run);
  const adjustments = await approvedAdjustments(session, toPay.campaignId);
  const accruals = (await accrualsOf(session, toPay.run)).filter(
    ({ partnerKey }) =>
      isOpen(decided.get(partnerKey), adjustments.get(partnerKey)) && !toPay.misaccrued.has(partnerKey),
  );
  if (accruals.length === 0) return { settled: [], lifted: [] };
  const decisions = await decide(session, versions, toPay, accruals, decided, adjustments);
  const outcomes = await toPost(session, versions, toPay, decisions);
  await postOutcomes(session, ledger, toPay, outcomes);
  // Each once: the locations of a company name them together.
  const lifted = [...new Set(outcomes.flatMap(({ lifts }) => lifts))];
  await liftCarried(session, ledger, toPay.run, lifted);
  return {
    settled: outcomes.map(({ partnerKey, partnerId, settlement }) => ({ partnerKey, partnerId, settlement })),
    lifted,
  };
}

/**
 * What is in a batch is left alone; what was forfeited, cancelled, converted or settled is, until a restatement. What was
 * adjusted by hand since, or came back of an earlier payment, is decided on together with it, once that has left.
 */
function isOpen(before: DecidedOutcome | undefined, adjustments: ApprovedAdjustments | undefined): boolean {
  if (before === undefined) return true;
  if (before.isUnderWay || before.isCancelled) return false;
  if ((adjustments?.to ?? null) !== before.adjustedTo) return true;
  // What lies with it on its accounts is for a person to decide on first.
  if (before.awaitsDecision) return false;
  return before.cameBack || (['payable', 'held', 'carried'].includes(before.outcome) && !before.isInBatch);
}

interface DecidedEarning {
  readonly accrual: Accrual;
  readonly adjusted: CountedAdjustments;
  readonly before: DecidedOutcome | undefined;
  readonly decision: ThresholdDecision | null;
  /** Carried elsewhere, and payable with it where it is. */
  readonly carried: readonly CarriedAmount[];
  /** What was carried until an earlier decision on it. */
  readonly cameAlong: Money;
  readonly reachedWith: number | null;
}

async function decide(
  session: Session,
  versions: CampaignVersions,
  { campaignId, run, delivery, terms, today }: RunToPay,
  accruals: readonly Accrual[],
  decided: ReadonlyMap<number, DecidedOutcome>,
  adjustments: ReadonlyMap<number, ApprovedAdjustments>,
): Promise<DecidedEarning[]> {
  const carried = await carriedElsewhere(session, versions, campaignId, today);
  const together = await togetherBy(session, terms, delivery);
  const carriedBy = new Map<string, CarriedAmount[]>();
  for (const each of carried) {
    const group = `${together(each.partnerKey)} ${each.amount.currency.code}`;
    carriedBy.set(group, [...(carriedBy.get(group) ?? []), each]);
  }
  const adjustedTogether = new Map<string, Money>();
  for (const [partnerKey, { total }] of adjustments) {
    const group = together(partnerKey);
    adjustedTogether.set(group, adjustedTogether.get(group)?.plus(total) ?? total);
  }
  const paid = await partnersPaid(session, campaignId);
  const earlier = await earlierOutcomes(session, campaignId, run);
  // Once the days of carrying are over, an earning is looked at by itself.
  const until = terms.minimumPayout.value.carriedUntil;
  const isOver = until !== undefined && today > until;
  return accruals.map((accrued) => {
    const { partnerKey } = accrued;
    const own = adjustments.get(partnerKey);
    const nothing = Money.zero(accrued.earned.currency);
    const inGroup = accrued.compared === null ? undefined : adjustedTogether.get(together(partnerKey));
    const adjusted: CountedAdjustments = {
      own: own?.total ?? nothing,
      // Of the others that are held against the minimum together with it.
      along: inGroup?.minus(own?.total ?? nothing) ?? nothing,
      to: own?.to ?? null,
    };
    const accrual: Accrual = { ...accrued, ...adjustedAmounts(accrued, adjusted) };
    const { earned } = accrual;
    const before = decided.get(partnerKey);
    const last = before ?? earlier.get(partnerKey);
    const group = carriedBy.get(`${together(partnerKey)} ${earned.currency.code}`) ?? [];
    // What came along with it before is payable in its own campaign by now, and still counts.
    const cameAlong =
      last !== undefined && (['payable', 'settled'].includes(last.outcome) || last.reason === 'cancelled')
        ? last.carriedAlong
        : Money.zero(earned.currency);
    const decision: ThresholdDecision | null =
      before?.outcome === 'payable'
        ? { outcome: 'payable', amount: earned, reason: null }
        : decideEarning(accrual, terms, {
            wasPaid: paid.has(partnerKey),
            wasReached: last !== undefined && last.reachedWith !== null,
            carriedAlong: sumOf(cameAlong, isOver ? [] : group),
            today,
          });
    const carriedWith = isOver && decision?.outcome !== 'payable' ? [] : group;
    return {
      accrual: accrued,
      adjusted,
      before,
      decision,
      carried: carriedWith,
      cameAlong,
      reachedWith: last?.reachedWith ?? null,
    };
  });
}

function sumOf(first: Money, carried: readonly CarriedAmount[]): Money {
  return carried.reduce((sum, { amount }) => sum.plus(amount), first);
}

interface DecidedOutcomeToPost extends OutcomeToPost {
  readonly lifts: readonly CarriedAmount[];
}

async function toPost(
  session: Session,
  versions: CampaignVersions,
  { campaignId, run }: RunToPay,
  decisions: readonly DecidedEarning[],
): Promise<DecidedOutcomeToPost[]> {
  const balances = await partnerBalances(session, campaignId);
  const earlier = await journalledOutcomes(session, campaignId, run);
  const toSetOff = await setOffsByPartner(session, versions, campaignId);
  const cancelled = await cancelledByPartner(session, campaignId);
  return decisions.flatMap(({ accrual, adjusted, before, decision, carried, cameAlong, reachedWith }) => {
    const { partnerKey, partnerId } = accrual;
    const earned = accrual.earned.plus(adjusted.own);
    const settlement = settleEarning({
      campaignId,
      partnerKey,
      earned,
      decision,
      balances: balances.get(partnerKey) ?? new Map(),
      // An outcome that was paid does not stand for what came back of another one.
      earlier: before?.cameBack === true ? undefined : earlier.get(partnerKey),
      cancelled: cancelled.get(partnerKey),
      toSetOff: (toSetOff.get(partnerKey) ?? []).filter(({ amount }) => amount.currency.code === earned.currency.code),
    });
    if (settlement === null) return [];
    // Carried amounts go with a payout: where nothing is left to pay, or to take for what is owed, they wait for the next.
    const isPaidOut =
      decision?.outcome === 'payable' &&
      (settlement.outcome === 'payable' || settlement.transfers.some(({ credit }) => credit.kind === 'recoverable'));
    const lifts = isPaidOut ? carried : [];
    if (before !== undefined && settlement.transfers.length === 0 && lifts.length === 0) return [];
    const isReached = decision?.outcome === 'payable';
    return [
      {
        partnerKey,
        partnerId,
        settlement,
        revision: (before?.revision ?? 0) + 1,
        earlierJournal: earlier.get(partnerKey)?.journal,
        carriedAlong: sumOf(cameAlong, isReached || settlement.reason === 'cancelled' ? lifts : carried),
        reachedWith: isReached ? reachedWith : null,
        adjusted,
        lifts,
      },
    ];
  });
}

/** Each partner's newest outcome that far, of those that moved something. */
async function journalledOutcomes(
  session: Session,
  campaignId: string,
  run: number,
): Promise<Map<number, EarlierOutcome>> {
  const rows = await session.query<{ partnerKey: number; journal: number; amount: string; currency: string }>(
    `SELECT DISTINCT ON (partner_key) partner_key AS "partnerKey", decided.journal, decided.amount, decided.currency
     FROM threshold_outcome AS decided JOIN journal ON journal.journal = decided.journal
     WHERE journal.campaign_id = $1 AND run <= $2 AND outcome <> 'settled' ORDER BY partner_key, run DESC, revision DESC`,
    [campaignId, run],
  );
  return new Map(
    rows.map(({ partnerKey, journal, amount, currency }) => [
      partnerKey,
      { journal, amount: Money.of(amount, currency) },
    ]),
  );
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
