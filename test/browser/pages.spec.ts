import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { instant } from '../../src/kernel/index.js';
import { IssueDocuments } from '../../src/portal/index.js';
import { CAMPAIGN_ID, PortalWorld } from '../portal/portal-world.js';
import { browserWorld } from './browser-world.js';
import { startChromium } from './chromium.js';
import { NARROW, obstacles, overflowPx, shapeOf, walk, WIDE, withoutAdditions } from './walk.js';

let browser: Browser;
let world: PortalWorld;
beforeAll(async () => {
  browser = await startChromium();
  world = await PortalWorld.start({}, instant('2019-06-29T22:00:00Z'));
  await world.bring(browserWorld());
}, 300_000);
afterAll(async () => {
  await browser.close();
  await world.end();
});

const TWENTY_MINUTES_MS = 1_200_000;
/** Of one kind, what a dark screen, paper and no script show of so many pages is enough. */
const SAMPLES_OF_A_SHAPE = 6;

describe('before the campaign ends', () => {
  beforeAll(async () => {
    await world.calculate(instant('2019-06-29T21:30:00Z'));
  }, 300_000);

  it('every page can be read by everybody', expectReadable, TWENTY_MINUTES_MS);
  it('the head of a page can be walked through with the keyboard', expectKeyboard);
});

describe('after it was posted and paid', () => {
  beforeAll(async () => {
    world.clock.moveTo(instant('2019-08-10T12:00:00Z'));
    const run = await world.calculate();
    await world.confirmTerms();
    await world.post(run);
    await world.releasePayout(await world.preparePayout());
    await world.server.app.get(IssueDocuments).statement('5100101', CAMPAIGN_ID, { formats: ['pdf'] });
  }, 300_000);

  it('every page can be read by everybody', expectReadable, TWENTY_MINUTES_MS);
});

it('what looks for obstacles and for breadth finds them', async () => {
  const page = await browser.newPage({ viewport: NARROW });
  await page.setContent(
    '<html lang="en"><title>A page</title><main><h1>A page</h1><p style="color: #ccc; width: 400px">Faint</p><img src="data:,"></main></html>',
  );
  expect((await obstacles(page)).map((each) => each.split(' ')[0]).sort()).toEqual(['color-contrast', 'image-alt']);
  expect(await overflowPx(page)).toBeGreaterThan(80);
  await page.close();
});

/** Visits what links lead to, and says of each page all that is wrong with it. */
async function expectReadable(): Promise<void> {
  const context = await browser.newContext({ viewport: WIDE });
  const page = await context.newPage();
  const complaints = listenTo(page);
  const samples = new Map<string, string[]>();
  const faults: string[] = [];
  const fault = (path: string, ...found: readonly string[]) => faults.push(...found.map((each) => `${path}: ${each}`));
  const visited = await walk(page, world.server.address, async (path) => {
    fault(path, ...(await obstacles(page)));
    await page.setViewportSize(NARROW);
    const over = await overflowPx(page);
    if (over > 0) fault(path, `${String(over)} px wider than a screen of ${String(NARROW.width)}`);
    await page.setViewportSize(WIDE);
    fault(path, ...complaints.splice(0));
    const alike = samples.get(shapeOf(path)) ?? [];
    if (alike.length < SAMPLES_OF_A_SHAPE) samples.set(shapeOf(path), [...alike, path]);
  });
  for (const path of [...samples.values()].flat()) {
    fault(
      path,
      ...(await inTheDark(context, path)),
      ...(await onPaper(context, path)),
      ...(await withoutScript(page, path)),
    );
  }
  await context.close();
  console.log(`${String(visited.length)} pages of ${String(samples.size)} kinds`);
  expect(faults).toEqual([]);
  for (const lang of ['en', 'de', 'sv'])
    expect(visited.filter((path) => path.includes(`lang=${lang}`)).length).toBeGreaterThan(10);
  expect(samples.size).toBeGreaterThanOrEqual(7);
}

/** What the browser itself complains of: scripts and styles that the policy forbids are among it. */
function listenTo(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`status ${String(response.status())}`);
  });
  return complaints;
}

async function inTheDark(context: BrowserContext, path: string): Promise<string[]> {
  const page = await context.newPage();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${world.server.address}${path}`);
  const found = await obstacles(page);
  await page.close();
  return found.map((each) => `dark: ${each}`);
}

/** A page of A4 across is 794 pixels wide; what only a screen needs is not printed. */
async function onPaper(context: BrowserContext, path: string): Promise<string[]> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.goto(`${world.server.address}${path}`);
  const over = await overflowPx(page);
  const ground: string = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  const controls: number = await page.evaluate(
    `[...document.querySelectorAll('.skip, .languages, form')].filter((each) => each.getClientRects().length > 0).length`,
  );
  await page.close();
  return [
    ...(over > 0 ? [`on paper: ${String(over)} px too wide`] : []),
    ...(ground === 'rgba(0, 0, 0, 0)' ? [] : [`on paper: on a ground of ${ground}`]),
    ...(controls > 0 ? [`on paper: ${String(controls)} controls`] : []),
  ];
}

async function withoutScript(withScript: Page, path: string): Promise<string[]> {
  const context = await browser.newContext({ viewport: WIDE, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${world.server.address}${path}`);
  await withScript.goto(`${world.server.address}${path}`);
  await withoutAdditions(withScript);
  const texts = [await withScript.innerText('main'), await page.innerText('main')];
  await context.close();
  return texts[0] === texts[1] ? [] : ['without script it says something else'];
}

/** The first stop leads to the content, and every stop can be seen. */
async function expectKeyboard(): Promise<void> {
  const page = await browser.newPage({ viewport: WIDE });
  await page.goto(`${world.server.address}/partners/5100101/campaigns/${CAMPAIGN_ID}?lang=en`);
  const stops: string[] = [];
  for (let stop = 0; stop < 8; stop += 1) {
    await page.keyboard.press('Tab');
    const { text, outline, isInside }: { readonly text: string; readonly outline: string; readonly isInside: boolean } =
      await page.evaluate(`(() => {
        const at = document.activeElement;
        const { left, right, width } = at.getBoundingClientRect();
        return { text: at.textContent.trim(), outline: getComputedStyle(at).outlineStyle, isInside: width > 4 && left >= 0 && right <= innerWidth };
      })()`);
    expect([text, outline, isInside]).toEqual([text, 'solid', true]);
    stops.push(text);
  }
  await page.close();
  expect(stops.slice(0, 6)).toEqual(['To the content', 'Seatback', 'Your campaigns', 'English', 'Deutsch', 'Svenska']);
}
