import type { CsvRow } from '../builders/import-folder.js';

/** How a partner stands, what is not met or unknown for that of each of its customers, and what it reads of it. */
export interface PartnerFate {
  readonly name: string;
  readonly notMet: readonly string[];
  readonly unknown: readonly string[];
  readonly says: readonly string[];
  /** Of these kinds; of the others each holds all along. None of an empty list. */
  readonly standings?: Readonly<Partial<Record<StandingKind, readonly CsvRow[]>>>;
  readonly isOutside?: true;
  /** Undefined: on the last day. */
  readonly proofOn?: string | null;
  readonly profile?: CsvRow;
  readonly account?: CsvRow | null;
  /** Why what it earned is not paid yet, each with what the partner reads of it. */
  readonly waitsFor?: Readonly<Record<string, string>>;
  /** What lies ahead in April, beside enrolment and proof. */
  readonly ahead?: readonly string[];
  readonly aheadSays?: readonly string[];
}

type StandingKind = 'membership' | 'agreement' | 'competency' | 'enrolment' | 'payment-profile' | 'tax-profile';

const ALL_ALONG: Readonly<Record<StandingKind, CsvRow>> = {
  membership: { kind: 'membership', name: 'mpn' },
  agreement: { kind: 'agreement', name: 'microsoft-cloud-reseller-agreement' },
  competency: { kind: 'competency', name: 'cloud-platform', level: 'gold' },
  enrolment: { kind: 'enrolment', name: 'csp-indirect-reseller' },
  'payment-profile': { kind: 'onboarding', name: 'payment-profile' },
  'tax-profile': { kind: 'onboarding', name: 'tax-profile' },
};

/** Rows of `partner_standings.csv`, without the partner. */
export function standingsOf({ standings = {} }: PartnerFate): CsvRow[] {
  return (Object.keys(ALL_ALONG) as StandingKind[]).flatMap((kind) =>
    (standings[kind] ?? [{}]).map((row): CsvRow => ({
      level: undefined,
      valid_from: '2018-01-01',
      valid_to: undefined,
      ...ALL_ALONG[kind],
      ...row,
    })),
  );
}

const fine = { notMet: [], unknown: [], says: [] } as const;
const ENROLLED = 'You are enrolled so far; the last day of the window decides.';

/** Everything that is asked for, some of it on no more than the days on which it is. */
export const GOOD: readonly PartnerFate[] = [
  { name: 'that has everything all along', ...fine, aheadSays: [ENROLLED] },
  {
    name: 'that has a competency until the first day alone',
    ...fine,
    standings: { competency: [{ valid_to: '2019-01-01' }] },
    says: [
      'Competency cloud-platform was held on 1 January 2019.',
      'Membership, agreement and competency held together on 1 January 2019.',
    ],
  },
  {
    name: 'that has a competency from a month before the end',
    ...fine,
    standings: { competency: [{ valid_from: '2019-05-30', level: 'silver' }] },
    says: ['Competency cloud-platform was held on 30 May 2019.'],
    ahead: ['competency', 'eligibility-day'],
    aheadSays: ['Not yet; it can still hold on 30 May 2019.'],
  },
  {
    name: 'that enrols on the last day',
    ...fine,
    standings: { enrolment: [{ valid_from: '2019-06-30' }] },
    says: ['csp-indirect-reseller holds on 30 June 2019.'],
    aheadSays: ['You are not enrolled; you can still enrol by the last day of the window.'],
  },
  {
    name: 'that has everything until the last day alone',
    ...fine,
    standings: {
      membership: [{ valid_to: '2019-06-30' }],
      agreement: [{ valid_to: '2019-06-30' }],
      competency: [{ name: 'isv', valid_from: '2018-07-01', level: 'silver' }],
      enrolment: [{ valid_to: '2019-06-30' }],
    },
    says: ['mpn holds on 30 June 2019.', 'microsoft-cloud-reseller-agreement holds on 30 June 2019.'],
    aheadSays: [ENROLLED],
  },
];

const lacks = (...notMet: readonly string[]) => ({ notMet, unknown: [] }) as const;
const NEVER_TOGETHER = 'Membership, agreement and competency did not hold together on 1 January 2019 or 30 May 2019.';
const NO_COMPETENCY = 'No eligible competency was held on 1 January 2019 or 30 May 2019.';

/** What keeps a partner from earning. */
export const OTHERS: readonly PartnerFate[] = [
  {
    name: 'that is no member',
    ...lacks('membership', 'eligibility-day'),
    standings: { membership: [] },
    says: ['There is no mpn on record that holds on the last day.', NEVER_TOGETHER],
  },
  {
    name: 'that leaves a day before the end',
    ...lacks('membership'),
    standings: { membership: [{ valid_to: '2019-06-29' }] },
    says: ['mpn ended on 29 June 2019, before the last day.'],
  },
  {
    name: 'that joins a day after the end',
    ...lacks('membership', 'eligibility-day'),
    standings: { membership: [{ valid_from: '2019-07-01' }] },
    says: ['There is no mpn on record that holds on the last day.', NEVER_TOGETHER],
  },
  {
    name: 'that signed nothing',
    ...lacks('agreement', 'eligibility-day'),
    standings: { agreement: [] },
    says: ['There is no microsoft-cloud-reseller-agreement on record that holds on the last day.', NEVER_TOGETHER],
  },
  {
    name: 'whose agreement ends a day before the end',
    ...lacks('agreement'),
    standings: { agreement: [{ valid_to: '2019-06-29' }] },
    says: ['microsoft-cloud-reseller-agreement ended on 29 June 2019, before the last day.'],
  },
  {
    name: 'without a competency',
    ...lacks('competency', 'eligibility-day'),
    standings: { competency: [] },
    says: [NO_COMPETENCY, NEVER_TOGETHER],
  },
  {
    name: 'with a competency from the second day to the last but one',
    ...lacks('competency', 'eligibility-day'),
    standings: { competency: [{ valid_from: '2019-01-02', valid_to: '2019-05-29' }] },
    says: [NO_COMPETENCY, NEVER_TOGETHER],
  },
  {
    name: 'with a competency of another name',
    ...lacks('competency', 'eligibility-day'),
    standings: { competency: [{ name: 'learning' }] },
    says: [NO_COMPETENCY, NEVER_TOGETHER],
  },
  {
    name: 'with a competency of another level',
    ...lacks('competency', 'eligibility-day'),
    standings: { competency: [{ level: 'bronze' }] },
    says: [NO_COMPETENCY, NEVER_TOGETHER],
  },
  {
    name: 'that has each on a day and never all',
    ...lacks('eligibility-day'),
    standings: { competency: [{ valid_to: '2019-01-01' }], membership: [{ valid_from: '2019-01-02' }] },
    says: ['Competency cloud-platform was held on 1 January 2019.', NEVER_TOGETHER],
  },
  {
    name: 'that never enrolled',
    ...lacks('enrolment'),
    standings: { enrolment: [] },
    says: ['There is no csp-indirect-reseller on record that holds on the last day.'],
  },
  {
    name: 'that enrols a day after the end',
    ...lacks('enrolment'),
    standings: { enrolment: [{ valid_from: '2019-07-01' }] },
    says: ['There is no csp-indirect-reseller on record that holds on the last day.'],
  },
  {
    name: 'that was enrolled until a day before the end',
    ...lacks('enrolment'),
    standings: { enrolment: [{ valid_to: '2019-06-29' }] },
    says: ['csp-indirect-reseller ended on 29 June 2019, before the last day.'],
  },
  {
    name: 'that proves nothing',
    ...lacks('proof-of-performance'),
    proofOn: null,
    says: ['No proof of performance was received by 31 July 2019.'],
  },
  {
    name: 'whose proof comes a day late',
    ...lacks('proof-of-performance'),
    proofOn: '2019-08-01',
    says: ['The proof of performance came on 1 August 2019, after 31 July 2019.'],
  },
  {
    name: 'that is not in the register',
    notMet: [],
    unknown: ['membership', 'agreement', 'competency', 'eligibility-day', 'enrolment'],
    isOutside: true,
    says: ['Your company is not in the register, so nothing is known of its standing.'],
  },
];

/** Partners that earn and cannot be paid yet. */
export const HELD: readonly PartnerFate[] = [
  {
    name: 'without an account',
    ...fine,
    account: null,
    waitsFor: { 'no-bank-account': 'We have no account to pay to.' },
  },
  {
    name: 'with an account of a person',
    ...fine,
    account: { account_kind: 'personal' },
    waitsFor: { 'personal-account': 'The account is a person’s and not the company’s.' },
  },
  {
    name: 'with an account number that contradicts itself',
    ...fine,
    account: { iban: 'GB00BUKB20201500001203' },
    waitsFor: { 'bank-account-invalid': 'The account number cannot be right.' },
  },
  {
    name: 'without a payment profile',
    ...fine,
    standings: { 'payment-profile': [] },
    waitsFor: { 'payment-profile-missing': 'Complete your payment profile.' },
  },
  {
    name: 'without any profile',
    ...fine,
    standings: { 'payment-profile': [], 'tax-profile': [{ valid_to: '2019-06-29' }] },
    waitsFor: {
      'payment-profile-missing': 'Complete your payment profile.',
      'tax-profile-missing': 'Complete your tax profile.',
    },
  },
  {
    name: 'without a town',
    ...fine,
    profile: { town: undefined },
    waitsFor: { 'mailing-address-missing': 'Tell us town and country of your company’s address.' },
  },
  {
    name: 'with a name in other letters',
    ...fine,
    account: { account_name: 'Торговый дом' },
    waitsFor: { 'name-needs-confirmation': 'We are checking how the account’s name is written in a payment.' },
  },
];
