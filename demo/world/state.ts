import type { CalendarDate, Instant } from '../../src/kernel/index.js';
import { WORLD_BEGINS, WORLD_ENDS } from './campaign.js';
import { dateOf, dayNumber, plusMonths, utcDayOf, type DayNumber } from './days.js';
import type { Customer, Invoice, SeatTrouble, Subscription, World } from './model.js';
import type { Sku } from './products.js';

/*
 * The world as it stands at an instant: what Partner Center would show then. Pure questions; nothing here remembers.
 */

export interface SubscriptionState {
  readonly subscription: Subscription;
  readonly quantity: number;
  readonly status: 'active' | 'suspended' | 'expired' | 'deleted';
  readonly termEndsOn: CalendarDate | null;
  /** Counts the changes so far. */
  readonly version: number;
}

export interface SkuState {
  readonly sku: Sku;
  readonly assigned: number;
  readonly active: number;
  readonly warning: number;
  readonly suspended: number;
}

/** A cancelled or lapsed subscription keeps working for this long, */
const GRACE_DAYS = 30;
/** and then stays visible as deleted for this long, before Partner Center forgets it. */
const DELETED_DAYS = 90;

/** @throws Error outside of the span that the world tells of */
export function assertWithinWorld(at: Instant): void {
  if (at < WORLD_BEGINS || at > WORLD_ENDS)
    throw new Error(`The world is known from ${WORLD_BEGINS} to ${WORLD_ENDS}, asked for ${at}.`);
}

export function customersAt(world: World, at: Instant): Customer[] {
  assertWithinWorld(at);
  return world.customers.filter(({ appearsAt }) => appearsAt <= at);
}

export function invoicesAt(world: World, at: Instant): Invoice[] {
  assertWithinWorld(at);
  return world.invoices.filter(({ issuedAt }) => issuedAt <= at);
}

export function subscriptionsAt(customer: Customer, at: Instant): SubscriptionState[] {
  return customer.subscriptions.flatMap((subscription) => subscriptionAt(subscription, at) ?? []);
}

function subscriptionAt(subscription: Subscription, at: Instant): SubscriptionState | undefined {
  const { steps, end, product } = subscription;
  const taken = steps.filter((step) => step.at <= at);
  const last = taken.at(-1);
  const status = statusAt(subscription, at);
  if (last === undefined || status === undefined) return undefined;
  return {
    subscription,
    quantity: last.quantity,
    status,
    termEndsOn: product.sku === null ? null : termEndOn(subscription, utcDayOf(at)),
    version: taken.length + (end !== null && end.at <= at ? 1 : 0),
  };
}

function statusAt({ end }: Subscription, at: Instant): SubscriptionState['status'] | undefined {
  if (end === null || at < end.at) return 'active';
  const sinceEndDays = utcDayOf(at) - utcDayOf(end.at);
  if (sinceEndDays < GRACE_DAYS) return end.why === 'cancelled' ? 'suspended' : 'expired';
  return sinceEndDays < GRACE_DAYS + DELETED_DAYS ? 'deleted' : undefined;
}

/**
 * The last day of the term that runs on `day`. Legacy subscriptions commit for twelve months, however they are billed,
 * and renew by themselves.
 */
export function termEndOn({ startsOn, isTrial, end }: Subscription, day: DayNumber): CalendarDate {
  if (isTrial && end !== null) return dateOf(dayNumber(end.effectiveOn) - 1);
  const start = dayNumber(startsOn);
  const lastDay = end === null ? day : Math.min(day, utcDayOf(end.at));
  let years = 1;
  while (plusMonths(start, years * 12) <= lastDay) years += 1;
  return dateOf(plusMonths(start, years * 12) - 1);
}

/** One row for each SKU in which the tenant holds or uses seats; seats of one SKU are one pool, whoever sold them. */
export function seatsAt(customer: Customer, at: Instant): SkuState[] {
  const states = subscriptionsAt(customer, at);
  return customer.seatUse.flatMap(({ sku, unitsFromElsewhere, assigned }) => {
    const held = (...statuses: SubscriptionState['status'][]): number =>
      states.reduce(
        (sum, { subscription, status, quantity }) =>
          sum + (subscription.product.sku === sku && statuses.includes(status) ? quantity : 0),
        0,
      );
    const row = {
      sku,
      assigned: assigned.findLast((step) => step.at <= at)?.units ?? 0,
      active: held('active') + unitsFromElsewhere,
      warning: held('suspended', 'expired'),
      suspended: held('deleted'),
    };
    return row.assigned + row.active + row.warning + row.suspended === 0 ? [] : [row];
  });
}

/** Why seats cannot be read at this instant; undefined where they can. */
export function seatTroubleAt(customer: Customer, at: Instant): SeatTrouble['answer'] | undefined {
  return customer.seatTroubles.find(({ from, until }) => from <= at && (until === null || at < until))?.answer;
}
