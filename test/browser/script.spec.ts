import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { generateWorld } from '../../demo/world/index.js';
import { AccessWorld } from '../access/access-world.js';
import { CAMPAIGN_ID } from '../portal/portal-world.js';
import { startChromium } from './chromium.js';
import { NARROW, obstacles, overflowPx, WIDE } from './walk.js';

/** What pages do better with the script; that they work without it is for the other specs. */
let browser: Browser;
let world: AccessWorld;
let page: Page;
beforeAll(async () => {
  browser = await startChromium();
  world = await AccessWorld.start();
  await world.portal.bring(generateWorld({ seed: 3 }));
  await world.portal.calculate();
  await world.portal.confirmTerms();
  await world.signIn('dana');
  const context = await browser.newContext({ viewport: WIDE, permissions: ['clipboard-read', 'clipboard-write'] });
  page = await context.newPage();
  await page.goto(world.address('/sign-in?next=/account'));
  await page.locator(`button[value="dana"], input[value="dana"]`).first().click();
  await page.waitForURL('**/account');
}, 300_000);
afterAll(async () => {
  await browser.close();
  await world.end();
});

const A_MINUTE_MS = 60_000;

/** Of the first table that is long. */
const LONG = '.row-filter + table';
const shownRows = (): Promise<number> =>
  page.evaluate(`[...document.querySelector('${LONG}').tBodies[0].rows].filter((row) => row.checkVisibility()).length`);

it(
  'shows of a long table the rows that have the words that are typed',
  async () => {
    await page.goto(world.address(`/campaigns/${CAMPAIGN_ID}`));
    const all = await shownRows();
    const name = await page.locator(LONG).first().locator('tbody tr').nth(3).innerText();
    const [word = ''] = /\p{L}{5,}/u.exec(name) ?? [];
    await page.getByLabel('Show rows with').first().fill(word.toUpperCase());
    const found = await shownRows();
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(all);
    expect(await page.locator('.row-filter output').first().innerText()).toBe(
      `${String(found)} of ${String(all)} rows`,
    );
    expect(await obstacles(page)).toEqual([]);
    // There the rows are cards.
    await page.setViewportSize(NARROW);
    expect([await shownRows(), await overflowPx(page)]).toEqual([found, 0]);
    await page.setViewportSize(WIDE);
    await page.getByLabel('Show rows with').first().fill('');
    expect(await shownRows()).toBe(all);
  },
  A_MINUTE_MS,
);

it(
  'copies a digest whole',
  async () => {
    await page.goto(world.address(`/campaigns/${CAMPAIGN_ID}/runs/1`));
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).first().waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^[0-9a-f]{64}$/);
    expect(await obstacles(page)).toEqual([]);
  },
  A_MINUTE_MS,
);

it(
  'sends a form once, however often its button is pressed',
  async () => {
    let posts = 0;
    await page.route('**/submission', async (route) => {
      posts += 1;
      await route.continue();
    });
    await page.goto(world.address(`/campaigns/${CAMPAIGN_ID}/runs/1`));
    await page.evaluate(
      `(() => { const button = document.querySelector('form[action$="/submission"] button'); button.click(); button.click(); })()`,
    );
    await page.waitForURL('**/runs/1**');
    await page.getByText('submitted').first().waitFor();
    expect(posts).toBe(1);
  },
  A_MINUTE_MS,
);
