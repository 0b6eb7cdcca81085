import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { generateWorld } from '../../demo/world/index.js';
import { AccessWorld } from '../access/access-world.js';
import { CAMPAIGN_ID } from '../portal/portal-world.js';
import { startChromium } from './chromium.js';
import { expectReadable, signedIn } from './readable.js';

/** What only somebody who has signed in sees of the pages: forms, each of which is sent. */
let browser: Browser;
let world: AccessWorld;
let own: { readonly partnerId: string; readonly customerId: string };
beforeAll(async () => {
  browser = await startChromium();
  world = await AccessWorld.start();
  const { portal } = world;
  await portal.bring(generateWorld({ seed: 3 }));
  const run = await portal.calculate();
  await portal.confirmTerms();
  await portal.post(run);
  const [undecided] = await portal.rows(
    `SELECT partner_id, customer_id FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     WHERE outcome = 'undecided' ORDER BY 1, 2 LIMIT 1`,
  );
  own = { partnerId: String(undecided?.['partner_id']), customerId: String(undecided?.['customer_id']) };
  for (const id of ['pat', 'dana', 'ola']) await world.signIn(id);
  await world.grant('pat@partner.example', { partnerId: own.partnerId });
}, 300_000);
afterAll(async () => {
  await browser.close();
  await world.end();
});

const A_MINUTE_MS = 60_000;

it(
  'a partner asks on the page of its customer, in its language',
  async () => {
    const page = await signedIn(browser, world, 'pat');
    const path = `/partners/${own.partnerId}/campaigns/${CAMPAIGN_ID}/customers/${own.customerId}`;
    for (const lang of ['de', 'sv', 'en']) await expectReadable(world, page, `${path}?lang=${lang}`);
    await page.locator('#question').fill('Which reading is missing?');
    await page.locator('form.written button').last().click();
    await page.waitForURL('**#questions');
    expect(await page.locator('#questions').innerText()).toContain('Waits for an answer');
    await expectReadable(world, page, `${path}?lang=en`);
    await page.context().close();
  },
  A_MINUTE_MS,
);

it(
  'finance answers and decides in the work list',
  async () => {
    const page = await signedIn(browser, world, 'dana');
    const path = `/campaigns/${CAMPAIGN_ID}/work-list`;
    await expectReadable(world, page, path);
    await page.goto(world.address(`${path}?kind=question`));
    await page.locator('summary').first().click();
    await page.locator('textarea').first().fill('The one of the last day.');
    await page.locator('form.written button').first().click();
    await page.waitForURL('**?answered=1');
    expect(await page.locator('[role=status]').innerText()).toContain('Question 1 is answered');
    await page.goto(world.address(`${path}?kind=undecided`));
    await page.locator('summary').first().click();
    await page.locator('select[name=as]').first().selectOption('met');
    await page.locator('textarea').first().fill('Annual report: 40 people');
    await page.locator('form.written button').first().click();
    await page.waitForURL('**?decided=1');
    await expectReadable(world, page, `${path}?decided=1`);
    await page.context().close();
  },
  A_MINUTE_MS,
);

it(
  'search, ledger, log and terms can be read by everybody',
  async () => {
    const page = await signedIn(browser, world, 'dana');
    const [journal] = await world.portal.rows(
      'SELECT min(journal) AS journal, min(account_key) AS account FROM posting',
    );
    for (const path of [
      '/search',
      '/search?q=cafe',
      `/search?q=${own.partnerId}`,
      '/ledger',
      '/ledger?month=2019-08',
      `/ledger/accounts/${String(journal?.['account'])}`,
      `/ledger/journals/${String(journal?.['journal'])}`,
      '/audit',
      `/campaigns/${CAMPAIGN_ID}/terms`,
      `/campaigns/${CAMPAIGN_ID}`,
      `/campaigns/${CAMPAIGN_ID}/runs/1`,
      `/campaigns/${CAMPAIGN_ID}/payout`,
      `/payout/batches/${String(await world.portal.preparePayout())}`,
    ])
      await expectReadable(world, page, path);
    await page.locator('header input[name=q]').fill(own.customerId);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=*');
    await page.locator(`main a[href="/campaigns/${CAMPAIGN_ID}/customers/${own.customerId}"]`).click();
    await page.waitForURL(`**/customers/${own.customerId}`);
    await page.context().close();
  },
  2 * A_MINUTE_MS,
);
