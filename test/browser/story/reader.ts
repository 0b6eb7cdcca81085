import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { obstacles, WIDE, withoutAdditions } from '../walk.js';

/** Somebody with a browser in which no script runs, of whom every page that is looked at is examined. */
export class Reader {
  readonly #address: string;
  readonly #context: BrowserContext;
  /** With scripts, which looking for obstacles takes. It is shown the very same page, and asks for nothing but its style. */
  readonly #examination: BrowserContext;
  readonly page: Page;
  /** Where it looked. */
  readonly looked: string[] = [];

  private constructor(address: string, context: BrowserContext, examination: BrowserContext, page: Page) {
    this.#address = address;
    this.#context = context;
    this.#examination = examination;
    this.page = page;
  }

  static async begin(browser: Browser, address: string, locale: string): Promise<Reader> {
    const context = await browser.newContext({ viewport: WIDE, locale, javaScriptEnabled: false });
    const examination = await browser.newContext({ viewport: WIDE, locale });
    return new Reader(address, context, examination, await context.newPage());
  }

  async end(): Promise<void> {
    await this.#context.close();
    await this.#examination.close();
  }

  get path(): string {
    return new URL(this.page.url()).pathname;
  }

  /** As somebody of the provider, from whose page one comes back. */
  async signIn(userId: string, path = '/account'): Promise<void> {
    await this.page.goto(`${this.#address}/sign-in?next=${encodeURIComponent(path)}`);
    await this.#led(() => this.page.locator(`button[value="${userId}"]`).click());
    expect(this.path).toBe(path);
    await this.look();
  }

  /** @returns the text of the page */
  async open(path: string): Promise<string> {
    await this.page.goto(`${this.#address}${path}`);
    return this.look();
  }

  /** A link from elsewhere, which leads on by itself. @returns the text of the page where it ends */
  async openLink(path: string, end: string): Promise<string> {
    await this.page.goto(`${this.#address}${path}`);
    await this.page.waitForURL(`${this.#address}${end}`);
    return this.look();
  }

  /** @returns the one row that says all of these, blanks joined */
  async row(...says: readonly string[]): Promise<string> {
    let rows = this.page.getByRole('row');
    for (const text of says) rows = rows.filter({ hasText: text });
    return inOneLine(await rows.innerText());
  }

  /** Follows the link of that name. @returns the text of the page to which it leads */
  async follow(name: string | RegExp): Promise<string> {
    await this.#led(() => this.page.getByRole('link', { name }).first().click());
    return this.look();
  }

  /** Presses a button, which sends its form. @returns the text of the page that answers */
  async press(name: string | RegExp): Promise<string> {
    await this.#led(() => this.page.getByRole('button', { name }).click());
    return this.look();
  }

  async isOffered(name: string | RegExp): Promise<boolean> {
    return (await this.page.getByRole('button', { name }).count()) > 0;
  }

  /** The file behind a link that says which. */
  async save(name: string | RegExp): Promise<Buffer> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('link', { name }).click(),
    ]);
    return readFileSync(await download.path());
  }

  /** Until the page to which it leads is there, whole. */
  async #led(act: () => Promise<void>): Promise<void> {
    await Promise.all([this.page.waitForEvent('domcontentloaded'), act()]);
  }

  /** Whether everybody can read the page as it is. @returns its text, blanks joined */
  async look(): Promise<string> {
    const url = this.page.url();
    const path = url.slice(this.#address.length);
    const examined = await this.#examination.newPage();
    const html = await this.page.content();
    await examined.route(url, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
    await examined.goto(url);
    expect([path, await obstacles(examined)]).toEqual([path, []]);
    const ground: string = await examined.evaluate('getComputedStyle(document.body).fontFamily');
    // What has no style has no faint letters.
    expect([path, ground]).toEqual([path, expect.not.stringMatching(/^"?Times|^serif/)]);
    await examined.close();
    this.looked.push(path);
    return inOneLine(await this.page.innerText('body'));
  }

  /** The page again, by the same session, in a browser where scripts run: it says the same, and nothing complains. */
  async expectSameWithScript(path: string): Promise<void> {
    await this.page.goto(`${this.#address}${path}`);
    const context = await this.#context.browser()?.newContext({
      viewport: WIDE,
      locale: await this.page.evaluate('navigator.language'),
      storageState: await this.#context.storageState(),
    });
    if (context === undefined) throw new Error('The browser is gone.');
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${this.#address}${path}`);
    expect(await page.evaluate('1 + 1')).toBe(2);
    await withoutAdditions(page);
    expect([path, inOneLine(await page.innerText('body'))]).toEqual([
      path,
      inOneLine(await this.page.innerText('body')),
    ]);
    expect([path, complaints]).toEqual([path, []]);
    await context.close();
  }
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
