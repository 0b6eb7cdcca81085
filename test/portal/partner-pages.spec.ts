import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateWorld, type World } from '../../demo/world/index.js';
import { instant } from '../../src/kernel/index.js';
import { PartnerReading } from '../../src/portal/reading/partner-reading.js';
import { API_ROUTES } from '../../src/portal/http/routes.js';
import { IssueDocuments } from '../../src/portal/index.js';
import { CAMPAIGN_API, CAMPAIGN_ID, PortalWorld } from './portal-world.js';

let facts: World;
let world: PortalWorld;

/** The evening before the last day of the campaign, when there is still something to be done. */
const THE_EVENING_BEFORE = instant('2019-06-29T22:00:00Z');
const SHORT_OF_ONE = 'Fourteen Acres Nursery';

beforeAll(async () => {
  facts = generateWorld({ seed: 1 });
  world = await PortalWorld.start({}, THE_EVENING_BEFORE);
  await world.bring(facts);
  await world.calculate(instant('2019-06-29T21:30:00Z'));
}, 300_000);
afterAll(() => world.end());

const customerNamed = (name: string) => facts.customers.find((each) => each.name === name)!;
const partnerOf = (name: string) => customerNamed(name).subscriptions[0]!.partnerId;
const reportOf = (partnerId: string, query = '') => `/partners/${partnerId}/campaigns/${CAMPAIGN_ID}${query}`;

/** What a reader sees of a page: its text, blanks joined. */
function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}

async function textAt(path: string, init?: RequestInit): Promise<string> {
  const response = await world.get(path, init);
  expect([path, response.status]).toEqual([path, 200]);
  return textOf(await response.text());
}

describe('the accrual report of a partner, before the campaign ends', () => {
  it('says first what is about to be lost: how many seats where, for how much, until when', async () => {
    const text = await textAt(reportOf(partnerOf(SHORT_OF_ONE), '?lang=en'));
    expect(text).toContain('Provisional If the campaign ended today. Seats as of 29 June 2019, 22:30 (Europe/London).');
    expect(text).toContain(
      `Assign 1 more seat to users Sell 1 more seat: they must be billed by you at ${SHORT_OF_ONE} USD 2,000.00 the end of 30 June 2019 (Europe/London) 1 day left`,
    );
    expect(text).toContain('17 customers are not decided yet and could bring up to USD 34,000.00 more.');
  });

  it('gives each customer with seats, outcome, reason, distance and days left', async () => {
    const text = await textAt(reportOf(partnerOf(SHORT_OF_ONE), '?lang=en'));
    expect(text).toContain(
      `${SHORT_OF_ONE} Not qualified 14 14 14 Too few seats were assigned to users. Too few seats were billed by this partner. 1 seat short 1 day left USD 0.00`,
    );
    expect(text).toContain('not known');
    expect(text).toContain('All that can be decided so far is met; days ahead decide the rest.');
  });

  it('speaks the three languages, each with its numbers and days', async () => {
    const path = reportOf(partnerOf(SHORT_OF_ONE));
    expect(await textAt(`${path}?lang=de`)).toContain('Weisen Sie 1 weiteren Platz Benutzern zu');
    expect(await textAt(`${path}?lang=de`)).toContain('2.000,00 USD Ende des 30. Juni 2019 (Europe/London) noch 1 Tag');
    expect(await textAt(`${path}?lang=sv`)).toContain('Tilldela användare 1 plats till');
    expect(await textAt(`${path}?lang=sv`)).toContain('2 000,00 USD slutet av 30 juni 2019');
  });

  it('leads back to where finance finds it', async () => {
    const page = await world.page(`/campaigns/${CAMPAIGN_ID}/partners/${partnerOf(SHORT_OF_ONE)}`);
    expect(page).toContain(`href="${reportOf(partnerOf(SHORT_OF_ONE))}"`);
  });
});

describe('the language of a page', () => {
  const swedish = () => facts.partners.find(({ locale }) => locale === 'sv')!.id;

  it('is that of the register, whatever the browser prefers', async () => {
    const page = await world.get(reportOf(swedish()), { headers: { 'accept-language': 'de' } });
    expect(await page.text()).toContain('<html lang="sv">');
    expect(page.headers.get('vary')?.toLowerCase()).toContain('accept-language');
  });

  it('is kept in every link once a reader has chosen another', async () => {
    const links = async (query: string) =>
      [...(await world.page(reportOf(swedish(), query))).matchAll(/href="(\/partners\/[^"]*)"/g)]
        .map(([, link = '']) => link)
        .filter((link) => !/\?lang=(en|sv)/.test(link));
    const chosen = await links('?lang=de');
    expect(chosen.length).toBeGreaterThan(2);
    for (const link of chosen) expect(link).toContain('lang=de');
    expect((await links('')).filter((link) => link.includes('lang='))).toEqual([reportOf(swedish(), '?lang=de')]);
  });

  it('is one that we write, or the request is refused', async () => {
    expect((await world.get(reportOf(swedish(), '?lang=fr'))).status).toBe(400);
  });

  it('leaves no English sentence on a German or Swedish page', async () => {
    const { EN } = await import('../../src/portal/pages/partner/words/en.js');
    const { DE } = await import('../../src/portal/pages/partner/words/de.js');
    const { SV } = await import('../../src/portal/pages/partner/words/sv.js');
    const path = reportOf(partnerOf(SHORT_OF_ONE));
    for (const [lang, words] of [
      ['de', DE],
      ['sv', SV],
    ] as const) {
      const texts = [
        await textAt(`${path}?lang=${lang}`),
        await textAt(`${path}/customers/${customerNamed(SHORT_OF_ONE).id}?lang=${lang}`),
      ];
      const own = new Set<string>(Object.values(words.labels));
      for (const label of Object.values(EN.labels).filter((each) => !own.has(each) && each.length > 5))
        for (const text of texts) expect(text).not.toContain(` ${label} `);
    }
  });
});

describe('the page of a partner’s customer', () => {
  it('says why, rule by rule, and shows the seats as a picture and as figures', async () => {
    const path = `${reportOf(partnerOf(SHORT_OF_ONE))}/customers/${customerNamed(SHORT_OF_ONE).id}?lang=en`;
    const text = await textAt(path);
    expect(text).toContain('Seats assigned Not met 14 seats: 1 seat short of 15.');
    expect(text).toContain('Enrolment Its day lies ahead You are enrolled so far; the last day of the window decides.');
    expect(text).toContain('29 June 2019 14 14');
    const page = await world.page(path);
    expect(page).toContain('role="img" aria-labelledby="seats-picture-title seats-picture-description"');
    expect(textOf(page)).toContain(
      'At the snapshot, 29 June 2019: 14 assigned, 14 billed, at least 15 are needed. On 209 days one of the two is not known.',
    );
  });

  it('shows nothing of what other partners sell to the same customer', async () => {
    const shared = facts.customers.find(
      ({ subscriptions }) => new Set(subscriptions.map(({ partnerId }) => partnerId)).size > 1,
    )!;
    const { determinations } = API_ROUTES.determinations.answer.parse(
      await world.json(`${CAMPAIGN_API}/determinations?limit=1000`),
    );
    const sellers = determinations
      .filter(({ customerId }) => customerId === shared.id)
      .map(({ partnerId }) => partnerId);
    expect(sellers.length).toBeGreaterThan(1);
    for (const partnerId of sellers) {
      const page = await world.page(`${reportOf(partnerId)}/customers/${shared.id}`);
      for (const other of sellers.filter((each) => each !== partnerId)) expect(page).not.toContain(other);
    }
  });

  it('is not found under a partner whose customer it is not', async () => {
    const neighbour = facts.partners.find(
      ({ id }) => !customerNamed(SHORT_OF_ONE).subscriptions.some(({ partnerId }) => partnerId === id),
    )!;
    const path = `${reportOf(neighbour.id)}/customers/${customerNamed(SHORT_OF_ONE).id}`;
    const answer = await world.get(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain(SHORT_OF_ONE);
  });
});

describe('what does not exist', () => {
  it.each(['/partners/nobody', reportOf('nobody'), `/partners/5100101/campaigns/no-such-campaign`])(
    'is told so: %s',
    async (path) => {
      expect((await world.get(path)).status).toBe(404);
    },
  );
});

describe('the picture of every customer', () => {
  it('shows at the snapshot what the run determined, of each partner', async () => {
    await expectTimelinesAgree();
  }, 300_000);
});

describe('after the campaign was posted and paid', () => {
  beforeAll(async () => {
    world.clock.moveTo(instant('2019-08-10T12:00:00Z'));
    const run = await world.calculate();
    await world.confirmTerms();
    await world.post(run);
    await world.releasePayout(await world.preparePayout());
  }, 300_000);

  it('the report is final, with nothing that could still be assigned', async () => {
    const text = await textAt(reportOf(partnerOf(SHORT_OF_ONE), '?lang=en'));
    expect(text).toContain('Final Seats as of the end of 30 June 2019 (Europe/London).');
    expect(text).not.toContain('If the campaign ended today');
    expect(text).not.toContain('Assign 1 more seat');
    expect(text).toContain('Tell us the segment of the customer');
  });

  it('says what was paid, under which id, to which account', async () => {
    const { earnings } = API_ROUTES.earnings.answer.parse(await world.json(`${CAMPAIGN_API}/earnings?limit=1000`));
    const paid = earnings.find(({ payout }) => payout?.stage === 'released')!;
    const text = await textAt(reportOf(paid.partnerId, '?lang=en'));
    expect(text).toContain(paid.payout!.endToEndId);
    expect(text).toMatch(/Payments go to the account on record\. Account ending in [A-Z0-9]{4}/);
    expect(text).toContain('Sent, not confirmed yet');
  });

  it('says why money is held, and what the partner can do about it', async () => {
    const held = facts.partners.find(({ legalName }) => legalName === 'Taxform Pending Ltd')!;
    const text = await textAt(reportOf(held.id, '?lang=en'));
    expect(text).toContain('Why it is held: Complete your tax profile.');
    expect(text).toMatch(
      /What to do At stake Until Days left Complete your tax profile\. USD 2,000\.00 the end of 27 September 2019 \(Europe\/London\) 48 days left/,
    );
    const without = facts.partners.find(({ legalName }) => legalName === 'Nowhere To Send Ltd')!;
    const german = await textAt(reportOf(without.id, '?lang=de'));
    expect(german).toContain('Wir haben keine Bankdaten Ihres Unternehmens');
    expect(german).toContain('Geben Sie Ihre Bankdaten an 2.000,00 USD');
  });

  it('gives the documents that were given out, in the language of the page', async () => {
    const { earnings } = API_ROUTES.earnings.answer.parse(await world.json(`${CAMPAIGN_API}/earnings?limit=1000`));
    const { partnerId } = earnings.find(({ payout }) => payout?.stage === 'released')!;
    expect(await textAt(reportOf(partnerId, '?lang=en'))).toContain('No statement has been given out yet.');
    const issued = await world.server.app
      .get(IssueDocuments)
      .statement(partnerId, CAMPAIGN_ID, { formats: ['pdf'], language: 'sv' });
    const path = reportOf(partnerId);
    const page = await world.page(`${path}?lang=sv`);
    const address = `${path}/documents/${issued.document}/pdf?lang=sv`;
    expect(page).toContain(`href="${address}"`);
    const answer = await world.get(address);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(issued.files[0]!.content);
    const other = earnings.find((each) => each.partnerId !== partnerId)!;
    expect((await world.get(`${reportOf(other.partnerId)}/documents/${issued.document}/pdf`)).status).toBe(404);
  });

  it('lists the campaigns of the partner', async () => {
    const text = await textAt('/partners/5100101?lang=sv');
    expect(text).toContain('Era kampanjer');
    expect(text).toContain('1 januari 2019 till 30 juni 2019 Slutligt');
  });

  it('shows in the picture what the posted run determined', async () => {
    await expectTimelinesAgree();
  }, 300_000);
});

async function expectTimelinesAgree(): Promise<void> {
  const { determinations } = API_ROUTES.determinations.answer.parse(
    await world.json(`${CAMPAIGN_API}/determinations?limit=1000`),
  );
  expect(determinations.length).toBeGreaterThan(60);
  const reading = world.server.app.get(PartnerReading);
  for (const { partnerId, customerId, seatsAssigned, seatsBilled } of determinations) {
    const { timeline } = await reading.seats(CAMPAIGN_ID, partnerId, customerId);
    const at = timeline.stretches.find(({ from, to }) => from <= timeline.snapshotDay && timeline.snapshotDay <= to);
    expect([customerId, at?.assigned, at?.billed]).toEqual([customerId, seatsAssigned, seatsBilled]);
  }
}
