import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AdjustByHand } from '../../src/payout/index.js';
import { PAYEE_ROUTES } from '../../src/portal/http/finance/payee-routes.js';
import { CAMPAIGN_API, CAMPAIGN_ID, CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { FinanceWorld } from './finance-world.js';

const PAGE = `${CAMPAIGN_PAGE}/adjustments`;
const API = `${CAMPAIGN_API}/adjustments`;
const DANA = 'dana@harbour.example';

let world: FinanceWorld;
let sold: { readonly partner: string; readonly customer: string };
beforeAll(async () => {
  world = await FinanceWorld.start();
  await world.access.portal.post(await world.freshRun());
  const [row] = await world.access.portal.rows(
    `SELECT partner_id, customer_id FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     WHERE partner_key IN (SELECT partner_key FROM accrual) ORDER BY partner_id, customer_id LIMIT 1`,
  );
  sold = { partner: String(row?.['partner_id']), customer: String(row?.['customer_id']) };
}, 300_000);
afterAll(() => world.end());

const wish = (amount: string, reason: string) => ({ ...sold, amount, currency: 'USD', reason });

async function formOf(id: string): Promise<string> {
  const form = /name="form" value="([\w-]{36})"/.exec((await world.see(id, PAGE)).text)?.[1];
  if (form === undefined) throw new Error(`${id} is not offered to propose`);
  return form;
}

async function adjustments(): Promise<Record<string, unknown>[]> {
  return world.access.portal.rows(
    'SELECT manual_adjustment AS number, amount::text, state, reason FROM manual_adjustment ORDER BY 1',
  );
}

const LETTER = 'Agreed in the letter of 5 August';
const ACTION = `${PAGE}/proposal`;

describe('an adjustment on its page', () => {
  it('is proposed once by a form however often that is sent, and once more by another', async () => {
    const form = await formOf('dana');
    const wanted = { ...wish('12.30', LETTER), form };
    const sent = await Promise.all([world.send('dana', ACTION, wanted), world.send('dana', ACTION, wanted)]);
    // One of two at the same moment may be told that the other is under way.
    expect(sent.map(({ status }) => status).every((status) => status === 303 || status === 409)).toBe(true);
    expect((await world.send('dana', ACTION, wanted)).location).toBe(PAGE);
    expect(await adjustments()).toEqual([{ number: 1, amount: '12.30', state: 'proposed', reason: LETTER }]);
    const changed = await world.send('dana', ACTION, { ...wanted, amount: '14.00' });
    expect([changed.status, changed.text.includes('IDEMPOTENCY_KEY_REUSED')]).toEqual([422, true]);
    expect((await world.press('dana', PAGE, ACTION, { ...wanted, form: await formOf('dana') })).status).toBe(303);
    expect(await adjustments()).toHaveLength(2);
  });

  it('keeps everything that was typed where something is wrong with it', async () => {
    const form = await formOf('dana');
    const vague = await world.send('dana', ACTION, { ...wish('12.30', 'because'), form });
    expect([vague.status, vague.text.includes('REASON_INVALID')]).toEqual([422, true]);
    for (const kept of [`value="${sold.partner}"`, `value="${sold.customer}"`, 'value="12.30"', '>because</textarea>'])
      expect(vague.text).toContain(kept);
    const parts = await world.send('dana', ACTION, { ...wish('12.305', LETTER), form });
    expect([parts.status, parts.text.includes('ADJUSTMENT_INVALID')]).toEqual([422, true]);
    expect(await adjustments()).toHaveLength(2);
    expect((await world.send('dana', ACTION, { ...wish('-3.00', LETTER), form })).status).toBe(303);
    expect((await adjustments()).at(-1)).toMatchObject({ number: 3, amount: '-3.00' });
  });

  it('is decided by another person, once, and posted', async () => {
    const approval = `${PAGE}/1/approval`;
    expect((await world.see('dana', PAGE)).text).toContain('You proposed this adjustment; another person decides.');
    expect((await world.see('vera', PAGE)).text).not.toContain('<form method="post"');
    await world.access.grant(DANA, { role: 'finance-checker' });
    try {
      const own = await world.send('dana', approval);
      expect([own.status, own.text.includes('SAME_PERSON')]).toEqual([403, true]);
    } finally {
      await world.access.withdraw(DANA, { role: 'finance-checker' });
    }
    expect((await world.press('robin', PAGE, approval)).location).toBe(PAGE);
    expect((await world.send('robin', approval)).location).toBe(PAGE);
    expect(await world.acts('adjustment 1')).toEqual([
      'adjustment.propose by dana@harbour.example',
      'adjustment.approve by robin@harbour.example',
    ]);
    expect(await world.access.portal.rows(`SELECT cause FROM journal WHERE kind = 'manual'`)).toEqual([
      { cause: 'manual adjustment 1' },
    ]);
    const late = await world.send('robin', `${PAGE}/1/refusal`, { reason: 'Too late for this' });
    expect([late.status, late.text.includes('ADJUSTMENT_STATE')]).toEqual([409, true]);
    const vague = await world.press('robin', PAGE, `${PAGE}/2/refusal`, { reason: 'no' });
    expect([vague.status, vague.text.includes('>no</textarea>')]).toEqual([422, true]);
    expect((await world.send('robin', `${PAGE}/2/refusal`, { reason: 'Proposed twice' })).status).toBe(303);
    expect((await world.send('robin', `${PAGE}/99/approval`)).status).toBe(404);
    expect((await adjustments()).map(({ state }) => state)).toEqual(['approved', 'refused', 'proposed']);
  });
});

describe('adjustments by programs', () => {
  it('are proposed and decided under a key, and listed: what waits first', async () => {
    const [dana, robin] = [await world.token('dana'), await world.token('robin')];
    const body = wish('7.00', 'Agreed on the telephone');
    const proposed = await world.call(dana, `${API}/proposal`, { key: 'p-1', body });
    const again = await world.call(dana, `${API}/proposal`, { key: 'p-1', body });
    expect([proposed.status, again.text]).toEqual([200, proposed.text]);
    const list = PAYEE_ROUTES.adjustmentProposal.answer.parse(proposed.json);
    expect(list.adjustments.map(({ adjustment, state }) => [adjustment, state])).toEqual([
      [3, 'proposed'],
      [4, 'proposed'],
      [2, 'refused'],
      [1, 'approved'],
    ]);
    const gathered: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = PAYEE_ROUTES.adjustments.answer.parse((await world.call(dana, `${API}?limit=1${at}`)).json);
      gathered.push(...page.adjustments.map(({ adjustment }) => adjustment));
      cursor = page.nextCursor;
    }
    expect(gathered).toEqual([3, 4, 2, 1]);
    expect((await world.call(robin, `${API}/4/approval`, { key: 'a-1', body: {} })).status).toBe(200);
    const refused = await world.call(robin, `${API}/3/refusal`, { key: 'r-1', body: { reason: 'Not agreed at all' } });
    expect(PAYEE_ROUTES.adjustmentRefusal.answer.parse(refused.json).adjustments[0]).toMatchObject({
      adjustment: 4,
      state: 'approved',
      decidedBy: 'robin@harbour.example',
    });
  });

  it('that broke off before they were answered are found again, and not proposed twice', async () => {
    const dana = await world.token('dana');
    const before = (await adjustments()).length;
    const body = wish('9.99', 'Agreed before the line broke');
    // As a process leaves it that dies between the proposal and its answer, more than a minute ago.
    const { partner: partnerId, ...said } = body;
    const { portal } = world.access;
    await portal.server.app.get(AdjustByHand).propose({ ...said, partnerId, campaignId: CAMPAIGN_ID, actor: DANA });
    const hash = createHash('sha256').update(`POST ${API}/proposal\0`).update(JSON.stringify(body)).digest();
    await portal.rows(
      `INSERT INTO person_request (person, idempotency_key, request_hash, state, begun_at)
       SELECT person, 'broken', $2, 'under-way', $3::timestamptz - interval '61 seconds' FROM person WHERE actor = $1`,
      [DANA, hash, portal.clock.now()],
    );
    const taken = await world.call(dana, `${API}/proposal`, { key: 'broken', body });
    expect(taken.status).toBe(200);
    expect(await adjustments()).toHaveLength(before + 1);
  });
});
