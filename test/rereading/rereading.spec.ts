import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { CalculateCampaign, determinationsOfRun, type StoredDetermination } from '../../src/calculation/index.js';
import { UnitOfWork, type Session } from '../../src/database/index.js';
import {
  ImportFolder,
  listQuarantine,
  RereadPayloads,
  type ReReading,
  type ReReadingOptions,
} from '../../src/ingest/index.js';
import type { FileFormat } from '../../src/ingest/sources/files/file-format.js';
import type { Mapping } from '../../src/ingest/sources/mapping.js';
import { instant, parseGuid, type Instant } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { everything, knownFacts } from '../ingest/known-facts.js';
import { mistaken } from '../ingest/wrong-mappings.js';

const JULY = instant('2019-07-06T10:00:00Z');
const AUGUST = instant('2019-08-01T10:00:00Z');
const DANA = { actor: 'dana', reason: 'seats were counted one too many' };

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(async () => {
  await seatback.database.clear();
  seatback.clock.moveTo(JULY);
});
afterAll(async () => {
  for (const importing of importers.values()) await importing.close();
  await seatbacks.end();
});

/** The program with each mapping, once: to start it takes longer than to import. */
const importers = new Map<Mapping, TestSeatback>();
const COUNTS_TOO_MANY = mistaken('counts a seat too many in files');
const REFUSES_THREE = mistaken('refuses readings of three seats and more');
const OVERLOOKS_SEGMENTS = mistaken('overlooks segments');
const COUNTS_AND_BILLS_TOO_MANY = mistaken('counts a seat too many in files', 'bills twice in legacy files');

const seat = (customer: number, assigned: number, observed_at: string, changes: CsvRow = {}): CsvRow => ({
  customer_id: customerId(customer),
  sku_id: BUSINESS_CENTRAL.skuId,
  assigned,
  observed_at,
  ...changes,
});

describe('a mapping that was wrong and is put right', () => {
  it('changes what is known from then on, and nothing of what was known before', async () => {
    const sales = new ImportFiles().partner('1001').sale(1, { seats: 15, assigned: 14 }).billingIsKnown();
    await importedBy(COUNTS_TOO_MANY, sales);
    const wrong = await determination(JULY);
    expect(wrong).toMatchObject({ outcome: 'qualified', seatsAssigned: 15 });

    seatback.clock.moveTo(AUGUST);
    const outcome = await reread({ ...DANA, reference: 'T-118' });
    expect(outcome).toMatchObject({ delivery: 2, recordedAt: AUGUST, problems: [], changeCount: 1 });
    expect(outcome.changes).toEqual([
      {
        fact: 'assigned seats',
        customerId: customerId(1),
        subject: BUSINESS_CENTRAL.partNumber.toLowerCase(),
        partnerId: null,
        from: '2019-06-30 20:00:00+00',
        to: null,
        was: '15 of 15',
        is: '14 of 15',
      },
    ]);
    expect(await determination(AUGUST)).toMatchObject({ outcome: 'not-qualified', seatsAssigned: 14 });
    expect(await determination(JULY)).toEqual(wrong);
  });

  it('is on record with who said so, why and where more stands of it', async () => {
    await importedBy(OVERLOOKS_SEGMENTS, new ImportFiles().sale(1));
    await reread({ ...DANA, reference: 'T-118', from: instant('2019-07-01T00:00:00Z') });
    const meant = { source: null, from: '2019-07-01T00:00:00.000000Z', to: null, customerId: null };
    const kept = { reason: DANA.reason, reference: 'T-118', meant };
    expect(
      await query(`SELECT source, source_key AS of, summary FROM delivery JOIN delivery_summary USING (delivery)
        WHERE delivery = 2`),
    ).toEqual([
      { source: 're-reading', of: 'up to delivery 1', summary: expect.objectContaining({ actor: 'dana', ...kept }) },
    ]);
    expect(await query(`SELECT actor, act, subject, detail FROM audit_entry`)).toEqual([
      { actor: 'dana', act: 'payload.reread', subject: 'delivery 2', detail: expect.objectContaining(kept) },
    ]);
  });

  it.each([
    ['nobody', { reason: 'a reason' }, 'no actor'],
    ['no reason', { actor: 'dana' }, 'no reason'],
  ])('is not read again by %s', async (_case, options, found) => {
    await expect(reread(options)).rejects.toMatchObject({ report: { code: 'REASON_MISSING', found } });
  });

  it('can be tried first, and then leaves no trace', async () => {
    await importedBy(COUNTS_TOO_MANY, new ImportFiles().sale(1).sale(2));
    await importedBy(REFUSES_THREE, new ImportFiles().sale(3));
    const before = await everything(seatback);
    const tried = await reread({ isDryRun: true });
    expect(tried).toMatchObject({ delivery: undefined, isDryRun: true, rowsResolved: 1 });
    expect(await everything(seatback)).toEqual(before);
    const done = await reread(DANA);
    expect({ ...done, delivery: undefined, recordedAt: undefined, isDryRun: true }).toEqual(tried);
  });
});

describe('rows that were in quarantine', () => {
  it('are resolved by the re-reading that accepts them, and their reading counts again', async () => {
    const two = new ImportFiles().rows(
      'seats.csv',
      seat(1, 2, '2019-06-29T20:00:00Z'),
      seat(2, 5, '2019-06-29T20:00:00Z'),
    );
    await importedBy(REFUSES_THREE, two.rows('seats.csv', seat(3, -1, '2019-06-29T20:00:00Z')));
    const outcome = await reread(DANA);
    expect(outcome).toMatchObject({ delivery: 2, rowsResolved: 1, rowsRefused: 0 });
    expect(outcome.changes.map(({ fact, was, is }) => [fact, was, is])).toEqual([
      ['assigned seats', null, '5'],
      ['refusal', 'unreadable', null],
    ]);
    const { rows } = await inSession((session) => listQuarantine(session));
    expect(
      rows.map(({ line, repairedBy, repairActor, repairReason }) => [line, repairedBy, repairActor, repairReason]),
    ).toEqual([
      [3, 2, 'dana', DANA.reason],
      [4, null, null, null],
    ]);
  });

  it('and rows that should have been go there, by the delivery in which they stand', async () => {
    const lenient = mistaken();
    const seats = lenient.formats.get('seats.csv');
    if (seats === undefined) throw new Error('no seats.csv');
    const bad = { ...seat(1, 5, '2019-06-29T20:00:00Z'), sku_id: undefined, sku_part_number: undefined };
    const unchecked: FileFormat = {
      ...seats,
      check: () => undefined,
      stage: (row, place, context) => seats.stage({ ...row, sku_part_number: 'a_part' }, place, context),
    };
    const named: Mapping = { ...lenient, formats: new Map([...lenient.formats, ['seats.csv', unchecked]]) };
    await importedBy(named, new ImportFiles().rows('seats.csv', seat(2, 5, '2019-06-29T20:00:00Z'), bad));
    expect(await reread(DANA)).toMatchObject({ delivery: 2, rowsRefused: 1 });
    const { rows } = await inSession((session) => listQuarantine(session));
    expect(rows).toMatchObject([
      {
        delivery: 2,
        file: 'seats.csv (delivery 1)',
        line: 3,
        column: 'sku_id',
        expected: 'a sku_id or a sku_part_number',
      },
    ]);
    expect(await query(`SELECT cause FROM refusal WHERE recorded_to IS NULL`)).toEqual([{ cause: 'unreadable' }]);
    // Told once: the next re-reading has nothing to add, and does not take it for accepted either.
    expect(await reread(DANA)).toMatchObject({ delivery: undefined, rowsRefused: 0, rowsResolved: 0 });
  });
});

describe('what is meant', () => {
  const ninth = '2019-06-09T20:00:00Z';
  beforeEach(async () => {
    const wrong = COUNTS_AND_BILLS_TOO_MANY;
    await importedBy(
      wrong,
      new ImportFiles()
        .rows('seats.csv', seat(1, 4, ninth), seat(2, 4, ninth))
        .rows('billing/D1.csv', licenceLine(1), licenceLine(2))
        .rows('billing/D2.csv', licenceLine(3)),
    );
    seatback.clock.moveTo(AUGUST);
    await importedBy(
      wrong,
      new ImportFiles().rows('seats.csv', seat(3, 4, ninth)).rows('billing/D3.csv', licenceLine(3, { Quantity: 16 })),
    );
  });
  const changedOf = async (options: ReReadingOptions) => {
    const { changes } = await reread({ ...DANA, ...options, isDryRun: true });
    return changes.map(
      ({ fact, customerId: id, was, is }) => `${Number(id.slice(-3))} ${fact} ${was ?? ''} ${is ?? ''}`,
    );
  };

  it('may be one customer: its readings, and invoices that name it, whole', async () => {
    const customer = parseGuid(customerId(1));
    expect(await changedOf({ customerId: customer })).toEqual([
      '1 assigned seats 5 4',
      '1 billed seats 30 15',
      '2 billed seats 30 15',
    ]);
  });

  it('may be what deliveries of a time speak of', async () => {
    // Of D2 the earlier delivery speaks: the customer's billed seats are then half right, until that is read too.
    expect(await changedOf({ from: AUGUST })).toEqual(['3 assigned seats 5 4', '3 billed seats 62 46']);
    expect(await changedOf({ to: JULY })).toEqual([
      '1 assigned seats 5 4',
      '1 billed seats 30 15',
      '2 assigned seats 5 4',
      '2 billed seats 30 15',
      '3 billed seats 62 47',
    ]);
  });

  it('may be a source, which may have said nothing', async () => {
    expect(await changedOf({ source: 'partner-center' })).toEqual([]);
    expect(await changedOf({ source: 'files' })).toEqual(await changedOf({}));
    expect(await changedOf({})).toHaveLength(6);
  });

  it('must be somebody', async () => {
    await expect(reread({ ...DANA, customerId: parseGuid(customerId(77)) })).rejects.toMatchObject({
      report: { code: 'CUSTOMER_UNKNOWN' },
    });
  });

  it('never puts what is old in place of what came after it', async () => {
    const wrong = OVERLOOKS_SEGMENTS;
    await importedBy(wrong, new ImportFiles().rows('customers.csv', { customer_id: customerId(1), segment: 'SMB' }));
    seatback.clock.moveTo(instant('2019-09-01T00:00:00Z'));
    await importedBy(
      mistaken(),
      new ImportFiles().rows('customers.csv', { customer_id: customerId(1), name: 'Now', segment: 'ENTERPRISE' }),
    );
    await reread({ ...DANA, to: AUGUST });
    expect(await query('SELECT name, segment FROM customer_profile WHERE recorded_to IS NULL')).toEqual([
      { name: 'Now', segment: 'ENTERPRISE' },
    ]);
  });
});

describe('a payload that cannot be read again', () => {
  const at = '2019-06-09T20:00:00Z';
  const deliveries = async (mapping: Mapping) => {
    await importedBy(
      mapping,
      new ImportFiles()
        .rows('customers.csv', { customer_id: customerId(1), segment: 'SMB' })
        .rows('seats.csv', seat(1, 4, at))
        .rows('billing/D1.csv', licenceLine(1)),
    );
    await importedBy(
      mapping,
      new ImportFiles().rows('seats.csv', seat(2, 4, at)).rows('billing/D2.csv', licenceLine(2)),
    );
  };
  const wrong = mistaken('counts a seat too many in files', 'bills twice in legacy files', 'overlooks segments');
  const rightly = [
    '1 customer_profile',
    '1 seat_history',
    '2 seat_history',
    '1 billed_seat_history',
    '2 billed_seat_history',
  ];

  const DAMAGES = [
    ['is gone', 'PAYLOAD_MISSING', (hash: string) => `DELETE FROM payload_chunk WHERE payload_hash = '${hash}'`],
    [
      'is another one',
      'PAYLOAD_DAMAGED',
      (hash: string) => `UPDATE payload_chunk AS chunk SET content = other.content FROM payload_chunk AS other
        WHERE chunk.payload_hash = '${hash}' AND other.payload_hash <> chunk.payload_hash`,
    ],
    [
      'is no gzip any more',
      'PAYLOAD_UNREADABLE',
      (hash: string) => `UPDATE payload_chunk SET content = 'nothing' WHERE payload_hash = '${hash}'`,
    ],
  ] as const;
  it.each(DAMAGES)('because it %s is named, and what it said stays as it is', async (_case, code, damage) => {
    await deliveries(wrong);
    const [file] = await query<{ hash: string }>(
      `SELECT payload_hash::text AS hash FROM delivery_payload WHERE name = 'seats.csv' AND delivery = 1`,
    );
    await damaged(damage(file?.hash ?? ''));
    const before = await knownFacts(seatback);
    const outcome = await reread(DANA);
    expect(outcome.problems).toMatchObject([{ delivery: 1, name: 'seats.csv', code, hash: file?.hash.slice(2) }]);
    expect(await changedTables(outcome)).toEqual(rightly.filter((each) => each !== '1 seat_history'));
    const ofOne = (facts: typeof before) => facts['seat_history']?.filter((row) => row.includes(customerId(1)));
    expect(ofOne(await knownFacts(seatback))).toEqual(ofOne(before));
  });

  it.each([
    ['billing/D1.csv', '1 billed_seat_history'],
    ['customers.csv', '1 customer_profile'],
  ])('keeps what %s said', async (name, kept) => {
    await deliveries(wrong);
    await damaged(
      `DELETE FROM payload_chunk WHERE payload_hash = (SELECT payload_hash FROM delivery_payload WHERE name = '${name}' AND delivery = 1)`,
    );
    const outcome = await reread(DANA);
    expect(outcome.problems).toMatchObject([{ delivery: 1, name, code: 'PAYLOAD_MISSING' }]);
    expect(await changedTables(outcome)).toEqual(rightly.filter((each) => each !== kept));
  });

  it('with the mapping of today, though it could be with that of its day, keeps what it said', async () => {
    const { formats, ...mapping } = mistaken();
    const seats = formats.get('seats.csv');
    if (seats === undefined) throw new Error('no seats.csv');
    const foreign = Object.fromEntries(Object.entries(seats.cells).map(([name, cell]) => [`their_${name}`, cell]));
    const unknown: FileFormat = { cells: foreign, stage: async () => undefined };
    await deliveries(wrong);
    const before = await knownFacts(seatback);
    const reading = await seatbacks.sameDatabase(
      seatback,
      withMapping({ ...mapping, formats: new Map([...formats, ['seats.csv', unknown]]) }),
    );
    const outcome = await reading.app.get(RereadPayloads).execute(DANA);
    await reading.close();
    expect(outcome.problems).toMatchObject(
      [1, 2].map((delivery) => ({ delivery, name: 'seats.csv', code: 'PAYLOAD_UNREADABLE' })),
    );
    expect((await knownFacts(seatback))['seat_history']).toEqual(before['seat_history']);
    expect((await knownFacts(seatback))['billed_seat_history']).not.toEqual(before['billed_seat_history']);
  });

  it('stops everything where it is the catalogue', async () => {
    const products = { product: 'sales', product_family: 'dynamics-365', sku_part_number: 'A_PART' };
    await importedBy(wrong, new ImportFiles().sale(1).rows('products.csv', products));
    await damaged(
      `DELETE FROM payload_chunk WHERE payload_hash = (SELECT payload_hash FROM delivery_payload WHERE name = 'products.csv')`,
    );
    const before = await everything(seatback);
    await expect(reread(DANA)).rejects.toMatchObject({
      report: { code: 'CATALOGUE_LOST', where: 'products.csv of delivery 1' },
    });
    expect(await everything(seatback)).toEqual(before);
  });

  it('and is sealed with a key that is gone is named, too', async () => {
    await importedBy(wrong, new ImportFiles().partner('1001').sale(1));
    await damaged(`UPDATE payload_chunk SET content = set_byte(content, 20, get_byte(content, 20) # 1)
      WHERE payload_hash = (SELECT payload_hash FROM delivery_payload WHERE name = 'bank_accounts.csv')`);
    const outcome = await reread(DANA);
    expect(outcome.problems).toMatchObject([{ name: 'bank_accounts.csv', code: 'PAYLOAD_UNREADABLE' }]);
    expect(outcome.delivery).toBe(2);
    expect(await query('SELECT 1 FROM bank_account WHERE recorded_to IS NULL AND recorded_from = 1')).toHaveLength(1);
  });
});

function withMapping(mapping: Mapping) {
  return { partnerCenter: { partnerCenter: seatback.database.environment.partnerCenter, mapping } };
}

async function importedBy(mapping: Mapping, files: ImportFiles): Promise<void> {
  const importing = importers.get(mapping) ?? (await seatbacks.sameDatabase(seatback, withMapping(mapping)));
  importers.set(mapping, importing);
  importing.clock.moveTo(seatback.clock.now());
  await importing.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

async function reread(options: ReReadingOptions): Promise<ReReading> {
  return seatback.app.get(RereadPayloads).execute(options);
}

async function determination(knownAt: Instant): Promise<StoredDetermination | undefined> {
  const run = await seatback.app.get(CalculateCampaign).execute(aCampaign(), { knownAt });
  return seatback.app.get(UnitOfWork).inTransaction(async (session) => {
    for await (const row of determinationsOfRun(session, run.campaignId, run.run)) return row;
    return undefined;
  });
}

/** Which tables begin a row with a re-reading, and of which customer. */
async function changedTables({ delivery = 0 }: ReReading): Promise<string[]> {
  const rows = await query<{ row: string }>(
    ['customer_profile', 'seat_history', 'billed_seat_history']
      .map(
        (table, place) =>
          `SELECT ${place} AS place, customer_key, customer_key || ' ${table}' AS row FROM ${table} WHERE recorded_from = ${delivery}`,
      )
      .join(' UNION ALL ')
      .concat(' ORDER BY place, customer_key'),
  );
  return rows.map(({ row }) => row);
}

/** As somebody may who has more rights than this program. */
async function damaged(sql: string): Promise<void> {
  const admin = new Client({ connectionString: seatback.database.adminUrl });
  await admin.connect();
  try {
    await admin.query(`SET session_replication_role = 'replica'`);
    const { rowCount } = await admin.query(sql);
    expect(rowCount).toBeGreaterThan(0);
  } finally {
    await admin.end();
  }
}

async function inSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  return seatback.app.get(UnitOfWork).inSession(work);
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return inSession((session) => session.query<Row>(sql));
}
