import { describe, expect, it } from '@jest/globals';
import { Vault } from '../../database/index.js';
import { BANK_ACCOUNT_PURPOSE, type DeclaredAccount, type RegisteredPayee } from '../../partners/index.js';
import { ibanOf } from '../account-checks/index.js';
import { checkPayee, type ConfirmedName, type HoldReason } from './payee.js';

const VAULT = new Vault(Buffer.alloc(32, 7));
const GERMAN = ibanOf('DE', '999999990648489890');

/** An account as partners declare it, its number sealed. */
function account(number: string | null, change: Partial<DeclaredAccount> = {}): DeclaredAccount {
  return {
    accountName: 'Hafen Cloud GmbH',
    accountKind: 'business',
    accountKept: number === null ? 'none' : 'iban',
    accountSealed: number === null ? null : VAULT.seal(number, BANK_ACCOUNT_PURPOSE),
    accountFingerprint: null,
    accountLastFour: number === null ? null : number.slice(-4),
    bic: 'SEATDEFF',
    clearingSystem: null,
    clearingMemberId: null,
    bankCountry: 'DE',
    accountCurrency: 'EUR',
    holderTown: null,
    holderCountry: null,
    ...change,
  };
}

/** A partner that can be paid. */
function partner(change: Partial<RegisteredPayee> = {}): RegisteredPayee {
  return {
    partnerKey: 7,
    partnerId: '1001',
    legalName: 'Hafen Cloud GmbH',
    street: 'Kaistraße',
    building: '7a',
    postcode: '20457',
    town: 'Hamburg',
    region: null,
    country: 'DE',
    onboarding: ['payment-profile', 'tax-profile'],
    account: account(GERMAN),
    ...change,
  };
}

const NEEDS = ['payment-profile', 'tax-profile'];

/** Reasons why a partner is not paid yet. */
function holds(of: RegisteredPayee, needs: readonly string[] = NEEDS): readonly HoldReason[] {
  const checked = checkPayee(of, { paymentNeeds: needs }, VAULT);
  return 'holds' in checked ? checked.holds : [];
}
const reasons = (of: RegisteredPayee, needs?: readonly string[]) => holds(of, needs).map(({ reason }) => reason);

function payee(of: RegisteredPayee) {
  const checked = checkPayee(of, { paymentNeeds: NEEDS }, VAULT);
  if ('holds' in checked) throw new Error(checked.holds.map(({ reason, found }) => `${reason}: ${found}`).join('; '));
  return checked.payee;
}

describe('a payee that can be paid', () => {
  it('has its name and address in Latin letters, and its account without blanks', () => {
    const spaced = GERMAN.toLowerCase().replace(/(.{4})/g, '$1 ');
    expect(payee(partner({ account: account(spaced, { bic: 'seatdeff' }) }))).toEqual({
      partnerKey: 7,
      accountName: 'Hafen Cloud GmbH',
      accountKept: 'iban',
      accountLastFour: spaced.slice(-4),
      bankCountry: 'DE',
      accountCurrency: 'EUR',
      details: {
        creditor: {
          name: 'Hafen Cloud GmbH',
          address: {
            street: 'Kaistrasse',
            buildingNumber: '7a',
            postCode: '20457',
            town: 'Hamburg',
            country: 'DE',
          },
        },
        creditorAccount: { iban: GERMAN },
        creditorAgent: { bic: 'SEATDEFF' },
      },
    });
  });

  it('is written as its country does: ö is oe in Germany and o in Sweden, in whatever case the country stands', () => {
    const swedish = account(ibanOf('SE', '99999999064848989012'), { accountName: 'Sjöbo AB', bic: 'SEATSESS' });
    const names = ['SE', 'se'].map((country) => payee(partner({ country, account: swedish })).details.creditor);
    expect(names.map(({ name, address }) => [name, address.country])).toEqual([
      ['Sjobo AB', 'SE'],
      ['Sjobo AB', 'SE'],
    ]);
    expect(payee(partner({ account: account(GERMAN, { accountName: 'Möbel GmbH' }) })).details.creditor.name).toBe(
      'Moebel GmbH',
    );
  });

  it('may have an account number where its country has no IBAN', () => {
    const american = account('000123456789', {
      accountKept: 'account-number',
      accountName: 'Harbor Cloud Partners LLC',
      bic: 'SEATUS33',
      clearingSystem: 'USABA',
      clearingMemberId: '021123458',
      bankCountry: 'US',
    });
    const paid = payee(partner({ town: 'Boston', country: 'US', region: 'MA', account: american }));
    expect(paid.details).toMatchObject({
      creditor: { address: { countrySubdivision: 'MA' } },
      creditorAccount: { other: '000123456789' },
      creditorAgent: { bic: 'SEATUS33', clearingMember: { system: 'USABA', memberId: '021123458' } },
    });
    expect(paid.accountKept).toBe('account-number');
  });

  it('may have the address that was given with the account, where the register has none', () => {
    const withAddress = account(GERMAN, { holderTown: 'Kiel', holderCountry: 'DE' });
    expect(payee(partner({ town: null, country: null, account: withAddress })).details.creditor.address).toMatchObject({
      town: 'Kiel',
      country: 'DE',
    });
    expect(payee(partner({ account: withAddress })).details.creditor.address.town).toBe('Hamburg');
  });

  it('needs only the onboarding that the campaign asks for', () => {
    expect(reasons(partner({ onboarding: [] }), [])).toEqual([]);
  });
});

describe('a payment is held', () => {
  it.each<[string, Partial<RegisteredPayee>, HoldReason['reason'][]]>([
    ['a partner outside the register', { legalName: null }, ['partner-not-registered']],
    ['a missing payment profile', { onboarding: ['tax-profile'] }, ['payment-profile-missing']],
    ['a missing tax profile', { onboarding: ['payment-profile', 'account'] }, ['tax-profile-missing']],
    ['both', { onboarding: [] }, ['payment-profile-missing', 'tax-profile-missing']],
    ['no account', { account: null }, ['no-bank-account']],
    ['an account without a number', { account: account(null) }, ['no-bank-account']],
    ['the account of a person', { account: account(GERMAN, { accountKind: 'personal' }) }, ['personal-account']],
    ['no town', { town: null }, ['mailing-address-missing']],
    ['no country', { country: null }, ['mailing-address-missing']],
    ['a wrong check digit', { account: account(`DE09${GERMAN.slice(4)}`) }, ['bank-account-invalid']],
    [
      'no bank',
      { account: account('0648489890', { accountKept: 'account-number', bic: null }) },
      ['bank-account-invalid'],
    ],
    ['an unknown country', { country: 'XX' }, ['bank-account-invalid']],
    [
      'an account number where the country has an IBAN',
      { account: account('0648489890', { accountKept: 'account-number' }) },
      ['bank-account-invalid'],
    ],
    ['a town that has no Latin form', { town: '東京' }, ['bank-account-invalid']],
  ])('for %s', (_, change, expected) => {
    expect(reasons(partner(change))).toEqual(expected);
  });

  it('for a name that a person must look at first, and says how it would be sent', () => {
    const greek = account(GERMAN, { accountName: 'Λιμάνι ΕΠΕ' });
    expect(holds(partner({ account: greek }))).toEqual([
      { reason: 'name-needs-confirmation', found: 'the name would be sent as "Limani EPE"' },
    ]);
    const long = account(GERMAN, { accountName: 'x'.repeat(141) });
    expect(reasons(partner({ account: long }))).toEqual(['name-needs-confirmation']);
  });

  it('for a name that has no Latin form', () => {
    const han = holds(partner({ account: account(GERMAN, { accountName: '港口云' }) }));
    expect(han[0]).toEqual({ reason: 'name-needs-confirmation', found: 'a name that has no Latin form' });
  });

  it('for every reason at once', () => {
    const all = partner({
      legalName: null,
      onboarding: [],
      account: account(`DE09${GERMAN.slice(4)}`, { accountKind: 'personal', accountName: 'Λιμάνι ΕΠΕ' }),
    });
    expect(reasons(all)).toEqual([
      'payment-profile-missing',
      'tax-profile-missing',
      'partner-not-registered',
      'personal-account',
      'name-needs-confirmation',
      'bank-account-invalid',
    ]);
  });

  it('without showing an account number', () => {
    const found = [
      ...holds(partner({ account: account(`DE09${GERMAN.slice(4)}`) })),
      ...holds(partner({ account: account('0648489890', { accountKept: 'account-number' }) })),
      ...holds(
        partner({ account: account(GERMAN, { bic: GERMAN, clearingSystem: 'USABA', clearingMemberId: '99999999' }) }),
      ),
    ].map((hold) => hold.found);
    expect(found.length).toBeGreaterThan(2);
    expect(found.join(' ')).not.toMatch(/\d{5}/);
  });

  it('where the number cannot be opened, with another key or a damaged row: one such account holds up nobody else', () => {
    const otherKey = new Vault(Buffer.alloc(32, 8));
    const held = checkPayee(partner(), { paymentNeeds: NEEDS }, otherKey);
    expect(held).toEqual({
      holds: [
        {
          reason: 'bank-account-unreadable',
          found: expect.stringMatching(/^SEAL_KEY_UNKNOWN: .*SEATBACK_ENCRYPTION_KEYS_BEFORE/),
        },
      ],
    });
    const sealed = VAULT.seal(GERMAN, BANK_ACCOUNT_PURPOSE);
    sealed[sealed.length - 1]! ^= 1;
    expect(holds(partner({ account: account(GERMAN, { accountSealed: sealed }) }))).toEqual([
      { reason: 'bank-account-unreadable', found: expect.stringMatching(/^SEAL_BROKEN: .*backup/) },
    ]);
  });
});

describe('an address', () => {
  const sent = (change: Partial<RegisteredPayee>) => payee(partner(change)).details.creditor.address;
  const inParis = account(GERMAN, { holderTown: 'Paris', holderCountry: 'FR' });

  it('comes from one source: never the street of one place with the town of another', () => {
    // As registered: a street in Hamburg, and no town.
    expect(sent({ town: null, account: inParis })).toEqual({ town: 'Paris', country: 'FR' });
    expect(sent({ country: null, account: inParis })).toEqual({ town: 'Paris', country: 'FR' });
    expect(sent({ account: inParis })).toMatchObject({ street: 'Kaistrasse', town: 'Hamburg', country: 'DE' });
  });

  it('that no source has whole holds the payment, though two together would have it', () => {
    const townOnly = account(GERMAN, { holderTown: 'Paris', holderCountry: null });
    expect(reasons(partner({ town: null, account: townOnly }))).toEqual(['mailing-address-missing']);
    expect(reasons(partner({ country: null, account: townOnly }))).toEqual(['mailing-address-missing']);
  });

  it('has a building by its number, or by its name where that is longer than any number', () => {
    expect(sent({ building: '12-14' })).toMatchObject({ buildingNumber: '12-14' });
    const named = sent({ building: 'The Old Post Office, Unit 12' });
    expect(named).toMatchObject({ buildingName: 'The Old Post Office, Unit 12' });
    expect(named.buildingNumber).toBeUndefined();
  });

  it.each([
    ['street', { street: 'x'.repeat(71) }],
    ['building', { building: 'x'.repeat(36) }],
    ['postcode', { postcode: 'x'.repeat(17) }],
    ['town', { town: 'x'.repeat(36) }],
    ['region', { region: 'x'.repeat(36) }],
    // 20 letters that become 40.
    ['town', { town: 'ß'.repeat(20) }],
  ])('with a %s that would have to be cut holds the payment', (part, change) => {
    expect(holds(partner(change))).toEqual([
      { reason: 'mailing-address-too-long', found: `no room in the payment order for the ${part}` },
    ]);
  });
});

describe('a name in other letters', () => {
  const FINGERPRINT = Buffer.from('this account');
  const greek = partner({ account: account(GERMAN, { accountName: 'Λιμάνι ΕΠΕ', accountFingerprint: FINGERPRINT }) });
  const confirmed: ConfirmedName = {
    partnerKey: 7,
    accountFingerprint: FINGERPRINT,
    accountName: 'Λιμάνι ΕΠΕ',
    sentName: 'Limani EPE',
  };
  const check = (change: Partial<ConfirmedName> = {}) =>
    checkPayee(greek, { paymentNeeds: NEEDS, confirmedNames: [{ ...confirmed, ...change }] }, VAULT);

  it('is paid to once a person stands by it', () => {
    expect(check()).toMatchObject({ payee: { details: { creditor: { name: 'Limani EPE' } } } });
  });

  it.each<[string, Partial<ConfirmedName>]>([
    ['another partner', { partnerKey: 8 }],
    ['another account', { accountFingerprint: Buffer.from('that account') }],
    ['another name', { accountName: 'Λιμάνι ΑΕ' }],
    ['another Latin form', { sentName: 'Limani E.P.E.' }],
  ])('is not confirmed by what was said of %s', (_what, change) => {
    expect(check(change)).toMatchObject({ holds: [{ reason: 'name-needs-confirmation' }] });
  });

  it('that has no Latin form cannot be confirmed', () => {
    const han = partner({ account: account(GERMAN, { accountName: '港口云', accountFingerprint: FINGERPRINT }) });
    const confirmedNames = [{ ...confirmed, accountName: '港口云', sentName: '' }];
    expect(checkPayee(han, { paymentNeeds: NEEDS, confirmedNames }, VAULT)).toMatchObject({
      holds: [{ reason: 'name-needs-confirmation' }, { reason: 'bank-account-invalid' }],
    });
  });
});

describe('a bank known by its routing number alone', () => {
  const american = partner({
    town: 'Boston',
    country: 'US',
    region: 'MA',
    account: account('000123456789', {
      accountKept: 'account-number',
      accountName: 'Harbor Cloud Partners LLC',
      bic: null,
      clearingSystem: 'USABA',
      clearingMemberId: '021123458',
      bankCountry: 'US',
    }),
  });
  const check = (payerBankCountry: string) => checkPayee(american, { paymentNeeds: NEEDS, payerBankCountry }, VAULT);

  it('is enough where the payer banks in the same country, and not from abroad', () => {
    expect(check('US')).toMatchObject({
      payee: { details: { creditorAgent: { clearingMember: { system: 'USABA' } } } },
    });
    expect(check('GB')).toMatchObject({ holds: [{ reason: 'bank-account-invalid' }] });
  });
});
