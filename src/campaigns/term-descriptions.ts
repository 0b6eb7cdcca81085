import type { TermName } from './terms.js';

/** What each term says, in one or two sentences: for editors, for docs/write-a-campaign.md, and where a term is missing. */
export const TERM_DESCRIPTIONS: Readonly<Record<TermName, string>> = {
  window: 'First and last day of the campaign, both included.',
  timeZone: 'The zone in which days begin and end.',
  segments: 'Segments of customers that count, as `customers.csv` names them. Without it: any.',
  territories: 'Countries in which the partner, or the customer, must be. Without it: anywhere.',
  newCustomer: 'The customer must not have bought the product family before. Without it: any customer.',
  ownRecordsSince:
    'From this day on our own records are complete and prove that a customer is new. Needed by `new customer`.',
  noBillingBefore:
    'Nobody may have billed the product family in so many months before the window. Without it: not asked.',
  baselineBill:
    'What the customer was billed for the product family on the days of comparison must be below, or at most, an amount. Without it: not asked.',
  licenceTypes:
    'Kinds of licences of which the partner must have sold one: `csp`, or `open` for what reports of Open agreements tell. Without it: any.',
  productFamily: 'The family of products, a word of `products.csv`.',
  eligibleProducts: 'The products that count, words of `products.csv`.',
  minimumSeats: 'Assigned, billed and qualifying seats must each reach it. Without it: no seats are asked.',
  maximumSeats:
    'Above it a customer is not eligible, or only the maximum counts for the reward. Without it: any number counts.',
  seatsAdded:
    'So many seats must have been added to those billed on one day, or to the most billed on any day of a stretch. Without it: not asked.',
  seatCount: 'How seats are counted.',
  snapshot: 'When seats are counted.',
  oldestSeatReading: 'A reading of seats that is older leaves the customer undecided.',
  membership: 'Membership that must hold on the last day. Without it: not asked.',
  agreement: 'Agreement that must hold on the last day. Without it: not asked.',
  competencies: 'Competencies of which the partner must hold one, at one of the levels. Without it: not asked.',
  eligibilityDays:
    'On one of these days all that is asked of the partner must hold together. Needed by `competencies`.',
  enrolment: 'Programme in which the partner must be enrolled by the last day. Without it: not asked.',
  exclusion: 'Programme in which the partner must not have been on any of the days. Without it: not asked.',
  registration:
    'The partner must have registered for the offer on one of the days, accepting the terms of the offer by the name that they have here. Without it: not asked.',
  claim: 'A claim for the customer must be received on one of the days, with all that it needs. Without it: not asked.',
  claimValidation:
    'In so many business days of a calendar, after that of its receipt, a claim is answered; it counts when it was found valid. Without it: as it was received.',
  appeal: 'So many days after a rejection a partner may appeal, once. Without it: a rejection is final.',
  documentRetention:
    'For so many days a document of a claim is kept from the instant at which it is given; then its bytes are erased. Without it: as `SEATBACK_DOCUMENT_DAYS` says.',
  proofOfPerformance: 'Last day on which a proof of performance counts. Without it: not asked.',
  rewardsForOneCustomer: 'Only the first partner that qualifies with a customer earns. Without it: each partner earns.',
  customersNeeded:
    'So many customers of the partner must qualify; those before that one, by first sale, are rewarded or not. Without it: one is enough.',
  rewardForEachCustomer: 'An amount for each customer that qualifies. One of the four rewards.',
  rewardForEachSeat: 'An amount for each seat, or each seat added. One of the four rewards.',
  rewardOfBilledRevenue: 'A percentage of what was billed in the window. One of the four rewards.',
  rewardByTiers: 'Rates that follow the volume reached. One of the four rewards.',
  capForEachCustomer: 'The most that a partner earns with one customer. Without it: no limit.',
  capForEachProduct: 'The most that a partner earns for one product. Without it: no limit.',
  capForEachPartner: 'The most that one partner earns. Without it: no limit.',
  capForTheCampaign:
    'The most that all partners earn together; where they earn more, it is shared in proportion. Without it: no limit.',
  rounding:
    'Where and how parts of a cent are rounded. Without it: the earning of each partner, half away from zero; needed where a reward comes to parts of a cent.',
  minimumPayout:
    'What a partner earns below it is forfeited, carried forward to its next payout or converted. `scope`, `boundary`, `compared` and `carried until` may say more.',
  negativeDifference:
    'What a correction takes back after payment is set off against later payouts, or claimed back. Without it: set off.',
  hold: 'So many days after the window products can still be returned; nothing is paid before the last of them is over in the zone of the campaign. Without it: no hold.',
  returnPolicy:
    'The same by the country of the partner; of a country that is not named, the longest. Without it: `hold` alone.',
  calculationDate: 'The day from which `pay by` may be counted. Without it: none.',
  payBy: 'The last day to pay.',
  bankingDays: 'What becomes of a last day that is no banking day.',
  paymentNeeds: 'Steps of onboarding without which nothing is paid. Without it: none.',
  paidIn:
    'Partners are paid in the currency of their account, at the rate of a source for a day; where it has no rate, the payment waits. Without it: in the currency of the reward.',
  bankDetails:
    'Days to answer each notice that asks for bank details, to the end of the day in the time zone of the campaign, and how many notices there are; after the last without right details the amount is cancelled and forfeited. Without it: asked, and never forfeited.',
};
