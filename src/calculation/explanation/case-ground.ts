import type { CampaignTerms } from '../../campaigns/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import type { EarnedAmounts } from '../../ledger/index.js';
import type { CustomerCase } from '../determine.js';
import type { RunFacts } from '../rules/index.js';
import type { StagedDetermination } from '../runs/settle-partner.js';

/** All that a customer's outcome and reward follow from: who has it and the program needs no database. */
export interface CaseGround {
  readonly campaignId: string;
  readonly terms: CampaignTerms;
  readonly snapshotAt: Instant;
  readonly run: RunFacts;
  readonly customerCase: CustomerCase;
  /** The last refusal of its seats after the last reading. */
  readonly refusedOn: CalendarDate | null;
  /** One for each partner of the case. */
  readonly partners: readonly PartnerGround[];
}

/** Another location of a partner's company, whose earning the minimum payout looks at too. */
export interface CompanyLocation {
  readonly partnerId: string;
  readonly earned: string;
  /** Null: no bound. */
  readonly potential: string | null;
}

/** What a partner's earning follows from, beside the customer in question. */
export interface PartnerGround {
  readonly partnerKey: number;
  readonly partnerName: string | null;
  /** Its other customers, each as it stands by itself. */
  readonly others: readonly StagedDetermination[];
  /** What the campaign's cap left it; null where it took nothing. */
  readonly allotted: string | null;
  /** Other locations of its company, where the minimum payout looks at them together. */
  readonly company: readonly CompanyLocation[];
  /** Where that is done before rounding: the sums as the run stored them, since only each location's own is known here. */
  readonly companyExact: { readonly compared: string; readonly comparedPotential: string | null } | null;
}

/** What becomes of an earning at the minimum payout. It belongs to the payout, which reads no calculation. */
export type MinimumPayoutPolicy = (
  earned: EarnedAmounts,
  terms: CampaignTerms,
) => { readonly outcome: string; readonly amount: { toString(): string }; readonly reason: string | null } | null;

export const MINIMUM_PAYOUT_POLICY = Symbol('minimum payout policy');
