/** Lines from before the window, or from its beginning: what the customer bought, and was billed, until then. */
import { addDays, monthsBefore, type Day } from '../calendar.js';
import { line, offerOf } from './billing-lines.js';
import type { DraftCatalogue, DraftSku } from './catalogue-rows.js';
import type { DraftLine, World } from './world.js';

export function earlierLines(
  world: World,
  catalogue: DraftCatalogue,
  customerId: string,
  partnerId: string,
  sku: DraftSku,
): DraftLine[] {
  const { random, first, last, terms } = world;
  const bought = { customerId, partnerId, offer: offerOf(world, sku) };
  const trailing = monthsBefore(first, terms.noBillingBeforeMonths ?? 3);
  const charged = (start: Day, end: Day, seats: number, also: Partial<DraftLine> = {}): DraftLine =>
    line(world, { ...bought, start, end, seats }, also);
  const bill = terms.baselineBill;
  const billDays = bill?.days ?? { from: addDays(first, -60), to: addDays(first, -1) };
  const billed = (start: Day, subtotal: string): DraftLine =>
    charged(start, addDays(start, 20), 2, { subtotal, currency: bill?.currency ?? terms.currency });
  const limit = bill?.amount ?? '100';
  const added = terms.seatsAdded;
  const baseline =
    added === undefined
      ? { from: addDays(first, -1), to: addDays(first, -1) }
      : 'billedOn' in added
        ? { from: added.billedOn, to: added.billedOn }
        : added.mostBilledIn;
  const seats = random.integer(1, terms.seatsMin + 3);

  return world.oneOf<DraftLine[]>({
    'a charge that ends the day before the months without billing': () => [
      charged(addDays(trailing, -30), addDays(trailing, -1), seats),
    ],
    'a charge that ends on the first day of the months without billing': () => [
      charged(addDays(trailing, -30), trailing, seats),
    ],
    'a charge of the day before the window': () => [charged(addDays(first, -1), addDays(first, -1), seats)],
    'a charge around the months without billing': () => [charged(addDays(trailing, -5), last, seats)],
    'a credit in the months without billing': () => [charged(trailing, addDays(first, -1), -seats)],
    'a product of the family in the months without billing': () => [
      { ...charged(trailing, addDays(first, -1), seats), offer: offerOf(world, random.pick(catalogue.ofFamily)) },
    ],
    'a bill of exactly the limit': () => [billed(billDays.from, limit)],
    'a bill of exactly the limit in two lines': () => [
      billed(billDays.from, '0.02'),
      billed(billDays.to, limit),
      billed(billDays.to, '-0.02'),
    ],
    'a bill a little above the limit': () => [billed(billDays.to, limit), billed(billDays.from, '0.0001')],
    'a bill of the limit the day before its days': () => [billed(addDays(billDays.from, -1), limit)],
    'a bill of the limit the day after its days': () => [billed(addDays(billDays.to, 1), limit)],
    'a bill in another currency': () => [
      charged(billDays.from, addDays(billDays.from, 20), 2, { currency: random.pick(['CHF', '']) }),
    ],
    'seats billed on the day of the baseline alone': () => [charged(baseline.from, baseline.from, seats)],
    'seats billed from before the baseline to the end': () => [charged(addDays(baseline.from, -10), last, seats)],
    'seats billed to the day before the baseline': () => [
      charged(addDays(baseline.from, -40), addDays(baseline.from, -1), seats),
    ],
    'seats billed on different days of the baseline': () => [
      charged(baseline.from, baseline.from, seats),
      charged(baseline.to, baseline.to, seats + 1),
    ],
    'seats billed on the baseline and credited': () => [
      charged(baseline.from, last, seats),
      charged(baseline.to, last, -random.integer(1, seats + 1)),
    ],
  });
}
