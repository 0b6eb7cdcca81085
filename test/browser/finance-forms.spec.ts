import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { generateWorld } from '../../demo/world/index.js';
import { EnterBankDetails } from '../../src/payout/index.js';
import { AccessWorld } from '../access/access-world.js';
import { ibanOf } from '../builders/import-folder.js';
import { CAMPAIGN_ID, CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { startChromium } from './chromium.js';
import { expectReadable, signedIn } from './readable.js';
import { obstacles } from './walk.js';

/** Forms of finance beside runs and batches: payees, adjustments, and what workers do. */
let browser: Browser;
let world: AccessWorld;
let paid: { readonly partnerId: string; readonly customerId: string; readonly name: string };
beforeAll(async () => {
  browser = await startChromium();
  world = await AccessWorld.start();
  const { portal } = world;
  await portal.bring(generateWorld({ seed: 3 }));
  const run = await portal.calculate();
  await portal.confirmTerms();
  await portal.post(run);
  const [row] = await portal.rows(
    `SELECT partner_id, customer_id, legal_name FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     JOIN partner_profile AS profile USING (partner_key)
     WHERE profile.recorded_to IS NULL AND partner_key IN (SELECT partner_key FROM accrual) ORDER BY 1, 2 LIMIT 1`,
  );
  paid = {
    partnerId: String(row?.['partner_id']),
    customerId: String(row?.['customer_id']),
    name: String(row?.['legal_name']),
  };
}, 600_000);
afterAll(async () => {
  await browser.close();
  await world.end();
});

const FIVE_MINUTES_MS = 300_000;

it(
  'bank details are looked at, held back, and approved by another',
  async () => {
    const payee = `/payout/payees/${paid.partnerId}`;
    await world.portal.server.app.get(EnterBankDetails).byUser(paid.partnerId, {
      details: {
        accountName: `${paid.name.slice(0, 3)}${paid.name.slice(4)}`,
        accountKind: 'business',
        iban: ibanOf(99),
        bic: 'BUKBGB22',
        bankCountry: 'GB',
        currency: 'GBP',
      },
      actor: 'sue',
    });
    const dana = await signedIn(browser, world, 'dana');
    await expectReadable(world, dana, '/payout/payees');
    await expectReadable(world, dana, payee);
    await dana.locator('#hold-reason').fill('Its invoices are being looked at');
    await dana.getByRole('button', { name: 'Hold back' }).click();
    expect(await dana.locator('#holds').innerText()).toContain('In force');
    await dana.context().close();
    const robin = await signedIn(browser, world, 'robin');
    await expectReadable(world, robin, payee);
    await robin.locator('#name-as').selectOption('accepted');
    await robin.locator('#name-reason').fill('hm hm');
    await robin.getByRole('button', { name: 'Record decision' }).click();
    expect(await robin.locator('[role=alert]').innerText()).toContain('REASON_INVALID');
    expect(await robin.locator('#name-reason').inputValue()).toBe('hm hm');
    expect(await obstacles(robin)).toEqual([]);
    await robin.goto(world.address(payee));
    await robin.getByRole('button', { name: 'Approve details' }).click();
    expect(await robin.locator('#details').innerText()).toContain('Approved');
    await robin.context().close();
  },
  FIVE_MINUTES_MS,
);

it(
  'an adjustment is proposed and approved, and a worker is asked for statements',
  async () => {
    const adjustments = `${CAMPAIGN_PAGE}/adjustments`;
    const dana = await signedIn(browser, world, 'dana');
    await expectReadable(world, dana, adjustments);
    await dana.locator('#proposal-partner').fill(paid.partnerId);
    await dana.locator('#proposal-customer').fill(paid.customerId);
    await dana.locator('#proposal-amount').fill('12.30');
    await dana.locator('#proposal-currency').fill('USD');
    await dana.locator('#proposal-reason').fill('Agreed in the letter of 5 August');
    await dana.getByRole('button', { name: 'Propose' }).click();
    expect(await dana.locator('#waiting').innerText()).toMatch(/USD\s12\.30/);
    await expectReadable(world, dana, adjustments);
    const runs = `${CAMPAIGN_PAGE}/runs`;
    await dana.goto(world.address(runs));
    await dana.getByRole('button', { name: 'Give out statements to all partners' }).click();
    expect(await dana.locator('#actions').innerText()).toContain('Waits for a worker');
    await expectReadable(world, dana, runs);
    await dana.context().close();
    const robin = await signedIn(browser, world, 'robin');
    await expectReadable(world, robin, adjustments);
    await robin.getByRole('button', { name: 'Approve adjustment 1' }).click();
    expect(await robin.locator('#decided').innerText()).toContain('Approved');
    await expectReadable(world, robin, adjustments);
    expect(await world.portal.rows('SELECT campaign_id, state FROM manual_adjustment')).toEqual([
      { campaign_id: CAMPAIGN_ID, state: 'approved' },
    ]);
    await robin.context().close();
  },
  FIVE_MINUTES_MS,
);

it(
  'the account page can be read by everybody in each language',
  async () => {
    const page = await signedIn(browser, world, 'vera');
    for (const lang of ['en', 'de', 'sv']) await expectReadable(world, page, `/account?lang=${lang}`);
    await page.context().close();
  },
  FIVE_MINUTES_MS,
);
