import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { ConfirmPayeeName } from '../../src/payout/index.js';
import { ibanOf, ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { aCampaign, EARNED_BY_SELLING } from '../campaign-builder.js';
import { PayoutWorld, NOW, twoPartners } from './payout-world.js';

const DAY_MS = 86_400_000;

const world = new PayoutWorld();
const { postedSeason, imported, prepared, release, instructions, query } = world;
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.end());

describe('a hold', () => {
  const onboarding = (...steps: readonly string[]) =>
    new ImportFiles().rows(
      'partner_standings.csv',
      ...steps.map((name): CsvRow => ({ partner_id: '1001', kind: 'onboarding', name, valid_from: '2018-01-01' })),
    );
  const STEPS = ['account', 'agreements', 'payment-profile', 'tax-profile'];
  const sale = () => new ImportFiles().sale(1).billingIsKnown();
  const profile = (changes: CsvRow = {}) =>
    new ImportFiles().rows('partners.csv', {
      partner_id: '1001',
      legal_name: 'A',
      country: 'GB',
      town: 'London',
      ...changes,
    });
  const account = (changes: CsvRow = {}) => new ImportFiles().account('1001', changes);

  const reasons: readonly (readonly [reason: string, broken: readonly ImportFiles[], mended: ImportFiles])[] = [
    ['partner-not-registered', [onboarding(...STEPS), account({ town: 'London', country: 'GB' })], profile()],
    ['no-bank-account', [onboarding(...STEPS), profile()], account()],
    ['no-bank-account', [onboarding(...STEPS), profile(), account({ iban: undefined })], account()],
    ['personal-account', [onboarding(...STEPS), profile(), account({ account_kind: 'personal' })], account()],
    ['bank-account-invalid', [onboarding(...STEPS), profile(), account({ iban: 'GB34BUKB20201512345678' })], account()],
    ['bank-account-invalid', [onboarding(...STEPS), profile(), account({ bic: undefined })], account()],
    ['mailing-address-missing', [onboarding(...STEPS), profile({ town: undefined }), account()], profile()],
    ['name-needs-confirmation', [onboarding(...STEPS), profile(), account({ account_name: 'ООО Ромашка' })], account()],
    ...STEPS.map(
      (step) =>
        [
          `${step}-missing`,
          [onboarding(...STEPS.filter((other) => other !== step)), profile(), account()],
          onboarding(...STEPS),
        ] as const,
    ),
  ];

  it.each(reasons)('for %s appears, and ends when it is mended', async (reason, broken, mended) => {
    await postedSeason(sale().and(...broken));
    const first = await prepared();
    expect(first.batch).toBeUndefined();
    expect(first.held).toEqual([
      { partnerId: '1001', amount: expect.objectContaining({}), reasons: [{ reason, found: expect.any(String) }] },
    ]);
    expect(JSON.stringify(first.held)).not.toContain('12345678');
    expect(await holds()).toEqual([{ reason, from: NOW, to: null }]);
    // Looked at again, it is the same hold.
    world.seatback.clock.moveTo(plusMillis(NOW, DAY_MS));
    await prepared();
    expect(await holds()).toEqual([{ reason, from: NOW, to: null }]);

    await imported(mended);
    world.seatback.clock.moveTo(plusMillis(NOW, 2 * DAY_MS));
    expect(await prepared()).toMatchObject({ batch: { paymentCount: 1 }, held: [] });
    expect(await holds()).toEqual([{ reason, from: NOW, to: plusMillis(NOW, 2 * DAY_MS) }]);
  });

  it('tells all reasons at once', async () => {
    await imported(
      new ImportFiles().rows('partners.csv', { partner_id: '1001', legal_name: 'A', country: 'GB', town: 'X' }),
    );
    await imported(account({ account_kind: 'personal', account_name: 'ООО Ромашка', iban: 'GB34BUKB20201512345678' }));
    await postedSeason(sale());
    const [held] = (await prepared()).held;
    expect(held!.reasons.map(({ reason }) => reason)).toEqual([
      ...STEPS.map((step) => `${step}-missing`),
      'personal-account',
      'name-needs-confirmation',
      'bank-account-invalid',
    ]);
  });

  it('of one partner holds up nobody else; it is paid in a batch of its own when it ends', async () => {
    await postedSeason(twoPartners().partner('1003', { account: null }).sale(4, { partner: '1003' }));
    expect(await prepared()).toMatchObject({ batch: { batch: 1, paymentCount: 2 }, held: [{ partnerId: '1003' }] });
    await imported(new ImportFiles().account('1003'));
    world.seatback.clock.moveTo(plusMillis(NOW, DAY_MS));
    expect(await prepared()).toMatchObject({
      batch: { batch: 2, paymentCount: 1, totals: { USD: '2000.00' } },
      held: [],
    });
    expect((await instructions()).map(({ partner, batch }) => `${partner} in ${batch}`)).toEqual([
      '1001 in 1',
      '1002 in 1',
      '1003 in 2',
    ]);
  });

  it('for the return window waits until the day after its last, whatever else is in order', async () => {
    await postedSeason(twoPartners(), world.seatback, aCampaign({ ...EARNED_BY_SELLING, hold: { days: 36 } }));
    const first = await prepared();
    expect(first.batch).toBeUndefined();
    expect(first.held.map(({ partnerId, reasons: why }) => [partnerId, why])).toEqual(
      ['1001', '1002'].map((partner) => [
        partner,
        [{ reason: 'return-window', found: 'products can be returned until 2019-08-05' }],
      ]),
    );
    // The last day ends in London, in summer.
    world.seatback.clock.moveTo(instant('2019-08-05T22:59:59Z'));
    expect((await prepared()).batch).toBeUndefined();
    const after = instant('2019-08-05T23:00:00Z');
    world.seatback.clock.moveTo(after);
    expect(await prepared()).toMatchObject({ batch: { paymentCount: 2, executionDate: '2019-08-06' }, held: [] });
    expect(await holds()).toEqual([
      { reason: 'return-window', from: NOW, to: after },
      { reason: 'return-window', from: NOW, to: after },
    ]);
  });

  it('comes back where the reason does', async () => {
    await postedSeason(new ImportFiles().partner('1001').sale(1).billingIsKnown());
    await imported(account({ account_kind: 'personal' }));
    await prepared();
    world.seatback.clock.moveTo(plusMillis(NOW, DAY_MS));
    await imported(account());
    await prepared();
    await release().void(1, 'mia', 'the account changed');
    await imported(account({ account_kind: 'personal' }));
    world.seatback.clock.moveTo(plusMillis(NOW, 2 * DAY_MS));
    await prepared();
    expect(await holds()).toEqual([
      { reason: 'personal-account', from: NOW, to: plusMillis(NOW, DAY_MS) },
      { reason: 'personal-account', from: plusMillis(NOW, 2 * DAY_MS), to: null },
    ]);
  });

  async function holds() {
    return query('SELECT reason, held_from AS "from", held_to AS "to" FROM payout_hold ORDER BY held_from, reason');
  }
});

describe('a name that is sent in other letters', () => {
  const confirm = (reason = 'as on the letter of the bank', sentName?: string) =>
    world.seatback.app.get(ConfirmPayeeName).execute('1001', { actor: 'carl', reason, sentName });
  const romashka = (changes: CsvRow = {}) =>
    new ImportFiles().account('1001', { account_name: 'ООО Ромашка', ...changes });

  it('is paid to once somebody stands by it, and asked about again for another account', async () => {
    await postedSeason(new ImportFiles().partner('1001').sale(1));
    await imported(romashka());
    expect((await prepared()).held).toMatchObject([{ reasons: [{ reason: 'name-needs-confirmation' }] }]);

    await expect(confirm(' ')).rejects.toMatchObject({ code: 'REASON_INVALID' });
    await expect(confirm('a reason', 'Daisy Ltd')).rejects.toMatchObject({ code: 'NAME_NOT_TO_CONFIRM' });
    const confirmed = { partnerId: '1001', accountName: 'ООО Ромашка', sentName: 'OOO Romashka' };
    expect(await confirm('a reason', 'OOO Romashka')).toEqual(confirmed);
    expect(await confirm()).toEqual(confirmed);
    expect(await query(`SELECT actor, subject, detail FROM audit_entry WHERE act = 'payout.confirm-name'`)).toEqual([
      {
        actor: 'carl',
        subject: 'partner 1001',
        detail: { accountName: 'ООО Ромашка', sentName: 'OOO Romashka', reason: 'a reason' },
      },
    ]);
    expect(await prepared()).toMatchObject({ batch: { paymentCount: 1 }, held: [] });
    await release().approve(1, 'carl');
    const { releasedAs } = await release().release(1, 'rita');
    expect(readFileSync(releasedAs!, 'utf8')).toContain('<Nm>OOO Romashka</Nm>');
  });

  it('is asked about again where the account is another', async () => {
    await postedSeason(new ImportFiles().partner('1001').sale(1));
    await imported(romashka());
    await confirm();
    await imported(romashka({ iban: ibanOf(4711) }));
    expect((await prepared()).held).toMatchObject([{ reasons: [{ reason: 'name-needs-confirmation' }] }]);
    await confirm();
    expect((await prepared()).held).toEqual([]);
  });

  it('is all that can be confirmed', async () => {
    await imported(new ImportFiles().partner('1001'));
    await expect(confirm()).rejects.toMatchObject({ code: 'NAME_NOT_TO_CONFIRM' });
    await imported(new ImportFiles().account('1001', { account_name: '港口云' }));
    await expect(confirm()).rejects.toMatchObject({ code: 'NAME_NOT_TO_CONFIRM' });
    await expect(
      world.seatback.app.get(ConfirmPayeeName).execute('nobody', { actor: 'carl', reason: 'So it is' }),
    ).rejects.toMatchObject({ code: 'PARTNER_UNKNOWN' });
  });
});
