/** Caps and a minimum payout close to what is earned, so that each of them is met at its edge. */
import { Fraction, sum } from './exact.js';
import { writeMoney } from './money.js';
import type { OracleResult } from './oracle.js';
import { measureOf, type Caps } from './reward-terms.js';
import type { SeededRandom } from './seeded-random.js';
import type { OracleTerms } from './terms.js';

type Calculate = (terms: OracleTerms) => OracleResult;

/** @param calculate with terms that differ from these in their limits only */
export function withLimits(random: SeededRandom, terms: OracleTerms, calculate: Calculate): OracleTerms {
  const caps = drawCaps(random, terms, calculate(terms));
  const capped = { ...terms, ...(Object.keys(caps).length === 0 ? {} : { caps }) };
  return { ...capped, minimumPayout: drawMinimum(random, capped, calculate(capped)) };
}

function drawCaps(random: SeededRandom, terms: OracleTerms, { earnings }: OracleResult): Caps {
  const positive = (amounts: readonly bigint[]): bigint[] => amounts.filter((amount) => amount > 0n);
  const customers = positive(earnings.flatMap(({ rewards }) => [...rewards.values()]));
  const partners = positive(earnings.map(({ earned }) => earned));
  const all = positive([partners.reduce((total, earned) => total + earned, 0n)]);
  const sometimes = (probability: number, amounts: readonly bigint[]): string | undefined => {
    if (!random.chance(probability) || amounts.length === 0) return undefined;
    const amount = random.pick(amounts);
    return writeMoney(
      random.pick([amount, amount - 1n, amount + 1n, amount / 2n, amount / 3n + 1n, (amount * 4n) / 5n]),
      terms.minorUnits,
    );
  };
  const drawn = {
    customer: sometimes(0.2, customers),
    product: measureOf(terms.reward) === 'customers' ? undefined : sometimes(0.3, [...customers, ...partners]),
    partner: sometimes(0.2, partners),
    campaign: sometimes(0.2, all),
  };
  return Object.fromEntries(Object.entries(drawn).filter(([, amount]) => amount !== undefined));
}

function drawMinimum(random: SeededRandom, terms: OracleTerms, { earnings }: OracleResult): string {
  const reached = earnings
    .filter(({ earned }) => earned > 0n)
    .flatMap(({ compared: { earned, potential } }) => [earned, ...(potential === undefined ? [] : [potential])]);
  if (reached.length === 0) return random.pick(['0', '2000']);
  const together = sum(earnings.map(({ compared }) => compared.earned));
  const amount = random.pick([...reached, ...reached, together]);
  const below = amount.floor();
  const above = amount.isWhole() ? below : below + 1n;
  const minimum = random.pick([
    ...[below, below, below, above, above],
    below > 0n ? below - 1n : 0n,
    above + 1n,
    ...[amount.times(Fraction.ratio(3n, 2n)).floor(), 2n * below, 3n * below, 0n],
  ]);
  return writeMoney(minimum, terms.minorUnits);
}
