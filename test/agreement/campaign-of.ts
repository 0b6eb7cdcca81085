import type { Campaign } from '../../src/campaigns/index.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';
import type { Reward } from '../oracle/reward-terms.js';
import type { RuleId } from '../oracle/rule-ids.js';
import type { OracleTerms } from '../oracle/terms.js';

/** The oracle's terms as finance would write them. */
export function campaignOf(terms: OracleTerms): Campaign {
  const asked = <Value>(rule: RuleId, value: Value): Value | undefined =>
    (terms.rulesWithoutTerm ?? []).includes(rule) ? undefined : value;
  return aCampaign(
    {
      window: terms.window,
      'time zone': terms.timeZone,
      segments: asked('segment', terms.segments),
      'new customer': asked('new-customer', 'no purchase of the product family before the window'),
      'own records since': terms.ownRecordsSince,
      'product family': terms.productFamily,
      'eligible products': terms.eligibleProducts,
      'minimum seats': asked('assigned-seats', terms.seatsMin),
      'oldest seat reading': { hours: terms.seatReadingMaxAgeHours },
      membership: asked('membership', terms.membershipName),
      agreement: asked('agreement', terms.agreementName),
      competencies: asked('competency', { levels: terms.competencyLevels, names: terms.competencies }),
      'eligibility days': asked('eligibility-day', terms.eligibilityDays),
      enrolment: asked('enrolment', terms.enrolmentName),
      'proof of performance': asked('proof-of-performance', { by: terms.proofDeadline }),
      'rewards for one customer': asked('one-reward-per-customer', 1),
      'reward for each customer': undefined,
      ...rewardOf(terms.reward, terms.currency),
      ...furtherTerms(terms),
      'minimum payout': {
        amount: terms.minimumPayout,
        below: terms.belowMinimum,
        ...stated({
          scope: terms.minimumScope,
          boundary: terms.minimumBoundary,
          compared: terms.minimumCompared,
        }),
      },
      'pay by': terms.payByLimit,
    },
    // Before any world is known.
    { campaign: terms.campaignId, 'known from': '2015-01-01T00:00:00Z' },
  );
}

function rewardOf(reward: Reward, currency: string): SpokenTerms {
  switch (reward.kind) {
    case 'for each customer':
      return { 'reward for each customer': { amount: reward.amount, currency } };
    case 'for each seat':
      return { 'reward for each seat': { amount: reward.amount, currency, seats: reward.seats } };
    case 'of billed revenue':
      return { 'reward of billed revenue': { percent: reward.percent, currency } };
    case 'by tiers':
      return {
        'reward by tiers': {
          currency,
          measure: reward.measure,
          'volume of': reward.volumeOf,
          method: reward.method,
          'at the edge': reward.atTheEdge,
          bands: reward.bands.map(({ from, rate }) => ({
            from,
            [reward.measure === 'billed revenue' ? 'percent' : 'each']: rate,
          })),
        },
      };
  }
}

function furtherTerms({ caps, ...terms }: OracleTerms): SpokenTerms {
  const amount = (value: string | undefined): unknown => (value === undefined ? undefined : { amount: value });
  return {
    territories: terms.territories,
    'no billing before':
      terms.noBillingBeforeMonths === undefined ? undefined : { months: terms.noBillingBeforeMonths },
    'baseline bill':
      terms.baselineBill === undefined
        ? undefined
        : {
            [terms.baselineBill.limit]: terms.baselineBill.amount,
            currency: terms.baselineBill.currency,
            days: terms.baselineBill.days,
          },
    'licence types': terms.licenceTypes,
    'maximum seats': terms.maximumSeats,
    'seats added': seatsAddedOf(terms.seatsAdded),
    exclusion: terms.exclusion,
    registration:
      terms.registration === undefined
        ? undefined
        : {
            days: terms.registration.days,
            terms: terms.registration.terms,
            ...(terms.registration.needsAgreement ? { needs: ['agreement number'] } : {}),
          },
    claim: terms.claim,
    'customers needed':
      terms.customersNeeded === undefined
        ? undefined
        : { 'at least': terms.customersNeeded.atLeast, 'those before': terms.customersNeeded.thoseBefore },
    'cap for each customer': amount(caps?.customer),
    'cap for each product': amount(caps?.product),
    'cap for each partner': amount(caps?.partner),
    'cap for the campaign':
      caps?.campaign === undefined ? undefined : { amount: caps.campaign, shared: 'in proportion' },
    rounding: terms.rounding,
  };
}

function seatsAddedOf(terms: OracleTerms['seatsAdded']): unknown {
  if (terms === undefined) return undefined;
  return {
    'at least': terms.atLeast,
    ...('billedOn' in terms ? { 'billed on': terms.billedOn } : { 'most billed in': terms.mostBilledIn }),
  };
}

const stated = (values: Readonly<Record<string, unknown>>): SpokenTerms =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
