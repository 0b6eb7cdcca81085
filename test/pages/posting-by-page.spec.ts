import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import { RestateCampaign } from '../../src/calculation/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { Money, plusMillis } from '../../src/kernel/index.js';
import { FINANCE_ROUTES } from '../../src/portal/http/finance/finance-routes.js';
import { CAMPAIGN_API, CAMPAIGN_ID } from '../portal/portal-world.js';
import { FinanceWorld, pageOfRun } from '../finance/finance-world.js';

let world: FinanceWorld;
beforeEach(async () => {
  world = await FinanceWorld.start();
}, 300_000);
afterEach(() => world.end());

const journals = async () => world.access.portal.rows(`SELECT journal FROM journal`);

describe('closing a campaign on its pages', () => {
  it('confirms terms, submits, approves and posts; a double click posts once', async () => {
    const run = await world.access.portal.calculate();
    const page = pageOfRun(run);
    const first = await world.see('dana', page);
    expect(first.text).toContain('First somebody confirms the assumed terms.');
    expect(first.text).not.toContain(`action="${page}/submission"`);
    expect((await world.send('dana', `${page}/submission`)).text).toContain('TERMS_UNCONFIRMED');

    const terms = [...first.text.matchAll(/name="term" value="([^"]+)"/g)].map(([, term]) => term ?? '');
    expect(terms.length).toBeGreaterThan(1);
    const none = await world.press('dana', page, `${page}/confirmation`, {
      reason: 'Agreed with the programme office',
    });
    expect([none.status, none.text.includes('one or more of the assumed terms')]).toEqual([400, true]);
    for (const term of terms)
      expect(
        await world.press('dana', page, `${page}/confirmation`, { term, reason: 'Agreed with the programme office' }),
      ).toMatchObject({ status: 303, location: page });
    const confirmed = await world.access.portal.rows(
      'SELECT DISTINCT confirmed_by AS by FROM term_confirmation WHERE campaign_id = $1',
      [CAMPAIGN_ID],
    );
    expect(confirmed).toEqual([{ by: 'dana@harbour.example' }]);

    await world.press('dana', page, `${page}/submission`);
    await world.press('robin', page, `${page}/approval`);
    expect(await journals()).toEqual([]);
    const posting = `${page}/posting`;
    const clicks = await Promise.all([world.send('robin', posting), world.send('robin', posting)]);
    expect(clicks.map(({ status, location }) => [status, location])).toEqual([
      [303, page],
      [303, page],
    ]);
    expect(await world.stateOf(run)).toBe('posted');
    expect((await world.acts(`run ${String(run.run)}`)).filter((act) => act.startsWith('run.posted'))).toEqual([
      'run.posted by robin@harbour.example',
    ]);
    const once = (await journals()).length;
    expect(once).toBeGreaterThan(0);
    await world.send('robin', posting);
    expect(await journals()).toHaveLength(once);
    expect((await world.see('robin', page)).text).toContain('what is posted stays posted');
  }, 120_000);
});

describe('a run that restates a posted one', () => {
  it('is compared with it cause by cause, and the causes come to the difference', async () => {
    const { portal } = world.access;
    const posted = await world.freshRun();
    await portal.post(posted);
    portal.clock.moveTo(plusMillis(portal.clock.now(), 86_400_000));
    await portal.bring(generateWorld({ seed: 4 }));
    const campaign = findCampaign('campaigns', CAMPAIGN_ID);
    const { run } = await portal.server.app.get(RestateCampaign).execute(campaign);
    if (run === null) throw new Error('Another world is another result');
    for (const id of ['dana', 'robin', 'vera']) await world.comeIn(id);
    const told = await world.call(await world.token('vera'), `${CAMPAIGN_API}/runs/${String(run.run)}`);
    const { comparedWith, restates } = FINANCE_ROUTES.run.answer.parse(told.json);
    expect([restates, comparedWith?.run]).toEqual([posted.run, posted.run]);
    const causes = comparedWith?.causes ?? [];
    expect(causes.length).toBeGreaterThan(0);
    const sum = causes.reduce(
      (total, { amount, currency }) => total.plus(Money.of(amount, currency)),
      Money.zero('USD'),
    );
    expect(sum.toString()).toBe(comparedWith?.difference);
    const page = pageOfRun(run);
    const { text } = await world.see('vera', page);
    expect(text).toContain(', which this one restates, cause by cause.');
    for (const { causes: names } of causes) expect(text).toContain(`<div>${names.join(' + ')}</div>`);
    await world.press('dana', page, `${page}/submission`);
    await world.press('robin', page, `${page}/approval`);
    expect((await world.press('robin', page, `${page}/posting`)).status).toBe(303);
    const before = await world.see('vera', pageOfRun(posted));
    expect(before.text).toContain(`Superseded by <a href="${page}">`);
  }, 120_000);
});
