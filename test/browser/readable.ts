import { expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { AccessWorld } from '../access/access-world.js';
import { NARROW, obstacles, overflowPx, WIDE } from './walk.js';

/** A page of somebody who has signed in, in a context of its own. */
export async function signedIn(
  browser: Browser,
  world: AccessWorld,
  user: string,
  look: BrowserContextOptions = { viewport: WIDE },
): Promise<Page> {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await page.goto(world.address('/sign-in?next=/account'));
  await page.locator(`button[value="${user}"]`).first().click();
  await page.waitForURL('**/account');
  return page;
}

/** Whether everybody can read it: with every form open, narrow and wide, light and dark. */
export async function expectReadable(world: AccessWorld, page: Page, path: string): Promise<void> {
  await page.goto(world.address(path));
  await page.evaluate(`document.querySelectorAll('details').forEach((each) => (each.open = true))`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect([path, colorScheme, await obstacles(page)]).toEqual([path, colorScheme, []]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(NARROW);
  expect([path, await overflowPx(page)]).toEqual([path, 0]);
  await page.setViewportSize(WIDE);
}
