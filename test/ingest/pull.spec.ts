import { createServer } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppModule } from '../../src/app.module.js';
import { CalculateCampaign } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, PullPartnerCenter, type IngestOptions } from '../../src/ingest/index.js';
import { instant, MovableClock, plusMillis } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { localIngest } from '../builders/local-ingest.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const DUE = instant('2019-07-04T01:30:00Z');
const NEXT_DAY = plusMillis(DUE, 86_400_000);

const NOW = instant('2019-08-01T00:00:00Z');

/** Stands for Partner Center on this machine; each test says how it answers. */
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  asked.push(`${url.pathname}${url.search}`);
  void (async () => {
    const token = request.headers['ms-continuationtoken']?.toString();
    const { status = 200, body } = (await answering(url, token)) ?? { status: 404, body: {} };
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  })();
});
let answering: Answering;
/** What was asked for since the test began. */
let asked: string[];

const seatbacks = new Seatbacks();
let ingest: IngestOptions;
let seatback: TestSeatback;
beforeAll(async () => {
  ingest = await localIngest(server);
  seatback = await seatbacks.start({ partnerCenter: ingest });
});
beforeEach(async () => {
  seatback.clock.moveTo(DUE);
  await seatback.database.clear();
});
afterAll(async () => {
  await seatbacks.end();
  server.closeAllConnections();
  server.close();
});

interface Answer {
  readonly status?: number;
  /** Sent as JSON; a text as it stands. */
  readonly body: unknown;
}
type Answering = (url: URL, token: string | undefined) => Answer | undefined | Promise<Answer | undefined>;

/** One customer with seats and a subscription, and one invoice. */
const ordinary = ({ pathname }: URL): Answer | undefined => {
  const [, , what, id, of] = pathname.split('/');
  if (what === 'customers' && id === undefined)
    return list([{ id: customerId(1), companyProfile: { companyName: 'One' } }]);
  if (of === 'subscriptions')
    return list([
      {
        id: 'A-SUBSCRIPTION',
        offerId: BUSINESS_CENTRAL.offerId,
        partnerId: '1001',
        quantity: 15,
        isTrial: false,
        effectiveStartDate: '2019-06-01T00:00:00Z',
        commitmentEndDate: '9999-12-31T00:00:00Z',
      },
    ]);
  if (of === 'subscribedskus') return list([{ consumedUnits: 15, productSku: { id: BUSINESS_CENTRAL.skuId } }]);
  if (what === 'invoices' && id === undefined) return list([invoice('D1')]);
  if (of === 'lineitems') return list([line(1)]);
  if (what === 'invoices')
    return {
      body: {
        ...invoice('D1'),
        billingPeriodStartDate: '2019-06-01T10:00:00Z',
        billingPeriodEndDate: '2019-06-30T10:00:00Z',
      },
    };
  return undefined;
};

describe('a pull', () => {
  it('is made once for the instant it was due', async () => {
    serve(ordinary);
    const first = await pull();
    expect(first).toMatchObject({ delivery: 1, wasMade: false, customersSeen: 1, invoicesRead: 1, recordedAt: DUE });
    seatback.clock.moveTo(NEXT_DAY);
    const before = asked.length;
    const { quarantined: _quarantined, ...second } = await pull();
    expect(second).toMatchObject({ delivery: 1, wasMade: true, customersSeen: 1, invoicesRead: 1, recordedAt: DUE });
    expect(asked).toHaveLength(before);
    expect(await pull(NEXT_DAY)).toMatchObject({ delivery: 2, wasMade: false });
  });

  it('that two processes make at once for one instant is one delivery, and asks once', async () => {
    serve(ordinary);
    const other = await anotherProcess();
    try {
      const both = await Promise.all([pull(), other.get(PullPartnerCenter).execute({ dueAt: DUE })]);
      expect(both.map(({ delivery }) => delivery)).toEqual([1, 1]);
      expect(both.map(({ wasMade }) => wasMade).sort()).toEqual([false, true]);
      expect(asked.filter((path) => path.startsWith('/v1/customers?'))).toHaveLength(2);
      expect(await query('SELECT delivery FROM delivery')).toEqual([{ delivery: 1 }]);
    } finally {
      await other.close();
    }
  });

  it('that two processes make at once for two instants is made one after the other', async () => {
    serve(ordinary);
    const other = await anotherProcess();
    try {
      await Promise.all([pull(), other.get(PullPartnerCenter).execute({ dueAt: NEXT_DAY })]);
      expect(await query('SELECT delivery FROM delivery ORDER BY delivery')).toEqual([
        { delivery: 1 },
        { delivery: 2 },
      ]);
    } finally {
      await other.close();
    }
  });

  it('follows the token of the next page, whatever its link looks like, and takes a customer once', async () => {
    const next = {
      uri: '/customers?size=500?seekOperation=Next',
      headers: [{ key: 'MS-ContinuationToken', value: 'a,b/=' }],
    };
    serve((url, token) => {
      if (url.pathname !== '/v1/customers')
        return of(url, 'lineitems', list([])) ?? listOf(url, 'invoices') ?? list([]);
      if (token === undefined) return list([{ id: customerId(1) }, { id: customerId(2).toUpperCase() }], next);
      if (url.search !== '?size=500&seekOperation=Next' || token !== 'a,b/=') return undefined;
      return list([{ id: customerId(2) }, { id: customerId(3) }]);
    });
    expect(await pull()).toMatchObject({ customersSeen: 3 });
    expect(asked.filter((path) => path.includes('subscribedskus'))).toHaveLength(3);
  });

  it('counts through the pages of lines itself', async () => {
    const offsets: (string | null)[] = [];
    serve((url) => {
      if (!url.pathname.endsWith('/lineitems')) return ordinary(url);
      offsets.push(url.searchParams.get('offset'));
      return offsets.at(-1) === '0'
        ? list([line(1), line(2)], { uri: '/invoices/D1/lineitems?offset=' })
        : list([line(3)]);
    });
    await pull();
    // And twice, because the sum of the lines is not what the invoice charges.
    expect(offsets).toEqual(['0', '2', '0', '2']);
    expect(await query('SELECT line, file, file_line AS "fileLine" FROM billing_line ORDER BY line')).toEqual(
      [1, 2, 3].map((number) => ({ line: number, file: 'invoices/D1/lineitems', fileLine: number })),
    );
  });

  it('covers customers up to where a quarter of an hour begins, on which midnights fall', async () => {
    const before = instant('2019-06-30T22:58:00Z');
    const after = instant('2019-06-30T23:01:00Z');
    const firstIsDone = Promise.withResolvers<undefined>();
    serve(async (url) => {
      if (url.pathname.includes(customerId(2))) await firstIsDone.promise;
      return listOf(url, 'customers', [{ id: customerId(1) }, { id: customerId(2) }]) ?? ordinary(url);
    });
    seatback.clock.moveTo(before);
    await seatback.app.get(PullPartnerCenter).execute({
      dueAt: DUE,
      onProgress: (done) => {
        if (done > 1) return;
        seatback.clock.moveTo(after);
        firstIsDone.resolve(undefined);
      },
    });
    expect(
      await query(`SELECT customer_from AS customer, observed_from AS "from", observed_to AS "to" FROM reading_coverage
        WHERE resource = 'seats' ORDER BY customer_from`),
    ).toEqual([
      { customer: 1, from: before, to: before },
      { customer: 2, from: after, to: after },
    ]);
  });
});

describe('a pull and a file that read one customer within minutes', () => {
  const minute = (minutes: number) => plusMillis(NEXT_DAY, minutes * 60_000);
  /** Customers 1 and 2, one after the other. */
  const pullAt = async (dueAt: typeof DUE, first: typeof DUE, second: typeof DUE) => {
    const firstIsDone = Promise.withResolvers<undefined>();
    serve(async (url) => {
      if (url.pathname.includes(customerId(2))) await firstIsDone.promise;
      return listOf(url, 'customers', [{ id: customerId(1) }, { id: customerId(2) }]) ?? ordinary(url);
    });
    seatback.clock.moveTo(first);
    await seatback.app.get(PullPartnerCenter).execute({
      dueAt,
      onProgress: (done) => {
        if (done > 1) return;
        seatback.clock.moveTo(second);
        firstIsDone.resolve(undefined);
      },
    });
  };
  const readFromFile = (at: typeof DUE) => {
    const row = { customer_id: customerId(2), sku_id: BUSINESS_CENTRAL.skuId, assigned: 3, observed_at: at };
    return seatback.app
      .get(ImportFolder)
      .execute(new ImportFiles().rows('seats.csv', row).writeTo(seatbacks.newFolder()));
  };
  const historyOfTheSecond = () =>
    query(`SELECT seats_assigned AS seats, observed_from AS "from", observed_to AS "to" FROM seat_history
      JOIN customer USING (customer_key) WHERE recorded_to IS NULL AND customer_id = '${customerId(2)}' ORDER BY observed_from`);

  it('go by the pull from the minute in which it read that customer, and not from its first minute', async () => {
    await pullAt(DUE, DUE, DUE);
    await pullAt(NEXT_DAY, minute(2), minute(10));
    seatback.clock.moveTo(NOW);
    await readFromFile(minute(5));
    expect(await historyOfTheSecond()).toEqual([
      { seats: 15, from: DUE, to: minute(5) },
      { seats: 3, from: minute(5), to: minute(10) },
      { seats: 15, from: minute(10), to: null },
    ]);
  });

  it('go by the file from its minute on, where the pull read that customer before', async () => {
    await pullAt(DUE, DUE, DUE);
    await pullAt(NEXT_DAY, minute(2), minute(10));
    seatback.clock.moveTo(NOW);
    await readFromFile(minute(11));
    expect(await historyOfTheSecond()).toEqual([
      { seats: 15, from: DUE, to: minute(11) },
      { seats: 3, from: minute(11), to: null },
    ]);
  });
});

describe('an invoice', () => {
  it('is read once, by the first pull that finds it', async () => {
    serve(ordinary);
    await pull();
    asked.length = 0;
    expect(await pull(NEXT_DAY)).toMatchObject({ invoicesRead: 0 });
    expect(asked.filter((path) => path.startsWith('/v1/invoices/'))).toEqual([]);
  });

  it('that a file brought is still read, and supersedes it', async () => {
    serve(ordinary);
    await seatback.app
      .get(ImportFolder)
      .execute(
        new ImportFiles().rows('billing/D1.csv', licenceLine(1, { Quantity: 99 })).writeTo(seatbacks.newFolder()),
      );
    expect(await pull()).toMatchObject({ invoicesRead: 1 });
    expect(await query('SELECT seats_billed AS seats FROM billed_seat_history WHERE recorded_to IS NULL')).toEqual([
      { seats: '15' },
    ]);
  });

  it('of consumption has no lines of seats to read', async () => {
    serve(
      (url) => listOf(url, 'invoices', [{ id: 'G1', invoiceDetails: [{ billingProvider: 'azure' }] }]) ?? ordinary(url),
    );
    expect(await pull()).toMatchObject({ invoicesRead: 0 });
    expect(asked.filter((path) => path.startsWith('/v1/invoices/'))).toEqual([]);
  });

  it('tells for which days billing is known', async () => {
    serve(ordinary);
    await pull();
    expect(await query('SELECT resource, known_from AS "from", known_to AS "to" FROM record_coverage')).toEqual([
      { resource: 'billing', from: '2019-06-01', to: '2019-06-30' },
    ]);
  });
});

describe('what one customer refuses or fails to answer', () => {
  it('stops nobody else, and is on record as missed', async () => {
    const answers: Readonly<Record<number, Answer>> = {
      2: { status: 403, body: { code: 2032, description: 'Access denied.' } },
      3: { status: 500, body: { code: 500, description: 'Internal error.' } },
      4: { body: '<html>Sign in</html>' },
      5: { body: { items: [{ id: 'x', isTrial: 'perhaps' }] } },
      6: list([], { uri: '/customers?next' }),
    };
    serve((url) => {
      if (url.pathname === '/v1/customers')
        return list([1, 2, 3, 4, 5, 6].map((number) => ({ id: customerId(number) })));
      const number = Number(/(\d)\/subscriptions$/.exec(url.pathname)?.[1]);
      return answers[number] ?? ordinary(url);
    });
    const pulled = await pull();
    expect(pulled).toMatchObject({ customersSeen: 6, customersRefused: 1, customersFailed: 3 });
    expect(
      await query(
        `SELECT right(customer_id::text, 1)::integer AS customer, cause FROM refusal JOIN customer USING (customer_key) ORDER BY 1`,
      ),
    ).toEqual([
      { customer: 2, cause: 'no-access' },
      { customer: 3, cause: 'failed' },
      { customer: 4, cause: 'failed' },
      { customer: 5, cause: 'unreadable' },
      { customer: 6, cause: 'unreadable' },
    ]);
    expect(pulled.quarantined.map(({ file, found }) => `${file}: ${found}`).sort()).toEqual([
      `customers/${customerId(3)}/subscriptions: status 500: 500 Internal error.`,
      `customers/${customerId(4)}/subscriptions: <html>Sign in</html>`,
      `customers/${customerId(5)}/subscriptions: nothing`,
      `customers/${customerId(6)}/subscriptions: a link to a next page`,
    ]);
    // The seats of all six could be read.
    expect(
      await query(`SELECT customer_from AS first, customer_to AS last FROM reading_coverage WHERE resource = 'seats'`),
    ).toEqual([{ first: 1, last: 6 }]);
  });

  it('row by row goes to quarantine, and the other rows are taken', async () => {
    serve((url) => {
      const good = { productSku: { id: BUSINESS_CENTRAL.skuId }, consumedUnits: 15 };
      return (
        listOf(url, 'customers', [{ id: 'not-a-guid' }, { id: customerId(1) }]) ??
        of(url, 'subscribedskus', list([good, { ...good, consumedUnits: -1 }])) ??
        of(url, 'lineitems', list([{ ...line(1), chargeEndDate: '2019-05-31T00:00:00' }, line(1)])) ??
        ordinary(url)
      );
    });
    expect((await pull()).quarantined).toEqual([
      { file: 'customers', line: 1, column: 'id', code: 'ROW_UNREADABLE', expected: 'a GUID', found: '"not-a-guid"' },
      expect.objectContaining({
        file: `customers/${customerId(1)}/subscribedskus`,
        line: 2,
        column: 'consumedUnits',
        found: '"-1"',
      }),
      expect.objectContaining({ file: 'invoices/D1/lineitems', line: 1, column: 'chargeEndDate' }),
    ]);
    expect(await query('SELECT file_line AS line FROM billing_line')).toEqual([{ line: 2 }]);
  });

  it('may hold characters that the database cannot keep', async () => {
    serve((url) => {
      if (url.pathname === '/v1/customers')
        return {
          body: `{"items":[{"id":"${customerId(1)}","companyProfile":{"companyName":"A\\u0000B \\ud800"}},{"id":"${customerId(2)}"}]}`,
        };
      return url.pathname.endsWith(`2/subscriptions`) ? { body: '\0\0garbage' } : ordinary(url);
    });
    expect(await pull()).toMatchObject({ delivery: 1, customersFailed: 1 });
    expect(await query('SELECT company_name AS name FROM customer_listing ORDER BY customer_key')).toEqual([
      { name: 'A\uFFFDB \uFFFD' },
      { name: null },
    ]);
  });
});

describe('a list of customers', () => {
  const page = (numbers: readonly number[], next?: string) =>
    list(
      numbers.map((number) => ({ id: customerId(number) })),
      next === undefined ? undefined : { headers: [{ key: 'MS-ContinuationToken', value: next }] },
    );

  it('that does not end is on record, and whom it named is read', async () => {
    serve((url) => (url.pathname === '/v1/customers' ? page([1], 'again') : ordinary(url)));
    const pulled = await pull();
    expect(pulled).toMatchObject({ customersSeen: 1, customersFailed: 0 });
    expect(pulled.quarantined).toMatchObject([{ code: 'PARTNER_CENTER_UNREADABLE', expected: 'a list that ends' }]);
  });

  it('whose second page was the first once more is read all the same', async () => {
    let served = 0;
    serve((url, token) => {
      if (url.pathname !== '/v1/customers') return ordinary(url);
      served += 1;
      return token === undefined || served === 2 ? page([1], 'second') : page([2]);
    });
    expect(await pull()).toMatchObject({ customersSeen: 2, customersFailed: 0, quarantined: [] });
  });

  it('that left somebody out is made good by the next one', async () => {
    let lists = 0;
    serve((url, token) => {
      if (url.pathname !== '/v1/customers') return ordinary(url);
      if (token !== undefined) return page([2]);
      lists += 1;
      return lists === 1 ? page([1]) : page([1], 'second');
    });
    expect(await pull()).toMatchObject({ customersSeen: 2, customersFailed: 0 });
    expect(lists).toBe(3);
  });

  it('that no longer names a customer is no reason not to ask for it', async () => {
    const { clock } = seatback;
    serve((url) => (url.pathname === '/v1/customers' ? page([1, 2, 3]) : ordinary(url)));
    await pull();
    clock.moveTo(NEXT_DAY);
    serve((url) => {
      if (url.pathname === '/v1/customers') return page([1]);
      return url.pathname.includes(customerId(3)) ? { status: 404, body: { code: 20002 } } : ordinary(url);
    });
    asked.length = 0;
    expect(await pull(NEXT_DAY)).toMatchObject({ customersSeen: 3, customersRefused: 1, customersFailed: 0 });
    // Nobody is asked twice, whether listed, expected or both.
    expect(asked.filter((path) => path.includes('subscribedskus'))).toHaveLength(3);
    expect(
      await query(
        `SELECT DISTINCT right(customer_id::text, 1)::integer AS customer, cause FROM refusal JOIN customer USING (customer_key)`,
      ),
    ).toEqual([{ customer: 3, cause: 'no-access' }]);
  });

  it('that breaks off after the first page is made good by another, and then again, for that may have lost a page', async () => {
    let lists = 0;
    serve((url, token) => {
      if (url.pathname !== '/v1/customers') return ordinary(url);
      if (token === undefined) lists += 1;
      if (lists === 1) return token === undefined ? page([1, 2], 'second') : { body: '<html>' };
      return page(lists === 2 ? [1, 2] : [1, 2, 3]);
    });
    await withPatience(async (patient) => {
      expect(await pull(DUE, patient)).toMatchObject({ customersSeen: 3, customersFailed: 0, quarantined: [] });
    });
  });

  it('that cannot be read is no reason not to ask for one that gives its subscriptions and refuses its seats', async () => {
    const refusing: Answering = (url) =>
      of(url, 'subscribedskus', { status: 403, body: { code: 2032 } }) ?? ordinary(url);
    serve(refusing);
    await pull();
    seatback.clock.moveTo(NEXT_DAY);
    serve((url, token) => listOf(url, 'customers', undefined, 500) ?? refusing(url, token));
    expect(await pull(NEXT_DAY)).toMatchObject({ customersSeen: 1, customersRefused: 1 });
  });
});

describe('a customer whose seats were not read on the last evening', () => {
  const evening = instant('2019-06-30T20:00:00Z');
  const undecided = [{ outcome: 'undecided', assigned: null }];

  it('is undecided where it refused: what is assigned is unknown then', async () => {
    expect(await resultOf({ status: 403, body: { code: 2032, description: 'Access denied.' } })).toEqual({
      refusal: { resource: 'seats', at: evening, cause: 'no-access' },
      rows: undecided,
    });
  });

  it('is undecided where a row of the answer cannot be read', async () => {
    const row = { consumedUnits: 'many', productSku: { id: BUSINESS_CENTRAL.skuId } };
    expect(await resultOf(list([row]))).toEqual({
      refusal: { resource: 'seats', at: evening, cause: 'unreadable' },
      rows: undecided,
    });
  });

  it('goes by the reading before, while that is fresh, where the other side failed: that is a gap', async () => {
    expect(await resultOf({ status: 500, body: { code: 500, description: 'Internal error.' } })).toEqual({
      refusal: { resource: 'seats', at: evening, cause: 'failed' },
      rows: [{ outcome: 'qualified', assigned: 15 }],
    });
  });

  it('has none where the answer was an empty list', async () => {
    expect(await resultOf(list([]))).toEqual({
      refusal: undefined,
      rows: [{ outcome: 'not-qualified', assigned: 0 }],
    });
  });

  /** Read whole the evening before; on the last one, asked for its seats, it answers so. */
  async function resultOf(answer: Answer) {
    const { app, clock } = seatback;
    const sale = new ImportFiles().partner('1001').sale(1, { readAt: '2019-06-29T20:00:00Z', invoice: 'D0' });
    const folder = sale.billingIsKnown().writeTo(seatbacks.newFolder());
    await app.get(ImportFolder).execute(folder, { recordedAt: evening });
    serve((url) => listOf(url, 'invoices') ?? of(url, 'subscribedskus', answer) ?? ordinary(url));
    clock.moveTo(evening);
    await pull(evening);
    clock.moveTo(NOW);
    await app.get(CalculateCampaign).execute(aCampaign());
    const [refusal] = await query('SELECT resource, observed_at AS at, cause FROM refusal');
    return { refusal, rows: await query('SELECT outcome, seats_assigned::integer AS assigned FROM determination') };
  }
});

describe('an invoice that cannot be taken', () => {
  const cases: readonly (readonly [what: string, answers: Answering, code: string])[] = [
    ['because invoices cannot be listed', (url) => listOf(url, 'invoices', undefined, 404), 'PARTNER_CENTER_FAILED'],
    [
      'because the list of invoices does not end',
      (url) => (url.pathname === '/v1/invoices' ? list([invoice('D1')], { uri: 'x' }) : undefined),
      'PARTNER_CENTER_UNREADABLE',
    ],
    [
      'because it is not there',
      (url) => (url.pathname === '/v1/invoices/D1' ? { status: 409, body: {} } : undefined),
      'PARTNER_CENTER_FAILED',
    ],
    [
      'because its lines do not end',
      (url) => of(url, 'lineitems', list([line(1)], { uri: 'x' })),
      'PARTNER_CENTER_UNREADABLE',
    ],
    ['because it has no lines yet', (url) => of(url, 'lineitems', list([])), 'INVOICE_NOT_TAKEN'],
    ['because billing may not be read', (url) => listOf(url, 'invoices', undefined, 401), 'PARTNER_CENTER_FAILED'],
  ];

  it.each(cases)(
    '%s, stops no customer, and its days are not known; the next pull takes it',
    async (_what, answers, code) => {
      serve(async (url, token) => (await answers(url, token)) ?? ordinary(url));
      const pulled = await pull();
      expect(pulled).toMatchObject({ customersSeen: 1, customersFailed: 0, invoicesRead: 0, quarantined: [{ code }] });
      expect(await query('SELECT seats_assigned AS seats FROM seat_history')).toEqual([{ seats: 15 }]);
      expect(await query('SELECT 1 FROM record_coverage UNION ALL SELECT 1 FROM billing_line')).toEqual([]);
      serve(ordinary);
      seatback.clock.moveTo(NEXT_DAY);
      expect(await pull(NEXT_DAY)).toMatchObject({ invoicesRead: 1, quarantined: [] });
      expect(await query('SELECT known_to AS "to" FROM record_coverage')).toEqual([{ to: '2019-06-30' }]);
    },
  );

  it('whole, because a line cannot be read, is asked for again, and the good lines count meanwhile', async () => {
    const bad = { ...line(2), quantity: 'fifteen' };
    serve((url) => of(url, 'lineitems', list([line(1), bad])) ?? ordinary(url));
    expect(await pull()).toMatchObject({ invoicesRead: 1, quarantined: [{ column: 'quantity', found: '"fifteen"' }] });
    expect(await query('SELECT known_to FROM record_coverage')).toEqual([]);
    expect(await query('SELECT line FROM billing_line')).toEqual([{ line: 1 }]);
    serve((url) => of(url, 'lineitems', list([line(1), line(2)])) ?? ordinary(url));
    seatback.clock.moveTo(NEXT_DAY);
    expect(await pull(NEXT_DAY)).toMatchObject({ invoicesRead: 1, quarantined: [] });
    expect(await query('SELECT known_to AS "to" FROM record_coverage')).toEqual([{ to: '2019-06-30' }]);
  });

  it('from its first reading, because a page was lost on the way, is read until two readings agree', async () => {
    let asked = 0;
    serve((url) => {
      if (url.pathname === '/v1/invoices/D1')
        return { body: { ...(ordinary(url)?.body as object), totalCharges: 150 } };
      if (!url.pathname.endsWith('lineitems')) return ordinary(url);
      asked += 1;
      const priced = (number: number) => ({ ...line(number), subtotal: 50 });
      return list(asked === 1 ? [priced(1), priced(3)] : [1, 2, 3].map(priced));
    });
    expect(await pull()).toMatchObject({ invoicesRead: 1, quarantined: [] });
    expect(asked).toBe(2);
    expect(await query('SELECT count(*)::integer AS lines FROM billing_line')).toEqual([{ lines: 3 }]);
  });

  it('because a page comes twice in every reading, does not count twice', async () => {
    serve((url) => {
      const offset = url.searchParams.get('offset');
      const next = { uri: 'x' };
      return (
        of(
          url,
          'lineitems',
          offset === '1' ? list([line(2)], next) : list([line(1)], offset === '2' ? undefined : next),
        ) ?? ordinary(url)
      );
    });
    expect(await pull()).toMatchObject({ invoicesRead: 0, quarantined: [{ expected: 'a list that ends' }] });
    expect(await query('SELECT 1 FROM billing_line')).toEqual([]);
  });

  it('because its pages did not go together, is read anew from its first page', async () => {
    let skipped = 0;
    serve((url) => {
      if (!url.pathname.endsWith('lineitems')) return ordinary(url);
      const offset = url.searchParams.get('offset');
      if (offset === '0') return list([line(1)], { uri: 'x' });
      if (offset === '2') return list([line(3)]);
      // First the page between is skipped: what stands in its place then comes as itself, too.
      return list([line((skipped += 1) === 1 ? 3 : 2)], { uri: 'x' });
    });
    await withPatience(async (patient) => {
      expect(await pull(DUE, patient)).toMatchObject({ invoicesRead: 1, quarantined: [] });
    });
    expect(await query('SELECT count(*)::integer AS lines FROM billing_line')).toEqual([{ lines: 3 }]);
  });

  it('because the list of them lost a page on the way, is in the next list', async () => {
    let lists = 0;
    serve((url) => {
      if (url.pathname === '/v1/invoices') return list((lists += 1) === 1 ? [] : [invoice('D1')]);
      return ordinary(url);
    });
    expect(await pull()).toMatchObject({ invoicesRead: 1 });
    expect(lists).toBe(3);
  });

  it('nor its period be known, leaves the days of no other one unknown for longer than until it is read', async () => {
    const two: Answering = (url) => {
      if (url.pathname === '/v1/invoices') return list([invoice('D1'), invoice('D2')]);
      if (url.pathname === '/v1/invoices/D2/lineitems') return list([line(2)]);
      if (url.pathname !== '/v1/invoices/D2') return ordinary(url);
      return {
        body: {
          ...invoice('D2'),
          billingPeriodStartDate: '2019-05-01T10:00:00Z',
          billingPeriodEndDate: '2019-05-31T10:00:00Z',
        },
      };
    };
    const covered = () =>
      query('SELECT known_from AS "from", recorded_from AS delivery FROM record_coverage ORDER BY 1');
    serve((url, token) => (url.pathname === '/v1/invoices/D2' ? { status: 500, body: {} } : two(url, token)));
    expect(await pull()).toMatchObject({ invoicesRead: 1, invoicesNotTaken: 1 });
    expect(await covered()).toEqual([]);
    serve(two);
    seatback.clock.moveTo(NEXT_DAY);
    expect(await pull(NEXT_DAY)).toMatchObject({ invoicesRead: 2, invoicesNotTaken: 0 });
    expect(await covered()).toEqual([
      { from: '2019-05-01', delivery: 2 },
      { from: '2019-06-01', delivery: 2 },
    ]);
    expect(await query(`SELECT invoice_number AS number, recorded_from AS delivery FROM invoice ORDER BY 1`)).toEqual([
      { number: 'D1', delivery: 1 },
      { number: 'D2', delivery: 2 },
    ]);
    const day = plusMillis(NEXT_DAY, 86_400_000);
    seatback.clock.moveTo(day);
    expect(await pull(day)).toMatchObject({ invoicesRead: 0 });
  });

  it('at first, is tried as often as a customer that never answers, and not after it has used up the night', async () => {
    let failures = 0;
    serve((url) => {
      if (url.pathname === '/v1/invoices/D1' && (failures += 1) <= 7) return { status: 500, body: {} };
      return of(url, 'subscribedskus', { status: 500, body: {} }) ?? ordinary(url);
    });
    await withPatience(async (patient) => {
      expect(await pull(DUE, patient)).toMatchObject({ customersFailed: 1, invoicesRead: 1 });
    });
  });
});

/** A program that goes on asking for ten minutes for what fails, though nobody waits them out. */
async function withPatience(work: (patient: INestApplicationContext) => Promise<void>): Promise<void> {
  const patient = await anotherProcess({ ...ingest, partnerCenter: { ...ingest.partnerCenter, patienceMs: 600_000 } });
  try {
    await work(patient);
  } finally {
    await patient.close();
  }
}

describe('nothing is recorded', () => {
  const cases: readonly (readonly [what: string, answers: Answering, code: string])[] = [
    ['customers cannot be listed', (url) => listOf(url, 'customers', undefined, 500), 'PARTNER_CENTER_FAILED'],
    ['customers may not be listed', (url) => listOf(url, 'customers', undefined, 403), 'PARTNER_CENTER_REFUSED'],
    [
      'the list of customers is a web page',
      (url) => (url.pathname === '/v1/customers' ? { body: '<html>' } : undefined),
      'PARTNER_CENTER_GARBLED',
    ],
    [
      'there is a next page of customers and no token for it',
      (url) =>
        url.pathname === '/v1/customers'
          ? list([{ id: customerId(1) }], { uri: '/customers?seekOperation=Next' })
          : undefined,
      'PARTNER_CENTER_UNREADABLE',
    ],
    [
      'the token is refused while customers are read',
      (url) => of(url, 'subscribedskus', { status: 401, body: { code: 900421 } }),
      'PARTNER_CENTER_FAILED',
    ],
  ];

  it.each(cases)('where %s, and the next pull works', async (_what, answers, code) => {
    serve(async (url, token) => (await answers(url, token)) ?? ordinary(url));
    await expect(pull()).rejects.toMatchObject({ code });
    expect(
      await query('SELECT 1 FROM delivery UNION ALL SELECT 1 FROM customer UNION ALL SELECT 1 FROM quarantined_row'),
    ).toEqual([]);
    serve(ordinary);
    expect(await pull()).toMatchObject({ delivery: 1, wasMade: false });
  });

  it('where the token is refused for one of many, and nobody is asked any more', async () => {
    const numbers = Array.from({ length: 400 }, (_, index) => index + 1);
    serve((url) => {
      if (url.pathname === '/v1/customers') return list(numbers.map((number) => ({ id: customerId(number) })));
      return url.pathname.includes(customerId(3)) ? { status: 401, body: { code: 900421 } } : ordinary(url);
    });
    await expect(pull()).rejects.toMatchObject({ status: 401 });
    const atTheEnd = asked.length;
    // Those that were under way when it came to light, and no more: each asks for two things, once again at most.
    expect(atTheEnd).toBeLessThan(50);
    // A call that went on would have come in by the time another one is through.
    await seatback.app.get(UnitOfWork).inSession((session) => session.query('SELECT 1'));
    expect(asked).toHaveLength(atTheEnd);
  });
});

function pull(dueAt = DUE, app: INestApplicationContext = seatback.app) {
  return app.get(PullPartnerCenter).execute({ dueAt });
}

/** The program a second time, on the same database. */
async function anotherProcess(partnerCenter = ingest): Promise<INestApplicationContext> {
  const { environment } = seatback.database;
  const clock = new MovableClock(seatback.clock.now());
  return NestFactory.createApplicationContext(AppModule.register({ environment, clock, partnerCenter }), {
    logger: ['error'],
  });
}

/** From now on it answers so. */
function serve(answers: Answering): void {
  answering = answers;
  asked = [];
}

function list(items: readonly unknown[], next?: unknown): Answer {
  return {
    body: {
      totalCount: 37,
      items,
      links: next === undefined ? {} : { next },
      attributes: { objectType: 'Collection' },
    },
  };
}

function listOf(
  { pathname }: URL,
  resource: string,
  items: readonly unknown[] = [],
  status?: number,
): Answer | undefined {
  if (pathname !== `/v1/${resource}`) return undefined;
  return status === undefined ? list(items) : { status, body: { code: status, description: 'Not so.' } };
}

function of({ pathname }: URL, resource: string, answer: Answer): Answer | undefined {
  return pathname.endsWith(`/${resource}`) ? answer : undefined;
}

function invoice(id: string) {
  return { id, invoiceDetails: [{ billingProvider: 'office', invoiceLineItemType: 'billing_line_items' }] };
}

function line(customer: number) {
  return {
    customerId: customerId(customer),
    tier2MpnId: 1001,
    durableOfferId: BUSINESS_CENTRAL.offerId.toUpperCase(),
    chargeStartDate: '2019-06-01T00:00:00',
    chargeEndDate: '2019-06-30T00:00:00',
    quantity: 15,
    subtotal: 750.5,
  };
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}
