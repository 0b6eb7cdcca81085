import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPartnerCenter, type SimulatedPartnerCenter } from '../../demo/partner-center/index.js';
import { generateWorld } from '../../demo/world/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import {
  compareWitnesses,
  ImportFolder,
  PullPartnerCenter,
  PullWitnesses,
  UserIdentity,
  type ComparedWitness,
} from '../../src/ingest/index.js';
import { readPayload } from '../../src/ingest/raw/payload-store.js';
import { deploymentWitness, usageWitness } from '../../src/ingest/sources/partner-center/insights/mapper.js';
import { calendarDate, instant } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, ImportFiles } from '../builders/import-folder.js';
import { simulatedIngest } from '../builders/simulated-ingest.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const LAST_EVENING = instant('2019-04-30T22:59:00Z');
const MID_MAY = instant('2019-05-16T02:00:00Z');
const APRIL = calendarDate('2019-04-01');
const END_OF_APRIL = instant('2019-05-01T00:00:00Z');

const seatbacks = new Seatbacks();
let center: SimulatedPartnerCenter;
let seatback: TestSeatback;
let sleptMs: number[];
beforeAll(async () => {
  center = await startPartnerCenter(generateWorld({ seed: 5, customers: 60 }), { startAt: LAST_EVENING });
  seatback = await seatbacks.start({ partnerCenter: simulatedIngest(center, { onSleep: (ms) => sleptMs.push(ms) }) });
});
beforeEach(async () => {
  sleptMs = [];
  center.moveTo(LAST_EVENING);
  seatback.clock.moveTo(LAST_EVENING);
  await seatback.database.clear();
});
afterAll(async () => {
  await seatbacks.end();
  await center.close();
});

describe('Microsoft’s reports of a month', () => {
  it('agree with what was read on its last evening', async () => {
    await readOnLastEvening();
    const { sources, delivery } = await heard();
    expect(sources).toEqual([
      { source: 'dynamics-usage', rows: expect.any(Number), problem: null },
      { source: 'licence-deployment', rows: sources[0]!.rows, problem: null },
    ]);
    expect(delivery).toMatchObject({ delivery: 2 });
    expect(sleptMs).toContain(60_000);
    const compared = await comparison();
    expect(compared.length).toBe(sources[0]!.rows * 2);
    const verdicts = Map.groupBy(compared, ({ verdict }) => verdict);
    expect(verdicts.get('agrees')!.length).toBeGreaterThan(80);
    // Tenants whose seats may not be read have no reading to compare with.
    expect([...verdicts.keys()].sort()).toEqual(['agrees', 'no-reading']);
    expect(verdicts.get('no-reading')).toEqual(
      expect.arrayContaining([expect.objectContaining({ seatsRead: null, readAt: null })]),
    );
  });

  it('that say something else are reported, and change no reading', async () => {
    await readOnLastEvening();
    const [disputed] = await query<{ id: string; seats: number }>(
      `SELECT customer_id AS id, seats_assigned AS seats FROM seat_history JOIN customer USING (customer_key) JOIN observed_sku USING (observed_sku_key)
       WHERE sku_id = '${BUSINESS_CENTRAL.skuId}' AND seats_assigned > 0 ORDER BY 1 LIMIT 1`,
    );
    // A file knows better: one seat less, a minute later.
    const folder = seatbacks.newFolder();
    new ImportFiles()
      .rows('seats.csv', {
        customer_id: disputed!.id,
        sku_id: BUSINESS_CENTRAL.skuId,
        assigned: disputed!.seats - 1,
        observed_at: '2019-04-30T23:30:00Z',
      })
      .writeTo(folder);
    seatback.clock.moveTo(MID_MAY);
    await seatback.app.get(ImportFolder).execute(folder);
    const before = await query('SELECT * FROM seat_history ORDER BY customer_key, observed_sku_key, observed_from');
    await heard();
    expect(
      (await comparison()).filter(
        ({ verdict, productId }) => verdict === 'disagrees' && productId === BUSINESS_CENTRAL.skuId,
      ),
    ).toEqual(
      ['dynamics-usage', 'licence-deployment'].map((source) =>
        expect.objectContaining({
          source,
          customerId: disputed!.id,
          seatsWitnessed: disputed!.seats,
          seatsRead: disputed!.seats - 1,
          readAt: '2019-04-30T23:30:00.000000Z',
        }),
      ),
    );
    expect(await query('SELECT * FROM seat_history ORDER BY customer_key, observed_sku_key, observed_from')).toEqual(
      before,
    );
  });

  it('that were heard before are no delivery', async () => {
    await readOnLastEvening();
    await heard();
    expect((await seatback.app.get(PullWitnesses).execute(APRIL)).delivery).toBeUndefined();
  });

  it('are kept as they were received, once', async () => {
    await readOnLastEvening();
    const { delivery } = await heard();
    const [deployments, usage] = await kept();
    expect([deployments, usage]).toMatchObject([
      {
        delivery: delivery!.delivery,
        name: expect.stringMatching(/deployment\/license\?processedDateTime=2019-04-30 page 1$/),
      },
      { delivery: delivery!.delivery, name: 'dynamics-usage 2019-04' },
    ]);
    expect((await textOf(usage!.hash)).split('\n')[0]!.toLowerCase()).toContain('assignedseats');
    expect(JSON.parse(await textOf(deployments!.hash))).toMatchObject({ Value: expect.any(Array) });
    await seatback.app.get(PullWitnesses).execute(APRIL);
    expect(await kept()).toHaveLength(2);
  });

  it('are open to a user only', async () => {
    await expect(seatback.app.get(PullWitnesses).execute(APRIL)).rejects.toThrow(/USER_MISSING.*identity store/);
  });
});

describe('a row of a report', () => {
  const USAGE = {
    customertenantid: '0112A436-B14E-4888-967B-CA4BB2CF1234',
    skuid: BUSINESS_CENTRAL.skuId.toUpperCase(),
    sku: 'Business Central',
    month: '2019-04-01',
    assignedseats: '7',
    availableseats: '9',
  };

  it.each(['2019-04', '2019-04-01', '4/1/2019 12:00:00 AM', '2019-04-30'])('is of the month %j', (month) => {
    expect(usageWitness({ ...USAGE, month })).toEqual({
      row: {
        customerId: '0112a436-b14e-4888-967b-ca4bb2cf1234',
        productId: BUSINESS_CENTRAL.skuId,
        productName: 'Business Central',
        month: APRIL,
        seatsAssigned: 7,
        seatsAvailable: 9,
      },
    });
  });

  it.each([
    ['CustomerTenantId', { customertenantid: 'x' }],
    ['Month', { month: 'April' }],
    ['AssignedSeats', { assignedseats: '-1' }],
    ['AssignedSeats', { assignedseats: '' }],
    ['SKUId', { skuid: '', sku: '' }],
  ])('whose %s cannot be read is no witness', (column, change) => {
    expect(usageWitness({ ...USAGE, ...change })).toMatchObject({ problem: { column } });
  });

  it('of the deployment analytics counts what is deployed, not what is sold', () => {
    const row = {
      processedDateTime: '2019-04-28T00:00:00',
      customerTenantId: USAGE.customertenantid,
      productId: 'P',
      licensesDeployed: '0',
      licensesSold: '9',
    };
    expect(deploymentWitness(row)).toMatchObject({ row: { month: APRIL, seatsAssigned: 0, seatsAvailable: 9 } });
  });
});

const readOnLastEvening = () => seatback.app.get(PullPartnerCenter).execute({ dueAt: LAST_EVENING });

async function heard() {
  center.moveTo(MID_MAY);
  seatback.clock.moveTo(MID_MAY);
  await seatback.app.get(UserIdentity).store('the-first', 'dana');
  return seatback.app.get(PullWitnesses).execute(APRIL);
}

async function comparison(): Promise<ComparedWitness[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => compareWitnesses(session, APRIL, END_OF_APRIL));
}

async function query<Row>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}

const kept = () =>
  query<{ delivery: number; name: string; hash: Buffer }>(
    `SELECT delivery, name, payload_hash AS hash FROM delivery_payload JOIN delivery USING (delivery) WHERE source = 'witness' ORDER BY 2`,
  );

async function textOf(hash: Buffer): Promise<string> {
  const { app } = seatback;
  return app
    .get(UnitOfWork)
    .inSession(async (session) => text(Readable.from(readPayload(session, app.get(Vault), hash))));
}
