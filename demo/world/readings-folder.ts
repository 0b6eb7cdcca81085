import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../src/kernel/index.js';
import { openTable, writeTable } from './csv-table.js';
import { dateOf, utcDayOf } from './days.js';
import { licenceFile } from './licence-file.js';
import type { Customer, Invoice, World } from './model.js';
import { offerIdIn, type BillingSystem } from './products.js';
import { reconciliationLine } from './reconciliation-line.js';
import { assertWithinWorld, customersAt, invoicesAt, seatsAt, seatTroubleAt, subscriptionsAt } from './state.js';

export interface ReadingsWritten {
  readonly subscriptionRows: number;
  readonly seatRows: number;
  readonly refusals: number;
  readonly invoices: number;
}

/**
 * Writes what somebody learns who asks Partner Center for everything at each of these instants: the readings of every
 * pull, and the invoices that the last one sees. Where seats are refused a row says so; where Microsoft does not answer
 * there is no row at all. The folder and a client over HTTP know the same.
 *
 * A tenant's reading exists by its rows, so every tenant holds a free plan: one without any SKU could not be told from
 * one that was never read.
 */
export async function writeReadings(
  world: World,
  pullInstants: readonly Instant[],
  folder: string,
): Promise<ReadingsWritten> {
  const pulls = pullInstants.toSorted();
  pulls.forEach(assertWithinWorld);
  const subscriptions = await openTable(folder, 'subscriptions.csv', SUBSCRIPTION_COLUMNS);
  const seats = await openTable(folder, 'seats.csv', SEAT_COLUMNS);
  const refusals = await openTable(folder, 'no_access.csv', ['customer_id', 'resource', 'observed_at']);
  try {
    for (const at of pulls) {
      const customers = customersAt(world, at);
      await subscriptions.add(customers.flatMap((customer) => subscriptionRows(customer, at, world.billing)));
      const answered = customers.filter((customer) => seatTroubleAt(customer, at) === undefined);
      await seats.add(answered.flatMap((customer) => seatRows(customer, at)));
      const refused = customers.filter((customer) => seatTroubleAt(customer, at) === 'refused');
      await refusals.add(refused.map(({ id }) => ({ customer_id: id, resource: 'seats', observed_at: at })));
    }
  } finally {
    await Promise.all([subscriptions.close(), seats.close(), refusals.close()]);
  }
  const lastPull = pulls.at(-1);
  const invoices = lastPull === undefined ? [] : invoicesAt(world, lastPull);
  await mkdir(join(folder, 'billing'), { recursive: true });
  for (const invoice of invoices) {
    const [ending, content] =
      world.billing === 'legacy'
        ? ['csv', licenceFile(invoice, world.distributor)]
        : ['jsonl', jsonLines(invoice.lines.map((line) => reconciliationLine(invoice, line, world.distributor)))];
    await writeFile(join(folder, 'billing', `${invoice.id}.${ending}`), content);
  }
  await writeCoverage(pulls, invoices, folder);
  return {
    subscriptionRows: subscriptions.rowCount(),
    seatRows: seats.rowCount(),
    refusals: refusals.rowCount(),
    invoices: invoices.length,
  };
}

const SUBSCRIPTION_COLUMNS = [
  'customer_id',
  'subscription_id',
  'partner_id',
  'offer_id',
  'quantity',
  'status',
  'is_trial',
  'effective_start',
  'commitment_end',
  'observed_at',
] as const;

function jsonLines(objects: readonly unknown[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}

function subscriptionRows(customer: Customer, at: Instant, billing: BillingSystem) {
  return subscriptionsAt(customer, at).map(({ subscription, quantity, status, termEndsOn }) => ({
    customer_id: customer.id,
    subscription_id: subscription.id,
    partner_id: subscription.partnerId,
    offer_id: offerIdIn(billing, subscription.product).toLowerCase(),
    quantity: String(quantity),
    status,
    is_trial: String(subscription.isTrial),
    effective_start: subscription.startsOn,
    commitment_end: termEndsOn ?? '',
    observed_at: at,
  }));
}

const SEAT_COLUMNS = ['customer_id', 'sku_part_number', 'sku_id', 'assigned', 'purchased', 'observed_at'] as const;

/** Purchased are the units that still work: those in good standing and those in their time of grace. */
function seatRows(customer: Customer, at: Instant) {
  return seatsAt(customer, at).map(({ sku, assigned, active, warning }) => ({
    customer_id: customer.id,
    sku_part_number: sku.partNumber,
    sku_id: sku.id,
    assigned: String(assigned),
    purchased: String(active + warning),
    observed_at: at,
  }));
}

/** Billing is complete for the periods that were invoiced; a pull speaks for its own day. */
async function writeCoverage(pulls: readonly Instant[], invoices: readonly Invoice[], folder: string): Promise<void> {
  const pullDays = joined(pulls.map(utcDayOf));
  await writeTable(
    folder,
    'coverage.csv',
    ['resource', 'known_from', 'known_to'],
    [
      ...invoices.map(({ periodFrom, periodTo }) => ({
        resource: 'billing',
        known_from: periodFrom,
        known_to: periodTo,
      })),
      ...['subscriptions', 'seats'].flatMap((resource) =>
        pullDays.map(({ from, to }) => ({ resource, known_from: dateOf(from), known_to: dateOf(to) })),
      ),
    ],
  );
}

/** Days in ascending order, joined where they touch. */
function joined(days: readonly number[]): { readonly from: number; readonly to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  for (const day of days) {
    const open = stretches.at(-1);
    if (open !== undefined && day <= open.to + 1) open.to = day;
    else stretches.push({ from: day, to: day });
  }
  return stretches;
}
