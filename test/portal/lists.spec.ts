import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { generateWorld } from '../../demo/world/index.js';
import { asOneRequest, seeOnlyPartners, withSightOfNow } from '../../src/database/index.js';
import { isHeldToPartners } from '../../src/database/partners-in-sight.js';
import { determinationAnswer, determinationsAnswer, earningAnswer } from '../../src/portal/answers/result-answers.js';
import { DETERMINATION_COLUMNS, listRecords } from '../../src/portal/exports/list-records.js';
import { CAMPAIGN_API, PortalWorld } from './portal-world.js';

let world: PortalWorld;
beforeAll(async () => {
  world = await PortalWorld.start();
  await world.bring(generateWorld({ seed: 1 }));
  await world.calculate();
}, 300_000);
afterAll(() => world.end());

async function listed(path: string): Promise<{ readonly type: string | null; readonly text: string }> {
  const response = await world.get(`${CAMPAIGN_API}/${path}`);
  expect([path, response.status]).toEqual([path, 200]);
  return { type: response.headers.get('content-type'), text: await response.text() };
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const row of rows) read.push(row);
  return read;
}

describe('a whole list', () => {
  it('has on each line what the API answers page by page', async () => {
    const { determinations } = determinationsAnswer.parse(
      await (await world.get(`${CAMPAIGN_API}/determinations?limit=1000`)).json(),
    );
    const { type, text } = await listed('determinations/ndjson');
    expect(type).toMatch(/^application\/x-ndjson/);
    const rows = text.trimEnd().split('\n');
    expect(rows.map((row) => determinationAnswer.parse(JSON.parse(row)))).toEqual(determinations);
    const earnings = (await listed('earnings/ndjson')).text.trimEnd().split('\n');
    expect(earnings.map((row) => earningAnswer.parse(JSON.parse(row)).partnerId)).toEqual(
      [...new Set(determinations.map(({ partnerId }) => partnerId))].sort(),
    );
  });

  it('is the same as CSV, of one outcome where one is asked for', async () => {
    const { type, text } = await listed('determinations/csv?outcome=undecided');
    expect(type).toMatch(/^text\/csv/);
    const rows: Record<string, string>[] = parse(text, { columns: true });
    const { determinations } = determinationsAnswer.parse(
      await (await world.get(`${CAMPAIGN_API}/determinations?limit=1000&outcome=undecided`)).json(),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(
      rows.map(({ partner_id: partner, customer_id: customer, seats_billed: billed, rules_unknown: unknown }) => [
        partner,
        customer,
        billed,
        unknown,
      ]),
    ).toEqual(
      determinations.map(({ partnerId, customerId, seatsBilled, unknown }) => [
        partnerId,
        customerId,
        String(seatsBilled ?? ''),
        unknown.join(' '),
      ]),
    );
    expect((await listed('earnings/csv')).text).toMatch(/^partner_id,partner_name,/);
  });

  it('is refused as everything is, before anything of it is sent', async () => {
    for (const [path, status] of [
      ['determinations/xml', 400],
      ['determinations/csv?cursor=abc', 400],
      ['earnings/csv?partner=nobody', 404],
    ] as const) {
      const response = await world.get(`${CAMPAIGN_API}/${path}`);
      expect([path, response.status]).toEqual([path, status]);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
  });

  it('is read on when its reader wants more, each page once', async () => {
    const row = { partnerId: '1001', customerId: 'c', customerName: '=1+1', notMet: ['a', 'b'] } as never;
    const asked: string[] = [];
    const next = (cursor: string) => {
      asked.push(cursor);
      return Promise.resolve({ rows: [row], nextCursor: cursor === '2' ? null : '2' });
    };
    const columns = { partner_id: DETERMINATION_COLUMNS['partner_id']!, name: DETERMINATION_COLUMNS['customer_name']! };
    const records = listRecords({ rows: [row], nextCursor: '1' }, next, { format: 'csv', columns });
    expect((await records.next()).value).toBe('partner_id,name\n');
    expect((await records.next()).value).toBe("1001,'=1+1\n");
    expect(asked).toEqual([]);
    expect([await all(records), asked]).toEqual([
      ["1001,'=1+1\n", "1001,'=1+1\n"],
      ['1', '2'],
    ]);
  });

  it('is held to the partners of its request to the end, whoever wants more of it', async () => {
    const held = async function* (): AsyncGenerator<boolean, void> {
      for (let page = 0; page < 3; page += 1) yield Promise.resolve(isHeldToPartners());
    };
    const rows = asOneRequest(() => {
      seeOnlyPartners([1]);
      return withSightOfNow(held());
    });
    expect(isHeldToPartners()).toBe(false);
    expect(await all(rows)).toEqual([true, true, true]);
  });
});
