import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { RunApproval, type Run } from '../../src/calculation/index.js';
import { instant } from '../../src/kernel/index.js';
import { IssueDocuments } from '../../src/portal/index.js';
import { AccessWorld } from '../access/access-world.js';
import { CAMPAIGN_ID, CAMPAIGN_PAGE } from '../portal/portal-world.js';
import { browserWorld } from './browser-world.js';
import { startChromium } from './chromium.js';
import { signedIn } from './readable.js';
import { walk } from './walk.js';

const FOLDER = process.env['SCREENSHOTS'] ?? 'screenshots';
const TWENTY_MINUTES_MS = 1_200_000;

/** Whom the demo's world pays, and whose page has everything on it. */
const PARTNER = '5100101';

/** No link leads to what is looked for. */
const SEARCHES = ['/search?q=cafe', `/search?q=${PARTNER}`];

/**
 * `npm run screenshots`: every page as a picture, by whom it is seen: before the campaign ends, at each step of closing
 * and paying, and after it was paid.
 */
it(
  'pictures of all pages are written',
  async () => {
    const browser = await startChromium();
    const world = await AccessWorld.start();
    const pictures = new Pictures(browser, world);
    try {
      world.portal.clock.moveTo(instant('2019-06-29T22:00:00Z'));
      await world.portal.bring(browserWorld());
      await world.portal.calculate(instant('2019-06-29T21:30:00Z'));
      await pictures.takeAll('before-the-end', 'dana', ['/']);
      world.portal.clock.moveTo(instant('2019-08-10T12:00:00Z'));
      await pictures.ofClosing(await world.portal.calculate());
      await pictures.ofPaying();
      await world.portal.server.app.get(IssueDocuments).statement(PARTNER, CAMPAIGN_ID, { formats: ['pdf'] });
      await pictures.takeAll('paid', 'robin', ['/', ...SEARCHES]);
      await world.signIn('pat');
      await world.grant('pat@partner.example', { partnerId: PARTNER });
      await pictures.takeAll('partner', 'pat', [`/partners/${PARTNER}`]);
    } finally {
      await browser.close();
      await world.end();
    }
  },
  TWENTY_MINUTES_MS,
);

class Pictures {
  readonly #browser: Browser;
  readonly #world: AccessWorld;

  constructor(browser: Browser, world: AccessWorld) {
    this.#browser = browser;
    this.#world = world;
  }

  /** What links lead to from these pages, as this person sees it. */
  async takeAll(moment: string, user: string, from: readonly string[]): Promise<void> {
    const page = await signedIn(this.#browser, this.#world, user);
    const address = this.#world.address('');
    const pages = await walk(page, address, (path) => this.#take(page, moment, path), from);
    await page.context().close();
    console.log(`${String(pages.length)} pictures in ${join(FOLDER, moment)}`);
  }

  /** The run's page at each step, as the person sees it whose turn it is, and as one whose it is not. */
  async ofClosing({ run }: Run): Promise<void> {
    const approval = this.#world.portal.server.app.get(RunApproval);
    const page = `${CAMPAIGN_PAGE}/runs/${String(run)}`;
    await this.#takeOne('run-1-calculated', 'dana', page);
    await this.#world.portal.confirmTerms();
    await this.#takeOne('run-2-confirmed', 'dana', page);
    await approval.submit(run, 'dana@harbour.example');
    await this.#takeOne('run-3-submitted', 'dana', page);
    await this.#takeOne('run-3-submitted', 'robin', page);
    await approval.approve(run, 'robin@harbour.example');
    await this.#takeOne('run-4-approved', 'robin', page);
    await approval.post(run, 'robin@harbour.example');
  }

  async ofPaying(): Promise<void> {
    await this.#takeOne('payout-1-posted', 'dana', `${CAMPAIGN_PAGE}/payout`);
    const batch = await this.#world.portal.preparePayout();
    await this.#takeOne('payout-2-prepared', 'dana', `${CAMPAIGN_PAGE}/payout`);
    await this.#takeOne('payout-2-prepared', 'robin', `/payout/batches/${String(batch)}`);
    await this.#world.portal.releasePayout(batch);
  }

  async #takeOne(moment: string, user: string, path: string): Promise<void> {
    const page = await signedIn(this.#browser, this.#world, user);
    await page.goto(this.#world.address(path));
    await this.#take(page, join('steps', `${moment}-${user}`), path);
    await page.context().close();
  }

  async #take(page: Page, moment: string, path: string): Promise<void> {
    const folder = join(FOLDER, moment);
    mkdirSync(folder, { recursive: true });
    const name = path.replaceAll(/[^a-zA-Z0-9.-]+/g, '_').replaceAll(/^_|_$/g, '');
    await page.screenshot({ path: join(folder, `${name === '' ? 'campaigns' : name}.png`), fullPage: true });
  }
}
