import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, type HTMLElement } from 'node-html-parser';
import { determinationsAnswer } from '../../src/portal/answers/result-answers.js';
import { AccessWorld } from '../access/access-world.js';
import type { Browser } from '../access/browser.js';
import { CAMPAIGN_API, CAMPAIGN_ID, HOSTILE_NAME, worldWithHostileNames } from './portal-world.js';

let world: AccessWorld;
let vera: Browser;
let pat: Browser;
let quinn: Browser;
/** Of pat's partner. */
let own: { readonly partnerId: string; readonly customerId: string; readonly customerName: string };
let neighbour: typeof own;

beforeAll(async () => {
  world = await AccessWorld.start();
  const { portal } = world;
  await portal.bring(worldWithHostileNames());
  const run = await portal.calculate();
  await portal.confirmTerms();
  await portal.post(run);
  await portal.releasePayout(await portal.preparePayout());
  [vera, pat, quinn] = [await world.signIn('vera'), await world.signIn('pat'), await world.signIn('quinn')];
  const listed: unknown = await (await vera.get(world.address(`${CAMPAIGN_API}/determinations?limit=1000`))).json();
  const paid = await portal.rows(
    'SELECT DISTINCT partner_id FROM payment_instruction JOIN partner USING (partner_key)',
  );
  const { determinations } = determinationsAnswer.parse(listed);
  const sellers = Map.groupBy(determinations, ({ customerId }) => customerId);
  const alone = determinations
    .filter(({ customerId, customerName }) => customerName !== null && sellers.get(customerId)?.length === 1)
    .filter(({ partnerId }) => paid.some((each) => each['partner_id'] === partnerId)) as (typeof own)[];
  own = alone[0]!;
  neighbour = alone.find(({ partnerId }) => partnerId !== own.partnerId)!;
  await world.grant('pat@partner.example', { partnerId: own.partnerId });
}, 300_000);
afterAll(() => world.end());

async function found(browser: Browser, sought: string): Promise<HTMLElement> {
  const response = await browser.get(world.address(`/search?q=${encodeURIComponent(sought)}`));
  expect([sought, response.status]).toEqual([sought, 200]);
  return parse(await response.text());
}

function linksOf(page: HTMLElement): string[] {
  return page.querySelectorAll('main a').map((each) => each.getAttribute('href') ?? '');
}

const NOTHING = 'Nothing was found';

async function payment(partnerId: string): Promise<Record<string, unknown>> {
  const [row] = await world.portal.rows(
    `SELECT end_to_end_id, uetr, batch, message_id FROM payment_instruction JOIN payout_batch USING (batch) JOIN partner USING (partner_key)
     WHERE partner_id = $1`,
    [partnerId],
  );
  return row ?? {};
}

describe('a search of finance', () => {
  it('begins in the head of every page', async () => {
    const page = parse(await (await vera.get(world.address(`/campaigns/${CAMPAIGN_ID}`))).text());
    const form = page.querySelector('header form[role=search]');
    expect(form?.getAttribute('action')).toBe('/search');
    expect(form?.querySelector('input')?.getAttribute('name')).toBe('q');
    expect(page.querySelector(`label[for=${form?.querySelector('input')?.id ?? ''}]`)).not.toBeNull();
  });

  it('finds a customer by tenant, name, a part of it and domain, and leads to its page', async () => {
    const [row] = await world.portal.rows(
      'SELECT domain FROM customer_profile JOIN customer USING (customer_key) WHERE customer_id = $1 AND recorded_to IS NULL',
      [own.customerId],
    );
    const name = own.customerName;
    const path = `/campaigns/${CAMPAIGN_ID}/customers/${own.customerId}`;
    for (const sought of [
      own.customerId,
      own.customerId.toUpperCase(),
      name,
      name.toUpperCase(),
      name.slice(0, 6),
      String(row?.['domain']),
    ])
      expect([sought, linksOf(await found(vera, sought))]).toEqual([sought, expect.arrayContaining([path])]);
    expect((await vera.get(world.address(path))).status).toBe(200);
  });

  it('finds names however they are accented, by any of their words', async () => {
    const [cafe] = await world.portal.rows(
      `SELECT customer_id FROM customer_profile JOIN customer USING (customer_key) WHERE name = 'Queueing Theory Café' AND recorded_to IS NULL`,
    );
    for (const sought of ['cafe', 'CAFÉ', 'theory caf', 'Café, Queueing'])
      expect((await found(vera, sought)).innerHTML).toContain(String(cafe?.['customer_id']));
    expect((await found(vera, 'theory bakery')).text).toContain(NOTHING);
  });

  it('finds partners by id and name', async () => {
    for (const sought of [own.partnerId, own.partnerId.slice(0, 5)])
      expect(linksOf(await found(vera, sought))).toEqual(
        expect.arrayContaining([`/partners/${own.partnerId}`, `/campaigns/${CAMPAIGN_ID}/partners/${own.partnerId}`]),
      );
    expect((await found(vera, 'taxform')).text).toContain('Taxform Pending Ltd');
  });

  it('finds a subscription that was billed', async () => {
    const [line] = await world.portal.rows(
      'SELECT subscription_id FROM billing_line JOIN customer USING (customer_key) WHERE customer_id = $1 AND subscription_id IS NOT NULL LIMIT 1',
      [own.customerId],
    );
    const page = await found(vera, String(line?.['subscription_id']).toUpperCase());
    expect(linksOf(page)).toContain(`/campaigns/${CAMPAIGN_ID}/customers/${own.customerId}`);
  });

  it('finds a payment by each of its ids, and its batch', async () => {
    const { end_to_end_id: id, uetr, batch, message_id: message } = await payment(own.partnerId);
    const page = `/payout/batches/${String(batch)}`;
    for (const sought of [String(id), String(id).toLowerCase(), String(uetr)])
      expect(linksOf(await found(vera, sought))).toContain(page);
    for (const sought of [String(batch), String(message)].filter((each) => each.length > 1))
      expect(linksOf(await found(vera, sought))).toContain(page);
  });

  it('says what is wrong with it, and escapes what was typed and what is found', async () => {
    expect((await found(vera, 'a')).text).toContain('two characters at least');
    const page = await found(vera, HOSTILE_NAME);
    expect(page.innerHTML).not.toContain('<script>alert');
    expect(page.querySelectorAll('main tbody tr').length).toBeGreaterThan(1);
    for (const odd of [`%' OR 1=1 --`, '&|!():*', '\u0000\u0007xx', '100 %', `\\`.repeat(8), 'ﬀ🎉', '9'.repeat(30)])
      expect((await found(vera, odd)).text).toContain(NOTHING);
    expect((await vera.get(world.address(`/search?q=${'x'.repeat(201)}`))).status).toBe(400);
  });
});

describe('a search of a partner’s person', () => {
  it('finds its own, and leads to its own pages', async () => {
    const { end_to_end_id: id, uetr } = await payment(own.partnerId);
    const report = `/partners/${own.partnerId}/campaigns/${CAMPAIGN_ID}`;
    const customer = `${report}/customers/${own.customerId}`;
    for (const sought of [own.customerId, own.customerName, own.customerName.slice(2, 8)])
      expect([sought, linksOf(await found(pat, sought))]).toEqual([sought, expect.arrayContaining([customer])]);
    for (const sought of [String(id), String(uetr), own.partnerId])
      expect(linksOf(await found(pat, sought))).toContain(report);
    expect((await pat.get(world.address(customer))).status).toBe(200);
  });

  it('finds nothing of a neighbour, by whatever it asks', async () => {
    const { end_to_end_id: id, uetr, batch, message_id: message } = await payment(neighbour.partnerId);
    const [line] = await world.portal.rows(
      'SELECT subscription_id FROM billing_line JOIN customer USING (customer_key) WHERE customer_id = $1 AND subscription_id IS NOT NULL LIMIT 1',
      [neighbour.customerId],
    );
    const asked = [
      neighbour.customerId,
      neighbour.customerName,
      neighbour.partnerId,
      String(id),
      String(uetr),
      String(line?.['subscription_id']),
    ];
    for (const sought of asked) {
      expect([sought, (await found(vera, sought)).text.includes(NOTHING)]).toEqual([sought, false]);
      for (const browser of [pat, quinn]) {
        const page = await found(browser, sought);
        expect([sought, page.querySelector('main')?.text.includes(NOTHING)]).toEqual([sought, true]);
        expect(linksOf(page).join(' ')).not.toContain(neighbour.partnerId);
      }
    }
    for (const sought of [String(batch), String(message)])
      expect(linksOf(await found(pat, sought)).join(' ')).not.toContain('#batches');
  });
});
