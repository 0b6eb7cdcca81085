import fc from 'fast-check';
import { calendarDate, instant, Money } from '../../src/kernel/index.js';
import { ibanStructure } from '../../src/payout/account-checks/iban-structures.js';
import { checkIban, ibanOf, mod97 } from '../../src/payout/account-checks/index.js';
import { ADDRESS_ELEMENTS } from '../../src/payout/instructions/address-elements.js';
import { addControlTotals, RunningTotals } from '../../src/payout/instructions/control-totals.js';
import type {
  Account,
  Agent,
  Payment,
  PaymentBlock,
  PaymentOrder,
  PostalAddress,
} from '../../src/payout/instructions/index.js';
import { SCHEMA_TYPES, type SchemaLimit, type SchemaType } from '../../src/payout/instructions/schema-types.js';

/** Sound payment orders of every shape: countries with and without IBAN, kinds of address, currencies, lengths up to each limit. */

/** Text of an element: printable ASCII, short, long or exactly as long as the element lets it be. */
function text(type: SchemaType): fc.Arbitrary<string> {
  const limit: SchemaLimit = SCHEMA_TYPES[type];
  const max = limit.kind === 'text' ? limit.maxCharacters : 1;
  // A short text over and over: characters of every kind at any length, without drawing each of them.
  const motif = fc
    .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 })
    .filter((value) => !value.startsWith(' '));
  const length = fc.oneof(
    fc.integer({ min: 1, max: Math.min(max, 12) }),
    fc.integer({ min: 1, max }),
    fc.constant(max),
  );
  return fc.tuple(motif, length).map(([value, count]) => value.repeat(count).slice(0, count));
}

const FIN_X_INNER = Array.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-?:().,'+ ");
const finXUpTo = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...FIN_X_INNER), minLength, maxLength });
const finX = fc.oneof(finXUpTo(0, 10), finXUpTo(35, 35));

/** An id that is unique by its number, filled up to any length of a reference. */
function reference(prefix: string, number: number, filling: string): string {
  const id = `${prefix}${String(number)}`;
  return `${id}-${filling.slice(0, 33 - id.length)}.`.slice(0, 35);
}

const IBAN_COUNTRIES = 'DE FR GB IE SE NL MT RU NO BR AE SA KW LC SC XK'.split(' ');
const country = fc.constantFrom(...IBAN_COUNTRIES);

// One generator for each country, made once: making one costs far more than drawing from it.
const ibanAccount = fc.oneof(
  ...IBAN_COUNTRIES.map((code) =>
    fc
      .stringMatching(ibanStructure(code)?.bban ?? /^$/)
      .map((number) => ({ country: code, account: { iban: ibanOf(code, number) } })),
  ),
);

const CLEARING: Readonly<Record<string, readonly [system: string, member: string, account: RegExp]>> = {
  US: ['USABA', '021123458', /^[0-9A-Z]{1,17}$/],
  CA: ['CACPA', '000412345', /^[0-9]{7,12}$/],
  AU: ['AUBSB', '063000', /^[0-9]{1,9}$/],
  NZ: ['NZNCC', '999999', /^[0-9]{15,16}$/],
  JP: ['JPZGN', '9999001', /^[0-9]{7}$/],
  HK: ['HKNCC', '999', /^[0-9]{9,12}$/],
  SG: ['SGIBG', '9999', /^[0-9]{7,14}$/],
  IN: ['INFSC', 'SEAT0A1B2C3', /^[0-9]{9,18}$/],
  CN: ['CNAPS', '999100000018', /^[0-9]{1,34}$/],
  ZA: ['ZANCC', '999999', /^[0-9]{7,11}$/],
  MX: ['MX', '999', /^[0-9]{18}$/],
  TW: ['TWNCC', '9999999', /^[0-9]{10,16}$/],
};

const bic = (code: string) => fc.constantFrom(`SEAT${code}2L`, `SEAT${code}33XXX`, `SEAT${code}PPA0B`);

const postalAddress: fc.Arbitrary<PostalAddress> = fc
  .record(
    Object.fromEntries(ADDRESS_ELEMENTS.map(([part, , type]) => [part, part === 'country' ? country : text(type)])),
    { requiredKeys: ['town', 'country'] },
  )
  .chain((parts: PostalAddress) =>
    // Lines of one letter that no word has, so that they never repeat a part.
    fc
      .option(fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 2 }), { nil: undefined })
      .map((lengths) =>
        lengths === undefined ? parts : { ...parts, lines: lengths.map((length) => '~'.repeat(length - 1) + '!') },
      ),
  );

const lei = fc.stringMatching(/^[A-Z0-9]{18}$/).map((body) => body + String(98 - mod97(`${body}00`)).padStart(2, '0'));

const party = fc.record(
  { name: text('Max140Text'), address: postalAddress, lei },
  { requiredKeys: ['name', 'address'] },
);

const ibanDestination = ibanAccount
  .filter(({ account }) => checkIban(account.iban).valid)
  .chain(({ country: code, account }) =>
    bic(code).map((agentBic) => ({ creditorAccount: account, creditorAgent: { bic: agentBic } })),
  );

const otherDestination = fc.oneof(
  ...Object.entries(CLEARING).map(([code, [system, memberId, form]]) =>
    fc
      .record({
        number: fc.stringMatching(form),
        scheme: fc.option(fc.constantFrom('BBAN', 'UPIC'), { nil: undefined }),
        agentBic: bic(code),
        byBic: fc.constantFrom('bic', 'both', 'clearing'),
        bankName: text('Max140Text'),
        bankAddress: postalAddress,
      })
      .map(({ number, scheme, agentBic, byBic, bankName, bankAddress }) => {
        const clearingMember = { system, memberId };
        const creditorAgent: Agent =
          byBic === 'bic'
            ? { bic: agentBic }
            : byBic === 'both'
              ? { bic: agentBic, clearingMember }
              : { clearingMember, name: bankName, address: bankAddress };
        const creditorAccount: Account = scheme === undefined ? { other: number } : { other: number, scheme };
        return { creditorAccount, creditorAgent };
      }),
  ),
);

const creditorReference = fc
  .stringMatching(/^[A-Z0-9]{1,21}$/)
  .map((body) => `RF${String(98 - mod97(`${body}RF00`)).padStart(2, '0')}${body}`);

const remittance = fc.oneof(
  text('Max140Text').map((line) => ({ text: line })),
  creditorReference.map((number) => ({ creditorReference: number })),
);

const regulatoryReport = fc.record(
  {
    indicator: fc.constantFrom('CRED' as const, 'DEBT' as const, 'BOTH' as const),
    authority: fc.record({ name: text('Max140Text'), country }, { requiredKeys: ['name'] }),
    type: text('Max35Text'),
    country,
    code: text('Max10Text'),
    information: fc.array(text('Max35Text'), { maxLength: 3 }),
  },
  { requiredKeys: ['indicator', 'type'] },
);

/** Everything of a payment but its ids and its currency. */
const paymentBody = fc
  .tuple(
    fc.oneof(ibanDestination, otherDestination),
    fc.record(
      {
        creditor: party,
        intermediaryAgents: fc.array(
          country.chain(bic).map((code): Agent => ({ bic: code })),
          { maxLength: 3 },
        ),
        purposeCode: fc.constantFrom('REBT', 'COMM', 'SUPP', 'IPU2'),
        regulatoryReports: fc.oneof(
          { weight: 4, arbitrary: fc.array(regulatoryReport, { maxLength: 1 }) },
          { weight: 1, arbitrary: fc.array(regulatoryReport, { minLength: 10, maxLength: 10 }) },
        ),
        remittance,
      },
      { requiredKeys: ['creditor'] },
    ),
  )
  .map(([destination, body]) => ({ ...destination, ...body }));

/** Minor units; a dozen payments, yen among dinars, still add up to a control sum of 18 digits. */
const minorUnits = fc.bigInt({ min: 1n, max: 10n ** 13n });

const blockParts = fc.record({
  currency: fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'GBP', 'BHD', 'ISK', 'CHF'),
  payments: fc.array(
    fc.record({ body: paymentBody, units: minorUnits, filling: finX, uetr: fc.uuid({ version: 4 }) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  head: fc.record(
    {
      debtor: party,
      chargeBearer: fc.constantFrom('DEBT' as const, 'SHAR' as const, 'CRED' as const),
      batchBooking: fc.boolean(),
      paymentType: fc.record(
        { serviceLevel: fc.constantFrom('URGP', 'NURG', 'G001'), categoryPurpose: fc.constantFrom('SUPP', 'OTHR') },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['debtor', 'chargeBearer', 'batchBooking'] },
  ),
  debtorAccount: fc.oneof(
    ibanAccount.map(({ account }) => account),
    fc.constant<Account>({ other: '1234567', currency: 'USD' }),
  ),
  filling: finX,
});

/** Orders in which the check must find no error. */
export const soundOrder: fc.Arbitrary<PaymentOrder> = fc
  .record({
    blocks: fc.array(blockParts, { minLength: 1, maxLength: 3 }),
    filling: finX,
    createdAtMs: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    initiatingParty: fc.record({
      name: text('Max140Text'),
      id: fc.stringMatching(/^[A-Za-z0-9]{1,35}$/),
      schemeCode: fc.constantFrom('BANK' as const, 'CUST' as const),
    }),
  })
  .filter(({ blocks }) =>
    blocks.every(({ debtorAccount }) => debtorAccount.iban === undefined || checkIban(debtorAccount.iban).valid),
  )
  .map(({ blocks: parts, filling, createdAtMs, initiatingParty }) => {
    const blocks = parts.map(blockOf);
    return {
      messageId: reference('M', 1, filling),
      createdAt: instant(new Date(createdAtMs).toISOString()),
      initiatingParty,
      totals: addControlTotals(blocks.map(({ totals }) => totals)),
      blocks,
    };
  });

type BlockParts = typeof blockParts extends fc.Arbitrary<infer Parts> ? Parts : never;

function blockOf(
  { currency, payments: parts, head, debtorAccount, filling }: BlockParts,
  blockNumber: number,
): PaymentBlock {
  const totals = new RunningTotals();
  const { minorUnits: decimals } = Money.zero(currency).currency;
  const payments = parts.map(({ body, units, filling: idFilling, uetr }, index): Payment => {
    const number = blockNumber * 100 + index;
    const amount = Money.of(units, currency).times(`1e-${String(decimals)}`);
    totals.add(amount);
    return {
      ...body,
      amount,
      // The last digits make it its own; the shrinker would make all of them the same.
      uetr: `${uetr.slice(0, -4)}${String(number).padStart(4, '0')}`,
      instructionId: reference('I', number, idFilling),
      endToEndId: reference('E', number, idFilling),
    };
  });
  return {
    ...head,
    paymentInformationId: reference('B', blockNumber, filling),
    executionDate: calendarDate('2026-11-18'),
    debtorAccount,
    debtorAgentBic: 'SEATIE2D',
    totals: totals.totals(),
    payments,
  };
}
