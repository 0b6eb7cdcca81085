import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'node-html-parser';
import { AnswerClaims } from '../../src/claims/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { AccessWorld } from '../access/access-world.js';
import type { Browser } from '../access/browser.js';
import { csvDocument, pdfDocument, pngDocument, workbookDocument } from '../builders/documents.js';
import { ImportFiles } from '../builders/import-folder.js';

/** One story after another on one database: a partner registers, claims, is rejected, appeals, and is let in nowhere else. */

const CAMPAIGN = 'cash-back-open-licence-we';
const OFFER = `/partners/1001/campaigns/${CAMPAIGN}`;
const THEIRS = `/partners/1002/campaigns/${CAMPAIGN}`;
const NOW = '2014-07-01T09:00:00Z';

let world: AccessWorld;
let pia: Browser;
let pat: Browser;
let vera: Browser;
beforeAll(async () => {
  world = await AccessWorld.start({ SEATBACK_DOCUMENT_MEGABYTES: '1' });
  moveTo(NOW);
  await world.portal.server.app.get(ImportFolder).execute(
    new ImportFiles()
      .partner('1001', { profile: { country: 'DE', locale: 'de-DE', contact_email: 'pat@partner1001.example' } })
      .partner('1002', { profile: { country: 'DE' } })
      .rows('claims.csv', {
        claim_id: 'C-9',
        partner_id: '1002',
        campaign_id: CAMPAIGN,
        received_at: '2014-06-01T00:00:00Z',
        agreement_number: 'A-taken',
        customer_name: 'Secret Customer',
        distributor_name: 'D',
        invoice_file: 'i',
      })
      .writeTo(`${world.portal.folder}/register`),
  );
  [pia, pat, vera] = await Promise.all([world.signIn('pia'), world.signIn('pat'), world.signIn('vera')]);
  for (const id of ['pia', 'pat']) await world.grant(`${id}@partner.example`, { partnerId: '1001' });
}, 300_000);
afterAll(() => world.end());

const moveTo = (now: string) => world.portal.clock.moveTo(instant(now));
const at = (path: string) => world.address(path);
const rows = (sql: string) => world.portal.rows(sql);

async function pageOf(browser: Browser, path: string) {
  const response = await browser.get(at(path));
  const html = await response.text();
  return { status: response.status, headers: response.headers, html, text: parse(html).text.replaceAll('\u00a0', ' ') };
}

/** The hidden fields of the form that a page sends to a path. */
function hidden(html: string, action: string, act?: string): Record<string, string> {
  const form = parse(html)
    .querySelectorAll('form')
    .find(
      (each) =>
        each.getAttribute('action')?.split('?')[0] === action &&
        (act === undefined || each.querySelector(`input[name="act"][value="${act}"]`) !== null),
    );
  if (form === undefined) throw new Error(`No form leads to ${action}`);
  return Object.fromEntries(
    form
      .querySelectorAll('input[type="hidden"]')
      .map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']),
  );
}

const SALE = { agreementNumber: 'A-1', customerName: 'Customer 1', distributorName: 'North Distribution' };
const copy = (bytes: Uint8Array = pdfDocument(), name = 'Rechnung.pdf') => ({ name, bytes });

/** From the form over the review to what the review sends. */
async function reviewed(sale: Record<string, string> = SALE, browser = pia): Promise<Record<string, string>> {
  const { html } = await pageOf(browser, `${OFFER}/claims/new?lang=en`);
  const sent = await browser.post(at(`${OFFER}/claims/new?lang=en`), {
    ...hidden(html, `${OFFER}/claims/new`),
    ...sale,
  });
  expect(sent.status).toBe(200);
  return hidden(await sent.text(), `${OFFER}/claims/new`, 'confirm');
}

const faultOf = async (response: Response) => ({
  status: response.status,
  says: parse(await response.text())
    .querySelectorAll('.error')
    .map(({ text }) => text.trim()),
});

describe('a registration by form', () => {
  const path = `${OFFER}/registration`;
  const filled = {
    contactEmail: 'pia@partner1001.example',
    companyName: 'Partner 1001',
    acceptedTerms: 'open-we-2014',
  };

  it('says in the partner’s language what is wrong beside each field, and enters nothing', async () => {
    const { html } = await pageOf(pia, path);
    expect(html).toContain('<html lang="de">');
    const sent = await pia.post(at(path), { ...hidden(html, path), ...filled, contactEmail: 'pia@gmx.de' });
    expect(await faultOf(sent)).toEqual({ status: 422, says: [expect.stringContaining('eigenen Domain')] });
    const unaccepted = await pia.post(at(`${path}?lang=sv`), { ...hidden(html, path), ...filled, acceptedTerms: '' });
    expect(await faultOf(unaccepted)).toEqual({ status: 422, says: ['Fel: Godkänn erbjudandets villkor.'] });
    expect(await rows('SELECT FROM registration')).toEqual([]);
  });

  it('is shown once more, and then entered; after that there is no form', async () => {
    const { html } = await pageOf(pia, path);
    const review = await pia.post(at(path), { ...hidden(html, path), ...filled });
    const sent = await pia.post(at(path), hidden(await review.text(), path, 'confirm'));
    expect([sent.status, sent.headers.get('location')]).toEqual([303, path]);
    expect((await pageOf(pia, `${path}?lang=en`)).text).toContain('Your company is registered for this offer.');
    expect((await pageOf(pia, path)).html).not.toContain('<form');
    const again = await pia.post(at(`${path}?lang=en`), {
      ...hidden(html, path),
      ...filled,
      act: 'confirm',
      form: crypto.randomUUID(),
    });
    expect(await again.text()).toContain('registered already');
    expect(
      await rows(
        'SELECT contact_email AS mail, entered_by AS by FROM registration JOIN partner_entry ON delivery = recorded_from',
      ),
    ).toEqual([{ mail: 'pia@partner1001.example', by: 'pia@partner.example' }]);
  });
});

describe('a claim by form', () => {
  it('asks for exactly what the offer needs, shows it once more, takes the copy, and answers with a number', async () => {
    const { html, headers } = await pageOf(pia, `${OFFER}/claims/new?lang=en`);
    expect(
      parse(html)
        .querySelectorAll('input[type="text"]')
        .map((input) => input.getAttribute('name')),
    ).toEqual(['agreementNumber', 'customerName', 'distributorName']);
    // The one script of all pages, and nothing that anybody typed.
    expect(html).not.toMatch(/<script(?! type="module" src="\/portal\.mjs\?)/);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'$/);
    const confirm = await reviewed();
    expect(await rows("SELECT FROM claim WHERE claim_id <> 'C-9'")).toEqual([]);
    const sent = await pia.upload(at(`${OFFER}/claims/new?lang=en`), confirm, copy());
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${OFFER}/claims?received=P-3&lang=en`]);
    const page = await pageOf(pia, sent.headers.get('location') ?? '');
    expect(page.text).toContain('Its number is P-3');
    expect(page.text).toContain('Waits for our answer');
    expect(page.text).toContain('Rechnung.pdf');
    expect(await rows(`SELECT kind FROM notification`)).toEqual([{ kind: 'claim-received' }]);
    // The same form once more is the same claim.
    const again = await pia.upload(at(`${OFFER}/claims/new`), confirm, copy());
    expect(again.headers.get('location')).toBe(`${OFFER}/claims?received=P-3`);
  });

  it('is refused where a claim of another for the sale is valid, and tells nothing of whoever claimed it', async () => {
    await world.portal.server.app
      .get(AnswerClaims)
      .answer(findCampaign('campaigns', CAMPAIGN), 'C-9', 'valid', [], { actor: 'dana', reason: 'Read the invoice' });
    const { html } = await pageOf(pia, `${OFFER}/claims/new?lang=en`);
    const sent = await pia.post(at(`${OFFER}/claims/new?lang=en`), {
      ...hidden(html, `${OFFER}/claims/new`),
      ...SALE,
      agreementNumber: 'a-TAKEN',
    });
    const page = await sent.text();
    expect([sent.status, page.includes('This sale was claimed before')]).toEqual([422, true]);
    expect(page).not.toMatch(/C-9|1002|Secret/);
  });

  it.each([
    ['no file', undefined, 'Please choose a file.'],
    ['an empty file', copy(new Uint8Array()), 'Please choose a file.'],
    ['a program by the name of a PDF', copy(Buffer.from('MZ\x90\0')), 'this is no PDF'],
    [
      'a page by the type of a picture',
      { ...copy(Buffer.from('<!doctype html><p>a,b</p>')), type: 'image/png' },
      'this is no PDF',
    ],
    ['half a picture', copy(pngDocument().subarray(0, 40)), 'not whole'],
    ['a workbook with macros', copy(workbookDocument({ 'xl/vbaProject.bin': new Uint8Array(9) })), 'holds macros'],
    ['a file a byte too large', copy(new Uint8Array(1024 * 1024 + 1)), 'too large'],
    ['a file far too large', copy(new Uint8Array(5 * 1024 * 1024)), 'too large'],
    [
      'a workbook that unpacks too large',
      copy(workbookDocument({ 'xl/a.xml': new Uint8Array(30_000_000) })),
      'unpacks too large',
    ],
  ])('with %s is shown again with what is wrong, and nothing is kept', async (_, file, says) => {
    const confirm = await reviewed({ ...SALE, agreementNumber: 'A-2' });
    const sent = await pia.upload(at(`${OFFER}/claims/new?lang=en`), confirm, file);
    expect(await faultOf(sent)).toEqual({ status: 422, says: [expect.stringContaining(says)] });
    expect(await rows(`SELECT FROM claim WHERE agreement_number = 'A-2'`)).toEqual([]);
    expect(await rows('SELECT FROM claim_document')).toHaveLength(1);
  });
});

function tokenOf(html: string): string {
  return /name="formToken" value="([\w-]+)"/.exec(html)?.[1] ?? '';
}

describe('a document', () => {
  const [, documents] = ['', `${OFFER}/claims/P-3/documents`];

  it('is given while the claim waits, and comes back as a file that no browser shows', async () => {
    const { html } = await pageOf(pia, `${OFFER}/claims?lang=en`);
    const token = hidden(html, documents);
    const sent = await pia.upload(
      at(documents),
      { ...token, kind: 'proof-of-performance' },
      copy(csvDocument(), '../../list.html'),
    );
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${OFFER}/claims#P-3`]);
    const refused = await pia.upload(
      at(`${documents}?lang=en`),
      { ...token, kind: 'invoice-copy' },
      copy(Buffer.from('GIF89a\0')),
    );
    expect(await faultOf(refused)).toEqual({ status: 422, says: [expect.stringContaining('this is no PDF')] });
    const [, second] = await rows('SELECT document, file_name AS name FROM claim_document ORDER BY document');
    expect(second?.['name']).toBe('list.html');
    for (const browser of [pia, pat, vera]) {
      const file = await browser.get(at(`${documents}/${String(second?.['document'])}`));
      expect(Buffer.from(await file.arrayBuffer()).equals(csvDocument())).toBe(true);
      expect(
        Object.fromEntries(
          ['content-type', 'content-disposition', 'x-content-type-options', 'content-security-policy'].map((name) => [
            name,
            file.headers.get(name),
          ]),
        ),
      ).toEqual({
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="document-${String(second?.['document'])}.csv"`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      });
    }
  });

  it('is hidden from everybody else, by whichever path', async () => {
    const [own] = await rows('SELECT document FROM claim_document ORDER BY document');
    const quinn = await world.signIn('quinn');
    await world.grant('quinn@partner.example', { partnerId: '1002' });
    const number = String(own?.['document']);
    for (const path of [
      `${OFFER}/claims/P-3/documents/${number}`,
      `${THEIRS}/claims/P-3/documents/${number}`,
      `${THEIRS}/claims/C-9/documents/${number}`,
    ]) {
      const response = await quinn.get(at(path));
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).not.toContain('Rechnung');
    }
    expect((await pia.get(at(`${THEIRS}/claims/C-9/documents/${number}`))).status).toBe(404);
    expect((await pia.get(at(`${OFFER}/claims/P-4/documents/${number}`))).status).toBe(404);
    expect((await pageOf(quinn, `${THEIRS}/claims`)).text).not.toContain('P-3');
    expect((await pageOf(pia, `${OFFER}/claims`)).text).not.toContain('C-9');
  });
});

describe('the page of a partner’s campaigns', () => {
  it('leads to offers that ask for more, as long as they do or something was entered', async () => {
    const links = async (path: string) =>
      parse((await pageOf(vera, path)).html)
        .querySelectorAll('#offers a')
        .map((link) => link.getAttribute('href'));
    expect(await links('/partners/1001')).toEqual(expect.arrayContaining([`${OFFER}/claims`, `${OFFER}/registration`]));
    moveTo('2018-07-01T09:00:00Z');
    vera = await world.signIn('vera');
    expect(await links('/partners/1001')).toEqual([`${OFFER}/registration`, `${OFFER}/claims`]);
    moveTo(NOW);
    vera = await world.signIn('vera');
  });
});

describe('who may not', () => {
  it('sees no form, and is refused what it sends', async () => {
    const { html } = await pageOf(pia, `${OFFER}/claims?lang=en`);
    const claims = `${OFFER}/claims`;
    const confirm = await reviewed({ ...SALE, agreementNumber: 'A-3' });
    // pat only looks; vera is of finance.
    for (const browser of [pat, vera]) {
      const page = await pageOf(browser, `${claims}?lang=en`);
      expect([page.status, page.html.includes('<form')]).toEqual([200, false]);
      const own = { ...confirm, formToken: tokenOf((await pageOf(browser, '/account')).html) };
      for (const sent of [
        await browser.upload(at(`${claims}/new`), own, copy()),
        await browser.upload(at(`${claims}/P-3/documents`), { ...own, kind: 'invoice-copy' }, copy()),
        await browser.post(at(`${claims}/P-3/appeal`), { ...own, reason: 'It counts after all' }),
        await browser.post(at(`${OFFER}/registration`), own),
      ])
        expect([sent.status, (await sent.text()).includes('ROLE_MISSING')]).toEqual([403, true]);
    }
    expect(html).toContain('<form');
  });

  it('is refused without the token of the session, or for a neighbour, also with a file', async () => {
    const confirm = await reviewed({ ...SALE, agreementNumber: 'A-3' });
    const foreign = await pia.upload(
      at(`${OFFER}/claims/new`),
      { ...confirm, formToken: 'another' },
      copy(new Uint8Array(3_000_000)),
    );
    expect([foreign.status, (await foreign.text()).includes('FOREIGN_PAGE_REFUSED')]).toEqual([403, true]);
    const neighbour = await pia.upload(at(`${THEIRS}/claims/new`), confirm, copy());
    expect([neighbour.status, (await neighbour.text()).includes('PARTNER_UNKNOWN')]).toEqual([404, true]);
    const appeal = await pia.post(at(`${OFFER}/claims/C-9/appeal`), { ...confirm, reason: 'It counts after all' });
    expect([appeal.status, (await appeal.text()).includes('CLAIM_UNKNOWN')]).toEqual([404, true]);
    const given = await pia.upload(at(`${OFFER}/claims/C-9/documents`), { ...confirm, kind: 'invoice-copy' }, copy());
    expect([given.status, (await given.text()).includes('CLAIM_UNKNOWN')]).toEqual([404, true]);
    expect(await rows(`SELECT FROM claim WHERE agreement_number = 'A-3'`)).toEqual([]);
    expect(await rows(`SELECT FROM claim_document WHERE claim_id <> 'P-3'`)).toEqual([]);
    // The connection that a refused file left behind serves the next request.
    expect((await pageOf(pia, `${OFFER}/claims`)).status).toBe(200);
  });
});

describe('an appeal by form', () => {
  const appeal = `${OFFER}/claims/P-3/appeal`;

  it('stands with the reasons, in words, until its last minute, and is taken once', async () => {
    const campaign = findCampaign('campaigns', CAMPAIGN);
    await world.portal.server.app
      .get(AnswerClaims)
      .answer(campaign, 'P-3', 'rejected', ['invoice-does-not-match'], { actor: 'dana', reason: 'Another invoice' });
    const { text, html } = await pageOf(pia, `${OFFER}/claims?lang=en`);
    expect(text).toContain('The copy of the invoice does not show this sale.');
    expect(text).toContain('You can appeal, once, before');
    const short = await pia.post(at(`${appeal}?lang=en`), { ...hidden(html, appeal), reason: 'no' });
    expect(await faultOf(short)).toEqual({ status: 422, says: [expect.stringContaining('two different words')] });
    const sent = await pia.post(at(appeal), { ...hidden(html, appeal), reason: 'Page two shows the sale' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${OFFER}/claims#P-3`]);
    const after = await pageOf(pia, `${OFFER}/claims?lang=en`);
    expect(after.text).toContain('Appealed, waits for our answer');
    expect(after.html).not.toContain('/appeal"');
    const again = await pia.post(at(appeal), { ...hidden(html, appeal), reason: 'Page two shows the sale' });
    expect([again.status, (await again.text()).includes('APPEAL_REFUSED')]).toEqual([409, true]);
    expect(await rows(`SELECT actor FROM audit_entry WHERE act = 'claim.appeal'`)).toEqual([
      { actor: 'pia@partner.example' },
    ]);
  });
});

describe('a form for claims', () => {
  it('is offered from the first to the last minute of its period, and refused beyond', async () => {
    for (const [now, isOffered, says] of [
      ['2013-12-31T22:59:00Z', false, 'Not yet: from 1 January 2014, 00:00'],
      ['2013-12-31T23:00:00Z', true, 'Claims are taken from'],
      ['2014-07-31T21:59:00Z', true, 'before the end of 31 July 2014'],
      ['2014-07-31T22:00:00Z', false, 'Over since the end of 31 July 2014'],
    ] as const) {
      moveTo(NOW);
      const form = hidden((await pageOf(pia, `${OFFER}/claims/new?lang=en`)).html, `${OFFER}/claims/new`);
      moveTo(now);
      const browser = await world.signIn('pia');
      const token = { ...form, formToken: tokenOf((await pageOf(browser, '/account')).html) };
      const { text, html } = await pageOf(browser, `${OFFER}/claims?lang=en`);
      expect([now, text]).toEqual([now, expect.stringContaining(says)]);
      expect([now, html.includes('claims/new')]).toEqual([now, isOffered]);
      const sent = await browser.post(at(`${OFFER}/claims/new`), { ...token, ...SALE, agreementNumber: `A-${now}` });
      expect([now, sent.status]).toEqual([now, isOffered ? 200 : 409]);
      await sent.body?.cancel();
    }
  });
});
