import type { RewardPolicy } from '../../campaigns/index.js';
import { invariant, Ratio, sumOf } from '../../kernel/index.js';
import type { RewardLine } from './partner-reward.js';
import { bandOf, fillBands, type Tiers } from './tiers.js';

/**
 * What each customer's count comes to before any cap, line by line.
 *
 * @param counts of the partner's counted customers, in the order of first sale
 */
export function grossLines(counts: readonly Ratio[], policy: RewardPolicy): RewardLine[][] {
  const { rates } = policy;
  if (rates.kind === 'one')
    return counts.map((units) => [lineOf(units, { rate: rates.rate, band: null, volume: null }, policy)]);
  return rates.method === 'whole volume' ? wholeVolume(counts, rates, policy) : marginal(counts, rates, policy);
}

function wholeVolume(counts: readonly Ratio[], tiers: Tiers, policy: RewardPolicy): RewardLine[][] {
  const ofPartner = sumOf(counts);
  return counts.map((units) => {
    const volume = tiers.volumeOf === 'the partner' ? ofPartner : units;
    return [lineOf(units, bandLine(bandOf(volume, tiers), volume, tiers), policy)];
  });
}

function marginal(counts: readonly Ratio[], tiers: Tiers, policy: RewardPolicy): RewardLine[][] {
  let before = Ratio.of(0n);
  return counts.map((count) => {
    const lines = fillBands(before, count, tiers, policy.measure).map(({ band, units, volume }) =>
      lineOf(units, bandLine(band, volume, tiers), policy),
    );
    if (tiers.volumeOf === 'the partner') before = before.plus(count);
    return lines;
  });
}

function bandLine(band: number, volume: Ratio, { bands }: Tiers): Pick<RewardLine, 'rate' | 'band' | 'volume'> {
  const rate = bands[band]?.rate;
  invariant(rate !== undefined, 'tiers have a first band');
  return { rate, band: band + 1, volume: volume.toString() };
}

function lineOf(units: Ratio, rated: Pick<RewardLine, 'rate' | 'band' | 'volume'>, { per }: RewardPolicy): RewardLine {
  const amount = units.times(Ratio.of(rated.rate)).over(Ratio.of(per === 'hundred' ? 100n : 1n));
  return {
    units: units.toString(),
    rate: rated.rate,
    per,
    band: rated.band,
    volume: rated.volume,
    amount: amount.toString(),
  };
}
