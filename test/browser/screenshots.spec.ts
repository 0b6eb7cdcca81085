import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from '@jest/globals';
import { instant } from '../../src/kernel/index.js';
import { PortalWorld } from '../portal/portal-world.js';
import { browserWorld } from './browser-world.js';
import { startChromium } from './chromium.js';
import { walk, WIDE } from './walk.js';

const FOLDER = process.env['SCREENSHOTS'] ?? 'screenshots';
const TWENTY_MINUTES_MS = 1_200_000;

/** `npm run screenshots`: every page as a picture, before the campaign ends and after it was paid. */
it(
  'pictures of all pages are written',
  async () => {
    const browser = await startChromium();
    const world = await PortalWorld.start({}, instant('2019-06-29T22:00:00Z'));
    const take = async (moment: string) => {
      const page = await browser.newPage({ viewport: WIDE });
      const folder = join(FOLDER, moment);
      mkdirSync(folder, { recursive: true });
      const pages = await walk(page, world.server.address, async (path) => {
        const name = path.replaceAll(/[^a-zA-Z0-9.-]+/g, '_').replaceAll(/^_|_$/g, '');
        await page.screenshot({ path: join(folder, `${name === '' ? 'campaigns' : name}.png`), fullPage: true });
      });
      await page.close();
      console.log(`${String(pages.length)} pictures in ${folder}`);
    };
    try {
      await world.bring(browserWorld());
      await world.calculate(instant('2019-06-29T21:30:00Z'));
      await take('before-the-end');
      world.clock.moveTo(instant('2019-08-10T12:00:00Z'));
      const run = await world.calculate();
      await world.confirmTerms();
      await world.post(run);
      await world.releasePayout(await world.preparePayout());
      await take('paid');
    } finally {
      await browser.close();
      await world.end();
    }
  },
  TWENTY_MINUTES_MS,
);
