import type { CampaignTerms, CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { Money, type CalendarDate } from '../../kernel/index.js';
import type { Ledger } from '../../ledger/index.js';
import { companiesAt } from '../../partners/index.js';
import { postOutcomes, type CountedAdjustments, type OutcomeToPost } from './post-outcomes.js';
import { postedTerms } from './posted-terms.js';

/** What a partner earned in another campaign and carries, by the outcome in force of its posted run. */
export interface CarriedAmount {
  readonly campaignId: string;
  readonly run: number;
  readonly revision: number;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly amount: Money;
  readonly settled: Money;
  readonly journal: number;
  /** As it was decided with. */
  readonly adjusted: CountedAdjustments;
}

/**
 * What partners carry in other campaigns than this one, and may still carry today. A campaign that was restated since is
 * left out until its own payout is prepared: what it carries may be another amount by now.
 */
export async function carriedElsewhere(
  session: Session,
  versions: CampaignVersions,
  campaignId: string,
  today: CalendarDate,
): Promise<CarriedAmount[]> {
  const rows = await session.query<
    Omit<CarriedAmount, 'amount' | 'settled' | 'adjusted'> & {
      amount: string;
      settled: string;
      currency: string;
      own: string;
      along: string;
      to: number | null;
    }
  >(
    `SELECT campaign_id AS "campaignId", run, revision, partner_key AS "partnerKey", partner_id AS "partnerId", amount, settled, decided.currency,
       journal, adjusted AS own, adjusted_along AS along, adjusted_to AS to
     FROM threshold_outcome AS decided JOIN calculation_run USING (run) JOIN partner USING (partner_key)
     WHERE outcome = 'carried' AND state = 'posted' AND campaign_id <> $1 AND NOT EXISTS (SELECT FROM threshold_outcome AS newer
       WHERE newer.run = decided.run AND newer.partner_key = decided.partner_key AND newer.revision > decided.revision)
     ORDER BY campaign_id, partner_id`,
    [campaignId],
  );
  const termsOf = postedTerms(session, versions);
  const carried: CarriedAmount[] = [];
  for (const { amount, settled, currency, own, along, to, ...row } of rows) {
    const until = (await termsOf(row.campaignId)).minimumPayout.value.carriedUntil;
    if (until !== undefined && today > until) continue;
    const money = (plain: string) => Money.of(plain, currency);
    const adjusted = { own: money(own), along: money(along), to };
    carried.push({ ...row, amount: money(amount), settled: money(settled), adjusted });
  }
  return carried;
}

/** Who is held against a minimum together: a partner by itself, or the locations of its company. */
export type Together = (partnerKey: number) => string;

export async function togetherBy(
  session: Session,
  { minimumPayout: { value } }: CampaignTerms,
  delivery: number,
): Promise<Together> {
  const companies = value.scope === 'company' ? await companiesAt(session, delivery) : new Map<number, string>();
  return (partnerKey) => {
    const company = companies.get(partnerKey);
    return company === undefined ? `partner ${String(partnerKey)}` : `company ${company}`;
  };
}

/** Makes payable what was carried, each in the accounts of its own campaign; that campaign's next batch pays it. */
export async function liftCarried(
  session: Session,
  ledger: Ledger,
  reachedWith: number,
  carried: readonly CarriedAmount[],
): Promise<void> {
  const ofRuns = new Map<number, CarriedAmount[]>();
  for (const each of carried) ofRuns.set(each.run, [...(ofRuns.get(each.run) ?? []), each]);
  for (const [run, ofRun] of ofRuns) {
    const [{ campaignId } = { campaignId: '' }] = ofRun;
    await postOutcomes(
      session,
      ledger,
      { campaignId, run },
      ofRun.map((each) => liftedOutcome(each, reachedWith)),
    );
  }
}

function liftedOutcome(
  { campaignId, partnerKey, partnerId, revision, amount, settled, journal, adjusted }: CarriedAmount,
  reachedWith: number,
): OutcomeToPost {
  const account = (kind: 'carried' | 'accrued' | 'payable') => ({ kind, campaignId, partnerKey });
  return {
    partnerKey,
    partnerId,
    revision: revision + 1,
    earlierJournal: journal,
    carriedAlong: Money.zero(amount.currency),
    reachedWith,
    adjusted,
    settlement: {
      outcome: 'payable',
      amount,
      settled,
      reason: null,
      reversal: [{ debit: account('carried'), credit: account('accrued'), amount }],
      transfers: [{ debit: account('accrued'), credit: account('payable'), amount }],
      journal: undefined,
    },
  };
}
