import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { FORM_FIELDS } from '../../src/portal/pages/payee/words/payee-words.js';
import { startServer } from '../../src/server.js';
import { ibanOf } from '../builders/import-folder.js';
import { PayeeBrowser } from './payee-browser.js';
import { IBAN, MAIL_ADDRESS, PAYEE_HOST, PayeePagesWorld, TYPED } from './payee-pages-world.js';

const world = new PayeePagesWorld();
beforeAll(() => world.start(), 300_000);
beforeEach(() => world.payees.begin());
afterAll(() => world.end());

/** As the proxy passes a request of this address on. */
const from = (address: string) => ({ host: PAYEE_HOST, 'x-forwarded-for': address });
const GUESS = `/payee/${'x'.repeat(43)}`;

describe('a page of another site', () => {
  it.each([
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['of a sibling name', { 'sec-fetch-site': 'same-site' }],
    ['by an older browser', { 'sec-fetch-site': '', origin: 'https://attacker.example' }],
  ])('sends a form in vain: %s', async (_what, headers) => {
    await world.posted();
    const browser = world.browser();
    const review = await browser.submit(await world.opened(browser, await world.invited()), TYPED);
    const foreign = await browser.submit(review, { act: 'confirm' }, headers);
    expect(foreign.status).toBe(403);
    expect(foreign.text).toContain('FOREIGN_PAGE_REFUSED');
    expect(await world.entered()).toEqual([]);
    expect((await browser.submit(review, { act: 'confirm' })).status).toBe(303);
  });

  it('knows neither the token in the form nor the draft of another visitor', async () => {
    await world.posted();
    const token = await world.invited();
    const [own, other] = [world.browser(), world.browser()];
    const review = await own.submit(await world.opened(own, token), TYPED);
    const otherForm = await world.opened(other, token);
    for (const form of ['', 'x', otherForm.root.querySelector('input[name="form"]')?.getAttribute('value') ?? ''])
      expect((await own.submit(review, { act: 'confirm', form })).text).toContain('This form cannot be taken');
    const draft = review.root.querySelector('input[name="draft"]')?.getAttribute('value') ?? '';
    const otherReview = await other.submit(otherForm, TYPED);
    for (const planted of [draft, `${draft.slice(0, -4)}AAAA`, 'AAAA', ''])
      expect((await other.submit(otherReview, { act: 'confirm', draft: planted })).status).toBe(403);
    expect(await world.entered()).toEqual([]);
  });

  it('learns nothing of a visit: answers are not kept, not framed, not referred to', async () => {
    await world.posted();
    const browser = world.browser();
    const opening = await browser.get(`/payee/${await world.invited()}`);
    for (const page of [opening, await browser.follow(opening)])
      expect(page.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringMatching(
          /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
        ),
      });
    expect(opening.html).not.toContain(browser.cookies[0]!.split('=')[1]!);
  });
});

describe('what is sent', () => {
  it.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    'is a form, and not %j',
    async (type) => {
      const answer = await world.browser().post('/payee/details', '{"iban":"x"}', { 'content-type': type });
      expect(answer.status).toBe(415);
    },
  );

  it.each([
    ['a field that the form has not', 'form=x&admin=1'],
    ['a field twice', 'form=x&iban=1&iban=2'],
  ])('is refused with %s', async (_what, body) => {
    const answer = await world.browser().post('/payee/details', body);
    expect(answer.status).toBe(400);
    for (const words of ['nothing was entered', 'nichts wurde erfasst', 'inget har tagits emot'])
      expect(answer.text).toContain(words);
  });

  it('is small, whether its length is told or not', async () => {
    const body = `form=${'x'.repeat(40_000)}`;
    expect((await world.browser().post('/payee/details', body)).status).toBe(413);
    const untold = await world.browser().post('/payee/details', body, { 'transfer-encoding': 'chunked' });
    expect(untold.status).toBe(413);
  });

  it('needs a visit: without its cookie the link is to be opened again', async () => {
    await world.posted();
    const browser = world.browser();
    const form = await world.opened(browser, await world.invited());
    browser.forgetCookies();
    expect((await browser.submit(form, TYPED)).text).toContain('Please open your link again');
    expect((await world.browser().get('/payee/details')).status).toBe(403);
    expect((await world.browser({ 'accept-language': 'sv-SE,sv;q=0.9' }).get('/payee')).text).toContain(
      'Öppna er länk igen',
    );
    expect((await browser.get('/payee/received', { cookie: 'seatback-payee=made-up' })).status).toBe(403);
    expect((await browser.get('/payee/no/such/page')).status).toBe(404);
    expect((await browser.get('/payee/details', { cookie: '' })).headers['set-cookie']).toBeUndefined();
  });
});

describe('the name for payees', () => {
  it('answers these pages and nothing else', async () => {
    const browser = world.browser(from('192.0.2.1'));
    for (const path of [
      '/',
      '/portal.css',
      '/api/v1/campaigns',
      '/api/v1/vendor/openapi.json',
      '/health/live',
      '/payees',
    ])
      expect([path, (await browser.get(path)).status]).toEqual([path, 421]);
    const missing = await browser.get('/payee');
    expect(missing.status).toBe(403);
    expect(missing.text).toContain(MAIL_ADDRESS);
    const href = missing.root.querySelector('link[rel="stylesheet"]')?.getAttribute('href') ?? '';
    expect((await browser.get(href)).headers['content-type']).toContain('text/css');
    expect((await world.browser({ host: 'attacker.example' }).get('/payee')).status).toBe(421);
  });

  it('hands out a cookie that goes to it alone, over TLS', async () => {
    await world.posted();
    const token = await world.invited();
    const passedOn = await world.browser(from('192.0.2.2')).get(`/payee/${token}`);
    expect(String(passedOn.headers['set-cookie'])).toMatch(
      /^__Host-seatback-payee=[\w-]+; Path=\/; Secure; Max-Age=3600; HttpOnly; SameSite=Strict$/,
    );
    const here = await world.browser().get(`/payee/${token}`);
    expect(String(here.headers['set-cookie'])).toMatch(
      /^seatback-payee=[\w-]+; Path=\/payee; Max-Age=3600; HttpOnly; SameSite=Strict$/,
    );
    expect(String(passedOn.headers['set-cookie'])).not.toContain(token);
  });

  it('takes details as loopback does', async () => {
    await world.posted();
    const browser = world.browser(from('192.0.2.3'));
    const older = { 'sec-fetch-site': '', origin: `https://${PAYEE_HOST}` };
    const review = await browser.submit(await world.opened(browser, await world.invited()), TYPED, older);
    expect(review.status).toBe(200);
    expect((await browser.submit(review, { act: 'confirm' }, { 'sec-fetch-site': '' })).status).toBe(303);
  });
});

describe('whoever guesses links', () => {
  it('waits a quarter of an hour after ten of them, with a right link too, and nobody else does', async () => {
    await world.posted();
    const link = `/payee/${await world.invited()}`;
    const guesser = world.browser(from('203.0.113.9'));
    for (let guess = 0; guess < 10; guess += 1) expect((await guesser.get(GUESS)).status).toBe(404);
    const refused = await guesser.get(link);
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('900');
    expect(refused.text).toContain('Too many tries');
    // What stands before the proxy's own word was made up.
    expect((await world.browser(from('198.51.100.1, 203.0.113.9')).get(link)).status).toBe(429);
    expect((await world.browser(from('203.0.113.9, 198.51.100.1')).get(link)).status).toBe(200);
    expect((await world.browser({ 'x-forwarded-for': '203.0.113.9' }).get(link)).status).toBe(200);
    world.payees.moveTo('2019-08-05T09:15:00Z');
    expect((await guesser.get(link)).status).toBe(200);
  });
});

describe('a key that is rotated between the form and its confirmation', () => {
  it('opens what it sealed, as long as it is known; else the link is opened again', async () => {
    await world.posted();
    const token = await world.invited();
    const browser = world.browser();
    const review = await browser.submit(await world.opened(browser, token), TYPED);
    const { database, clock } = world.payees.seatback;
    const keysBefore =
      database.environment.encryptionKey ??
      readFileSync(join(database.environment.dataFolder, 'encryption.key'), 'utf8').trim();
    const encryptionKey = randomBytes(32).toString('base64');
    const rotated = await startServer({ environment: { ...database.environment, encryptionKey, keysBefore }, clock });
    try {
      const later = new PayeeBrowser(rotated.address, { cookie: browser.cookies.join('; ') });
      expect((await later.submit(review, { act: 'change' })).status).toBe(200);
      expect((await later.submit(review, { act: 'confirm' })).status).toBe(303);
    } finally {
      await rotated.close();
    }
    expect(await world.entered()).toHaveLength(1);
    const other = await startServer({ environment: { ...database.environment, encryptionKey }, clock });
    try {
      const later = new PayeeBrowser(other.address, { cookie: browser.cookies.join('; ') });
      expect((await later.submit(review, { act: 'confirm' })).text).toContain('Please open your link again');
    } finally {
      await other.close();
    }
  });
});

describe('an account number', () => {
  it('stands in no page, header, log, audit entry or row', async () => {
    const logs: string[] = [];
    const listen = (stream: NodeJS.WriteStream) =>
      jest.spyOn(stream, 'write').mockImplementation((text) => logs.push(String(text)) > 0);
    const listeners = [listen(process.stdout), listen(process.stderr)];
    let browser: PayeeBrowser;
    try {
      await world.posted();
      browser = world.browser();
      const form = await world.opened(browser, await world.invited());
      await browser.submit(form, { ...TYPED, bic: IBAN, accountName: IBAN, contact: IBAN });
      await browser.submit(form, { ...TYPED, [IBAN]: IBAN });
      const review = await browser.submit(form, TYPED);
      await world.payees.damage('ALTER TABLE audit_entry RENAME TO audit_entry_away');
      expect((await browser.submit(review, { act: 'confirm' })).status).toBe(500);
      await world.payees.damage('ALTER TABLE audit_entry_away RENAME TO audit_entry');
      await browser.follow(await browser.submit(review, { act: 'confirm' }));
    } finally {
      for (const listener of listeners) listener.mockRestore();
    }
    const tables = await world.payees.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const rows = await Promise.all(
      tables.map(({ name }) => world.payees.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`)),
    );
    expect(logs.join('')).toContain('audit_entry');
    const said = [...browser.bodies, ...logs, ...rows.flat().map(({ row }) => row)].join('\n');
    expect(said).toContain(`****${IBAN.slice(-4)}`);
    // Neither the whole nor any stretch of it that would lead to the whole.
    for (const shown of [IBAN, IBAN.slice(4), IBAN.slice(-8), IBAN.slice(8, 16), Buffer.from(IBAN).toString('hex')])
      expect(said.includes(shown)).toBe(false);
  });

  it('is not answered, in whichever field it is typed and however it is written', async () => {
    await world.posted();
    const token = await world.invited();
    let visits = 0;
    const numbers = fc.oneof(
      fc.integer({ min: 10_000_000, max: 99_999_999 }).map(ibanOf),
      fc.stringMatching(/^[1-9][0-9]{7,16}$/),
    );
    await fc.assert(
      fc.asyncProperty(
        numbers,
        fc.constantFrom(...FORM_FIELDS),
        fc.constantFrom('', ' ', '-', '\u00A0'),
        fc.constantFrom<Partial<typeof TYPED>>({}, { iban: '' }, { bankCountry: 'US', iban: '', bic: 'CHASUS33' }),
        async (number, field, between, others) => {
          const browser = world.browser(from(`192.0.2.${String((visits += 1) % 250)}`));
          const form = await world.opened(browser, token);
          const written = number.match(/.{1,4}/g)!.join(between);
          const answer = await browser.submit(form, { ...TYPED, ...others, [field]: written });
          expect([200, 422]).toContain(answer.status);
          const plain = browser.bodies.join('\n').replaceAll(/[\s-]/g, '');
          expect(plain.includes(number) || plain.includes(number.slice(0, -4))).toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('leaves on record who gave it, and by which request', async () => {
    await world.posted();
    const browser = world.browser();
    const review = await browser.submit(await world.opened(browser, await world.invited()), {
      ...TYPED,
      contact: 'pat.smith@partner.example',
    });
    await browser.submit(review, { act: 'confirm' });
    const [entry] = await world.payees.query<{ actor: string; detail: Record<string, unknown> }>(
      `SELECT actor, detail::jsonb AS detail FROM audit_entry WHERE act = 'payee.enter'`,
    );
    expect(entry).toMatchObject({
      actor: 'Pat Smith',
      detail: {
        partner: '1001',
        source: 'invitation',
        invitation: 1,
        contact: 'pat.smith@partner.example',
        account: `****${IBAN.slice(-4)}`,
        request: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      },
    });
  });
});
