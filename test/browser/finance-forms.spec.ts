import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { generateWorld } from '../../demo/world/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { Outbox } from '../../src/payout/batches/outbox.js';
import { EnterBankDetails, ReleasePayout } from '../../src/payout/index.js';
import { AccessWorld } from '../access/access-world.js';
import { ibanOf, ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN_ID, CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { startChromium } from './chromium.js';
import { expectReadable, signedIn } from './readable.js';
import { NARROW, obstacles, overflowPx, WIDE } from './walk.js';

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

/** Goes on from stop to stop until the field is reached; as one does who has no pointer. */
async function tabTo(page: Page, id: string): Promise<void> {
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement?.id === '${id}'`)) return;
  }
  throw new Error(`No stop of the keyboard reaches ${id}`);
}

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
    await dana.goto(world.address(runs));
    await dana.getByText('As at another instant').click();
    await dana.locator('#asked-knownAt').fill('in May');
    await dana.getByRole('button', { name: 'Restate by what was known then' }).click();
    expect(await dana.locator('[role=alert]').innerText()).toContain('INPUT_INVALID');
    expect(await dana.locator('#asked-knownAt').inputValue()).toBe('in May');
    expect(await obstacles(dana)).toEqual([]);
    await dana.setViewportSize(NARROW);
    expect(await overflowPx(dana)).toBe(0);
    await dana.setViewportSize(WIDE);
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
  'a claim is found in the list, looked at and answered with the keyboard alone, in each language',
  async () => {
    const claims = '/campaigns/cash-back-open-licence-we/claims';
    const files = new ImportFiles().rows(
      'claims.csv',
      ...['C-1', 'C-2'].map((claimId) => ({
        claim_id: claimId,
        partner_id: paid.partnerId,
        campaign_id: 'cash-back-open-licence-we',
        received_at: '2014-06-02T09:00:00Z',
        mpn_id: paid.partnerId,
        agreement_number: `A-${claimId}`,
        customer_name: 'Half Moon Printworks',
        distributor_name: 'North Distribution',
        invoice_file: 'Rechnung.pdf',
      })),
    );
    await world.portal.server.app.get(ImportFolder).execute(files.writeTo(`${world.portal.folder}/claims`));
    const dana = await signedIn(browser, world, 'dana');
    for (const lang of ['en', 'de', 'sv'])
      for (const path of [claims, `${claims}/C-1`]) await expectReadable(world, dana, `${path}?lang=${lang}`);
    await dana.goto(world.address(`${claims}?lang=sv`));
    await dana.getByRole('link', { name: 'C-1' }).focus();
    await dana.keyboard.press('Enter');
    await dana.waitForURL('**/C-1?lang=sv');
    await tabTo(dana, 'because-sale-not-found');
    await dana.keyboard.press('Space');
    await tabTo(dana, 'claimRejection-reason');
    await dana.keyboard.type('ok');
    await dana.keyboard.press('Tab');
    await dana.keyboard.press('Enter');
    expect(await dana.locator('[role=alert]').innerText()).toContain('minst två olika ord');
    expect(await dana.locator('#claimRejection-reason').inputValue()).toBe('ok');
    expect(await dana.locator('#because-sale-not-found').isChecked()).toBe(true);
    expect(await obstacles(dana)).toEqual([]);
    await dana.locator('#claimRejection-reason').fill('Fakturan nämner ingen sådan försäljning');
    await dana.getByRole('button', { name: 'Avvisa anspråket' }).click();
    expect(await dana.locator('#history').innerText()).toContain('Fakturan nämner ingen sådan försäljning');
    await expectReadable(world, dana, `${claims}/C-1`);
    await expectReadable(world, dana, `${claims}?show=answered`);
    await dana.context().close();
  },
  FIVE_MINUTES_MS,
);

it(
  'a release that broke off is gone on with, its advices are given out, and a statement to a partner',
  async () => {
    const { portal } = world;
    const number = await portal.preparePayout();
    const release = portal.server.app.get(ReleasePayout);
    await release.approve(number, 'carl');
    jest.spyOn(Outbox.prototype, 'publish').mockImplementationOnce(() => {
      rmSync(join(portal.environment.dataFolder, 'outbox'), { recursive: true });
      throw new Error('the power went');
    });
    await expect(release.release(number, 'rita')).rejects.toThrow('the power went');
    const robin = await signedIn(browser, world, 'robin');
    const batch = `/payout/batches/${String(number)}`;
    await expectReadable(world, robin, batch);
    await robin.goto(world.address(batch));
    await robin.locator('#whereabouts-taken').check();
    await robin.locator('#resumption-reason').fill('The bank shows the message of today');
    await robin.getByRole('button', { name: `Go on with batch ${String(number)}` }).click();
    expect(await robin.locator('#actions').innerText()).toContain('it has been released');
    await expectReadable(world, robin, batch);
    await robin.goto(world.address(batch));
    await robin.getByRole('button', { name: 'Give out the advices of these payments' }).click();
    expect(await robin.locator('#payments').innerText()).toContain('Edition 1');
    await expectReadable(world, robin, batch);
    const partner = `${CAMPAIGN_PAGE}/partners/${paid.partnerId}`;
    await robin.goto(world.address(partner));
    await robin.getByRole('button', { name: 'Give out the statement' }).click();
    expect(await robin.locator('#documents').innerText()).toContain('S-00');
    await expectReadable(world, robin, partner);
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
