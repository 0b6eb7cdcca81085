import { describe, expect, it } from '@jest/globals';
import { calendarDate, instant, plusDays } from '../../src/kernel/index.js';
import {
  generateWorld,
  RECORDS_BEGIN,
  subscriptionsAt,
  type ChargeLine,
  type Subscription,
  type World,
} from '../../demo/world/index.js';

const SEEDS = [1, 2, 3, 20190630];
const worlds = SEEDS.map((seed) => generateWorld({ seed, customers: 160 }));
const inNewCommerce = SEEDS.map((seed) => generateWorld({ seed, customers: 160, billing: 'new-commerce' }));
const LAST_DAY_BILLED = '2019-08-31';

describe('invoices', () => {
  it('follow one another without a gap, and each is seen early in the month after its period', () => {
    for (const { invoices } of worlds) {
      expect(invoices[0]?.periodFrom).toBe(RECORDS_BEGIN);
      expect(invoices.at(-1)?.periodTo).toBe(LAST_DAY_BILLED);
      invoices.slice(1).forEach((invoice, index) => {
        expect(invoice.periodFrom).toBe(plusDays(invoices[index]?.periodTo ?? invoice.periodTo, 1));
      });
      for (const { periodTo, issuedAt } of invoices) expect(issuedAt.slice(0, 10)).toBe(plusDays(periodTo, 3));
      expect(new Set(invoices.map(({ id }) => id)).size).toBe(invoices.length);
      expect(invoices.every(({ id }) => /^D[0-9A-Z]{9}$/.test(id))).toBe(true);
    }
  });

  it('have every first charge for a day on the invoice of the month of that day or before', () => {
    for (const { invoices } of worlds) {
      for (const { lines, periodTo } of invoices) expect(lines.filter(({ from }) => from > periodTo)).toEqual([]);
    }
  });
});

describe('the lines that cover a day', () => {
  it('add up to the seats of that day, by the sign of their subtotals', () => {
    for (const world of [...worlds, ...inNewCommerce]) {
      const lines = linesBySubscription(world);
      for (const { subscriptions } of world.customers) {
        for (const subscription of subscriptions.filter(isCounted)) {
          expect(changesBilled(lines.get(subscription) ?? [])).toEqual(changesHeld(subscription));
        }
      }
    }
  });

  it('agree with what Partner Center shows in the evening of the day, unless the past was corrected', () => {
    for (const world of [...worlds, ...inNewCommerce]) {
      const lines = linesBySubscription(world);
      const billedOn = (subscription: Subscription, day: string): number =>
        (lines.get(subscription) ?? [])
          .filter(({ from, to }) => from <= day && day <= to)
          .reduce((sum, line) => sum + signed(line), 0);
      for (let day = calendarDate('2018-12-01'); day <= LAST_DAY_BILLED; day = plusDays(day, 13)) {
        const evening = instant(`${day}T23:59:59Z`);
        const states = world.customers.flatMap((customer) => subscriptionsAt(customer, evening));
        const told = states.filter(({ subscription }) => isCounted(subscription) && !isCorrectedLater(subscription));
        expect(told.map(({ subscription }) => billedOn(subscription, day))).toEqual(
          told.map(({ status, quantity }) => (status === 'active' ? quantity : 0)),
        );
      }
    }
  });

  it('are free of charge for trials and where all is given away', () => {
    for (const world of [...worlds, ...inNewCommerce]) {
      for (const [{ isTrial, discountPercent }, lines] of linesBySubscription(world)) {
        const free = isTrial || discountPercent === 100;
        expect(lines.every(({ subtotalPence }) => (subtotalPence === 0) === free)).toBe(true);
      }
    }
  });
});

describe('reversals and credits', () => {
  it('come in both forms, and the form is the subscription’s own', () => {
    const credits = worlds.flatMap(({ invoices }) =>
      invoices.flatMap(({ lines }) => lines.filter(({ subtotalPence }) => subtotalPence < 0)),
    );
    const forms = new Set(credits.map(({ quantity }) => Math.sign(quantity)));
    expect(forms).toEqual(new Set([1, -1]));
    for (const { subscription, quantity } of credits)
      expect(Math.sign(quantity)).toBe(subscription.creditsCarry === 'positive-quantity' ? 1 : -1);
  });

  it('take back the whole charge when seats change: ten seats of June, eighteen from the twelfth', () => {
    const [world] = worlds;
    const customer = world?.customers.find(({ name }) => name === 'Midsummer Bakeries');
    const june = world?.invoices.find(({ periodFrom }) => periodFrom === '2019-06-01');
    expect(june?.lines.filter((line) => line.customer === customer).map(rowOf)).toEqual([
      'Cycle fee 2019-06-01 2019-06-30 10 52800',
      'Cancel fee 2019-06-01 2019-06-30 10 -52800',
      'Cycle instance prorate 2019-06-01 2019-06-11 10 19360',
      'Cycle instance prorate 2019-06-12 2019-06-30 18 60192',
    ]);
  });

  it('in new commerce take back the days that remain alone', () => {
    const [world] = inNewCommerce;
    const june = world?.invoices.find(({ periodFrom }) => periodFrom === '2019-06-01');
    expect(june?.id).toMatch(/^G\d{9}$/);
    expect(june?.lines.filter(({ customer }) => customer.name === 'Midsummer Bakeries').map(rowOf)).toEqual([
      'cycleCharge 2019-06-01 2019-06-30 10 52800',
      'addQuantity 2019-06-12 2019-06-30 10 -33440',
      'addQuantity 2019-06-12 2019-06-30 18 60192',
    ]);
  });

  it('give back the rest of a year that was cancelled', () => {
    const [world] = worlds;
    const lines = world?.invoices.flatMap((invoice) =>
      invoice.lines.filter(({ customer }) => customer.name === 'Backwater Boatyard'),
    );
    expect(lines?.map(rowOf)).toEqual([
      'Activation fee 2019-02-06 2020-02-05 20 1809600',
      'Prorate fees when cancel 2019-05-10 2020-02-05 20 -1348524',
    ]);
  });
});

/** Free lines count no seats; consumption has none. */
function isCounted({ isTrial, discountPercent, product }: Subscription): boolean {
  return !isTrial && discountPercent < 100 && product.sku !== null;
}

function isCorrectedLater({ steps }: Subscription): boolean {
  return steps.some(({ at, effectiveOn }) => at.slice(0, 10) !== effectiveOn);
}

function signed({ quantity, subtotalPence }: ChargeLine): number {
  return Math.abs(quantity) * Math.sign(subtotalPence);
}

function linesBySubscription({ invoices }: World): Map<Subscription, ChargeLine[]> {
  return Map.groupBy(
    invoices.flatMap(({ lines }) => lines),
    ({ subscription }) => subscription,
  );
}

/** From which day on how many seats: of the days that are billed, only those on which the number changes. */
type SeatChanges = (readonly [from: string, seats: number])[];

function changesBilled(lines: readonly ChargeLine[]): SeatChanges {
  const moves = new Map<string, number>();
  const move = (day: string, seats: number): void => {
    moves.set(day, (moves.get(day) ?? 0) + seats);
  };
  for (const line of lines) {
    move(line.from, signed(line));
    move(plusDays(line.to, 1), -signed(line));
  }
  let seats = 0;
  return withoutRepeats(
    [...moves]
      .sort()
      .filter(([day]) => day <= LAST_DAY_BILLED)
      .map(([day, change]) => [day, (seats += change)]),
  );
}

function changesHeld({ steps, end }: Subscription): SeatChanges {
  const held = new Map<string, number>();
  for (const { effectiveOn, quantity } of steps) {
    for (const day of held.keys()) if (day >= effectiveOn) held.delete(day);
    held.set(effectiveOn, quantity);
  }
  if (end !== null) held.set(end.effectiveOn, 0);
  return withoutRepeats([...held].filter(([day]) => day <= LAST_DAY_BILLED));
}

function withoutRepeats(changes: SeatChanges): SeatChanges {
  return changes.filter(([, seats], index) => seats !== (changes[index - 1]?.[1] ?? 0));
}

function rowOf({ chargeType, from, to, quantity, amountPence }: ChargeLine): string {
  return `${chargeType} ${from} ${to} ${String(quantity)} ${String(amountPence)}`;
}
