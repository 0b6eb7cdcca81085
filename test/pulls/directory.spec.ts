import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPartnerCenter, type SimulatedPartnerCenter } from '../../demo/partner-center/index.js';
import { customersAt, generateWorld } from '../../demo/world/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { PullDirectory, PullPartnerCenter, ShowPayload, UserIdentity } from '../../src/ingest/index.js';
import { readAuditHints } from '../../src/ingest/sources/partner-center/directory/audit-reader.js';
import { countryOf, resellerOf } from '../../src/ingest/sources/partner-center/directory/mapper.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { simulatedIngest } from '../builders/simulated-ingest.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const AT = instant('2019-04-10T20:00:00Z');
const DAY_MS = 86_400_000;

const world = generateWorld({ seed: 5, customers: 60 });
const seatbacks = new Seatbacks();
let center: SimulatedPartnerCenter;
let seatback: TestSeatback;
beforeAll(async () => {
  center = await startPartnerCenter(world, { startAt: AT });
  seatback = await seatbacks.start({ partnerCenter: simulatedIngest(center, { nextRefreshToken: 'the-next' }) });
});
beforeEach(async () => {
  center.moveTo(AT);
  seatback.clock.moveTo(AT);
  await seatback.database.clear();
});
afterAll(async () => {
  await seatbacks.end();
  await center.close();
});

describe('the directory of Partner Center', () => {
  it('gives the country of every customer, and the resellers with their partner ids', async () => {
    await pulled();
    await withUser();
    const customers = customersAt(world, AT);
    expect(await directory()).toMatchObject({
      customersAsked: customers.length,
      customersRefused: 0,
      customersFailed: 0,
      resellers: world.partners.length,
      delivery: { delivery: 2 },
    });
    expect(
      await query(
        'SELECT customer_id AS id, country FROM customer_company JOIN customer USING (customer_key) ORDER BY 1',
      ),
    ).toEqual(customers.map(({ id, country }) => ({ id, country })));
    expect(await query(`SELECT partner_id AS id, name FROM indirect_reseller ORDER BY partner_id COLLATE "C"`)).toEqual(
      world.partners.map(({ id, legalName }) => ({ id, name: legalName })).sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    const sold = await query<{ id: string; partner: string }>(
      `SELECT customer_id AS id, partner_id AS partner FROM customer_reseller JOIN customer USING (customer_key) WHERE reseller_id IS NOT NULL`,
    );
    for (const { id, partner } of sold) {
      const customer = customers.find((candidate) => candidate.id === id)!;
      expect(customer.subscriptions.map(({ partnerId }) => partnerId)).toContain(partner);
    }
    expect(sold.length).toBeGreaterThan(30);
  });

  it('is read app-only as far as it is open: countries, and no resellers', async () => {
    await pulled();
    expect(await directory()).toMatchObject({ resellers: 0, customersFailed: 0 });
    expect(await query('SELECT 1 FROM indirect_reseller')).toEqual([]);
    expect(await query('SELECT 1 FROM customer_reseller')).toEqual([]);
    expect((await query('SELECT 1 FROM customer_company')).length).toBe(customersAt(world, AT).length);
  });

  it('that says nothing new is no delivery, and asks only for those whose turn it is', async () => {
    await pulled();
    await withUser();
    await directory();
    const second = await directory();
    expect(second.delivery).toBeUndefined();
    expect(second.customersAsked).toBeLessThan(customersAt(world, AT).length / 2);
  });

  it('keeps what it was answered, once, and nothing of the audit records, which name people', async () => {
    await pulled();
    await withUser();
    await directory();
    const kept = () =>
      query<{ name: string; hash: string; observedAt: string }>(
        `SELECT name, encode(payload_hash, 'hex') AS hash, observed_at AS "observedAt" FROM delivery_payload
         WHERE delivery > 1 ORDER BY name`,
      );
    const first = await kept();
    const ids = customersAt(world, AT).map(({ id }) => id);
    expect(first.map(({ name }) => name).sort()).toEqual(
      [
        ...ids.flatMap((id) => [`customers/${id}`, `customers/${id}/relationships`]),
        'relationships?relationship_type=IsIndirectCloudSolutionProviderOf',
      ].sort(),
    );
    expect(new Set(first.map(({ observedAt }) => observedAt))).toEqual(new Set([AT]));
    const customer = first.find(({ name }) => name === `customers/${String(ids[0])}`);
    expect(await seatback.app.get(ShowPayload).execute(customer?.hash ?? '')).toMatchObject({
      receivedAs: [{ delivery: 2, source: 'directory' }],
    });
    await directory();
    expect(await kept()).toEqual(first);
  });

  it('asks each customer once in thirty nights', async () => {
    await pulled();
    await directory();
    const before = center.requestCount();
    let asked = 0;
    for (let night = 0; night < 30; night += 1) {
      seatback.clock.moveTo(plusMillis(AT, night * DAY_MS));
      const { customersAsked, customersHinted } = await directory();
      asked += customersAsked;
      expect(customersAsked).toBeGreaterThanOrEqual(0);
      expect(customersHinted).toBeLessThan(60);
    }
    expect(asked).toBeGreaterThanOrEqual(customersAt(world, AT).length);
    expect(center.requestCount() - before).toBe(asked + 30);
  });
});

describe('audit records', () => {
  it('are asked for ninety days back at most', async () => {
    const paths: string[] = [];
    await readAuditHints(
      {
        read: async (question, form) => {
          paths.push(question.path);
          return { value: form.parse({ items: [] }) as never, observedAt: AT };
        },
      },
      instant('2018-01-01T00:00:00Z'),
      AT,
    );
    expect(paths).toEqual(['auditrecords?startDate=2019-01-11&endDate=2019-04-10&size=500']);
  });
});

describe('an answer that cannot be read', () => {
  it.each([
    [{ id: '1', companyProfile: { address: { country: 'Sweden' } } }, 'companyProfile.address.country'],
    [{ id: '1', companyProfile: { address: { country: 'S1' } } }, 'companyProfile.address.country'],
  ])('gives no country: %j', (answer, column) => {
    expect(countryOf(answer)).toMatchObject({ problem: { column } });
  });

  it.each([{ id: '1' }, { id: '1', companyProfile: null }, { id: '1', companyProfile: { address: { country: ' ' } } }])(
    'says that there is none: %j',
    (answer) => {
      expect(countryOf(answer)).toEqual({ row: null });
    },
  );

  it('gives no reseller without a tenant, and none without a partner id', () => {
    expect(resellerOf({ id: 'somebody' })).toMatchObject({ problem: { column: 'id' } });
    const id = '484E548C-F5F3-4528-93A9-C16C6373CB59';
    expect(resellerOf({ id, mpnId: '0' })).toMatchObject({ row: { resellerId: id.toLowerCase(), partnerId: null } });
    expect(resellerOf({ id, mpnId: '0047' })).toMatchObject({ row: { partnerId: '0047' } });
  });
});

const pulled = () => seatback.app.get(PullPartnerCenter).execute({ dueAt: AT });
const directory = () => seatback.app.get(PullDirectory).execute();
const withUser = () => seatback.app.get(UserIdentity).store('the-first', 'dana');

async function query<Row>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}
