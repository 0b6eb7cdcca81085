/** The terms of a campaign, as far as a determination and an earning rest on them. */
import { Decimal } from 'decimal.js';
import { addDays, type Day } from './calendar.js';
import type { RuleId } from './rule-ids.js';
import type { SeededRandom } from './seeded-random.js';

export interface EligibleCompetency {
  readonly name: string;
  /** The competency's own first day; it counts on no eligibility day before it. */
  readonly from?: Day;
}

export interface OracleTerms {
  readonly campaignId: string;
  readonly productFamily: string;
  readonly eligibleProducts: readonly string[];
  /** Both days included. */
  readonly window: { readonly from: Day; readonly to: Day };
  readonly timeZone: string;
  readonly segments: readonly string[];
  readonly seatsMin: number;
  /** Decimal text, of one customer. */
  readonly rewardAmount: string;
  readonly currency: string;
  readonly minorUnits: number;
  /** Decimal text, of one partner. */
  readonly minimumPayout: string;
  readonly belowMinimum: 'forfeit' | 'carry' | 'convert';
  readonly ownRecordsSince: Day;
  readonly seatReadingMaxAgeHours: number;
  readonly membershipName: string;
  readonly agreementName: string;
  readonly enrolmentName: string;
  readonly competencyLevels: readonly string[];
  readonly competencies: readonly EligibleCompetency[];
  readonly eligibilityDays: readonly Day[];
  readonly proofDeadline: Day;
  readonly payByLimit: Day;
  /** "a campaign may let zero count": no folder is generated with it. */
  readonly zeroSubtotalCounts?: boolean;
  /** "A rule for which a campaign has no term is left out": no folder is generated with it. */
  readonly rulesWithoutTerm?: readonly RuleId[];
}

export const FIRST_CAMPAIGN: OracleTerms = {
  campaignId: 'dynamics-365-smb-csp-2019h1',
  productFamily: 'dynamics-365',
  eligibleProducts: ['business-central', 'sales', 'customer-engagement'],
  window: { from: '2019-01-01', to: '2019-06-30' },
  timeZone: 'Europe/London',
  segments: ['SMB'],
  seatsMin: 15,
  rewardAmount: '2000',
  currency: 'USD',
  minorUnits: 2,
  minimumPayout: '2000',
  belowMinimum: 'forfeit',
  ownRecordsSince: '2018-01-01',
  seatReadingMaxAgeHours: 48,
  membershipName: 'mpn',
  agreementName: 'microsoft-cloud-reseller-agreement',
  enrolmentName: 'csp-indirect-reseller',
  competencyLevels: ['gold', 'silver'],
  competencies: [
    { name: 'cloud-business-applications', from: '2018-07-01' },
    { name: 'cloud-customer-relationship-management' },
    { name: 'cloud-platform' },
    { name: 'cloud-productivity' },
    { name: 'data-analytics' },
    { name: 'data-platform' },
    { name: 'enterprise-mobility-management' },
    { name: 'enterprise-resource-planning', from: '2018-10-01' },
    { name: 'isv', from: '2018-07-01' },
    { name: 'small-and-midmarket-cloud-solutions' },
    { name: 'windows-and-devices' },
  ],
  eligibilityDays: ['2019-01-01', '2019-05-30'],
  proofDeadline: '2019-07-31',
  payByLimit: '2019-09-28',
};

const WINDOWS = [
  // The last day is the one on which the clocks of London and Berlin go forward.
  { from: '2018-10-01', to: '2019-03-31' },
  // The last day is the one on which the clocks of New York go back.
  { from: '2019-05-06', to: '2019-11-03' },
  // The last day is a leap day.
  { from: '2019-12-01', to: '2020-02-29' },
  { from: '2019-07-01', to: '2019-12-31' },
];

const TIME_ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Pacific/Auckland', 'Asia/Kolkata'];

const CURRENCIES = [
  { currency: 'EUR', minorUnits: 2 },
  { currency: 'SEK', minorUnits: 2 },
  { currency: 'JPY', minorUnits: 0 },
];

/** A variant of the first campaign. It draws only from `random`, so a seed names it. */
export function variantOfTerms(random: SeededRandom, campaignId: string): OracleTerms {
  const window = random.chance(0.65) ? FIRST_CAMPAIGN.window : random.pick(WINDOWS);
  const { currency, minorUnits } = random.chance(0.7) ? FIRST_CAMPAIGN : random.pick(CURRENCIES);

  const wholeRewards = ['2000', '500', '2000', '1'];
  const reward = new Decimal(
    random.pick(minorUnits === 0 ? wholeRewards : [...wholeRewards, '1999.99', '333.33', '0.01', '150.50']),
  );
  const smallestUnit = new Decimal(10).pow(-minorUnits);
  const minimum = random.pick([
    new Decimal(0),
    reward.times('0.5'),
    reward,
    reward,
    reward.plus(smallestUnit),
    reward.times('1.5'),
    reward.times(2),
    reward.times(2),
    reward.times(2).plus(smallestUnit),
    reward.times(3),
  ]);

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

  return {
    ...FIRST_CAMPAIGN,
    campaignId,
    window,
    timeZone: random.chance(0.65) ? FIRST_CAMPAIGN.timeZone : random.pick(TIME_ZONES),
    segments: random.chance(0.85) ? ['SMB'] : ['SMB', 'MICRO'],
    seatsMin: random.pick([15, 15, 15, 15, 1, 2, 7, 25]),
    rewardAmount: reward.toFixed(),
    currency,
    minorUnits,
    minimumPayout: minimum.toDecimalPlaces(minorUnits, Decimal.ROUND_DOWN).toFixed(),
    belowMinimum: random.pick(['forfeit', 'carry', 'convert'] as const),
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
  };
}
