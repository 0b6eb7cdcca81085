import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HTMLElement } from 'node-html-parser';
import { FORM_FIELDS } from '../../src/portal/pages/payee/words/payee-words.js';
import { markupFaults, type PayeeBrowser, type SeenPage } from './payee-browser.js';
import { IBAN, PayeePagesWorld, TYPED } from './payee-pages-world.js';

const world = new PayeePagesWorld();
let browser: PayeeBrowser;
let form: SeenPage;
beforeAll(async () => {
  await world.start();
  await world.payees.begin();
  await world.posted();
  browser = world.browser();
  form = await world.opened(browser, await world.invited());
}, 300_000);
afterAll(() => world.end());

const valueOf = ({ root }: SeenPage, id: string) => root.querySelector(`#${id}`)?.getAttribute('value');

/** Texts and what stands in the fields; not what only the next request is for. */
const shownIn = ({ root, text }: SeenPage) =>
  [text, ...root.querySelectorAll('input').map((each) => (isShown(each) ? each.getAttribute('value') : ''))].join(' ');
const isShown = (input: HTMLElement) => input.getAttribute('type') !== 'hidden';

/** What the page says is wrong, by field: beside it, and in the summary. */
function errorsOf(page: SeenPage): Record<string, string> {
  const errors = Object.fromEntries(
    FORM_FIELDS.flatMap((field) => {
      const error = page.root.querySelector(`#${field}-error`);
      return error === null ? [] : [[field, error.text.replace('Error: ', '').trim()]];
    }),
  );
  const summary = page.root.querySelectorAll('.errors a').map((link) => link.getAttribute('href')?.slice(1));
  expect(summary).toEqual(Object.keys(errors));
  return errors;
}

const IBAN_FORM = { ...TYPED, iban: IBAN };

describe('a mistake in the form', () => {
  it.each<[string, Partial<typeof TYPED>, Record<string, string>]>([
    ['an IBAN with a sign', { iban: IBAN.replace('B', '%') }, { iban: 'An IBAN has letters A to Z and digits only.' }],
    [
      'an IBAN of no country',
      { iban: `1${IBAN.slice(1)}` },
      { iban: 'An IBAN begins with the two letters of a country.' },
    ],
    [
      'an IBAN of a country that is none',
      { iban: `QQ${IBAN.slice(2)}` },
      { iban: 'An IBAN begins with the two letters of a country.' },
    ],
    [
      'an IBAN that is too short',
      { iban: IBAN.slice(0, -1) },
      { iban: 'This IBAN has too many or too few characters for its country.' },
    ],
    [
      'an IBAN with a letter in its number',
      { iban: `${IBAN.slice(0, -1)}X` },
      { iban: 'This IBAN has letters or digits where its country has none.' },
    ],
    [
      'an IBAN with a wrong digit',
      { iban: `${IBAN.slice(0, -1)}${String((Number(IBAN.at(-1)) + 1) % 10)}` },
      { iban: 'The check digits do not agree: one or more characters are wrong or changed places.' },
    ],
    [
      'an IBAN whose own check digits disagree',
      { bankCountry: 'BE', currency: 'EUR', bic: 'KREDBEBB', iban: ibanOfBban('BE', '539007547035') },
      { iban: 'The check digits inside the account number do not agree: please compare each digit.' },
    ],
    [
      'both numbers',
      { accountNumber: '12345678' },
      { iban: 'Please give either the IBAN or an account number, not both.' },
    ],
    ['no number', { iban: '' }, { iban: 'Please give the IBAN, or the account number where the country has no IBAN.' }],
    [
      'a number where there are IBANs',
      { iban: '', accountNumber: '12345678' },
      {
        accountNumber:
          'Accounts in this country have an IBAN: please give it in the field above, and leave this one empty.',
      },
    ],
    ['no bank', { bic: '' }, { bic: 'Please give the BIC of your bank.' }],
    [
      'a BIC of nine letters',
      { bic: 'BUKBGB22X' },
      { bic: 'A BIC has 8 or 11 characters: four letters, two of the country, and two or five more.' },
    ],
    ['a BIC for tests', { bic: 'BUKBGB20' }, { bic: 'This BIC is one for tests; payments do not reach it.' }],
    [
      'a bank code where none is asked',
      { clearingMemberId: '202015' },
      { clearingMemberId: 'Accounts in this country are reached without a bank code: please leave it empty.' },
    ],
    [
      'no bank code where one is asked',
      { bankCountry: 'AU', currency: 'AUD', iban: '', accountNumber: '123456789', bic: 'CTBAAU2S' },
      { clearingMemberId: 'For accounts in this country the bank code is needed: please give it.' },
    ],
    [
      'a wrong routing number',
      {
        bankCountry: 'US',
        currency: 'USD',
        iban: '',
        accountNumber: '000123456789',
        bic: 'CHASUS33',
        clearingMemberId: '021000022',
      },
      { clearingMemberId: 'The bank code has not the form that it has in this country, or a digit is wrong.' },
    ],
    [
      'another country than the account has',
      { bankCountry: 'SE' },
      { bankCountry: 'The account or its bank is in another country than the one chosen.' },
    ],
    [
      'an account number in the name',
      { accountName: `Partner ${IBAN}` },
      { accountName: 'A number as long as an account number does not belong here.' },
    ],
    [
      'a person with a hidden character',
      { givenBy: 'Pat\u200B Smith' },
      { givenBy: 'Please give it in letters of one script, without hidden characters.' },
    ],
    ['a country that is none', { bankCountry: 'QQ' }, { bankCountry: 'Please choose a country.' }],
    ['a currency that is none', { currency: 'ABC' }, { currency: 'Please choose a currency.' }],
  ])('such as %s is said beside its field', async (_what, changes, expected) => {
    const page = await browser.submit(form, { ...IBAN_FORM, ...changes });
    expect(page.status).toBe(422);
    expect(errorsOf(page)).toMatchObject(expected);
    expect(markupFaults(page)).toEqual([]);
    // All else that was typed is still there, and the numbers are not.
    expect(valueOf(page, 'contact')).toBe(TYPED.contact);
    expect(valueOf(page, 'iban')).toBe('');
    expect(valueOf(page, 'accountNumber')).toBe('');
    expect(shownIn(page)).not.toMatch(/\d{6}/);
    expect(page.text).toContain('please type the account number');
  });

  it('such as leaving everything empty is said of every field, and read first', async () => {
    const empty = Object.fromEntries(FORM_FIELDS.map((field) => [field, '']));
    const page = await browser.submit(form, empty);
    expect(Object.keys(errorsOf(page))).toEqual([
      'accountKind',
      'accountName',
      'bankCountry',
      'currency',
      'accountNumber',
      'bic',
      'givenBy',
      'contact',
    ]);
    expect(page.text).toContain('8 things have to be corrected');
    expect(page.root.querySelector('title')?.text).toMatch(/^Error: /);
    expect(page.root.querySelector('.errors')?.hasAttribute('autofocus')).toBe(true);
  });

  it.each(['accountName', 'iban', 'bic', 'contact', 'bankCountry'])(
    'such as 10,000 characters as %s is refused',
    async (field) => {
      const page = await browser.submit(form, { ...IBAN_FORM, [field]: 'ä'.repeat(5000) });
      expect(page.status).toBe(422);
      expect(errorsOf(page)).toMatchObject({ [field]: 'This is longer than it can be.' });
      expect(page.html).not.toContain('ä'.repeat(200));
      expect((await browser.submit(form, { ...IBAN_FORM, [field]: 'ä'.repeat(10_000) })).status).toBe(413);
    },
  );

  it('is told in German and Swedish, too', async () => {
    const wrong = { ...IBAN_FORM, iban: IBAN.slice(0, -1), bic: '' };
    const german = await browser.submit(await browser.get('/payee/details?language=de'), wrong);
    expect(german.text).toContain('2 Angaben sind zu berichtigen');
    expect(german.text).toContain('Diese IBAN hat für ihr Land zu viele oder zu wenige Zeichen.');
    const swedish = await browser.submit(await browser.get('/payee/details?language=sv'), wrong);
    expect(swedish.text).toContain('2 uppgifter måste rättas');
    expect(swedish.text).toContain('Detta IBAN har för många eller för få tecken för sitt land.');
    await browser.get('/payee/details?language=en');
  });
});

describe('what is typed', () => {
  it('is written into the pages as text, whatever stands in it', async () => {
    const hostile = `<script>alert(1)</script> & "Sons" O'Neil`;
    const again = await browser.submit(form, { ...IBAN_FORM, accountName: hostile, bic: '' });
    expect(again.html).not.toContain('<script');
    expect(again.root.querySelector('#accountName')?.getAttribute('value')).toBe(hostile);
    const review = await browser.submit(form, { ...IBAN_FORM, accountName: hostile, contact: hostile });
    expect(review.html).not.toContain('<script');
    expect(review.text).toContain('alert(1)');
    expect(markupFaults(review)).toEqual([]);
  });

  it.each([
    ['the BIC', { bic: IBAN }],
    ['the bank code', { clearingMemberId: IBAN }],
    ['the contact', { contact: IBAN }],
    ['the person', { givenBy: `Pat ${IBAN}` }],
    ['the currency', { currency: IBAN }],
    ['the kind of account', { accountKind: IBAN }],
  ])('is not written back where an account number slipped into %s', async (_what, changes) => {
    const page = await browser.submit(form, { ...IBAN_FORM, ...changes });
    expect(page.status).toBe(422);
    expect(page.html).not.toContain(IBAN.slice(4));
    expect(shownIn(page)).not.toMatch(/\d{6}/);
  });
});

/** With check digits that agree for the IBAN as a whole. */
function ibanOfBban(country: string, bban: string): string {
  const digits = `${bban}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${bban}`;
}
