import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import type { Run } from '../../src/calculation/index.js';
import { AdjustByHand } from '../../src/payout/index.js';
import { CAMPAIGN_ID, CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { FinanceWorld, pageOfRun, type Seen } from './finance-world.js';

const DANA = 'dana@harbour.example';

let world: FinanceWorld;
beforeEach(async () => {
  world = await FinanceWorld.start();
}, 300_000);
afterEach(() => world.end());

async function submitted(): Promise<Run> {
  const run = await world.freshRun();
  expect(await world.send('dana', `${pageOfRun(run)}/submission`)).toMatchObject({ status: 303 });
  return run;
}

/** What stands in the fields of each form of a page, by the last part of its address; forms with none are left out. */
function writtenIn({ text }: Seen): Record<string, string> {
  const forms = [...text.matchAll(/<form method="post" action="[^"]*\/([\w-]+)" class="act">(.*?)<\/form>/gs)];
  const fields = forms.map(
    ([, step = '', form = '']) => [step, /<textarea[^>]*>(.*?)<\/textarea>/s.exec(form)?.[1] ?? ''] as const,
  );
  return Object.fromEntries<string>(fields.filter(([, written]) => written !== ''));
}

const copied = ({ text }: Seen) => /<blockquote class="said">(.*?)<\/blockquote>/s.exec(text)?.[1];

describe('what was typed into a form of a run that is refused', () => {
  it('stands in its form again, as it was typed, and in no other', async () => {
    const page = pageOfRun(await submitted());
    const refused = await world.press('robin', page, `${page}/rejection`, { reason: 'no <b>' });
    expect(refused.status).toBe(422);
    expect(writtenIn(refused)).toEqual({ rejection: 'no &lt;b>' });
    expect(copied(refused)).toBeUndefined();
    expect(writtenIn(await world.see('robin', page))).toEqual({});
  }, 120_000);

  it('stands there where more has become known, for the step that was asked for alone', async () => {
    const page = pageOfRun(await submitted());
    await world.access.portal.bring(generateWorld({ seed: 5 }));
    const refused = await world.press('robin', page, `${page}/approval`, { asKnown: 'later' });
    expect([refused.status, refused.text.includes('REASON_INVALID')]).toEqual([422, true]);
    expect(writtenIn(refused)).toEqual({ approval: 'later' });
  }, 120_000);

  it('is the choice of terms too', async () => {
    const page = pageOfRun(await world.access.portal.calculate());
    const { text } = await world.see('dana', page);
    const [first = '', second = ''] = [...text.matchAll(/name="term" value="([^"]*)"/g)].map(([, term]) => term ?? '');
    const refused = await world.press('dana', page, `${page}/confirmation`, { term: second, reason: 'so' });
    expect([refused.status, writtenIn(refused)]).toEqual([422, { confirmation: 'so' }]);
    expect(refused.text).toMatch(new RegExp(`value="${second}" checked`));
    expect(refused.text).not.toMatch(new RegExp(`value="${first}" checked`));
  }, 120_000);

  it('is there to be copied where the form is gone, because somebody was quicker or may not', async () => {
    const run = await submitted();
    const page = pageOfRun(run);
    const right = { role: 'finance-checker' } as const;
    await world.access.grant(DANA, right);
    try {
      const refused = await world.send('dana', `${page}/approval`, { asKnown: 'Restated in May, as agreed' });
      expect([refused.status, copied(refused)]).toEqual([403, 'Restated in May, as agreed']);
    } finally {
      await world.access.withdraw(DANA, right);
    }
    const reason = 'The register of March is missing';
    await world.send('robin', `${page}/rejection`, { reason: 'Another register came in April' });
    const late = await world.send('robin', `${pageOfRun(run)}/approval`, { asKnown: reason });
    expect([late.status, copied(late)]).toEqual([409, reason]);
    const silent = await world.send('robin', `${pageOfRun(run)}/approval`);
    expect([silent.status, copied(silent)]).toEqual([409, undefined]);
  }, 120_000);
});

describe('what was typed into a form of a batch that is refused', () => {
  it('stands in its form again, or to be copied where the batch has gone on', async () => {
    const { portal } = world.access;
    await portal.post(await world.freshRun());
    const number = await portal.preparePayout();
    const batch = `/payout/batches/${String(number)}`;
    const refused = await world.press('dana', batch, `${batch}/voiding`, { reason: 'no' });
    expect([refused.status, writtenIn(refused)]).toEqual([422, { voiding: 'no' }]);
    await portal.releasePayout(number);
    const reason = 'The rate of the day was wrong';
    const late = await world.send('dana', `${batch}/voiding`, { reason });
    expect([late.status, writtenIn(late), copied(late)]).toEqual([409, {}, reason]);
  }, 120_000);
});

describe('what was typed into other forms of finance that are gone', () => {
  it('is there to be copied: of a hold that somebody else placed, and an adjustment that somebody else decided', async () => {
    const { portal } = world.access;
    await portal.post(await world.freshRun());
    const [row] = await portal.rows(
      `SELECT partner_id, customer_id FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
       WHERE partner_key IN (SELECT partner_key FROM accrual) ORDER BY 1, 2 LIMIT 1`,
    );
    const partnerId = String(row?.['partner_id']);
    const payee = `/payout/payees/${partnerId}`;
    await world.press('dana', payee, `${payee}/hold/placing`, { reason: 'Its invoices are being looked at' });
    const reason = 'Its register of May is wrong';
    const held = await world.send('robin', `${payee}/hold/placing`, { reason });
    expect([held.status, writtenIn(held), copied(held)]).toEqual([409, {}, reason]);

    const { adjustment } = await portal.server.app.get(AdjustByHand).propose({
      partnerId,
      campaignId: CAMPAIGN_ID,
      customer: String(row?.['customer_id']),
      amount: '12.30',
      currency: 'USD',
      reason: 'Agreed in the letter of 5 August',
      actor: DANA,
    });
    const decided = `${CAMPAIGN_PAGE}/adjustments/${String(adjustment)}`;
    const brief = await world.send('robin', `${decided}/refusal`, { reason: 'no' });
    expect([brief.status, writtenIn(brief), copied(brief)]).toEqual([422, { refusal: 'no' }, undefined]);
    await world.send('robin', `${decided}/approval`);
    const late = await world.send('robin', `${decided}/refusal`, { reason });
    expect([late.status, copied(late)]).toEqual([409, reason]);
  }, 120_000);
});
