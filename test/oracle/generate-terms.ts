/** Variants of the first campaign. They draw only from `random`, so a seed names them. */
import { Decimal } from 'decimal.js';
import { addDays } from './calendar.js';
import type { Reward, Rounding, Tiers } from './reward-terms.js';
import type { RuleId } from './rule-ids.js';
import type { SeededRandom } from './seeded-random.js';
import { CLAIM_NEEDS, FIRST_CAMPAIGN, type OracleTerms, type Span } from './terms.js';

const WINDOWS = [
  // The last day is the one on which the clocks of London and Berlin go forward.
  { from: '2018-10-01', to: '2019-03-31' },
  // The last day is the one on which the clocks of New York go back.
  { from: '2019-05-06', to: '2019-11-03' },
  // The last day is a leap day.
  { from: '2019-12-01', to: '2020-02-29' },
  { from: '2019-07-01', to: '2019-12-31' },
  // A month before the first day has no such day.
  { from: '2020-03-31', to: '2020-09-30' },
  { from: '2018-12-31', to: '2019-05-31' },
];

const TIME_ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Pacific/Auckland', 'Asia/Kolkata'];

const CURRENCIES = [
  { currency: 'EUR', minorUnits: 2 },
  { currency: 'SEK', minorUnits: 2 },
  { currency: 'JPY', minorUnits: 0 },
];

/** A variant without caps and with a minimum of nothing: these are set when it is known what is earned. */
export function variantOfTerms(random: SeededRandom, campaignId: string): OracleTerms {
  const window = random.chance(0.6) ? FIRST_CAMPAIGN.window : random.pick(WINDOWS);
  const { currency, minorUnits } = random.chance(0.7) ? FIRST_CAMPAIGN : random.pick(CURRENCIES);

  const monthBeforeEnd = addDays(window.to, -31);
  const eligibilityDays = random.pick([
    [window.from, monthBeforeEnd],
    [window.from, monthBeforeEnd],
    [window.from, monthBeforeEnd],
    [window.from],
    [monthBeforeEnd],
    [addDays(window.from, 20), window.to],
  ]);
  const lastEligibilityDay = eligibilityDays.at(-1)!;
  const seatsMin = random.pick([15, 15, 15, 15, 1, 2, 7, 25]);
  const reward = drawReward(random, seatsMin, minorUnits);
  const rounding = drawRounding(random, reward, minorUnits);

  return {
    ...FIRST_CAMPAIGN,
    campaignId,
    window,
    timeZone: random.chance(0.65) ? FIRST_CAMPAIGN.timeZone : random.pick(TIME_ZONES),
    segments: random.chance(0.85) ? ['SMB'] : ['SMB', 'MICRO'],
    seatsMin,
    reward,
    ...(rounding === undefined ? {} : { rounding }),
    currency,
    minorUnits,
    minimumPayout: '0',
    belowMinimum: random.pick(['forfeit', 'carry', 'convert'] as const),
    ...(random.chance(0.4) ? { minimumScope: random.pick(['location', 'company', 'company'] as const) } : {}),
    ...(random.chance(0.4) ? { minimumBoundary: random.pick(['at least', 'more than', 'more than'] as const) } : {}),
    ...(random.chance(0.4)
      ? { minimumCompared: random.pick(['after rounding', 'before rounding', 'before rounding'] as const) }
      : {}),
    ownRecordsSince: random.pick([
      addDays(window.from, -365),
      addDays(window.from, -365),
      window.from,
      addDays(window.from, -30),
    ]),
    seatReadingMaxAgeHours: random.pick([48, 48, 48, 24, 72]),
    competencyLevels: random.chance(0.65) ? ['gold', 'silver'] : ['gold'],
    // Two competencies begin at the last eligibility day and a day after it, so that their own first day can decide.
    competencies: FIRST_CAMPAIGN.competencies.map((competency) => {
      if (competency.name === 'enterprise-resource-planning') return { ...competency, from: lastEligibilityDay };
      if (competency.name === 'isv') return { ...competency, from: addDays(lastEligibilityDay, 1) };
      return competency.name === 'cloud-business-applications'
        ? { ...competency, from: addDays(window.from, -184) }
        : competency;
    }),
    eligibilityDays,
    proofDeadline: addDays(window.to, random.pick([31, 31, 14, 45])),
    payByLimit: addDays(window.to, random.pick([90, 60, 59, 61, 62])),
    rulesWithoutTerm: drawRulesWithoutTerm(random),
    ...drawFurtherTerms(random, { window, seatsMin, currency, reward }),
  };
}

function drawReward(random: SeededRandom, seatsMin: number, minorUnits: number): Reward {
  const amounts = ['2000', '500', '1', ...(minorUnits === 0 ? [] : ['1999.99', '333.33', '0.01', '150.50'])];
  const draw = random.next();
  if (draw < 0.25) return { kind: 'for each customer', amount: random.pick(amounts) };
  if (draw < 0.5) {
    const amount = random.pick([...amounts, '12.3456', '0.333', '7.5', '0.005']);
    return { kind: 'for each seat', amount, seats: random.pick(['all', 'added'] as const) };
  }
  if (draw < 0.65) return { kind: 'of billed revenue', percent: random.pick(['10', '2.5', '33.3333', '0.5', '100']) };
  return drawTiers(random, seatsMin);
}

function drawTiers(random: SeededRandom, seatsMin: number): Tiers {
  const measure = random.pick([
    'customers',
    'seats',
    'seats',
    'seats added',
    'billed revenue',
    'billed revenue',
  ] as const);
  const edges = {
    customers: ['1', '2', '3', '4'],
    seats: [1, seatsMin, seatsMin + 1, seatsMin + 5, 2 * seatsMin, 2 * seatsMin + 1, 60].map(String),
    'seats added': [1, 5, seatsMin, seatsMin + 1, 2 * seatsMin + 2].map(String),
    'billed revenue': ['0.01', '12.5', '25', '100', '112.5', '200', '106.82'],
  }[measure];
  const rates = {
    customers: ['2000', '0', '500', '333.3333'],
    seats: ['10', '2.5', '0', '0.3333', '7.77', '100'],
    'seats added': ['10', '2.5', '0', '0.3333', '7.77', '100'],
    'billed revenue': ['10', '2.5', '0', '12.3456', '50', '0.0001'],
  }[measure];
  const starts = [...new Set(random.shuffled(edges).slice(0, random.integer(1, 3)))];
  return {
    kind: 'by tiers',
    measure,
    volumeOf: measure === 'customers' ? 'the partner' : random.pick(['each customer', 'the partner'] as const),
    method: random.pick(['marginal', 'whole volume'] as const),
    atTheEdge: random.pick(['the band that begins', 'the band before'] as const),
    bands: ['0', ...starts]
      .sort((one, other) => new Decimal(one).comparedTo(other))
      .map((from) => ({ from, rate: random.pick(rates) })),
  };
}

/** It may be left out only where nothing can come to parts of the smallest unit. */
function drawRounding(random: SeededRandom, reward: Reward, minorUnits: number): Rounding | undefined {
  const isFiner = (rate: string): boolean => new Decimal(rate).decimalPlaces() > minorUnits;
  const mayBeFiner =
    reward.kind === 'of billed revenue' ||
    (reward.kind === 'by tiers' &&
      (reward.measure === 'billed revenue' || reward.bands.some(({ rate }) => isFiner(rate)))) ||
    (reward.kind === 'for each seat' && isFiner(reward.amount));
  if (!mayBeFiner && random.chance(0.5)) return undefined;
  return {
    at: random.pick(['each customer', 'each partner'] as const),
    direction: random.pick(['half away from zero', 'half to even', 'down', 'up'] as const),
  };
}

/** A competency needs eligibility days beside it; the three seat rules have one term together. */
function drawRulesWithoutTerm(random: SeededRandom): RuleId[] {
  if (random.chance(0.5)) return [];
  const together: RuleId[][] = [
    ['segment'],
    ['new-customer'],
    ['assigned-seats', 'billed-seats', 'qualifying-seats'],
    ['membership'],
    ['agreement'],
    ['competency'],
    ['competency', 'eligibility-day'],
    ['enrolment'],
    ['proof-of-performance'],
    ['one-reward-per-customer'],
  ];
  return [...new Set(together.filter(() => random.chance(0.25)).flat())];
}

function drawFurtherTerms(
  random: SeededRandom,
  { window, seatsMin, currency, reward }: Pick<OracleTerms, 'window' | 'seatsMin' | 'currency' | 'reward'>,
): Partial<OracleTerms> {
  const needsSeatsAdded =
    (reward.kind === 'for each seat' && reward.seats === 'added') ||
    (reward.kind === 'by tiers' && reward.measure === 'seats added');
  const early: Span = { from: addDays(window.from, -60), to: addDays(window.from, -1) };
  const inside: Span = { from: window.from, to: addDays(window.from, 40) };
  return {
    ...(random.chance(0.25)
      ? {
          territories: {
            of: random.pick(['partner', 'customer'] as const),
            countries: random.pick([['GB', 'DE', 'SE'], ['GB', 'DE', 'SE', 'FI'], ['GB', 'SE'], ['GB']]),
          },
        }
      : {}),
    ...(random.chance(0.25) ? { noBillingBeforeMonths: random.pick([1, 1, 2, 3, 6, 12, 13]) } : {}),
    ...(random.chance(0.25)
      ? {
          baselineBill: {
            limit: random.pick(['below', 'at most'] as const),
            amount: random.pick(['100', '112.5', '200', '12.5', '0.01', '300']),
            currency: random.chance(0.9) ? currency : 'GBP',
            days: random.pick([early, inside, { from: addDays(window.from, 10), to: addDays(window.from, 10) }]),
          },
        }
      : {}),
    ...(random.chance(0.2) ? { licenceTypes: random.pick([['csp'], ['csp', 'open'], ['csp', 'open'], ['open']]) } : {}),
    ...(random.chance(0.3)
      ? {
          maximumSeats: {
            seats: seatsMin + random.pick([0, 1, 3, 10]),
            above: random.pick(['not eligible', 'the maximum counts', 'the maximum counts'] as const),
          },
        }
      : {}),
    ...(needsSeatsAdded || random.chance(0.2)
      ? {
          seatsAdded: {
            atLeast: random.pick([0, 1, seatsMin, Math.ceil(seatsMin / 2)]),
            ...random.pick([
              { billedOn: addDays(window.from, -1) },
              { billedOn: addDays(window.from, 60) },
              { mostBilledIn: early },
              { mostBilledIn: { from: addDays(window.from, -90), to: addDays(window.from, 30) } },
            ]),
          },
        }
      : {}),
    ...(random.chance(0.3)
      ? {
          exclusion: {
            name: 'managed-reseller-incentive',
            days: random.pick([
              window,
              { from: addDays(window.from, -30), to: window.from },
              { from: addDays(window.from, 30), to: addDays(window.to, 30) },
            ]),
          },
        }
      : {}),
    ...(random.chance(0.3)
      ? {
          claim: {
            days: random.pick([
              window,
              { from: addDays(window.from, 10), to: addDays(window.to, 14) },
              { from: addDays(window.to, -20), to: addDays(window.to, 31) },
            ]),
            needs: CLAIM_NEEDS.filter(() => random.chance(0.35)),
          },
        }
      : {}),
    ...(random.chance(0.35)
      ? {
          customersNeeded: {
            atLeast: random.pick([1, 2, 2, 3]),
            thoseBefore: random.pick(['rewarded', 'not rewarded', 'not rewarded'] as const),
          },
        }
      : {}),
  };
}
