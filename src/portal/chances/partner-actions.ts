import type { PartnerChances, RuleId } from '../../calculation/index.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import {
  daysBetween,
  dayOf,
  endOfDay,
  Money,
  plusMillis,
  type CalendarDate,
  type Instant,
} from '../../kernel/index.js';
import type { HoldReason } from '../../payout/index.js';
import { customerSteps, type CustomerStep } from './customer-steps.js';
import type { Deadline, PartnerAction, Stake } from './partner-action.js';
import { standingSteps } from './standing-steps.js';
import { stakeOfCustomer, stakeOfCustomers } from './stakes.js';

/** What is known of the money that a partner earned, as far as it may be lost. */
export interface MoneyAtStake {
  readonly earned: string;
  readonly currency: string;
  /** What the minimum payout makes of it, or would. */
  readonly stage: string | null;
  readonly reason: string | null;
  /** Of what is not paid yet. */
  readonly amount: string;
  readonly holds: readonly HoldReason['reason'][];
}

export interface AskedForDetails {
  /** `asked-again`: those on record were refused, or a payment to them failed. */
  readonly is: 'missing' | 'asked-again' | 'waiting' | 'on-record';
  /** Up to when an open request is to be answered. */
  readonly answerBy: Instant | null;
}

export interface ChancesOfPartner {
  readonly terms: CampaignTerms;
  readonly isProvisional: boolean;
  readonly now: Instant;
  readonly chances: PartnerChances;
  readonly money: MoneyAtStake | null;
  readonly details: AskedForDetails;
  /** The last banking day on which the campaign pays. */
  readonly payBy: CalendarDate;
}

/** Reasons for which money is held that the partner itself can take away. */
const PARTNERS_HOLDS: ReadonlySet<HoldReason['reason']> = new Set([
  'partner-not-registered',
  'mailing-address-missing',
  'account-missing',
  'agreements-missing',
  'payment-profile-missing',
  'tax-profile-missing',
]);

/** Still to be paid, or kept until something is decided. */
const NOT_PAID: ReadonlySet<string> = new Set(['payable', 'waiting-for-payee', 'held', 'carried']);

/**
 * What a partner is about to lose and can still save: by what it is worth, and of equal worth by how soon. Pure: the same
 * facts at the same instant give the same list.
 */
export function partnerActions(of: ChancesOfPartner): PartnerAction[] {
  return [...rewardActions(of), ...moneyActions(of)].sort(byWorthAndDay);
}

function rewardActions(of: ChancesOfPartner): PartnerAction[] {
  const { terms, chances } = of;
  const each = stakeOfCustomer(terms);
  const reachable = chances.customers.flatMap((customer) => {
    const steps = customerSteps(customer, terms);
    return steps === undefined ? [] : [{ customer, steps }];
  });
  const own = standingSteps(chances.standing).filter(
    ({ rule, do: kind }) => kind === 'register' || chances.lastDays.has(rule),
  );
  const needsNothingElse = reachable.filter(
    ({ customer, steps }) => steps.length === 0 && !waitsForUs(customer.unknown),
  );
  return [
    ...own.map((step): PartnerAction => ({
      steps: [step],
      customer: null,
      stake: stakeOfCustomers(each, needsNothingElse.length),
      deadline: deadlineOf([step], of),
    })),
    ...reachable
      .filter(({ steps }) => steps.length > 0)
      .map(({ customer: { customerId, customerName }, steps }): PartnerAction => ({
        steps,
        customer: { customerId, customerName },
        stake: each,
        deadline: deadlineOf(steps, of),
      })),
  ];
}

/** Complete invoices are ours to bring, and no step of the partner's. */
const OURS: ReadonlySet<RuleId> = new Set(['no-recent-billing', 'baseline-bill', 'billed-seats']);

function waitsForUs(unknown: readonly RuleId[]): boolean {
  return unknown.some((rule) => OURS.has(rule));
}

function moneyActions(of: ChancesOfPartner): PartnerAction[] {
  const { money, details, terms, isProvisional, payBy } = of;
  if (money === null || Money.of(money.earned, money.currency).isZero()) return [];
  const { currency, stage, reason } = money;
  const stake: Stake = { amount: money.amount, currency, bound: 'exactly' };
  const actions: PartnerAction[] = [];
  if (stage !== null && NOT_PAID.has(stage) && (details.is === 'missing' || details.is === 'asked-again'))
    actions.push({
      steps: [{ do: details.is === 'missing' ? 'give-bank-details' : 'give-other-bank-details', count: null }],
      customer: null,
      stake,
      deadline: details.answerBy === null ? untilDay(payBy, of) : untilInstant(details.answerBy, of),
    });
  const holds = money.holds.filter((hold) => PARTNERS_HOLDS.has(hold));
  if (holds.length > 0)
    actions.push({
      steps: holds.map((hold) => ({ do: 'remove-hold', count: null, hold })),
      customer: null,
      stake,
      deadline: untilDay(payBy, of),
    });
  const { amount: minimum, scope, carriedUntil } = terms.minimumPayout.value;
  const missing = Money.of(minimum, currency).minus(Money.of(money.earned, currency));
  const lastDay = stage === 'carried' ? (carriedUntil ?? null) : isProvisional ? terms.window.value.to : null;
  if (
    reason === 'below-minimum' &&
    lastDay !== null &&
    scope !== 'company' &&
    missing.compare(Money.zero(currency)) > 0
  )
    actions.push({
      steps: [{ do: 'reach-minimum', count: null, amount: missing.round().toString() }],
      customer: null,
      stake,
      deadline: untilDay(lastDay, of),
    });
  // What has passed cannot be saved.
  return actions.filter(({ deadline }) => deadline === null || deadline.daysLeft >= 0);
}

function deadlineOf(steps: readonly CustomerStep[], of: ChancesOfPartner): Deadline | null {
  const days = steps.flatMap(({ rule }) => of.chances.lastDays.get(rule) ?? []).sort();
  return days[0] === undefined ? null : untilDay(days[0], of);
}

function untilDay(day: CalendarDate, { now, terms }: Pick<ChancesOfPartner, 'now' | 'terms'>): Deadline {
  const zone = terms.timeZone.value;
  return { day, until: endOfDay(day, zone), daysLeft: daysBetween(dayOf(now, zone), day) };
}

/** A midnight belongs to the day that it ends. */
function untilInstant(until: Instant, { now, terms }: Pick<ChancesOfPartner, 'now' | 'terms'>): Deadline | null {
  if (until <= now) return null;
  const zone = terms.timeZone.value;
  const day = dayOf(plusMillis(until, -1), zone);
  return { day, until, daysLeft: daysBetween(dayOf(now, zone), day) };
}

function byWorthAndDay(a: PartnerAction, b: PartnerAction): number {
  return byWorth(a.stake, b.stake) || byDay(a.deadline, b.deadline);
}

function byWorth(a: Stake | null, b: Stake | null): number {
  if (a === null || b === null || a.currency !== b.currency) return Number(a === null) - Number(b === null);
  return Money.of(b.amount, b.currency).compare(Money.of(a.amount, a.currency));
}

function byDay(a: Deadline | null, b: Deadline | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.until < b.until ? -1 : Number(a.until > b.until);
}
