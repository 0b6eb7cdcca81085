import { mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { writeReadings } from '../../demo/world/index.js';
import { RunApproval } from '../../src/calculation/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { AccessWorld } from '../access/access-world.js';
import { CAMPAIGN_ID, CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { browserWorld } from './browser-world.js';
import { startChromium } from './chromium.js';
import { signedIn } from './readable.js';

const FOLDER = process.env['PICTURES'] ?? join(import.meta.dirname, '..', '..', 'docs', 'pictures');
const MOST_BYTES = 200_000;
const LOOK = { viewport: { width: 1120, height: 860 }, locale: 'en-GB' };

/** A partner of the demo's world, and a customer of it that has bought more than it uses. */
const PARTNER = '5100101';
const CUSTOMER = 'Half Moon Printworks';
const REPORT = `/partners/${PARTNER}/campaigns/${CAMPAIGN_ID}`;

const DAY_MS = 86_400_000;
/** Readings of the tenant's seats each night of the half-year, but for ten in May. */
const NIGHTS = Array.from({ length: 178 }, (_, night) => night)
  .filter((night) => night < 125 || night >= 135)
  .map((night) => plusMillis(instant('2019-01-01T21:00:00Z'), night * DAY_MS));

/**
 * `npm run pictures`: the six pictures of README and docs, made anew. By a world whose time stands still: where no page
 * has changed, no picture does.
 */
it('the pictures of the guides are written, none too large for a page', async () => {
  const browser = await startChromium();
  const world = await AccessWorld.start();
  const taken: string[] = [];
  const take = async (name: string, user: string, path: string, of?: string) => {
    const page = await signedIn(browser, world, user, LOOK);
    await page.goto(world.address(path));
    taken.push(await takePicture(page, name, of));
    await page.context().close();
  };
  try {
    const { portal } = world;
    portal.clock.moveTo(instant('2019-06-29T22:00:00Z'));
    await portal.bring(browserWorld());
    const facts = mkdtempSync(join(portal.folder, 'nights-'));
    await writeReadings(browserWorld(), NIGHTS, facts);
    await portal.server.app.get(ImportFolder).execute(facts);
    await portal.calculate(instant('2019-06-29T21:30:00Z'));
    await world.signIn('pat');
    await world.grant('pat@partner.example', { partnerId: PARTNER });
    await take('accrual-report', 'pat', REPORT);
    const [customer] = await portal.rows(
      `SELECT customer_id FROM determination JOIN customer USING (customer_key) JOIN partner USING (partner_key)
       JOIN customer_profile AS profile USING (customer_key) WHERE partner_id = $1 AND name = $2`,
      [PARTNER, CUSTOMER],
    );
    await take('seat-timeline', 'pat', `${REPORT}/customers/${String(customer?.['customer_id'])}`, 'section#seats');
    await take('work-list', 'dana', `${CAMPAIGN_PAGE}/work-list`);
    portal.clock.moveTo(instant('2019-08-10T12:00:00Z'));
    const run = await portal.calculate();
    await portal.confirmTerms();
    const approval = portal.server.app.get(RunApproval);
    await approval.submit(run.run, 'dana@harbour.example');
    await take('run', 'robin', `${CAMPAIGN_PAGE}/runs/${String(run.run)}`);
    await approval.approve(run.run, 'robin@harbour.example');
    await approval.post(run.run, 'robin@harbour.example');
    await take('campaign', 'dana', CAMPAIGN_PAGE);
    const batch = await portal.preparePayout();
    await take('batch', 'robin', `/payout/batches/${String(batch)}`);
  } finally {
    await browser.close();
    await world.end();
  }
  expect(taken).toHaveLength(6);
  for (const path of taken) expect([path, statSync(path).size < MOST_BYTES]).toEqual([path, true]);
}, 600_000);

/** As much as a screen shows, or a part of the page. */
async function takePicture(page: Page, name: string, of: string | undefined): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${name}.png`);
  if (of === undefined) await page.screenshot({ path });
  else await page.locator(of).screenshot({ path });
  return path;
}
