import { spokenName } from '../../campaigns/index.js';
import type { RuleId } from '../../calculation/index.js';
import type { BatchAnswer, RunHeadAnswer } from '../answers/campaign-answers.js';
import type { DeterminationAnswer, EarningAnswer } from '../answers/result-answers.js';
import { grouped, spokenDay, spokenWindow } from './format.js';

type Stage = NonNullable<EarningAnswer['payout']>['stage'];

/** How a thing stands; a page never says it by colour alone. */
export type Tone = 'good' | 'open' | 'closed' | 'plain';

interface RuleWords {
  readonly name: string;
  readonly decidedBy: string;
}

const STANDING = 'The partner in partners.csv, with its standing in partner_standings.csv.';

/** The rules, and what would decide each where it is still unknown. */
const RULES: Readonly<Record<RuleId, RuleWords>> = {
  segment: { name: 'Customer segment', decidedBy: 'The customer’s segment, declared in customers.csv.' },
  territory: {
    name: 'Territory',
    decidedBy: 'The country of the partner in partners.csv, or of the customer in customers.csv.',
  },
  'new-customer': {
    name: 'New customer',
    decidedBy: 'A declaration in prior_purchases.csv, or own records that reach back as far as the terms ask.',
  },
  'no-recent-billing': {
    name: 'No recent billing',
    decidedBy: 'Complete invoices for the months before the window.',
  },
  'baseline-bill': {
    name: 'Bill of comparison',
    decidedBy: 'Complete invoices for the days of comparison, in the campaign’s currency.',
  },
  'licence-type': { name: 'Licence type', decidedBy: 'What the partner sold to the customer.' },
  'assigned-seats': {
    name: 'Assigned seats',
    decidedBy: 'A seat reading close enough to the snapshot: regain access and pull again, or bring it in seats.csv.',
  },
  'billed-seats': { name: 'Billed seats', decidedBy: 'Complete invoices for the last day.' },
  'qualifying-seats': {
    name: 'Qualifying seats',
    decidedBy: 'A seat reading close enough to the snapshot, and complete invoices for the last day.',
  },
  'maximum-seats': {
    name: 'Maximum seats',
    decidedBy: 'A seat reading close enough to the snapshot, and complete invoices for the last day.',
  },
  'seats-added': {
    name: 'Seats added',
    decidedBy:
      'A seat reading close enough to the snapshot, and complete invoices for the last day and the days of comparison.',
  },
  membership: { name: 'Membership', decidedBy: STANDING },
  agreement: { name: 'Agreement', decidedBy: STANDING },
  competency: { name: 'Competency', decidedBy: STANDING },
  'eligibility-day': { name: 'Eligibility day', decidedBy: STANDING },
  enrolment: { name: 'Enrolment', decidedBy: STANDING },
  exclusion: { name: 'Exclusion', decidedBy: STANDING },
  registration: {
    name: 'Registration',
    decidedBy:
      'A registration for the offer by its own terms, and where the name differs, a person with a copy of an invoice.',
  },
  claim: { name: 'Claim', decidedBy: 'A claim in claims.csv that is whole, names the customer, and came in time.' },
  'proof-of-performance': { name: 'Proof of performance', decidedBy: 'A proof that is handed in by the deadline.' },
  'reward-measure': {
    name: 'What the reward counts',
    decidedBy:
      'The seats or the revenue that the reward counts: a seat reading, and complete invoices in the campaign’s currency.',
  },
  'one-reward-per-customer': {
    name: 'One reward per customer',
    decidedBy: 'The outcome of the partner that sold to this customer earlier.',
  },
  'customers-needed': {
    name: 'Customers needed',
    decidedBy: 'The outcomes of the partner’s undecided customers.',
  },
};

export function ruleName(rule: string): string {
  return (RULES as Readonly<Record<string, RuleWords>>)[rule]?.name ?? rule;
}

export interface OpenQuestion {
  readonly rules: readonly string[];
  readonly decidedBy: string;
}

/** What would decide these rules, each fact said once: one reading can close two rules, one register entry five. */
export function openQuestions(rules: readonly string[]): OpenQuestion[] {
  const answers = new Map<string, string[]>();
  for (const rule of rules) {
    // What qualifies follows from what is assigned and billed: where one of them is open, that is the question.
    const asked = rule === 'qualifying-seats' ? (rules.find((each) => SEATS_BEFORE.has(each)) ?? rule) : rule;
    const decidedBy = (RULES as Readonly<Record<string, RuleWords>>)[asked]?.decidedBy ?? '';
    answers.set(decidedBy, [...(answers.get(decidedBy) ?? []), ruleName(rule)]);
  }
  return [...answers].map(([decidedBy, names]) => ({ rules: names, decidedBy }));
}

const SEATS_BEFORE: ReadonlySet<string> = new Set(['assigned-seats', 'billed-seats']);

export const OUTCOMES: Readonly<
  Record<DeterminationAnswer['outcome'], { readonly says: string; readonly tone: Tone }>
> = {
  qualified: { says: 'Qualified', tone: 'good' },
  'not-qualified': { says: 'Not qualified', tone: 'closed' },
  undecided: { says: 'Undecided', tone: 'open' },
};

export const FINDINGS = {
  met: { says: 'Met', tone: 'good' },
  'not-met': { says: 'Not met', tone: 'closed' },
  unknown: { says: 'Unknown', tone: 'open' },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly tone: Tone }>>;

export const STAGES: Readonly<Record<Stage, { readonly says: string; readonly tone: Tone }>> = {
  payable: { says: 'Payable, in no batch yet', tone: 'plain' },
  'waiting-for-payee': { says: 'Payable, waits for payee', tone: 'open' },
  prepared: { says: 'In a batch, to be approved', tone: 'plain' },
  approved: { says: 'In a batch, to be released', tone: 'plain' },
  releasing: { says: 'Being released', tone: 'plain' },
  released: { says: 'Sent to the bank', tone: 'good' },
  held: { says: 'Kept for undecided customers', tone: 'open' },
  forfeited: { says: 'Below the minimum: forfeited', tone: 'closed' },
  cancelled: { says: 'Cancelled for the bank details, and forfeited', tone: 'closed' },
  carried: { says: 'Below the minimum: carried over', tone: 'closed' },
  converted: { says: 'Below the minimum: converted', tone: 'closed' },
  settled: { says: 'Paid or set off before', tone: 'good' },
  recoverable: { says: 'Paid too much: to come back', tone: 'open' },
};

export const RUN_STATES: Readonly<Record<RunHeadAnswer['state'], { readonly says: string; readonly tone: Tone }>> = {
  calculated: { says: 'Calculated', tone: 'plain' },
  submitted: { says: 'Submitted', tone: 'plain' },
  approved: { says: 'Approved', tone: 'plain' },
  posted: { says: 'Posted', tone: 'good' },
  rejected: { says: 'Rejected', tone: 'closed' },
  superseded: { says: 'Superseded', tone: 'closed' },
};

export const BATCH_STATES: Readonly<Record<BatchAnswer['state'], { readonly says: string; readonly tone: Tone }>> = {
  prepared: { says: 'Prepared', tone: 'plain' },
  approved: { says: 'Approved', tone: 'plain' },
  releasing: { says: 'Being released', tone: 'open' },
  released: { says: 'Released', tone: 'good' },
  voided: { says: 'Voided', tone: 'closed' },
};

/** What finance reads in an account, by the kind that the ledger keeps it under. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  expense: 'Rebate expense of the campaign',
  bank: 'Debited at the bank',
  accrued: 'Earned, the minimum payout not applied yet',
  payable: 'Owed to partners, not released yet',
  held: 'Held until undecided customers are decided',
  carried: 'Below the minimum, carried over',
  converted: 'Below the minimum, converted',
  'in-transit': 'Released to the bank, not confirmed yet',
  paid: 'Confirmed as paid',
  returned: 'Came back from the bank',
  forfeited: 'Below the minimum, forfeited',
  recoverable: 'Overpaid, to be recovered',
  'exchange-difference': 'Exchange differences',
  'currency-position': 'Currency position',
};

export function accountMeaning(account: string): string {
  return ACCOUNTS[account] ?? '';
}

/** The value of a term as a person would write it. */
export function spokenValue(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.map(spokenValue).join(', ');
  if (typeof value === 'object') return spokenParts(value as Readonly<Record<string, unknown>>);
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? spokenDay(value) : value;
  return grouped(Number(value));
}

function spokenParts(parts: Readonly<Record<string, unknown>>): string {
  const { from, to, amount, currency, name } = parts as Readonly<Partial<Record<string, unknown>>>;
  if (typeof from === 'string' && typeof to === 'string') return spokenWindow({ from, to });
  if (typeof amount === 'string' && typeof currency === 'string') return `${currency} ${grouped(amount)}`;
  if (typeof name === 'string') return from === undefined ? name : `${name} (from ${spokenValue(from)})`;
  return Object.entries(parts)
    .map(([part, value]) => spokenPart(part, value))
    .join('; ');
}

function spokenPart(part: string, value: unknown): string {
  if (part === 'amount' && typeof value === 'string') return grouped(value);
  if (part === 'below') return `below it ${spokenValue(value)}`;
  const words = spokenName(part);
  // "48 hours", but "at least 2".
  const isMeasure = typeof value === 'number' && !words.startsWith('at ');
  return isMeasure ? `${grouped(value)} ${words}` : `${words} ${spokenValue(value)}`;
}
