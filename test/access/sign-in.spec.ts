import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SESSION_IDLE_MS, SESSION_LIVES_MS, SIGN_IN_TAKES_MS } from '../../src/access/index.js';
import { plusMillis } from '../../src/kernel/index.js';
import { AccessWorld, formTokenOf } from './access-world.js';
import { Browser } from './browser.js';

let world: AccessWorld;
let browser: Browser;
beforeAll(async () => {
  world = await AccessWorld.start();
}, 300_000);
afterAll(() => world.end());
beforeEach(() => {
  browser = new Browser();
});

const wait = (ms: number) => world.portal.clock.moveTo(plusMillis(world.portal.clock.now(), ms));
const account = async () => browser.get(world.address('/account'));
const SESSION = 'seatback-session';

/** At the provider, with the choice of who one is before one's eyes. */
async function asked(path = '/account'): Promise<string> {
  const from = world.address(`/sign-in?next=${encodeURIComponent(path)}`);
  return (await browser.follow(await browser.get(from), from)).address;
}

/** The address that the provider sends the browser back to, not gone to yet. */
async function answered(userId = 'vera'): Promise<string> {
  const choice = await asked();
  return browser.followUntil(await browser.post(choice, { user: userId }), choice, (address) =>
    address.startsWith(world.address('/sign-in/callback')),
  );
}

async function codeOf(response: Response): Promise<string | undefined> {
  return /<code>([A-Z_]+)<\/code>/.exec(await response.text())?.[1];
}

describe('signing in', () => {
  it('leads from a page to the provider, and back to the page', async () => {
    const first = await browser.get(world.address('/account?from=mail'));
    expect(first.status).toBe(303);
    expect(first.headers.get('location')).toBe('/sign-in?next=%2Faccount%3Ffrom%3Dmail');
    const begun = await browser.get(world.address('/sign-in'));
    const provider = new URL(begun.headers.get('location') ?? '');
    expect(provider.origin).toBe(world.provider.issuer);
    expect(Object.fromEntries(provider.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{20,}$/),
      nonce: expect.stringMatching(/^[\w-]{20,}$/),
    });
    await world.signIn('vera', browser);
    const page = await (await account()).text();
    expect(page).toContain('<h1>Vera Viewer</h1>');
    expect(page).toContain('vera@harbour.example');
    expect(page).toContain('<li><code>finance-viewer</code>');
  });

  it('keeps the session from scripts, from other sites, and from whoever reads the database', async () => {
    await world.signIn('vera', browser);
    const secret = browser.cookie(world.address('/'), SESSION) ?? '';
    expect(secret).toMatch(/^[\w-]{43}$/);
    const response = await browser.get(await answered());
    const [cookie] = response.headers.getSetCookie().filter((line) => line.startsWith(SESSION));
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax$/);
    const kept = JSON.stringify(await world.portal.rows('SELECT * FROM person_session, command_token'));
    expect(kept).not.toContain(secret);
  });

  it('changes the session each time, and ends the one before', async () => {
    await world.signIn('vera', browser);
    const before = browser.cookie(world.address('/'), SESSION) ?? '';
    await world.signIn('vera', browser);
    expect(browser.cookie(world.address('/'), SESSION)).not.toBe(before);
    const stolen = new Browser();
    stolen.setCookie(world.address('/'), SESSION, before);
    expect((await stolen.get(world.address('/account'))).status).toBe(303);
  });

  it('goes on with the keys that the provider has now', async () => {
    await world.signIn('vera', browser);
    await world.provider.rotateKeys();
    browser = new Browser();
    await world.signIn('robin', browser);
    expect(await (await account()).text()).toContain('Robin Checker');
  });

  it.each(['https://evil.example/', '//evil.example/', '/\\evil.example/', 'javascript:alert(1)'])(
    'leads nobody to %s',
    async (path) => {
      const choice = await asked(path);
      const { address } = await browser.follow(await browser.post(choice, { user: 'vera' }), choice);
      expect(address).toBe(world.address('/'));
    },
  );

  it('knows a person again, also under another name', async () => {
    await world.signIn('dana', browser);
    await world.signIn('dana', new Browser());
    expect(await world.portal.rows(`SELECT FROM person WHERE subject = 'dana'`)).toHaveLength(1);
  });
});

describe('an answer that is not the provider’s to this browser', () => {
  it('is refused to another browser than the one that began', async () => {
    const address = await answered();
    const other = await new Browser().get(address);
    expect(other.status).toBe(401);
    expect(await codeOf(other)).toBe('SIGN_IN_FAILED');
  });

  it('is refused with another state, also to a browser that has begun', async () => {
    const address = new URL(await answered());
    address.searchParams.set('state', 'a'.repeat(43));
    expect(await codeOf(await browser.get(address.href))).toBe('SIGN_IN_FAILED');
    expect(browser.cookie(world.address('/'), SESSION)).toBeUndefined();
  });

  it('is refused a second time', async () => {
    const address = await answered();
    const underWay = browser.cookie(address, 'seatback-sign-in') ?? '';
    expect((await browser.get(address)).status).toBe(303);
    browser.setCookie(address, 'seatback-sign-in', underWay);
    expect(await codeOf(await browser.get(address))).toBe('SIGN_IN_FAILED');
  });

  it('is refused with a code of somebody else’s sign-in', async () => {
    const theirs = new URL(await answered('robin'));
    browser = new Browser();
    const ours = new URL(await answered('vera'));
    ours.searchParams.set('code', theirs.searchParams.get('code') ?? '');
    expect(await codeOf(await browser.get(ours.href))).toBe('SIGN_IN_FAILED');
  });

  it('is refused too late, and where what the browser brings was changed', async () => {
    const late = await answered();
    wait(SIGN_IN_TAKES_MS + 1);
    expect(await codeOf(await browser.get(late))).toBe('SIGN_IN_FAILED');
    const changed = await answered();
    const underWay = browser.cookie(changed, 'seatback-sign-in') ?? '';
    browser.setCookie(changed, 'seatback-sign-in', `${underWay.slice(0, -4)}AAAA`);
    expect(await codeOf(await browser.get(changed))).toBe('SIGN_IN_FAILED');
  });

  it('is refused where the provider says no', async () => {
    const address = new URL(await answered());
    address.searchParams.delete('code');
    address.searchParams.set('error', 'access_denied');
    expect(await codeOf(await browser.get(address.href))).toBe('SIGN_IN_FAILED');
  });
});

describe('a session', () => {
  beforeEach(() => world.signIn('vera', browser));

  it('ends when nobody uses it', async () => {
    wait(SESSION_IDLE_MS - 1000);
    expect((await account()).status).toBe(200);
    wait(SESSION_IDLE_MS - 1000);
    expect((await account()).status).toBe(200);
    wait(SESSION_IDLE_MS + 1000);
    expect((await account()).status).toBe(303);
  });

  it('ends after a working day, however much it is used', async () => {
    for (let passedMs = 0; passedMs < SESSION_LIVES_MS - SESSION_IDLE_MS; passedMs += SESSION_IDLE_MS / 2) {
      wait(SESSION_IDLE_MS / 2);
      expect((await account()).status).toBe(200);
    }
    wait(SESSION_IDLE_MS / 2);
    await account();
    wait(SESSION_IDLE_MS / 2);
    expect((await account()).status).toBe(303);
  });

  it('ends by a form of its own page, for good', async () => {
    const formToken = formTokenOf(await (await account()).text());
    const secret = browser.cookie(world.address('/'), SESSION) ?? '';
    const out = await browser.post(world.address('/sign-out'), { formToken });
    expect([out.status, out.headers.get('location')]).toEqual([303, '/signed-out']);
    expect(browser.cookie(world.address('/'), SESSION)).toBeUndefined();
    browser.setCookie(world.address('/'), SESSION, secret);
    expect((await account()).status).toBe(303);
  });

  it('is not ended by a page of a foreign site, nor by a form of another session', async () => {
    const formToken = formTokenOf(await (await account()).text());
    const other = await world.signIn('robin');
    const theirs = formTokenOf(await (await other.get(world.address('/account'))).text());
    const out = world.address('/sign-out');
    const refused = [
      await browser.post(out, { formToken }, { 'sec-fetch-site': 'cross-site' }),
      await browser.post(out, { formToken }, { 'sec-fetch-site': 'same-site' }),
      await browser.post(out, { formToken: theirs }),
      await browser.post(out, {}),
    ];
    for (const each of refused) {
      expect(each.status).toBe(403);
      expect(await codeOf(each)).toBe('FOREIGN_PAGE_REFUSED');
    }
    expect((await browser.get(out)).status).toBe(404);
    expect((await account()).status).toBe(200);
  });

  it('is asked for by name where the browser is too old to say which page it was', async () => {
    const formToken = formTokenOf(await (await account()).text());
    const refusedWith = async (origin: string) => {
      const headers: Record<string, string> = {
        cookie: `${SESSION}=${browser.cookie(world.address('/'), SESSION) ?? ''}`,
        origin,
      };
      const body = new URLSearchParams({ formToken });
      return (await fetch(world.address('/sign-out'), { method: 'POST', redirect: 'manual', body, headers })).status;
    };
    expect(await refusedWith('null')).toBe(403);
    expect(await refusedWith('https://evil.example')).toBe(403);
    expect(await refusedWith(world.address(''))).toBe(303);
  });

  it('is refused to programs with what is missing, and not led anywhere', async () => {
    const response = await new Browser().get(world.address('/api/v1/campaigns'));
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'SIGN_IN_NEEDED' });
  });
});

describe('rights', () => {
  it('count from the next request on, and as long as they are not withdrawn', async () => {
    await world.signIn('nils', browser);
    const list = () => browser.get(world.address('/'));
    expect(await codeOf(await list())).toBe('ROLE_MISSING');
    await world.grant('nils@harbour.example', { role: 'finance-viewer' });
    expect((await list()).status).toBe(200);
    await world.withdraw('nils@harbour.example', { role: 'finance-viewer' });
    expect((await list()).status).toBe(403);
  });

  it('are given once, by somebody else, to somebody who is there', async () => {
    await world.signIn('nils', browser);
    const right = { role: 'finance-maker' } as const;
    await world.grant('nils@harbour.example', right);
    await expect(world.grant('nils@harbour.example', right)).rejects.toMatchObject({ code: 'RIGHT_STATE' });
    await world.withdraw('nils@harbour.example', right);
    await expect(world.withdraw('nils@harbour.example', right)).rejects.toMatchObject({ code: 'RIGHT_STATE' });
    await expect(world.grant('nils@harbour.example', { partnerId: 'nobody' })).rejects.toMatchObject({
      code: 'PARTNER_UNKNOWN',
    });
  });
});
