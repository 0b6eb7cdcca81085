import { BEFORE_PROOF_DEADLINE } from '../campaign.js';
import type { CustomerScript, PartnerScript, StandingScript, StoryScript } from '../script.js';
import { HARBOURLINE } from './good-standing.js';

const twenty = { qualifying: 20, assigned: 20, billed: 20 };

/** One customer that qualifies in everything, so that the partner alone decides. */
function flawless(name: string, partner: string): CustomerScript {
  return { name, subscriptions: [{ product: 'business-central-essentials', partner, from: '2019-02-12', seats: 20 }] };
}

function competency(
  from: string,
  to?: string,
  name = 'small-and-midmarket-cloud-solutions',
): readonly StandingScript[] {
  return [{ name, level: 'silver', from, ...(to === undefined ? {} : { to }) }];
}

function story(
  id: string,
  tells: string,
  partner: PartnerScript,
  customer: string,
  decided: Pick<StoryScript, 'shows'> & {
    readonly by?: StoryScript['shows'];
    readonly outcome?: 'qualified' | 'undecided';
  },
): StoryScript {
  const decidedBy = decided.by ?? (decided.outcome === 'qualified' ? [] : decided.shows);
  return {
    id,
    tells,
    shows: decided.shows,
    partners: [partner],
    customers: [flawless(customer, partner.id)],
    expect: [{ outcome: decided.outcome ?? 'not-qualified', seats: twenty, decidedBy }],
  };
}

/** Whether the partner may earn: membership, agreement, competency, the two eligibility days, enrolment, proof. */
export const PARTNER_STORIES: readonly StoryScript[] = [
  story(
    'competency-on-the-first-day-only',
    'The competency lapsed in April: the first eligibility day, 1 January, is enough.',
    {
      id: '5100111',
      legalName: 'Aprilstone Cloud Ltd',
      standings: { competency: competency('2017-05-01', '2019-04-30') },
    },
    'Maytree Hospice',
    { shows: ['competency', 'eligibility-day'], outcome: 'qualified' },
  ),
  story(
    'competency-in-time-for-the-second-day',
    'The competency came on 15 May: in time for the second eligibility day, 30 May.',
    {
      id: '5100112',
      legalName: 'Björkviken Data AB',
      country: 'SE',
      standings: { competency: competency('2019-05-15') },
    },
    'Näckrosen Trädgård',
    { shows: ['competency', 'eligibility-day'], outcome: 'qualified' },
  ),
  story(
    'competency-between-the-days',
    'The competency held from February to 15 May, and so on neither of the two days.',
    {
      id: '5100113',
      legalName: 'Gapwood Technologies Ltd',
      standings: { competency: competency('2019-02-01', '2019-05-15') },
    },
    'Betwixt Interiors',
    { shows: ['competency', 'eligibility-day'] },
  ),
  story(
    'competency-not-on-the-list',
    'Gold, but in a competency that the campaign does not name.',
    {
      id: '5100114',
      legalName: 'Otherhall Messaging Ltd',
      standings: { competency: [{ name: 'messaging', level: 'gold', from: '2016-09-01' }] },
    },
    'Sidestep Dance School',
    { shows: ['competency', 'eligibility-day'] },
  ),
  story(
    'terms-never-on-one-day',
    'The competency held on 1 January only, the membership on 30 May only: each holds once, but never together.',
    {
      id: '5100115',
      legalName: 'Alternate Mondays Ltd',
      standings: {
        membership: [{ name: 'mpn', from: '2019-02-01' }],
        competency: competency('2017-03-01', '2019-03-31'),
      },
    },
    'Seesaw Playgrounds',
    { shows: ['eligibility-day'] },
  ),
  story(
    'never-enrolled',
    'The invitation to the incentive was never answered.',
    { id: '5100116', legalName: 'Quietmail Networks Ltd', standings: { enrolment: [] } },
    'Unopened Letters Museum',
    { shows: ['enrolment'] },
  ),
  story(
    'enrolled-on-the-last-day',
    'Enrolled on 30 June, the last day of the campaign.',
    {
      id: '5100117',
      legalName: 'Elfterstunde Informatik GmbH',
      country: 'DE',
      standings: { enrolment: [{ name: 'csp-indirect-reseller', from: '2019-06-30' }] },
    },
    'Abendrot Gasthäuser',
    { shows: ['enrolment'], outcome: 'qualified' },
  ),
  {
    ...story(
      'no-proof',
      'No sales report came before the deadline of 31 July. Until then the outcome is open.',
      { id: '5100118', legalName: 'Prooflesswick IT Ltd', proofs: [] },
      'Takemyword Publishing',
      { shows: ['proof-of-performance'] },
    ),
    expect: [
      { outcome: 'undecided', seats: twenty, decidedBy: ['proof-of-performance'], knownAt: BEFORE_PROOF_DEADLINE },
      { outcome: 'not-qualified', seats: twenty, decidedBy: ['proof-of-performance'] },
    ],
  },
  story(
    'proof-one-day-late',
    'The sales report came on 1 August, a day after the deadline.',
    { id: '5100119', legalName: 'Onedaylate Services Ltd', proofs: ['2019-08-01'] },
    'Tardy Train Models',
    { shows: ['proof-of-performance'] },
  ),
  story(
    'membership-ended-a-day-early',
    'The membership held on the first eligibility day and ended on 29 June, one day before the end.',
    {
      id: '5100120',
      legalName: 'Eveless Computing Ltd',
      standings: { membership: [{ name: 'mpn', from: '2014-06-30', to: '2019-06-29' }] },
    },
    'Almosthome Removals',
    { shows: ['membership'] },
  ),
  story(
    'agreement-missing',
    'The reseller agreement was never signed.',
    { id: '5100121', legalName: 'Unsigned Solutions B.V.', country: 'NL', standings: { agreement: [] } },
    'Blank Page Stationers',
    { shows: ['agreement', 'eligibility-day'] },
  ),
  story(
    'partner-not-in-the-register',
    'A reseller sells and even proves its sales, but finance has never entered it: what it holds is unknown.',
    { id: '5100122', legalName: 'Ghostbridge Consulting Ltd', inRegister: false },
    'Hauntley Hotels',
    {
      shows: ['membership', 'agreement', 'competency', 'eligibility-day', 'enrolment'],
      outcome: 'undecided',
      by: ['membership', 'agreement', 'competency', 'eligibility-day', 'enrolment'],
    },
  ),
  {
    id: 'first-seller-undecided',
    tells: 'The partner that sold first is the one not in the register: while it is undecided, so is the second.',
    shows: ['one-reward-per-customer'],
    customers: [
      {
        name: 'Queueing Theory Café',
        subscriptions: [
          { product: 'business-central-premium', partner: '5100122', from: '2019-01-23', seats: 17 },
          { product: 'sales-professional', partner: HARBOURLINE, from: '2019-02-08', seats: 21 },
        ],
      },
    ],
    expect: [
      {
        partner: '5100122',
        outcome: 'undecided',
        seats: { qualifying: 17, assigned: 38, billed: 17 },
        decidedBy: ['membership', 'agreement', 'competency', 'eligibility-day', 'enrolment'],
      },
      {
        partner: HARBOURLINE,
        outcome: 'undecided',
        seats: { qualifying: 21, assigned: 38, billed: 21 },
        decidedBy: ['one-reward-per-customer'],
      },
    ],
  },
];
