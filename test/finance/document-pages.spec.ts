import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAMPAIGN_API, CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { FinanceWorld } from './finance-world.js';

let world: FinanceWorld;
let number: number;
beforeAll(async () => {
  world = await FinanceWorld.start();
  const { portal } = world.access;
  await portal.post(await world.freshRun());
  number = await portal.preparePayout();
}, 300_000);
afterAll(() => world.end());

const editions = async (kind: string) =>
  world.access.portal.rows(
    'SELECT document, count(*)::integer AS editions FROM issued_document WHERE kind = $1 GROUP BY document',
    [kind],
  );

async function payments(): Promise<{ readonly id: string; readonly partnerId: string }[]> {
  const rows = await world.access.portal.rows(
    `SELECT end_to_end_id AS id, partner_id FROM payment_instruction JOIN partner USING (partner_key)
     WHERE batch = $1 ORDER BY line`,
    [number],
  );
  return rows.map((row) => ({ id: String(row['id']), partnerId: String(row['partner_id']) }));
}

async function file(id: string, path: string): Promise<{ status: number; type: string | null; bytes: Buffer }> {
  const response = await world.browser(id).get(world.access.address(path));
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), bytes };
}

describe('remittance advices on the page of a batch', () => {
  it('are given out of a released batch alone, once for what they say, and fetched by whoever looks', async () => {
    const batch = `/payout/batches/${String(number)}`;
    const early = await world.send('dana', `${batch}/advices`);
    expect([early.status, early.text.includes('BATCH_STATE')]).toEqual([409, true]);
    expect((await world.see('dana', batch)).text).not.toContain('Remittance advice');
    expect(await editions('remittance-advice')).toEqual([]);

    await world.access.portal.releasePayout(number);
    const before = await world.see('vera', batch);
    expect(before.text).toContain('Not given out yet');
    expect(before.text).not.toContain(`action="${batch}/advices"`);
    expect((await world.send('vera', `${batch}/advices`)).text).toContain('ROLE_MISSING');
    expect(await world.press('robin', batch, `${batch}/advices`)).toMatchObject({
      status: 303,
      location: `${batch}#payments`,
    });
    await world.press('dana', batch, `${batch}/advices`);
    const paid = await payments();
    expect(await editions('remittance-advice')).toHaveLength(paid.length);
    expect((await editions('remittance-advice')).map((row) => row['editions'])).toEqual(paid.map(() => 1));

    const { text } = await world.see('vera', batch);
    expect(text).not.toContain('Not given out yet');
    const { id = '', partnerId = '' } = paid[0] ?? {};
    const href = `${CAMPAIGN_PAGE}/partners/${partnerId}/documents/${id}`;
    for (const [format, begins] of [
      ['pdf', '%PDF-'],
      ['csv', '\uFEFF'],
      ['xlsx', 'PK'],
    ] as const) {
      expect(text).toContain(`href="${href}/${format}"`);
      const fetched = await file('vera', `${href}/${format}`);
      expect([fetched.status, fetched.bytes.toString('utf8').startsWith(begins)]).toEqual([200, true]);
    }
    expect((await file('vera', `${href}/csv`)).bytes.toString('utf8')).toContain(id);
  }, 120_000);

  it('are given out by programs page by page, and answered alike under a key', async () => {
    if ((await world.access.portal.rows(`SELECT 1 FROM payout_batch WHERE state = 'released'`)).length === 0)
      await world.access.portal.releasePayout(number);
    const token = await world.token('dana');
    const path = `/api/v1/payout/batches/${String(number)}/advices`;
    expect(await world.call(token, path, { body: {} })).toMatchObject({ status: 400 });
    const first = await world.call(token, path, { key: '"advices-1"', body: {} });
    expect(first.status).toBe(200);
    const { payments: told } = first.json as { payments: readonly { advice: { edition: number } | null }[] };
    expect(told.map(({ advice }) => advice?.edition)).toEqual((await payments()).map(() => 1));
    expect((await world.call(token, path, { key: '"advices-1"', body: {} })).text).toBe(first.text);
    const other = await world.call(token, path, { key: '"advices-1"', body: { cursor: 'WzFd' } });
    expect(other).toMatchObject({ status: 422 });
    const further = await world.call(token, path, { key: '"advices-2"', body: { cursor: 'WzFd' } });
    expect((further.json['payments'] as unknown[]).length).toBe(told.length - 1);
  }, 120_000);
});

describe('the statement of one partner', () => {
  it('is given out on its page, once for what it says, and stands there with its files', async () => {
    const [{ partnerId } = { partnerId: '' }] = await payments();
    const page = `${CAMPAIGN_PAGE}/partners/${partnerId}`;
    expect((await world.see('vera', page)).text).toContain('This takes the role finance-maker or finance-checker');
    expect((await world.send('vera', `${page}/statement`)).text).toContain('ROLE_MISSING');
    expect(await editions('statement')).toEqual([]);
    expect(await world.press('dana', page, `${page}/statement`)).toMatchObject({
      status: 303,
      location: `${page}#documents`,
    });
    await world.press('robin', page, `${page}/statement`);
    const [issued, ...more] = await editions('statement');
    expect([more.length, issued?.['editions']]).toEqual([0, 1]);
    const document = String(issued?.['document']);
    const { text } = await world.see('vera', page);
    for (const format of ['pdf', 'csv', 'xlsx']) expect(text).toContain(`documents/${document}/${format}"`);
    const fetched = await file('vera', `${page}/documents/${document}/pdf`);
    expect([fetched.status, fetched.type]).toEqual([200, 'application/pdf']);

    const token = await world.token('robin');
    const asked = await world.call(token, `${CAMPAIGN_API}/partners/${partnerId}/statement`, { key: '"st"', body: {} });
    expect(asked.json).toMatchObject({ partnerId, document, edition: 1 });
    const byProgram = await fetch(
      world.access.address(`${CAMPAIGN_API}/partners/${partnerId}/documents/${document}/pdf`),
      { headers: { authorization: `Bearer ${token}` } },
    );
    expect([byProgram.status, byProgram.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(Buffer.from(await byProgram.arrayBuffer()).equals(fetched.bytes)).toBe(true);
    const foreign = `${CAMPAIGN_API}/partners/9998/documents/${document}/pdf`;
    expect(await world.call(token, foreign)).toMatchObject({ status: 404, json: { code: 'DOCUMENT_UNKNOWN' } });
  }, 120_000);

  it('is refused for whom the posted run has nothing of, and where there is no such partner or campaign', async () => {
    await world.access.portal.rows(`INSERT INTO partner (partner_id) VALUES ('9999')`);
    const nothing = await world.send('dana', `${CAMPAIGN_PAGE}/partners/9999/statement`);
    expect([nothing.status, nothing.text.includes('NO_STATEMENT')]).toEqual([409, true]);
    expect((await world.send('dana', `${CAMPAIGN_PAGE}/partners/no-such/statement`)).status).toBe(404);
    expect((await world.send('dana', '/campaigns/no-such/partners/1042/statement')).status).toBe(404);
  });
});
