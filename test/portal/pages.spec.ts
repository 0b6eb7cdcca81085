import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '../../demo/world/index.js';
import { API_ROUTES } from '../../src/portal/http/routes.js';
import { IssueDocuments } from '../../src/portal/index.js';
import {
  CAMPAIGN_API,
  CAMPAIGN_ID,
  CAMPAIGN_PAGE,
  DEBTOR_ACCOUNT,
  HOSTILE_NAME,
  PortalWorld,
  worldWithHostileNames,
} from './portal-world.js';

let facts: World;
let world: PortalWorld;
beforeAll(async () => {
  facts = worldWithHostileNames();
  world = await PortalWorld.start();
  await world.bring(facts);
  const run = await world.calculate();
  await world.confirmTerms();
  await world.post(run);
  await world.releasePayout(await world.preparePayout());
}, 300_000);
afterAll(() => world.end());

/** What a reader sees of a page: its text, blanks joined. */
function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}

describe('the page of a campaign', () => {
  it('shows the figures of the run', async () => {
    const { run, totals } = API_ROUTES.campaign.answer.parse(await world.json(CAMPAIGN_API));
    const text = textOf(await world.page(CAMPAIGN_PAGE));
    expect(text).toContain('Dynamics 365 SMB cash back, January to June 2019');
    expect(text).toContain('1 January to 30 June 2019 (Europe/London)');
    expect(text).toContain('Official Posted Run 1, seats at the end of 30 June 2019');
    expect(text).toContain(`USD ${grouped(run!.earned)}`);
    expect(text).toContain(`Customers seen: ${String(run!.counts.customersSeen)}`);
    expect(text).toContain(`Qualified ${String(run!.counts.qualified)}`);
    expect(text).toContain(`Not qualified ${String(run!.counts.notQualified)}`);
    expect(text).toContain(run!.digest);
    for (const { partners, amount } of totals!.stages)
      expect(text).toContain(`${String(partners)} USD ${grouped(amount)}`);
    for (const [rule, words] of [
      ['qualifying-seats', 'Qualifying seats'],
      ['new-customer', 'New customer'],
    ] as const)
      expect(text).toContain(`${words} ${String(run!.counts.reasons[rule]!.notMet)}`);
  });

  it('shows every partner with what it earned and its payment', async () => {
    const { earnings } = API_ROUTES.earnings.answer.parse(await world.json(`${CAMPAIGN_API}/earnings?limit=1000`));
    const text = textOf(await world.page(CAMPAIGN_PAGE));
    for (const { partnerId, customersQualified, customersUndecided, earned, payout } of earnings) {
      const row = `${partnerId} ${String(customersQualified)} ${String(customersUndecided)} USD ${grouped(earned)}`;
      expect(text).toContain(row);
      if (payout?.endToEndId !== null && payout !== null) expect(text).toContain(payout.endToEndId);
    }
    expect(text).toContain('no bank account: no account number on record');
  });

  it('shows the batch, the ledger and who confirmed the terms', async () => {
    const { batches, balances } = API_ROUTES.campaign.answer.parse(await world.json(CAMPAIGN_API));
    const text = textOf(await world.page(CAMPAIGN_PAGE));
    expect(text).toContain(batches[0]!.fileHash);
    expect(text).toContain(batches[0]!.file!);
    expect(batches[0]!.file).not.toContain('/');
    for (const { balance } of balances) expect(text).toContain(`USD ${grouped(balance)}`);
    expect(text).toContain('Released to the bank, not confirmed yet');
    expect(text).toContain('dana, 10 August 2019 : Agreed with the programme office');
    expect(text).toContain('competencies levels gold, silver; names cloud-business-applications (from 1 July 2018)');
  });

  it('says what would decide each undecided customer', async () => {
    const page = await world.page(CAMPAIGN_PAGE);
    const { determinations } = API_ROUTES.determinations.answer.parse(
      await world.json(`${CAMPAIGN_API}/determinations?outcome=undecided`),
    );
    expect(determinations.length).toBeGreaterThan(5);
    for (const { customerId } of determinations) expect(page).toContain(`${CAMPAIGN_PAGE}/customers/${customerId}`);
    expect(textOf(page)).toContain('The customer’s segment, declared in customers.csv.');
  });
});

describe('the page of a customer', () => {
  it('gives every finding in plain words, with terms and facts', async () => {
    const { determinations } = API_ROUTES.determinations.answer.parse(
      await world.json(`${CAMPAIGN_API}/determinations?outcome=not-qualified&limit=1`),
    );
    const path = `/customers/${determinations[0]!.customerId}`;
    const explanation = API_ROUTES.explanation.answer.parse(await world.json(`${CAMPAIGN_API}${path}/explanation`));
    const text = textOf(await world.page(`${CAMPAIGN_PAGE}${path}`));
    for (const { findings } of explanation.determinations) {
      expect(findings.length).toBe(12);
      for (const { sentence } of findings.filter((finding) => !/\d{4}-/.test(finding.sentence)))
        expect(text).toContain(sentence);
    }
    expect(text).toContain('What decided it');
    expect(text).toContain('D, reward paragraph and terms, point 3');
    for (const { seatsAssigned } of explanation.readings) expect(text).toContain(String(seatsAssigned));
  });

  it('is found by name, and by a domain', async () => {
    const customer = facts.customers.find(({ name }) => name === 'Fourteen Acres Nursery')!;
    for (const named of [customer.name, customer.domain, customer.id]) {
      const response = await world.get(`${CAMPAIGN_PAGE}/customers?customer=${encodeURIComponent(named)}`);
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toBe(`${CAMPAIGN_PAGE}/customers/${customer.id}`);
    }
  });
});

describe('all pages', () => {
  it('lead nowhere in vain, run nothing but their one script, and never show an account number', async () => {
    const accounts = [DEBTOR_ACCOUNT, ...facts.partners.flatMap(({ bankAccount }) => bankAccount?.iban ?? [])];
    expect(accounts.length).toBeGreaterThan(20);
    const seen = new Set(['/', `${CAMPAIGN_API}/earnings?limit=1000`, `${CAMPAIGN_API}/determinations?limit=1000`]);
    for (const path of seen) {
      const response = await world.get(path);
      const body = await response.text();
      expect([path, response.status]).toEqual([path, 200]);
      expectProtected(response);
      const compact = body.replaceAll(/\s|&nbsp;|\u00A0/g, '').toUpperCase();
      for (const account of accounts) expect(compact.includes(account.replaceAll(' ', ''))).toBe(false);
      if (response.headers.get('content-type')?.startsWith('text/html') !== true) continue;
      expect(body).not.toMatch(
        /<script(?! type="module" src="\/portal\.mjs\?v=[0-9a-f]{12}"><\/script>)|<style|\sstyle=|\son\w+=|javascript:/i,
      );
      for (const [, link = ''] of body.matchAll(/(?:href|src)="([^"]*)"/g)) {
        if (link.startsWith('#')) expect(body).toContain(`id="${link.slice(1)}"`);
        // Proofs are made alike: one of many is enough.
        else if (link.endsWith('/proof') && [...seen].some((path) => path.endsWith('/proof'))) continue;
        // So are the languages of a page.
        else if (link.includes('lang=') && [...seen].filter((path) => path.includes('lang=')).length > 20) continue;
        else if (link !== 'data:,') seen.add(link.replaceAll('&amp;', '&'));
      }
    }
    const customers = [...seen].filter((path) => path.startsWith(`${CAMPAIGN_PAGE}/customers/`));
    const { run } = API_ROUTES.campaign.answer.parse(await world.json(CAMPAIGN_API));
    expect(customers).toHaveLength(run!.counts.customers);
    console.log(`${String(seen.size)} addresses visited`);
  }, 300_000);

  it('tell a partner under which id, when and in which batch it is paid, and what may still come', async () => {
    const { earnings } = API_ROUTES.earnings.answer.parse(await world.json(`${CAMPAIGN_API}/earnings?limit=1000`));
    const sent = earnings.find(({ payout }) => payout?.stage === 'released')!;
    const text = textOf(await world.page(`${CAMPAIGN_PAGE}/partners/${sent.partnerId}`));
    expect(text).toContain(`${sent.payout!.endToEndId!} , batch ${String(sent.payout!.batch)}`);
    expect(text).toMatch(/Sent to the bank \d+ August 2019, \d\d:\d\d/);
    expect(text).toContain(`Total: USD ${grouped(sent.earned)} for`);
    const open = earnings.find(({ customersUndecided }) => customersUndecided === 1)!;
    expect(textOf(await world.page(`${CAMPAIGN_PAGE}/partners/${open.partnerId}`))).toContain(
      '1 undecided customer could bring up to USD 2,000.00 more',
    );
  });

  it('give a partner the documents that it was given, and no others', async () => {
    const { earnings } = API_ROUTES.earnings.answer.parse(await world.json(`${CAMPAIGN_API}/earnings?limit=1000`));
    const [one, other] = earnings.filter(({ payout }) => payout?.stage === 'released');
    const href = `${CAMPAIGN_PAGE}/partners/${one!.partnerId}`;
    expect(await world.page(href)).not.toContain('/documents/');
    const issued = await world.server.app
      .get(IssueDocuments)
      .statement(one!.partnerId, CAMPAIGN_ID, { formats: ['pdf', 'csv', 'xlsx'] });
    const page = await world.page(href);
    for (const { name, content } of issued.files) {
      const address = `${href}/documents/${issued.document}/${name.split('.').at(-1)!}`;
      expect(page).toContain(`href="${address}"`);
      const answer = await world.get(address);
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
      expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    }
    const swedish = await world.get(`${href}/documents/${issued.document}/csv?language=sv`);
    expect(await swedish.text()).toContain('Avräkning');
    for (const [address, status] of [
      [`${CAMPAIGN_PAGE}/partners/${other!.partnerId}/documents/${issued.document}/pdf`, 404],
      [`${href}/documents/S-999999/pdf`, 404],
      [`${href}/documents/${issued.document}/exe`, 400],
      [`${href}/documents/${issued.document}/pdf?language=fr`, 400],
    ] as const)
      expect([address, (await world.get(address)).status]).toEqual([address, status]);
  });

  it('say when a batch was approved', async () => {
    expect(textOf(await world.page(CAMPAIGN_PAGE))).toMatch(/Approved robin, \d+ August 2019, \d\d:\d\d Released/);
  });

  it('escape hostile names', async () => {
    const partner = facts.partners[0]!;
    const page = await world.page(`${CAMPAIGN_PAGE}/partners/${partner.id}`);
    expect(textOf(page)).toContain(HOSTILE_NAME);
    expect(page).toContain("<h1>&lt;script>alert(1)&lt;/script> &amp; &quot;Sons&quot; O'Neil</h1>");
    const customer = facts.customers[0]!;
    expect(textOf(await world.page(`${CAMPAIGN_PAGE}/customers/${customer.id}`))).toContain(HOSTILE_NAME);
    const echoed = await world.get(`${CAMPAIGN_PAGE}/customers?customer=${encodeURIComponent(HOSTILE_NAME)}x`);
    expect(echoed.status).toBe(404);
    expect(await echoed.text()).not.toContain('<script>');
  });

  it.each([
    ['/campaigns/no-such-campaign', 404, 'Campaign unknown'],
    [`${CAMPAIGN_PAGE}/partners/0000001`, 404, 'Partner unknown'],
    [`${CAMPAIGN_PAGE}/customers/nobody`, 404, 'Customer unknown'],
    [`${CAMPAIGN_PAGE}/customers`, 400, 'Input invalid'],
    [`${CAMPAIGN_PAGE}/partners/5100101?cursor=x`, 400, 'Input invalid'],
    ['/campaigns/No%20Campaign', 400, 'Input invalid'],
    ['/nothing', 404, 'Route unknown'],
    ['/%ZZ', 400, 'Request invalid'],
  ])('%s is %i, "%s", and says what to do', async (path, status, title) => {
    const response = await world.get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    // An address that cannot be read is of no kind of page.
    expectProtected(response, path === '/%ZZ' ? [] : undefined);
    const page = await response.text();
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page).not.toMatch(/\bat .*\.[jt]s:\d+/);
  });
});

function expectProtected({ headers }: Response, scripts: readonly string[] = ["script-src 'self'"]): void {
  expect(headers.get('content-security-policy')?.split('; ')).toEqual([
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...scripts,
  ]);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toMatch(/^no-store$|immutable$/);
  expect(headers.has('x-powered-by')).toBe(false);
}

function grouped(amount: string): string {
  return amount.replace(/\B(?=(\d{3})+\.)/g, ',');
}
