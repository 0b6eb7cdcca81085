import { z } from 'zod';
import {
  appeal,
  claim,
  claimValidation,
  documentRetention,
  payBy,
  registration,
  returnPolicy,
} from './programme-terms.js';
import { checkRewardTerms, rewardTerms } from './reward-terms.js';
import { amount, count, country, currency, day, days, instant, term, text, timeZone, words } from './term-values.js';

/** The terms that calculation and payout know. A rule for which a campaign has no term is left out. */
export const termsSchema = z.strictObject({
  window: term(z.strictObject({ from: day, to: day })),
  timeZone: term(timeZone),

  segments: term(z.array(text).min(1)).optional(),
  /** Where the partner's location, or the customer, must be. */
  territories: term(
    z.strictObject({ of: words('partner', 'customer'), countries: z.array(country).min(1) }),
  ).optional(),
  newCustomer: term(words('no purchase of the product family before the window')).optional(),
  ownRecordsSince: term(day).optional(),
  /** No charge for the family by anybody in so many months before the window. */
  noBillingBefore: term(z.strictObject({ months: z.int().min(1).max(120) })).optional(),
  /** What the customer was billed for the family in a month of comparison, by anybody. Exactly one of the two limits. */
  baselineBill: term(
    z
      .strictObject({ below: amount.optional(), atMost: amount.optional(), currency, days })
      .refine(({ below, atMost }) => (below === undefined) !== (atMost === undefined), {
        error: 'either "below" or "at most"',
      }),
  ).optional(),
  licenceTypes: term(z.array(words('csp', 'open')).min(1)).optional(),
  productFamily: term(text),
  eligibleProducts: term(z.array(text).min(1)),

  minimumSeats: term(count).optional(),
  /** Above it a customer is not eligible, or only the maximum counts for the reward. */
  maximumSeats: term(z.strictObject({ seats: count, above: words('not eligible', 'the maximum counts') })).optional(),
  /** Against the seats billed on one day, or the most billed on any day of a stretch. Exactly one of the two. */
  seatsAdded: term(
    z
      .strictObject({ atLeast: count, billedOn: day.optional(), mostBilledIn: days.optional() })
      .refine(({ billedOn, mostBilledIn }) => (billedOn === undefined) !== (mostBilledIn === undefined), {
        error: 'either "billed on" or "most billed in"',
      }),
  ).optional(),
  seatCount: term(words('smaller of assigned and billed for each SKU', 'licences sold')),
  snapshot: term(words('end of the window')),
  oldestSeatReading: term(z.strictObject({ hours: z.int().min(1).max(8784) })),

  membership: term(text).optional(),
  agreement: term(text).optional(),
  competencies: term(
    z.strictObject({
      levels: z.array(text).min(1),
      names: z.array(z.strictObject({ name: text, from: day.optional() })).min(1),
    }),
  ).optional(),
  eligibilityDays: term(z.array(day).min(1)).optional(),
  enrolment: term(text).optional(),
  /** A programme in which the partner must not have been on any of these days. */
  exclusion: term(z.strictObject({ name: text, days })).optional(),
  registration: registration.optional(),
  claim: claim.optional(),
  claimValidation: claimValidation.optional(),
  appeal: appeal.optional(),
  documentRetention: documentRetention.optional(),
  proofOfPerformance: term(z.strictObject({ by: day })).optional(),
  rewardsForOneCustomer: term(z.literal(1)).optional(),
  /** How many customers of a partner must qualify, and whether those before that one are rewarded too, by first sale. */
  customersNeeded: term(
    z.strictObject({ atLeast: z.int().min(1).max(1_000_000), thoseBefore: words('rewarded', 'not rewarded') }),
  ).optional(),

  ...rewardTerms,
  /** After the window's end products can still be returned for so many days; nothing is paid before. */
  hold: term(z.strictObject({ days: z.int().min(1).max(1000) })).optional(),
  returnPolicy: returnPolicy.optional(),
  calculationDate: term(day).optional(),
  payBy,
  bankingDays: term(words('last banking day on or before')),
  paymentNeeds: term(z.array(words('account', 'agreements', 'payment-profile', 'tax-profile'))).optional(),
  /**
   * Partners are paid in the currency of their account, at the newest rate of a source for a day; where it has none for
   * that day, at the last of at most so many days before.
   */
  paidIn: term(
    z.strictObject({
      currency: words('the payee’s'),
      rates: text,
      date: words('day of preparation', 'end of the month before', 'end of the window'),
      olderBy: z.strictObject({ days: z.int().min(1).max(31) }).optional(),
    }),
  ).optional(),
  /** Days to answer a notice that asks for bank details, and how many notices there are; after the last the amount is cancelled. */
  bankDetails: term(
    z.strictObject({
      days: z.int().min(1).max(60),
      notices: z.int().min(1).max(9),
      personalAccount: words('rejects the claims', 'is asked again').optional(),
    }),
  ).optional(),
});

export const campaignSchema = z
  .strictObject({
    campaign: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'lower-case words joined by dashes' }),
    title: text,
    version: z.int().min(1),
    knownFrom: instant,
    reason: text,
    /** The announcement, ticket or letter that a change goes back to. */
    reference: text.optional(),
    pages: z.record(text, text),
    terms: termsSchema,
  })
  .superRefine(({ terms, version, reference }, context) => {
    const fail = (path: readonly (string | number)[], message: string) => {
      context.addIssue({ code: 'custom', path: ['terms', ...path], message });
    };
    if (version > 1 && reference === undefined)
      context.addIssue({
        code: 'custom',
        path: ['reference'],
        message: 'what the change goes back to, such as the announcement',
      });
    if (terms.window.value.to < terms.window.value.from)
      fail(['window', 'value', 'to'], 'a day on or after the first day of the window');
    if (terms.newCustomer !== undefined && terms.ownRecordsSince === undefined) {
      fail(
        ['newCustomer'],
        'a term "own records since" beside it, which says when our own records prove that a customer is new',
      );
    }
    if (terms.competencies !== undefined && terms.eligibilityDays === undefined) {
      fail(['competencies'], 'a term "eligibility days" beside it, on which a competency must hold');
    }
    for (const missing of termsThatPayByNeeds(terms))
      fail(['payBy'], `a term "${spokenName(missing)}" beside it, from which its days are counted`);
    checkRewardTerms(terms, fail);
    if (terms.seatsAdded === undefined && countsAddedSeats(terms))
      fail(['seatsAdded'], 'a term "seats added", which says against what they are counted');
  });

function termsThatPayByNeeds(terms: z.output<typeof termsSchema>): TermName[] {
  const { value } = terms.payBy;
  if (typeof value === 'string') return [];
  const needed: TermName[] =
    value.after === 'the calculation date' ? ['calculationDate'] : ['claim', 'claimValidation'];
  return needed.filter((name) => terms[name] === undefined);
}

function countsAddedSeats({ rewardForEachSeat, rewardByTiers }: z.output<typeof termsSchema>): boolean {
  return rewardForEachSeat?.value.seats === 'added' || rewardByTiers?.value.measure === 'seats added';
}

/** A campaign as its file states it. */
export type Campaign = z.output<typeof campaignSchema>;
export type CampaignTerms = Campaign['terms'];
export type TermName = keyof CampaignTerms;

/** Names of the terms for which a page is silent: an official run needs each confirmed by a person. */
export function assumedTerms(terms: CampaignTerms): TermName[] {
  return (Object.keys(terms) as TermName[]).filter((name) => terms[name]?.assumed !== undefined);
}

/** `minimumSeats` as finance writes it: `minimum seats`. */
export function spokenName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trimStart();
}

/** Of a part of a campaign, without what stands in each term: `reward by tiers / bands / 1`. Names of pages stay as they are. */
export function spokenPath(path: readonly (string | number)[]): string {
  return path
    .map((name, depth) => (path[0] === 'pages' && depth > 0 ? String(name) : spokenName(String(name))))
    .filter((name) => name !== 'terms' && name !== 'value')
    .join(' / ');
}

/** The other way round, in any capitals, blanks and dashes: `Minimum Seats`, `minimum-seats` and `MINIMUM SEATS` are one. */
export function termName(spoken: string): string {
  const words = spoken.split(/[\s_-]+/).filter((word) => word !== '');
  return words
    .map((word, index) => {
      // In capitals throughout they say nothing; in the midst of small letters they begin a word.
      const letters = /[a-z]/.test(word) ? word : word.toLowerCase();
      const first = letters.charAt(0);
      return `${index === 0 ? first.toLowerCase() : first.toUpperCase()}${letters.slice(1)}`;
    })
    .join('');
}
