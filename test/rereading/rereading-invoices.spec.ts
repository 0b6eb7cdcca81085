import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { UnitOfWork } from '../../src/database/index.js';
import {
  PullPartnerCenter,
  RereadPayloads,
  type IngestOptions,
  type Pull,
  type ReReading,
  type ReReadingOptions,
} from '../../src/ingest/index.js';
import { instant, parseGuid, plusMillis } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId } from '../builders/import-folder.js';
import { localIngest } from '../builders/local-ingest.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { everything } from '../ingest/known-facts.js';
import { mistaken } from '../ingest/wrong-mappings.js';

const DUE = instant('2019-07-04T01:30:00Z');
const DAY_MS = 86_400_000;

/** Stands for Partner Center on this machine: no customers, and the invoices that a test names. */
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  asked.push(pathname);
  const { status = 200, body } = trouble?.(pathname) ?? answerTo(pathname);
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
});
interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}
interface Invoice {
  readonly lines: readonly object[];
  readonly charges?: number;
  readonly month?: string;
}
/** By their numbers. */
let invoices: Readonly<Record<string, Invoice>>;
/** How a path is answered, where not in order. */
let trouble: ((path: string) => Answer | undefined) | undefined;
let asked: string[];

const seatbacks = new Seatbacks();
let options: IngestOptions;
let seatback: TestSeatback;
/** Their mapping has mistakes, or they try again later what failed. */
const others = new Map<string, TestSeatback>();
beforeAll(async () => {
  options = await localIngest(server);
  seatback = await seatbacks.start({ partnerCenter: options });
});
beforeEach(async () => {
  await seatback.database.clear();
  [invoices, trouble, asked] = [{ D1: { lines: [line(1)] } }, undefined, []];
});
afterAll(async () => {
  for (const other of others.values()) await other.close();
  await seatbacks.end();
  server.closeAllConnections();
  server.close();
});

const NO_DAY = 'some day';
const TAKES_ANY_END = 'takes licence lines for those of one day';
const REFUSES_ONE = 'refuses licence lines of one customer';

describe('an invoice that the right mapping does not take', () => {
  it.each<readonly [what: string, meant: ReReadingOptions]>([
    ['ends when all is read again', {}],
    ['ends when what speaks of its customer is read again', { customerId: parseGuid(customerId(1)) }],
  ])('%s, is asked for by the next pull, and comes back when it can be read', async (_what, meant) => {
    invoices = { D1: { lines: [line(1, { chargeEndDate: NO_DAY })] } };
    await pull(0, await mistakenly(TAKES_ANY_END));
    expect(await known()).toEqual({ D1: 1 });
    expect(await covered()).toEqual([{ from: '2019-06-01' }]);
    expect(await reread(meant)).toMatchObject({ delivery: 2, problems: [] });
    expect(await known()).toEqual({});
    // Nobody knows what was billed then: that is not nothing.
    expect(await covered()).toEqual([]);

    expect(await pull(1)).toMatchObject({ invoicesRead: 1, quarantined: [{ column: 'chargeEndDate' }] });
    expect(await known()).toEqual({});
    invoices = { D1: { lines: [line(1)] } };
    expect(await pull(2)).toMatchObject({ invoicesRead: 1, quarantined: [] });
    expect(await known()).toEqual({ D1: 1 });
    expect(await pull(3)).toMatchObject({ invoicesRead: 0 });
  });

  it('does not end for one customer alone where invoices of others end too, and days with them', async () => {
    invoices = {
      D1: { lines: [line(1, { chargeEndDate: NO_DAY })] },
      D2: { lines: [line(2, { chargeEndDate: NO_DAY })] },
    };
    await pull(0, await mistakenly(TAKES_ANY_END));
    await expect(reread({ customerId: parseGuid(customerId(1)) })).rejects.toMatchObject({
      code: 'RE_READING_TOO_NARROW',
    });
    expect(await known()).toEqual({ D1: 1, D2: 1 });
    expect(await reread()).toMatchObject({ delivery: 2 });
    expect(await known()).toEqual({});
    expect(await covered()).toEqual([]);
  });

  it('ends for one customer also where another invoice, that does not change, was lost', async () => {
    invoices = { D1: { lines: [line(1, { chargeEndDate: NO_DAY })] }, D2: { lines: [line(2)], month: '2019-05' } };
    await pull(0, await mistakenly(TAKES_ANY_END));
    await asSomebodyWithMoreRights(`DELETE FROM delivery_payload WHERE name LIKE 'invoices/D2/lineitems%'`);
    expect(await reread({ customerId: parseGuid(customerId(1)) })).toMatchObject({
      delivery: 2,
      problems: [{ name: expect.stringContaining('invoices/D2') }],
    });
    expect(await known()).toEqual({ D2: 1 });
  });

  it('has its lines in quarantine each time that they are refused, however often the mapping was changed back', async () => {
    invoices = { D1: { lines: [line(1), line(2)] } };
    const wrong = await mistakenly(REFUSES_ONE);
    await pull(0);
    for (const [mapping, lines, refused] of [
      [wrong, 1, 1],
      [seatback, 2, 0],
      [wrong, 1, 1],
      [seatback, 2, 0],
    ] as const) {
      mapping.clock.moveTo(seatback.clock.now());
      await mapping.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'it was changed back' });
      expect(await known()).toEqual({ D1: lines });
      expect(await rowsInQuarantine()).toHaveLength(refused);
    }
    await wrong.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'it was changed back' });
    asked = [];
    await pull(1);
    expect(asked).toContain('/v1/invoices/D1/lineitems');
  });

  it('but for a part is asked for until all of it can be read', async () => {
    invoices = { D1: { lines: [line(1), line(2, { chargeEndDate: NO_DAY })] } };
    await pull(0, await mistakenly(TAKES_ANY_END));
    expect(await reread()).toMatchObject({ delivery: 2, rowsRefused: 1, problems: [] });
    expect(await known()).toEqual({ D1: 1 });

    expect(await pull(1)).toMatchObject({ invoicesRead: 1, quarantined: [{ column: 'chargeEndDate' }] });
    invoices = { D1: { lines: [line(1), line(2)] } };
    expect(await pull(2)).toMatchObject({ invoicesRead: 1, quarantined: [] });
    expect(await known()).toEqual({ D1: 2 });
    expect(await pull(3)).toMatchObject({ invoicesRead: 0 });
  });
});

describe('an invoice that kept answers', () => {
  it('gave in the second round alone, as the list of invoices failed in the first, stays', async () => {
    let lists = 0;
    trouble = (path) => (path === '/v1/invoices' && (lists += 1) === 1 ? { status: 404 } : undefined);
    expect(await pull(0, await patiently())).toMatchObject({ invoicesRead: 1, quarantined: [] });
    expect(lists).toBe(3);
    await expectNothingChanges();
    expect(await known()).toEqual({ D1: 1 });
  });

  it('gave once, though the pull needed them twice and refused it, is not taken', async () => {
    invoices = { D1: { lines: [line(1)], charges: 12.34 } };
    let readings = 0;
    trouble = (path) => (path.endsWith('/lineitems') && (readings += 1) === 2 ? { status: 404 } : undefined);
    expect(await pull(0)).toMatchObject({
      invoicesRead: 0,
      quarantined: [{ line: 0, file: expect.stringMatching(/^invoices\/D1\/lineitems\?/) }],
    });
    await expectNothingChanges();
    expect(await known()).toEqual({});
  });

  it('do not give any more, though no mapping stops it, stays and is named', async () => {
    await pull(0);
    await asSomebodyWithMoreRights(`DELETE FROM delivery_payload WHERE name LIKE 'invoices/D1/lineitems%'`);
    expect(await reread()).toMatchObject({ delivery: undefined, problems: [{ name: 'invoices/D1' }] });
    expect(await known()).toEqual({ D1: 1 });
  });
});

describe('after a re-reading', () => {
  it('the same days are known, also those of which a later pull could tell only', async () => {
    invoices = { D1: { lines: [line(1)] }, D2: { lines: [line(2)], month: '2019-05' } };
    trouble = (path) => (path === '/v1/invoices/D2' ? { status: 404 } : undefined);
    expect(await pull(0)).toMatchObject({ invoicesRead: 1, invoicesOfUnknownPeriod: 1 });
    trouble = undefined;
    expect(await pull(1)).toMatchObject({ invoicesRead: 2, invoicesOfUnknownPeriod: 0 });
    const days = [{ from: '2019-05-01' }, { from: '2019-06-01' }];
    expect(await covered()).toEqual(days);
    const without = await callsOf(2);
    await expectNothingChanges();
    expect(await covered()).toEqual(days);
    expect(await callsOf(3)).toEqual(without);
  });

  it.each([
    ['of which a line was refused', [line(1), line(2)]],
    ['of which every line was refused', [line(1)]],
  ])('an invoice %s by mistake is whole, and no pull asks for it again', async (_what, lines) => {
    invoices = { D1: { lines } };
    const pulling = await mistakenly(REFUSES_ONE);
    await pull(0, pulling);
    expect(await pull(1, pulling)).toMatchObject({ invoicesRead: 1, quarantined: [{ line: 1 }] });
    expect(await reread()).toMatchObject({ rowsResolved: 2, problems: [] });
    expect(await known()).toEqual({ D1: lines.length });
    expect(await covered()).toEqual([{ from: '2019-06-01' }]);
    expect((await callsOf(2)).filter((path) => path.startsWith('/v1/invoices/'))).toEqual([]);
  });

  it('another one finds what it finds, whatever was accepted by the one before', async () => {
    invoices = { D1: { lines: [line(1)] }, D2: { lines: [line(2), line(3, { chargeEndDate: NO_DAY })] } };
    await pull(0, await mistakenly(REFUSES_ONE));
    expect(await reread()).toMatchObject({ rowsResolved: 1, problems: [] });
    invoices = { D1: { lines: [line(1)] }, D2: { lines: [line(2), line(3)] } };
    expect(await pull(1)).toMatchObject({ invoicesRead: 1, quarantined: [] });
    await expectNothingChanges();
    expect(await known()).toEqual({ D1: 1, D2: 2 });
  });
});

function answerTo(path: string): Answer {
  const [, , what, id, of] = path.split('/');
  const items = (each: readonly unknown[]) => ({ body: { totalCount: 37, items: each, links: {} } });
  if (what !== 'invoices') return items([]);
  if (id === undefined)
    return items(
      Object.keys(invoices).map((number) => ({ id: number, invoiceDetails: [{ billingProvider: 'office' }] })),
    );
  const { lines = [], charges = lines.length * 50, month = '2019-06' } = invoices[id] ?? {};
  if (of === 'lineitems') return items(lines);
  const [billingPeriodStartDate, billingPeriodEndDate] = [`${month}-01T10:00:00Z`, `${month}-28T10:00:00Z`];
  return { body: { id, billingPeriodStartDate, billingPeriodEndDate, totalCharges: charges } };
}

function line(customer: number, changes: object = {}): object {
  return {
    customerId: customerId(customer),
    durableOfferId: BUSINESS_CENTRAL.offerId,
    chargeStartDate: '2019-06-01T00:00:00',
    chargeEndDate: '2019-06-28T00:00:00',
    quantity: 15,
    subtotal: 50,
    ...changes,
  };
}

/** @param night how many nights after the first */
async function pull(night: number, { app, clock } = seatback): Promise<Pull> {
  const dueAt = plusMillis(DUE, night * DAY_MS);
  seatback.clock.moveTo(dueAt);
  clock.moveTo(dueAt);
  return app.get(PullPartnerCenter).execute({ dueAt });
}

async function callsOf(night: number): Promise<readonly string[]> {
  asked = [];
  await pull(night);
  return asked;
}

async function mistakenly(mistake: string): Promise<TestSeatback> {
  return other(mistake, { ...options, mapping: mistaken(mistake) });
}

async function patiently(): Promise<TestSeatback> {
  return other('patient', { ...options, partnerCenter: { ...options.partnerCenter, patienceMs: 600_000 } });
}

/** Each is started once: that takes longer than to pull. */
async function other(name: string, partnerCenter: IngestOptions): Promise<TestSeatback> {
  const started = others.get(name) ?? (await seatbacks.sameDatabase(seatback, { partnerCenter }));
  others.set(name, started);
  return started;
}

async function reread(meant: ReReadingOptions = {}): Promise<ReReading> {
  return seatback.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'lines were read wrongly', ...meant });
}

async function expectNothingChanges(): Promise<void> {
  const before = await everything(seatback);
  expect(await reread()).toMatchObject({ delivery: undefined, changeCount: 0, rowsResolved: 0, problems: [] });
  expect(await everything(seatback)).toEqual(before);
}

/** How many lines count of each invoice. */
async function known(): Promise<Readonly<Record<string, number>>> {
  const rows = await query<{ number: string; lines: number }>(
    `SELECT invoice_number AS number, count(*)::integer AS lines FROM invoice JOIN billing_line USING (invoice_key)
     WHERE recorded_to IS NULL GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ number, lines }) => [number, lines]));
}

async function rowsInQuarantine(): Promise<unknown[]> {
  return query(`SELECT file FROM quarantined_row AS row WHERE NOT EXISTS (
    SELECT FROM quarantine_resolution AS accepted WHERE accepted.quarantined_row = row.quarantined_row)`);
}

async function covered(): Promise<unknown[]> {
  return query(`SELECT known_from AS "from" FROM record_coverage WHERE recorded_to IS NULL ORDER BY 1`);
}

async function asSomebodyWithMoreRights(sql: string): Promise<void> {
  const admin = new Client({ connectionString: seatback.database.adminUrl });
  await admin.connect();
  await admin.query(sql);
  await admin.end();
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}
