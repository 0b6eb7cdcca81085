/** The minimum payout (docs/calculation.md, "Minimum payout"). */
import { Fraction, sum } from './exact.js';
import type { OracleTerms } from './terms.js';
import type { Note } from './tiers.js';

export const MINIMUM_OUTCOMES = ['payable', 'forfeited', 'carried', 'converted', 'held'] as const;

/** "the name of the column that is filled, or `none`" */
export type EarningOutcome = (typeof MINIMUM_OUTCOMES)[number] | 'none';

/** In the currency's minor unit. */
export interface Compared {
  readonly earned: Fraction;
  /** Missing where it has no bound. */
  readonly potential: Fraction | undefined;
}

interface Partner {
  readonly partnerId: string;
  /** Empty where it has none. */
  readonly company: string;
  readonly earned: bigint;
  readonly compared: Compared;
}

interface Settled {
  readonly outcome: EarningOutcome;
  readonly reason: string;
}

export function againstMinimum(
  partners: readonly Partner[],
  terms: OracleTerms,
  note: Note,
): ReadonlyMap<string, Settled> {
  // "one without any is a company by itself"
  const scopeOf = ({ partnerId, company }: Partner): string =>
    terms.minimumScope === 'company' && company !== ''
      ? JSON.stringify(['company', company])
      : JSON.stringify(['partner', partnerId]);
  const settled = new Map<string, Settled>();
  for (const together of Map.groupBy(partners, scopeOf).values()) {
    const outcome = outcomeOf(togetherOf(together), terms, note);
    if (together.length > 1) {
      note('a company of several partners');
      if (together.some(({ compared }) => outcomeOf(compared, terms, () => undefined).outcome !== outcome.outcome))
        note('a company that decides otherwise than a location by itself');
    }
    for (const { partnerId, earned } of together)
      settled.set(partnerId, earned === 0n ? { outcome: 'none', reason: '' } : outcome);
  }
  return settled;
}

/** "the sums of `earned`, and of `potential`, of all partners with the same `global_partner_id`" */
function togetherOf(partners: readonly Partner[]): Compared {
  const potentials = partners.map(({ compared }) => compared.potential);
  const bounded = potentials.filter((potential) => potential !== undefined);
  return {
    earned: sum(partners.map(({ compared }) => compared.earned)),
    potential: bounded.length < potentials.length ? undefined : sum(bounded),
  };
}

function outcomeOf({ earned, potential }: Compared, terms: OracleTerms, note: Note): Settled {
  const minimum = Fraction.of(terms.minimumPayout).times(Fraction.of(10n ** BigInt(terms.minorUnits)));
  const boundary = terms.minimumBoundary ?? 'at least';
  const reaches = (amount: Fraction): boolean =>
    boundary === 'at least' ? amount.compare(minimum) >= 0 : amount.compare(minimum) > 0;

  if (!earned.isZero()) {
    const compared = terms.minimumCompared ?? 'after rounding';
    const place = ['below', 'at', 'above'][Math.sign(earned.compare(minimum)) + 1]!;
    note(`earned ${place} the minimum, ${boundary}, ${compared}`);
  }
  if (reaches(earned)) return { outcome: 'payable', reason: '' };
  if (potential === undefined || reaches(potential)) return { outcome: 'held', reason: 'undecided-customers' };
  const policies = { forfeit: 'forfeited', carry: 'carried', convert: 'converted' } as const;
  return { outcome: policies[terms.belowMinimum], reason: 'below-minimum' };
}
