import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPartnerCenter, type SimulatedPartnerCenter } from '../../demo/partner-center/index.js';
import { generateWorld, offerIdIn, type ChargeLine } from '../../demo/world/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, listUnbilled, PullUnbilled, type UnbilledPull } from '../../src/ingest/index.js';
import { unbilledLine } from '../../src/ingest/sources/files/billing-files.js';
import { valuesOf } from '../../src/ingest/sources/files/records.js';
import { calendarDate, instant, type Instant } from '../../src/kernel/index.js';
import { ImportFiles, newCommerceLine } from '../builders/import-folder.js';
import { simulatedIngest } from '../builders/simulated-ingest.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const LATE_IN_JUNE = instant('2019-06-28T20:00:00Z');
const JUNE = calendarDate('2019-06-01');
/** The invoice of June is there from the third on. */
const JUNE_IS_BILLED = instant('2019-07-04T20:00:00Z');
const LAST_MINUTE_OF_JUNE = instant('2019-06-30T23:59:30Z');
/** Nobody sees an invoice of June yet, and July has begun. */
const BETWEEN = instant('2019-07-01T20:00:00Z');

const world = generateWorld({ seed: 11, customers: 40, billing: 'new-commerce' });
const seatbacks = new Seatbacks();
let center: SimulatedPartnerCenter;
let seatback: TestSeatback;
let onWait: () => void;
beforeAll(async () => {
  center = await startPartnerCenter(world, { startAt: LATE_IN_JUNE });
  const options = simulatedIngest(center, { graphBilling: { url: center.graphUrl }, onSleep: () => onWait() });
  seatback = await seatbacks.start({ partnerCenter: options });
});
beforeEach(async () => {
  center.suffer(undefined);
  onWait = () => undefined;
  moveTo(LATE_IN_JUNE);
  await seatback.database.clear();
});
afterAll(async () => {
  await seatbacks.end();
  await center.close();
});

describe('what is not billed yet', () => {
  it('is known by customer and product before any invoice says it', async () => {
    const { exports, delivery } = await pulled('GBP');
    const raised = linesOf(JUNE).filter(({ from }) => from <= '2019-06-28');
    expect(raised.length).toBeGreaterThan(20);
    expect(exports).toEqual([
      { currency: 'GBP', month: '2019-05-01', lines: 0, problem: null },
      { currency: 'GBP', month: JUNE, lines: raised.length, problem: null },
    ]);
    expect(delivery).toMatchObject({ delivery: 1 });
    expect(await seatsForetold()).toEqual(seatsOf(raised, '2019-06-30'));
    expect((await unbilled()).every(({ month, currency }) => month === JUNE && currency === 'GBP')).toBe(true);
  });

  it('says nothing new when it is read again, and leaves no row', async () => {
    await pulled('GBP');
    const before = await unbilled();
    expect((await pulled('GBP')).delivery).toBeUndefined();
    expect(await unbilled()).toEqual(before);
  });

  it('stays, as what is about to be billed, until the invoice is there, and then ends', async () => {
    await pulled('GBP');
    moveTo(BETWEEN);
    const { exports } = await pulled('GBP');
    expect(exports.map(({ month, lines }) => [month, lines > 0])).toEqual([
      [JUNE, true],
      ['2019-07-01', true],
    ]);
    moveTo(JUNE_IS_BILLED);
    await pulled('GBP');
    expect(new Set((await unbilled()).map(({ month }) => month))).toEqual(new Set(['2019-07-01']));
    // What was believed before is still there to be seen.
    const { rows } = await one<{ rows: number }>(
      `SELECT count(*)::integer AS rows FROM unbilled_charge WHERE month = '2019-06-01' AND recorded_to = 3`,
    );
    expect(rows).toBeGreaterThan(20);
  });

  it('is of the month in which it was asked for, also where that ends meanwhile', async () => {
    moveTo(LAST_MINUTE_OF_JUNE);
    onWait = () => moveTo(BETWEEN);
    const { exports } = await pulled('GBP');
    // Asked for in June, the last month is May; when the running one is asked for, that is July.
    expect(exports).toMatchObject([
      { month: '2019-05-01', problem: null },
      { month: '2019-07-01', problem: null },
    ]);
    expect(new Set((await unbilled()).map(({ month }) => month))).toEqual(new Set(['2019-07-01']));
  });

  it('of which an export breaks off takes nothing away, and stops no other', async () => {
    await pulled('GBP');
    const before = await unbilled();
    moveTo(BETWEEN);
    const fault = { kind: 'half-body', fromRequest: 1, ends: 'never' } as const;
    center.suffer({ seed: 1, faults: [{ ...fault, resource: 'file/unbilled-2019-06-01' }] });
    const { exports } = await pulled('GBP');
    expect(exports).toMatchObject([
      { month: JUNE, lines: 0, problem: expect.stringContaining('unbilled/GBP/2019-06-01/') },
      { month: '2019-07-01', problem: null },
    ]);
    expect((await unbilled()).filter(({ month }) => month === JUNE)).toEqual(before);
  });

  it('is asked for in the currencies of the newest invoices, unless somebody names them', async () => {
    await expect(pulled()).rejects.toMatchObject({ code: 'CURRENCY_MISSING' });
    const invoice = new ImportFiles().file(
      'billing/june.csv',
      csvOf(newCommerceLine(1, { InvoiceNumber: 'G7', Currency: 'GBP' })),
    );
    await seatback.app.get(ImportFolder).execute(invoice.writeTo(seatbacks.newFolder()));
    expect((await pulled()).exports.map(({ currency }) => currency)).toEqual(['GBP', 'GBP']);
    // Microsoft does not bill this distributor in it.
    const { exports } = await pulled('USD');
    expect(exports.map(({ problem }) => problem)).toEqual(Array(2).fill(expect.stringContaining('400')));
  });

  it('counts lines as billed ones are counted, without an invoice number', () => {
    const values = valuesOf(newCommerceLine(1, { InvoiceNumber: '', BillableQuantity: '-3' }));
    expect(unbilledLine({ line: 1, values })).toMatchObject({ line: { invoiceNumber: '', quantity: '-3' } });
    const bad = valuesOf(newCommerceLine(1, { BillableQuantity: 'some' }));
    expect(unbilledLine({ line: 1, values: bad })).toMatchObject({ problem: { column: 'billablequantity' } });
  });
});

function moveTo(at: Instant): void {
  center.moveTo(at);
  seatback.clock.moveTo(at);
}

async function pulled(...currencies: readonly string[]): Promise<UnbilledPull> {
  return seatback.app.get(PullUnbilled).execute(currencies.length === 0 ? undefined : currencies);
}

async function unbilled() {
  return seatback.app.get(UnitOfWork).inSession((session) => listUnbilled(session));
}

async function one<T extends object>(sql: string): Promise<T> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.one<T>(sql));
}

const linesOf = (month: string): readonly ChargeLine[] =>
  world.invoices.find(({ periodFrom }) => periodFrom === month)?.lines ?? [];

/** Seats on a day, by customer: trials count for nothing. */
function seatsOf(lines: readonly ChargeLine[], day: string): ReadonlyMap<string, number> {
  const seats = new Map<string, number>();
  for (const { customer, subscription, quantity, subtotalPence, from, to } of lines) {
    const key =
      `${customer.id} ${offerIdIn('new-commerce', subscription.product).split(':').slice(0, 2).join(':')}`.toLowerCase();
    const counted =
      from <= day && day <= to && !subscription.isTrial ? Math.abs(quantity) * Math.sign(subtotalPence) : 0;
    seats.set(key, (seats.get(key) ?? 0) + counted);
  }
  return seats;
}

async function seatsForetold(): Promise<ReadonlyMap<string, number>> {
  const seats = new Map<string, number>();
  for (const { customerId, product, seatsOnLastDay } of await unbilled()) {
    const key = `${customerId} ${product}`;
    seats.set(key, (seats.get(key) ?? 0) + Number(seatsOnLastDay));
  }
  return seats;
}

const csvOf = (row: Readonly<Record<string, unknown>>): string =>
  `${Object.keys(row).join(',')}\n${Object.values(row).map(String).join(',')}\n`;
