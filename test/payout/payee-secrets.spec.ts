import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SeatbackError } from '../../src/kernel/index.js';
import { readGivenDetails, type GivenBankDetails } from '../../src/payout/index.js';
import { ibanOf } from '../builders/import-folder.js';
import { accountOf, CAMPAIGN, PayeesWorld } from './payees-world.js';

const world = new PayeesWorld();
beforeAll(() => world.start());
afterAll(() => world.end());

const FIELDS = [
  'iban',
  'accountNumber',
  'bic',
  'clearingSystem',
  'clearingMemberId',
  'bankCountry',
  'currency',
  'accountName',
] as const;

/** A number of an account as people write it, right or wrong, in whichever field. */
const numbers = fc.oneof(
  fc.integer({ min: 10_000_000, max: 99_999_999 }).map(ibanOf),
  fc.integer({ min: 10_000_000, max: 99_999_999 }).map((number) => ibanOf(number).replace(/(.{4})/g, '$1 ')),
  fc.stringMatching(/^[1-9][0-9]{7,16}$/),
);

interface Entered {
  readonly number: string;
  readonly given: GivenBankDetails;
}

/** In some field, beside the right one or in its place. */
const misplaced: fc.Arbitrary<Entered> = fc
  .tuple(numbers, fc.constantFrom(...FIELDS), fc.boolean())
  .map(([number, field, alone]) => {
    const { iban: _, ...rest } = accountOf(1);
    return { number, given: { ...(alone ? rest : accountOf(10_000_000)), [field]: number } };
  });
/** Where it belongs, so that it is kept. */
const right: fc.Arbitrary<Entered> = fc.oneof(
  fc
    .integer({ min: 10_000_000, max: 99_999_999 })
    .map((number) => ({ number: ibanOf(number), given: accountOf(number) })),
  fc.stringMatching(/^[1-9][0-9]{9,16}$/).map((number) => ({
    number,
    given: {
      accountName: 'Partner 1001 LLC',
      accountKind: 'business' as const,
      accountNumber: number,
      clearingSystem: 'USABA',
      clearingMemberId: '021123458',
      bic: 'SEATUS33',
      bankCountry: 'US',
      currency: 'USD',
    },
  })),
);
const details = fc.oneof(misplaced, right);

describe('a full account number', () => {
  it('stands nowhere: in no table, no error and no answer, whatever is entered and whatever becomes of it', async () => {
    await world.begin();
    await world.posted();
    const said: string[] = [];
    const entered: string[] = [];
    const answer = async (act: () => Promise<unknown>) => {
      try {
        said.push(JSON.stringify(await act()));
      } catch (error) {
        if (!(error instanceof SeatbackError)) throw error;
        said.push(error.message, JSON.stringify(error.report), error.stack ?? '');
      }
    };
    await fc.assert(
      fc.asyncProperty(details, fc.constantFrom('approve', 'refuse', 'leave'), async ({ number, given }, then) => {
        entered.push(number);
        await answer(async () => {
          const one = await world.enter.byUser('1001', { details: given, actor: 'pat' });
          if (then === 'approve') said.push(JSON.stringify(await world.approval.approve(one.bankDetails, 'robin')));
          if (then === 'refuse') said.push(JSON.stringify(await world.approval.refuse(one.bankDetails, 'robin', 'no')));
          return one;
        });
        await answer(() =>
          Promise.resolve(readGivenDetails(`accountNumber: ${number}\n${number}: x\niban: "${number}`)),
        );
        await answer(() =>
          world.enter.byVendor('1001', {
            reference: { accountName: 'A', accountKind: 'business', vendor: 'V', vendorReference: number },
            actor: 'pat',
          }),
        );
      }),
      { numRuns: 60 },
    );
    await answer(() => world.show.one('1001'));
    await answer(() => world.show.list());
    await answer(() => world.invite.execute('1001', CAMPAIGN, 'dana'));
    await answer(() => world.prepared());
    const written = `${said.join('\n')}\n${await everythingWritten()}`;
    // Most were refused for standing in the wrong field; some must have been kept for this to say anything.
    expect(await world.query(`SELECT count(*) > 5 AS enough FROM bank_details`)).toEqual([{ enough: true }]);
    const plain = written.replace(/[\s-]/g, '').toUpperCase();
    const shown = entered.filter((number) => {
      const whole = number.replace(/\s/g, '');
      return plain.includes(whole) || plain.includes(Buffer.from(whole).toString('hex').toUpperCase());
    });
    expect(shown).toEqual([]);
  });
});

/** Every row of every table, bytes in hex. */
async function everythingWritten(): Promise<string> {
  const tables = await world.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname IN ('public') ORDER BY 1`,
  );
  const texts: string[] = [];
  for (const { name } of tables)
    for (const { row } of await world.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`))
      texts.push(row);
  return texts.join('\n');
}
