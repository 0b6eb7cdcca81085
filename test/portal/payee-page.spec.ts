import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { markupFaults, type SeenPage } from './payee-browser.js';
import { IBAN, MAIL_ADDRESS, PayeePagesWorld, TYPED } from './payee-pages-world.js';

const world = new PayeePagesWorld();
beforeAll(() => world.start(), 300_000);
beforeEach(() => world.payees.begin());
afterAll(() => world.end());

const LAST_FOUR = IBAN.slice(-4);

function expectSound(page: SeenPage, language = 'en'): void {
  expect(markupFaults(page)).toEqual([]);
  expect(page.root.querySelector('html')?.getAttribute('lang')).toBe(language);
}

describe('a partner that opens its link', () => {
  it.each([
    [
      'en-GB',
      'en',
      ['Where are we to pay you?', 'the end of 10 August 2019'],
      ['Is everything right?', 'The name matches', 'United Kingdom'],
      ['We have your bank details', '5 August 2019, 10:00 (Europe/London)', '24 hours'],
    ],
    [
      'de-AT',
      'de',
      ['Wohin dürfen wir zahlen?', 'Ende des 10. August 2019'],
      ['Stimmt alles?', 'Der Name stimmt überein', 'Vereinigtes Königreich'],
      ['Wir haben Ihre Bankverbindung', '5. August 2019, 10:00 (Europe/London)', '24 Stunden'],
    ],
    [
      'sv-SE',
      'sv',
      ['Vart ska vi betala?', 'slutet av 10 augusti 2019'],
      ['Stämmer allt?', 'Namnet stämmer', 'Storbritannien'],
      ['Vi har era bankuppgifter', '5 augusti 2019, 10:00 (Europe/London)', '24 timmar'],
    ],
  ])(
    'gives its details in the language of %s, and they are approved and paid to',
    async (locale, language, ...says) => {
      await world.posted({ locale });
      const token = await world.invited();
      const browser = world.browser();
      const opening = await browser.get(`/payee/${token}`);
      expectSound(opening, language);
      const form = await browser.follow(opening);
      expectSound(form, language);
      for (const words of says[0]) expect(form.text.replaceAll('\u00A0', ' ')).toContain(words);
      expect(form.text).toContain('Partner 1001 Ltd (1001)');

      const review = await browser.submit(form, TYPED);
      expect(review.status).toBe(200);
      expectSound(review, language);
      for (const words of says[1]) expect(review.text).toContain(words);
      expect(review.text).toContain(`****${LAST_FOUR}`);
      expect(review.text).toContain('Pat Smith, head of accounts');
      expect(await world.entered()).toEqual([]);

      const sent = await browser.submit(review, { act: 'confirm' });
      expect(sent.status).toBe(303);
      const receipt = await browser.follow(sent);
      expectSound(receipt, language);
      for (const words of says[2]) expect(receipt.text.replaceAll('\u00A0', ' ')).toContain(words);
      expect(receipt.text).toContain(`****${LAST_FOUR}`);
      expect(receipt.text).toContain(MAIL_ADDRESS);
      expect(await world.entered()).toEqual([{ name: 'Partner 1001 Ltd', source: 'invitation', by: 'Pat Smith' }]);

      const reference = Number(receipt.root.querySelector('dd')?.text);
      await world.payees.approval.approve(reference, 'robin', { lastFour: LAST_FOUR });
      world.payees.moveTo('2019-08-06T09:00:00Z');
      expect(await world.payees.prepared()).toMatchObject({ held: [], batch: { paymentCount: 1 } });
    },
  );

  it('changes the language on any page, and keeps it', async () => {
    await world.posted();
    const browser = world.browser();
    const form = await world.opened(browser, await world.invited());
    expect(form.root.querySelectorAll('.languages a').map((link) => link.getAttribute('lang'))).toEqual([
      'en',
      'de',
      'sv',
    ]);
    const swedish = await browser.get('/payee/details?language=sv');
    expect(swedish.text).toContain('Kontohavarens namn');
    const review = await browser.submit(swedish, TYPED);
    expectSound(review, 'sv');
    const refused = await world.browser().get('/payee/refused/used?language=de');
    expectSound(refused, 'de');
    expect(refused.text).toContain('Dieser Link wurde benutzt');
  });

  it('goes back from the review and finds all it typed but the numbers', async () => {
    await world.posted();
    const browser = world.browser();
    const review = await browser.submit(await world.opened(browser, await world.invited()), TYPED);
    const form = await browser.submit(review, { act: 'change' });
    expectSound(form);
    const value = (id: string) => form.root.querySelector(`#${id}`)?.getAttribute('value');
    expect([value('accountName'), value('bic'), value('givenBy')]).toEqual([
      'Partner 1001 Ltd',
      'BUKBGB22',
      'Pat Smith',
    ]);
    expect(value('iban')).toBe('');
    expect(form.text).toContain('never shows numbers of accounts again');
    expect(form.root.querySelector('#bankCountry option[selected]')?.getAttribute('value')).toBe('GB');
    const again = await browser.submit(form, { iban: IBAN, accountName: 'Partner 1001 Limited' });
    expect(again.text).toContain('The name matches');
    expect((await browser.submit(again, { act: 'confirm' })).status).toBe(303);
    expect(await world.entered()).toMatchObject([{ name: 'Partner 1001 Limited' }]);
  });

  it('sends the last form twice, and enters its details once', async () => {
    await world.posted();
    const browser = world.browser();
    const review = await browser.submit(await world.opened(browser, await world.invited()), TYPED);
    const both = await Promise.all([
      browser.submit(review, { act: 'confirm' }),
      browser.submit(review, { act: 'confirm' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    const receipt = await browser.follow(await browser.submit(review, { act: 'confirm' }));
    expect(receipt.text).toContain('They were entered once');
    expect((await browser.follow(await browser.get('/payee/details'))).text).toContain('We have your bank details');
    expect(await world.entered()).toHaveLength(1);
  });

  it('is told when its name does not match, only nearly, or cannot be compared', async () => {
    await world.posted();
    const browser = world.browser();
    const form = await world.opened(browser, await world.invited());
    const reviewOf = async (accountName: string) => (await browser.submit(form, { ...TYPED, accountName })).text;
    expect(await reviewOf('Jane Smith')).toContain('The name does not match');
    expect(await reviewOf('Partner 1001 GmbH')).toContain('The name matches nearly');
    expect(await reviewOf('港口云')).toContain('The name cannot be compared');
  });

  it.each([
    ['rejects the claims', 'giving one rejects the claims'],
    ['is asked again', 'you would be asked for the company’s again'],
  ] as const)('is told what a personal account means where it %s', async (personal, words) => {
    await world.posted({}, personal);
    const browser = world.browser();
    const form = await world.opened(browser, await world.invited());
    expect(form.text).toContain(words);
    const review = await browser.submit(form, { ...TYPED, accountKind: 'personal' });
    expect(review.text).toContain(words);
    await browser.submit(review, { act: 'confirm' });
    expect(await world.payees.query('SELECT account_kind AS kind FROM bank_details')).toEqual([{ kind: 'personal' }]);
  });

  it('gives an account of a country without IBAN, with the bank code that is asked there', async () => {
    await world.posted();
    const browser = world.browser();
    const form = await world.opened(browser, await world.invited());
    const american = { ...TYPED, bankCountry: 'US', currency: 'USD', iban: '', accountNumber: '000123456789' };
    const missing = await browser.submit(form, { ...american, bic: '', clearingMemberId: '' });
    expect(missing.text).toContain('Please give the BIC of your bank.');
    const review = await browser.submit(form, { ...american, bic: 'CHASUS33', clearingMemberId: '021000021' });
    expect(review.text).toContain('****6789');
    expect(review.text).toContain('CHASUS33, 021000021');
    await browser.submit(review, { act: 'confirm' });
    expect(
      await world.payees.query('SELECT clearing_system AS system, clearing_member_id AS bank FROM bank_details'),
    ).toEqual([{ system: 'USABA', bank: '021000021' }]);
  });
});

describe('a link', () => {
  it('is not used up by programs that open it before a person does, however often', async () => {
    await world.posted();
    const token = await world.invited();
    for (let scan = 0; scan < 20; scan += 1) {
      const scanner = world.browser();
      await world.opened(scanner, token);
      await scanner.get('/payee/received');
    }
    expect((await world.opened(world.browser(), token)).status).toBe(200);
    expect(await world.entered()).toEqual([]);
    expect(await world.payees.query('SELECT ended_at FROM payee_request WHERE ended_at IS NOT NULL')).toEqual([]);
  });

  it('that was used, is over or was never issued is answered in one form, with what to do', async () => {
    await world.posted();
    const replaced = await world.invited();
    const token = await world.invited();
    const browser = world.browser();
    await browser.submit(await browser.submit(await world.opened(browser, token), TYPED), { act: 'confirm' });
    const pages = await Promise.all(
      [token, replaced, 'x'.repeat(43)].map((each) => world.browser().get(`/payee/${each}`)),
    );
    for (const page of pages) {
      expectSound(page);
      expect(page.status).toBe(404);
      expect(page.text).toContain(MAIL_ADDRESS);
      expect(page.headers['set-cookie']).toBeUndefined();
      expect(page.html).not.toContain(token);
    }
    expect(pages.map(({ root }) => root.querySelector('h1')?.text)).toEqual([
      'This link has been used',
      'This link is over',
      'This link is not known',
    ]);
    // Whoever finds a used link learns nothing of what was given by it.
    expect(pages[0]!.text).not.toContain(LAST_FOUR);
  });

  it('whose time ends between the form and its confirmation takes nothing', async () => {
    await world.posted();
    const browser = world.browser();
    const token = await world.invited();
    world.payees.moveTo('2019-08-10T22:50:00Z');
    const review = await browser.submit(await world.opened(browser, token), TYPED);
    world.payees.moveTo('2019-08-10T23:00:00Z');
    const late = await browser.submit(review, { act: 'confirm' });
    expect(late.status).toBe(404);
    expect(late.text).toContain('This link is over');
    expect(await world.entered()).toEqual([]);
  });

  it('opens the page for an hour from the last step, and then must be opened again', async () => {
    await world.posted();
    const browser = world.browser();
    const token = await world.invited();
    const form = await world.opened(browser, token);
    world.payees.moveTo('2019-08-05T09:59:59Z');
    const review = await browser.submit(form, TYPED);
    expect(review.status).toBe(200);
    world.payees.moveTo('2019-08-05T10:59:59Z');
    const late = await browser.submit(review, { act: 'confirm' });
    expect(late.status).toBe(403);
    expect(late.text).toContain('Please open your link again');
    expect(await world.entered()).toEqual([]);
    expect((await world.opened(browser, token)).status).toBe(200);
  });
});
