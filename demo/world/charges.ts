import { utcDayOf, dateOf, dayNumber, firstOfMonth, plusMonths, type DayNumber } from './days.js';
import type {
  ChargeLine,
  ChargeType,
  Customer,
  LegacyChargeType,
  NewCommerceChargeType,
  Subscription,
} from './model.js';
import type { BillingSystem } from './products.js';

/*
 * How legacy licences were billed in 2019, as this world has it:
 *
 * - A monthly subscription is charged by calendar month; the month of the purchase only for its remaining days. A
 *   yearly one is charged once for twelve months from its first day, and again when they are over.
 * - A change of seats reverses every charge that reaches beyond its first day, in full, and bills it again in two
 *   parts: the old quantity up to the day before, the new one from that day on.
 * - New commerce reverses only the days from the change on, and charges those anew at the new quantity: a credit for
 *   the old seats, a charge for the new ones. The days before stay as they were charged.
 * - A cancellation gives back the days that remain; the charge itself stands.
 * - So the signed quantities of the lines that cover a day add up to the seats of that day.
 * - A line is raised on its first day; a reversal, what replaces it, and a credit on the day of the change. The invoice
 *   of the month in which a line is raised carries it. Thus the invoice of June has every charge that covers 30 June,
 *   and what comes later adds nothing for that day, unless the past itself is corrected.
 */

export interface RaisedLine {
  readonly raisedOn: DayNumber;
  readonly line: ChargeLine;
}

/** A full cycle, and the part of it that is charged. */
interface ChargePeriod {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly cycleDays: number;
  readonly chargeType: SharedChargeType;
}

/** A charge that has not been reversed. */
interface OpenCharge {
  readonly period: ChargePeriod;
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly quantity: number;
  readonly amountPence: number;
  readonly chargeType: ChargeType;
}

/** All lines of a subscription raised up to and including `until`, in the order in which they are raised. */
export function linesOf(
  customer: Customer,
  subscription: Subscription,
  until: DayNumber,
  billing: BillingSystem,
): RaisedLine[] {
  if (subscription.product.sku === null) return []; // Consumption is billed by usage, on other files.
  const lines: RaisedLine[] = [];
  const unitPricePence = subscription.product.pricePencePerSeatMonth * (subscription.cycle === 'annual' ? 12 : 1);
  let open: OpenCharge[] = [];
  const word = (type: SharedChargeType): ChargeType => (billing === 'legacy' ? type : NEW_COMMERCE_WORDS[type]);

  const raise = (raisedOn: DayNumber, charge: OpenCharge): void => {
    const discountPence = rounded(charge.amountPence, subscription.discountPercent, 100);
    lines.push({
      raisedOn,
      line: {
        customer,
        subscription,
        chargeType: charge.chargeType,
        from: dateOf(charge.from),
        to: dateOf(charge.to),
        quantity: charge.quantity,
        unitPricePence,
        amountPence: charge.amountPence,
        discountPence,
        subtotalPence: charge.amountPence - discountPence,
      },
    });
  };
  const bill = (
    raisedOn: DayNumber,
    period: ChargePeriod,
    from: DayNumber,
    to: DayNumber,
    quantity: number,
    chargeType: ChargeType,
  ): void => {
    const amountPence = rounded(unitPricePence * quantity, to - from + 1, period.cycleDays);
    const charge = { period, from, to, quantity, amountPence, chargeType };
    raise(raisedOn, charge);
    open.push(charge);
  };
  const credit = (raisedOn: DayNumber, charge: OpenCharge, from: DayNumber, chargeType: ChargeType): void => {
    const amountPence = -rounded(charge.amountPence, charge.to - from + 1, charge.to - charge.from + 1);
    const quantity = subscription.creditsCarry === 'negative-quantity' ? -charge.quantity : charge.quantity;
    raise(raisedOn, { ...charge, from, quantity, amountPence, chargeType });
  };

  for (const event of eventsOf(subscription, until)) {
    if (event.kind === 'period') {
      bill(event.day, event.period, event.period.from, event.period.to, event.quantity, word(event.period.chargeType));
      continue;
    }
    const reached = open.filter((charge) => charge.to >= event.effectiveOn);
    open = open.filter((charge) => charge.to < event.effectiveOn);
    for (const charge of reached) {
      const split = Math.max(charge.from, event.effectiveOn);
      if (event.kind === 'end') {
        credit(event.day, charge, split, word('Prorate fees when cancel'));
        continue;
      }
      if (billing === 'new-commerce') {
        // Credit and charge carry the same word: whether seats came or went.
        const change = event.quantity < charge.quantity ? 'removeQuantity' : 'addQuantity';
        credit(event.day, charge, split, change);
        if (charge.from < split) open.push(daysBefore(split, charge));
        bill(event.day, charge.period, split, charge.to, event.quantity, change);
        continue;
      }
      credit(
        event.day,
        charge,
        charge.from,
        charge.chargeType === charge.period.chargeType ? 'Cancel fee' : 'Cancel instance prorate',
      );
      if (charge.from < split)
        bill(event.day, charge.period, charge.from, split - 1, charge.quantity, 'Cycle instance prorate');
      bill(event.day, charge.period, split, charge.to, event.quantity, 'Cycle instance prorate');
    }
  }
  return lines;
}

/** What new commerce calls the lines that both systems have. */
const NEW_COMMERCE_WORDS = {
  'Activation fee': 'new',
  'Prorate fees when purchase': 'new',
  'Cycle fee': 'cycleCharge',
  'Renewal fee': 'renew',
  'Prorate fees when cancel': 'cancel',
} as const satisfies Partial<Record<LegacyChargeType, NewCommerceChargeType>>;
type SharedChargeType = keyof typeof NEW_COMMERCE_WORDS;

/** What stands of a charge whose days from `split` on were credited. */
function daysBefore(split: DayNumber, charge: OpenCharge): OpenCharge {
  const amountPence = rounded(charge.amountPence, split - charge.from, charge.to - charge.from + 1);
  return { ...charge, to: split - 1, amountPence };
}

type BillingEvent =
  | { readonly kind: 'period'; readonly day: DayNumber; readonly period: ChargePeriod; readonly quantity: number }
  | { readonly kind: 'change'; readonly day: DayNumber; readonly effectiveOn: DayNumber; readonly quantity: number }
  | { readonly kind: 'end'; readonly day: DayNumber; readonly effectiveOn: DayNumber };

/** What makes lines, in order of days. A period that begins on the day of a change comes first, at the old quantity. */
function eventsOf(subscription: Subscription, until: DayNumber): BillingEvent[] {
  const [purchase, ...changes] = subscription.steps;
  const lastPeriodBegins =
    subscription.end === null ? until : Math.min(until, dayNumber(subscription.end.effectiveOn) - 1);
  const heldOn = (day: DayNumber): number =>
    changes.findLast(({ at }) => utcDayOf(at) < day)?.quantity ?? purchase?.quantity ?? 0;
  const events: BillingEvent[] = periodsOf(subscription, lastPeriodBegins).map((period) => ({
    kind: 'period',
    day: period.from,
    period,
    quantity: heldOn(period.from),
  }));
  for (const { at, effectiveOn, quantity } of changes) {
    events.push({ kind: 'change', day: utcDayOf(at), effectiveOn: dayNumber(effectiveOn), quantity });
  }
  // A trial was charged for its days only: when it lapses nothing is left to give back.
  if (subscription.end?.why === 'cancelled') {
    events.push({
      kind: 'end',
      day: utcDayOf(subscription.end.at),
      effectiveOn: dayNumber(subscription.end.effectiveOn),
    });
  }
  return events.filter(({ day }) => day <= until).sort((a, b) => a.day - b.day);
}

function periodsOf(subscription: Subscription, lastPeriodBegins: DayNumber): ChargePeriod[] {
  const start = dayNumber(subscription.startsOn);
  if (subscription.isTrial && subscription.end !== null) {
    const to = dayNumber(subscription.end.effectiveOn) - 1;
    return [{ from: start, to, cycleDays: to - start + 1, chargeType: 'Activation fee' }];
  }
  const periods: ChargePeriod[] = [];
  const monthly = subscription.cycle === 'monthly';
  const firstCycle = monthly ? firstOfMonth(start) : start;
  for (let cycle = 0; ; cycle += 1) {
    const cycleFrom = plusMonths(firstCycle, monthly ? cycle : cycle * 12);
    const from = Math.max(cycleFrom, start);
    if (from > lastPeriodBegins) return periods;
    const to = plusMonths(firstCycle, monthly ? cycle + 1 : (cycle + 1) * 12) - 1;
    const later = monthly ? 'Cycle fee' : 'Renewal fee';
    const first = from > cycleFrom ? 'Prorate fees when purchase' : 'Activation fee';
    periods.push({ from, to, cycleDays: to - cycleFrom + 1, chargeType: cycle === 0 ? first : later });
  }
}

/** `amount` times `part` over `whole` in whole pence, half a penny away from zero. */
function rounded(amount: number, part: number, whole: number): number {
  const exact = amount * part;
  return Math.sign(exact) * Math.floor((2 * Math.abs(exact) + whole) / (2 * whole));
}
