import type { Session } from '../../database/index.js';
import { invariant, type Money } from '../../kernel/index.js';
import type { Ledger, NewJournal } from '../../ledger/index.js';
import type { AdjustedBy } from '../thresholds/adjusted-amounts.js';
import type { Settlement } from './settle-earning.js';

/** An outcome of the minimum payout that is to be put on record, with what it moves. */
export interface OutcomeToPost {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly settlement: Settlement;
  /** From 1, counted for each earning of a run. */
  readonly revision: number;
  /** The journal of the outcome that is taken back, where one is. */
  readonly earlierJournal: number | undefined;
  /** What was carried in other campaigns and held against the minimum with it. */
  readonly carriedAlong: Money;
  /** The run whose payout reached its minimum with this, which was carried. */
  readonly reachedWith: number | null;
  readonly adjusted: CountedAdjustments;
}

/** What was adjusted by hand and is decided on with an earning. */
export interface CountedAdjustments extends AdjustedBy {
  /** The journal of the last one that is counted; null where none is. */
  readonly to: number | null;
}

/** Posts outcomes of earnings of one run: what is taken back first, then what is moved, then the outcome itself. */
export async function postOutcomes(
  session: Session,
  ledger: Ledger,
  { campaignId, run }: { readonly campaignId: string; readonly run: number },
  outcomes: readonly OutcomeToPost[],
): Promise<void> {
  await ledger.post(
    session,
    outcomes.flatMap((each) => reversalOf(each, campaignId, run)),
  );
  const moved = outcomes.filter(({ settlement }) => settlement.transfers.length > 0);
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
    [
      'run',
      'partner_key',
      'revision',
      'outcome',
      'amount',
      'settled',
      'currency',
      'reason',
      'journal',
      'carried_along',
      'reached_with',
      'adjusted',
      'adjusted_along',
      'adjusted_to',
    ],
    outcomes.map(({ partnerKey, revision, settlement, carriedAlong, reachedWith, adjusted }) => [
      run,
      partnerKey,
      revision,
      settlement.outcome,
      settlement.amount.toString(),
      settlement.settled.toString(),
      settlement.amount.currency.code,
      settlement.reason,
      journalOf.get(partnerKey) ?? settlement.journal ?? null,
      carriedAlong.toString(),
      reachedWith,
      adjusted.own.toString(),
      adjusted.along.toString(),
      adjusted.to,
    ]),
  );
}

function reversalOf(
  { partnerId, revision, settlement: { reversal }, earlierJournal }: OutcomeToPost,
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

function again(revision: number): string {
  return revision === 1 ? '' : `, decided again as ${String(revision)}`;
}
