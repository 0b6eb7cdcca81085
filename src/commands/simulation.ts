import type { INestApplicationContext } from '@nestjs/common';
import { CalculateCampaign, earningsOfRun, type Run } from '../calculation/index.js';
import type { DraftVariant } from '../campaigns/index.js';
import { compareCodePoints, endOfDay, Money, SeatbackError, type Instant } from '../kernel/index.js';
import { earnedAmounts } from '../ledger/index.js';
import { partnerNames } from '../partners/index.js';
import { applyMinimumPayout } from '../payout/index.js';
import { totalsOf } from '../portal/index.js';

/** What a partner would be paid under each variant, in their order. */
export interface PartnerUnderVariants {
  readonly partnerId: string;
  readonly name: string | null;
  readonly paid: readonly Money[];
}

export interface VariantResult {
  readonly name: string;
  readonly run: Run;
  readonly totals: Awaited<ReturnType<typeof totalsOf>>;
  /** What would be paid in all: what reaches the minimum payout. */
  readonly cost: Money;
  readonly partnersPaid: number;
}

export interface Simulation {
  readonly variants: readonly VariantResult[];
  /** All that any variant pays, by partner id. */
  readonly partners: readonly PartnerUnderVariants[];
}

/** Calculates every variant on the very same facts, and takes everything back. */
export async function simulate(
  app: INestApplicationContext,
  variants: readonly DraftVariant[],
  knownAt: Instant,
  onVariant: (done: number) => void,
): Promise<Simulation> {
  const calculation = app.get(CalculateCampaign);
  const results: VariantResult[] = [];
  const paidBy = new Map<string, { name: string | null; paid: Money[] }>();
  for (const { name, campaign } of variants) {
    expectPast(name, endOfDay(campaign.terms.window.value.to, campaign.terms.timeZone.value), knownAt);
    results.push(
      await calculation.preview(campaign, { knownAt }, async (session, run) => {
        const zero = Money.zero(run.currency);
        let cost = zero;
        let partnersPaid = 0;
        const paying = (await earningsOfRun(session, run.campaignId, run.run)).filter(
          (earning) => applyMinimumPayout(earnedAmounts(earning), campaign.terms)?.outcome === 'payable',
        );
        const names = await partnerNames(
          session,
          paying.map(({ partnerKey }) => partnerKey),
        );
        for (const { partnerKey, partnerId, earned, currency } of paying) {
          const amount = Money.of(earned, currency);
          cost = cost.plus(amount);
          partnersPaid += 1;
          const known = paidBy.get(partnerId) ?? { name: names.get(partnerKey) ?? null, paid: [] };
          known.paid[results.length] = amount;
          paidBy.set(partnerId, known);
        }
        return { name, run, totals: await totalsOf(session, run, campaign.terms), cost, partnersPaid };
      }),
    );
    onVariant(results.length);
  }
  expectOneCurrency(results);
  return {
    variants: results,
    partners: [...paidBy]
      .map(([partnerId, { name, paid }]) => ({
        partnerId,
        name,
        paid: results.map(({ cost }, index) => paid[index] ?? Money.zero(cost.currency)),
      }))
      .sort((a, b) => compareCodePoints(a.partnerId, b.partnerId)),
  };
}

function expectPast(name: string, end: Instant, knownAt: Instant): void {
  if (end <= knownAt) return;
  throw new SeatbackError({
    code: 'WINDOW_NOT_OVER',
    expected: `a window that was over at ${knownAt}`,
    found: `one that ends at ${end}`,
    where: name,
    next: 'Name days that are recorded: --window 2018-07-01..2018-12-31.',
  });
}

/** What is paid in two currencies is not to be compared without a rate. */
function expectOneCurrency(results: readonly VariantResult[]): void {
  const [first, ...others] = results.map(({ name, run }) => ({ name, currency: run.currency }));
  const other = others.find(({ currency }) => currency !== first?.currency);
  if (first === undefined || other === undefined) return;
  throw new SeatbackError({
    code: 'VARIANTS_DIFFER_IN_CURRENCY',
    expected: `drafts in ${first.currency}, as ${first.name}`,
    found: other.currency,
    where: other.name,
    next: 'Simulate drafts of one currency together.',
  });
}
