import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client, type DatabaseError } from 'pg';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { calendarDate, instant, plusMillis } from '../../src/kernel/index.js';
import { checkLedger, Ledger } from '../../src/ledger/index.js';
import { PreparePayout, ReleasePayout, type PayoutBatch, type PreparedPayout } from '../../src/payout/index.js';
import { ibanOf, ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const NOW = instant('2019-08-05T09:00:00Z');
const CAMPAIGN = 'a-campaign';
const DAY_MS = 86_400_000;

/** Whoever sells earns: what stands between an earning and its payment is what this is about. */
const campaign = aCampaign({
  membership: undefined,
  agreement: undefined,
  competencies: undefined,
  'eligibility days': undefined,
  enrolment: undefined,
  'proof of performance': undefined,
  'payment needs': ['account', 'agreements', 'payment-profile', 'tax-profile'],
});

// The first file of a run makes the server and its template.
jest.setTimeout(30_000);

const seatbacks = new Seatbacks();
let settings: string;
let seatback: TestSeatback;
beforeAll(async () => {
  settings = join(seatbacks.newFolder(), 'settings.yaml');
  seatback = await seatbacks.start({ variables: { SEATBACK_SETTINGS: settings } });
});
beforeEach(async () => {
  writeFileSync(settings, PAYER_SETTINGS);
  seatback.clock.moveTo(NOW);
  await seatback.database.clear();
  // Batches of the tests before carried the same names: those are made from what is paid.
  rmSync(outbox(), { recursive: true, force: true });
});
afterAll(() => seatbacks.end());

describe('a payout', () => {
  it('goes from the maker over the checker to a file that only its owner reads', async () => {
    await postedSeason(twoPartners());
    const { batch, held, warnings } = await prepared();
    expect(held).toEqual([]);
    expect(warnings).toEqual([]);
    expect(batch).toMatchObject({
      batch: 1,
      campaignId: CAMPAIGN,
      state: 'prepared',
      executionDate: '2019-08-06',
      paymentCount: 2,
      totals: { USD: '6000.00' },
      preparedBy: 'mia',
      preparedAt: NOW,
    });
    expect(existsSync(outbox())).toBe(false);
    expect(await release().approve(1, 'carl', { fileHash: batch!.fileHash })).toMatchObject({ state: 'approved' });
    const released = await release().release(1, 'rita');
    expect(released).toMatchObject({ state: 'released', releasedBy: 'rita', releasedAt: NOW });

    const path = join(outbox(), `${batch!.messageId}.xml`);
    expect(released.releasedAs).toBe(path);
    expect(readdirSync(outbox())).toEqual([`${batch!.messageId}.xml`]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(outbox()).mode & 0o777).toBe(0o700);
    const file = readFileSync(path);
    expect(createHash('sha256').update(file).digest('hex')).toBe(batch!.fileHash);
    const [stored] = await query<{ sealed: Buffer }>('SELECT file_sealed AS sealed FROM payout_batch');
    expect(seatback.app.get(Vault).open(stored!.sealed, `wire file ${batch!.messageId}`)).toEqual(file);

    const payments = await instructions();
    expect(payments).toMatchObject([
      { partner: '1001', amount: '4000.00', batch: 1, voided: false },
      { partner: '1002', amount: '2000.00', batch: 1, voided: false },
    ]);
    const text = file.toString();
    for (const { id, uetr, amount, partner } of payments) {
      expect(text).toContain(`<EndToEndId>${id}</EndToEndId>`);
      expect(text).toContain(`<UETR>${uetr}</UETR>`);
      expect(text).toContain(`<InstdAmt Ccy="USD">${amount}</InstdAmt>`);
      expect(text).toContain(`<IBAN>${ibanOf(Number(partner))}</IBAN>`);
    }
    expect(await query(`SELECT actor, act FROM audit_entry WHERE act LIKE 'payout%' ORDER BY entry`)).toEqual([
      { actor: 'mia', act: 'payout.prepare' },
      { actor: 'carl', act: 'payout.approve' },
      { actor: 'rita', act: 'payout.release' },
    ]);
    expect(await releaseCauses()).toEqual(payments.map(({ id }) => `release ${id}`));
    expect(await ledgerProblems()).toEqual([]);
  });

  it('is not approved by its maker', async () => {
    await postedSeason();
    await prepared();
    await expect(release().approve(1, 'mia')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    expect(await stateOfBatch()).toBe('prepared');
  });

  it('takes no step twice, or before the one it follows', async () => {
    await postedSeason();
    await expect(release().approve(1, 'carl')).rejects.toMatchObject({ code: 'BATCH_UNKNOWN' });
    await prepared();
    const refused = (act: Promise<unknown>) => expect(act).rejects.toMatchObject({ code: 'BATCH_STATE' });
    await refused(release().release(1, 'rita'));
    await release().approve(1, 'carl');
    await refused(release().approve(1, 'dora'));
    await release().release(1, 'rita');
    await refused(release().approve(1, 'carl'));
    await refused(release().release(1, 'rita'));
    await refused(release().void(1, 'mia', 'too late'));
    expect(await releaseCauses()).toHaveLength(1);
  });

  it('is prepared once, however often it is asked for, also at once', async () => {
    await postedSeason(twoPartners());
    const both = await Promise.all([prepared(), prepared('max'), prepared('moe')]);
    expect(both.filter(({ batch }) => batch !== undefined)).toHaveLength(1);
    const before = await contents();
    expect(await prepared()).toEqual({ batch: undefined, held: [], warnings: [] });
    expect(await contents()).toEqual(before);
    expect(await query('SELECT count(*)::integer AS batches FROM payout_batch')).toEqual([{ batches: 1 }]);
  });

  it('is approved once and released once, also by several at once', async () => {
    await postedSeason(twoPartners());
    await prepared();
    const approvals = await Promise.allSettled(['ada', 'ben', 'carl'].map((actor) => release().approve(1, actor)));
    expect(approvals.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    const releases = await Promise.all(
      ['ada', 'ben', 'carl'].map((actor) => release().release(1, actor).catch(codeOf)),
    );
    expect(
      releases.filter((each) => each === 'BATCH_STATE' || (each as PayoutBatch).state === 'released'),
    ).toHaveLength(3);
    expect(await stateOfBatch()).toBe('released');
    expect(await releaseCauses()).toHaveLength(2);
    expect(await query(`SELECT 1 FROM audit_entry WHERE act = 'payout.release'`)).toHaveLength(1);
    expect(readdirSync(outbox())).toHaveLength(1);
    expect(await ledgerProblems()).toEqual([]);
  });

  it('needs a posted run', async () => {
    await imported(twoPartners());
    await seatback.app.get(CalculateCampaign).execute(campaign);
    await expect(prepared()).rejects.toMatchObject({ code: 'NO_POSTED_RUN' });
  });

  it.each([
    ['cannot be read', 'payer: [', 'SETTINGS_FILE_INVALID'],
    ['lack the debtor account', PAYER_SETTINGS.replace(/debtorAccount:\n(  .*\n)+/, ''), 'SETTINGS_FILE_INVALID'],
    ['name an account that is none', PAYER_SETTINGS.replace('GB33BUKB', 'GB34BUKB'), 'WIRE_FILE_REFUSED'],
  ])('is not prepared where the settings of the payer %s, and nothing is half-done', async (_what, yaml, code) => {
    await postedSeason();
    const before = await contents();
    writeFileSync(settings, yaml);
    const error = await prepared().catch((thrown: unknown) => thrown as Error & { code: string });
    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toContain('20201555555555');
    expect(await contents()).toEqual(before);
  });

  it('that leaves after the last day to pay says so', async () => {
    await postedSeason();
    // The last day to pay, 2019-09-28, is a Saturday: the banking day before it is the 27th.
    seatback.clock.moveTo(instant('2019-09-26T09:00:00Z'));
    expect((await prepared()).warnings).toEqual([]);
    await release().void(1, 'mia', 'once more');
    seatback.clock.moveTo(instant('2019-09-27T09:00:00Z'));
    expect((await prepared()).warnings).toEqual([
      'the execution date 2019-09-30 lies after 2019-09-27, the last day to pay',
    ]);
  });

  it('has the same ids from the same data in another database', async () => {
    const other = await seatbacks.start({ variables: { SEATBACK_SETTINGS: settings } });
    other.clock.moveTo(plusMillis(NOW, DAY_MS));
    await postedSeason(twoPartners());
    await postedSeason(twoPartners(), other);
    const [here, there] = [await prepared(), await prepared('max', other)];
    expect(there.batch?.messageId).toBe(here.batch!.messageId);
    const ids = async (of: TestSeatback) =>
      (await instructions(of)).map(({ id, partner, amount }) => ({ id, partner, amount }));
    expect(await ids(other)).toEqual(await ids(seatback));
    expect((await instructions(other)).map(({ uetr }) => uetr)).not.toEqual(
      (await instructions()).map(({ uetr }) => uetr),
    );
  });

  it('holds nobody else up where a partner id has letters that no bank takes', async () => {
    const partner = 'ПАРТНЁР-7 "Ö"';
    await postedSeason(
      new ImportFiles()
        .partner('1001')
        .sale(1)
        .partner(partner, { account: { account_name: 'A Ltd' } })
        .sale(2, { partner }),
    );
    expect(await prepared()).toMatchObject({ batch: { paymentCount: 2 }, held: [] });
  });
});

describe('an approval', () => {
  const damages: readonly (readonly [what: string, sql: string, code: string])[] = [
    ['another amount', 'UPDATE payment_instruction SET amount = amount + 1 WHERE line = 1', 'WIRE_FILE_CHANGED'],
    ['a payment fewer', 'UPDATE payment_instruction SET voided = true WHERE line = 1', 'WIRE_FILE_CHANGED'],
    ['a payment taken out', 'DELETE FROM payment_instruction WHERE line = 1', 'WIRE_FILE_CHANGED'],
    ['another currency', `UPDATE payment_instruction SET currency = 'EUR' WHERE line = 1`, 'WIRE_FILE_CHANGED'],
    [
      'another hash',
      `UPDATE payout_batch SET file_hash = repeat('0', 64), approved_hash = repeat('0', 64)`,
      'WIRE_FILE_CHANGED',
    ],
    [
      'other totals',
      `UPDATE payout_batch SET totals = '{"USD": "6000.01"}', approved_totals = '{"USD": "6000.01"}'`,
      'WIRE_FILE_CHANGED',
    ],
    ['another count', 'UPDATE payout_batch SET payment_count = 3, approved_count = 3', 'WIRE_FILE_CHANGED'],
    [
      'a file with a byte changed',
      `UPDATE payout_batch SET file_sealed = set_byte(file_sealed, 60, 255 - get_byte(file_sealed, 60))`,
      'SEAL_BROKEN',
    ],
    [
      'a file sealed with another key',
      `UPDATE payout_batch SET file_sealed = set_byte(file_sealed, 3, 48 + (get_byte(file_sealed, 3) + 1) % 10)`,
      'SEAL_KEY_UNKNOWN',
    ],
  ];

  it('is bound to what was prepared: whatever is another by now is found before it', async () => {
    await postedSeason(twoPartners());
    await prepared();
    expect(await found((batch) => release().approve(batch, 'carl'))).toEqual(
      damages.map(([what, , code]) => [what, code]),
    );
    expect(await stateOfBatch()).toBe('prepared');
    expect(await release().approve(1, 'carl')).toMatchObject({ state: 'approved' });
  });

  it('is bound to what was prepared: whatever is another by now is found before the release', async () => {
    await postedSeason(twoPartners());
    await prepared();
    await release().approve(1, 'carl');
    expect(await found((batch) => release().release(batch, 'rita'))).toEqual(
      damages.map(([what, , code]) => [what, code]),
    );
    expect(await stateOfBatch()).toBe('approved');
    expect(existsSync(outbox())).toBe(false);
    expect(await releaseCauses()).toEqual([]);
    expect(await release().release(1, 'rita')).toMatchObject({ state: 'released' });
  });

  /** Does each damage, tries the act, and puts everything back. */
  async function found(act: (batch: number) => Promise<unknown>): Promise<(readonly [string, string])[]> {
    const results: (readonly [string, string])[] = [];
    const tables = ['payout_batch', 'payment_instruction'];
    await damage(
      `CREATE SCHEMA whole; ${tables.map((name) => `CREATE TABLE whole.${name} AS TABLE ${name}`).join(';')}`,
    );
    for (const [what, sql] of damages) {
      await damage(sql);
      results.push([what, await act(1).then(() => 'done', codeOf)]);
      await damage(tables.map((name) => `DELETE FROM ${name}; INSERT INTO ${name} TABLE whole.${name}`).join(';'));
    }
    await damage('DROP SCHEMA whole CASCADE');
    return results;
  }

  it('is bound to the file: another one, though sealed with the right key, is found', async () => {
    await postedSeason(twoPartners());
    const { batch } = await prepared();
    await release().approve(1, 'carl');
    const vault = seatback.app.get(Vault);
    const purpose = `wire file ${batch!.messageId}`;
    const [stored] = await query<{ sealed: Buffer }>('SELECT file_sealed AS sealed FROM payout_batch');
    const changed = vault.open(stored!.sealed, purpose).toString().replace('4000.00', '9000.00');
    await damage(`UPDATE payout_batch SET file_sealed = '\\x${vault.seal(changed, purpose).toString('hex')}'`);
    await expect(release().release(1, 'rita')).rejects.toMatchObject({ code: 'WIRE_FILE_CHANGED' });
  });

  it('is bound to what the checker looked at, where they name it', async () => {
    await postedSeason();
    await prepared();
    await expect(release().approve(1, 'carl', { fileHash: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'WIRE_FILE_CHANGED',
    });
    expect(await stateOfBatch()).toBe('prepared');
  });

  it('is held by the database too', async () => {
    await postedSeason(twoPartners());
    await prepared();
    const CHECK = '23514';
    const UNIQUE = '23505';
    const NO_RIGHT = '42501';
    const approved = (hash = 'file_hash') =>
      `approved_at = now(), approved_hash = ${hash}, approved_count = payment_count, approved_totals = totals`;
    const attempts: readonly (readonly [what: string, sql: string, code: string])[] = [
      ['by its maker', `UPDATE payout_batch SET state = 'approved', approved_by = 'mia', ${approved()}`, CHECK],
      ['by nobody', `UPDATE payout_batch SET state = 'approved', ${approved()}`, CHECK],
      [
        'of another file',
        `UPDATE payout_batch SET state = 'approved', approved_by = 'carl', ${approved(`repeat('0', 64)`)}`,
        CHECK,
      ],
      [
        'of nothing in particular',
        `UPDATE payout_batch SET state = 'approved', approved_by = 'carl', approved_at = now()`,
        CHECK,
      ],
      [
        'left out before a release',
        `UPDATE payout_batch SET state = 'releasing', released_by = 'mia', release_begun_at = now()`,
        CHECK,
      ],
      [
        'and a release in no name',
        `UPDATE payout_batch SET state = 'released', approved_by = 'carl', ${approved()}, released_at = now(), released_as = 'x'`,
        CHECK,
      ],
      ['and a void without a reason', `UPDATE payout_batch SET state = 'voided', voided_by = 'mia'`, CHECK],
      ['and another maker', `UPDATE payout_batch SET prepared_by = 'max'`, NO_RIGHT],
      ['and another file', `UPDATE payout_batch SET file_sealed = ''`, NO_RIGHT],
      ['and another amount', 'UPDATE payment_instruction SET amount = 1', NO_RIGHT],
      ['and another payee', 'UPDATE payment_instruction SET payee = 1', NO_RIGHT],
      ['and another account', `UPDATE payee SET account_sealed = ''`, NO_RIGHT],
      ['and a payment taken out', 'DELETE FROM payment_instruction', NO_RIGHT],
      [
        'and the same earning paid again',
        `INSERT INTO payment_instruction SELECT 'SB-OTHER-1', batch, 3, run, partner_key, payee, amount, currency, gen_random_uuid() FROM payment_instruction WHERE line = 1`,
        UNIQUE,
      ],
      [
        'and an id used again',
        `INSERT INTO payment_instruction SELECT end_to_end_id, batch, 3, run, partner_key, payee, amount, currency, gen_random_uuid(), true FROM payment_instruction WHERE line = 1`,
        UNIQUE,
      ],
    ];
    const found: (readonly [string, string])[] = [];
    for (const [what, sql] of attempts) found.push([what, await attempt(sql)]);
    expect(found).toEqual(attempts.map(([what, , code]) => [what, code]));
  });
});

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
    seatback.clock.moveTo(plusMillis(NOW, DAY_MS));
    await prepared();
    expect(await holds()).toEqual([{ reason, from: NOW, to: null }]);

    await imported(mended);
    seatback.clock.moveTo(plusMillis(NOW, 2 * DAY_MS));
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
    seatback.clock.moveTo(plusMillis(NOW, DAY_MS));
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

  it('comes back where the reason does', async () => {
    await postedSeason(new ImportFiles().partner('1001').sale(1).billingIsKnown());
    await imported(account({ account_kind: 'personal' }));
    await prepared();
    seatback.clock.moveTo(plusMillis(NOW, DAY_MS));
    await imported(account());
    await prepared();
    await release().void(1, 'mia', 'the account changed');
    await imported(account({ account_kind: 'personal' }));
    seatback.clock.moveTo(plusMillis(NOW, 2 * DAY_MS));
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

describe('a release that breaks off', () => {
  it('before the file is written goes on with the same file and one set of journals', async () => {
    const { batch } = await approvedSeason();
    // Where the outbox should be, there is a file.
    writeFileSync(outbox(), 'in the way');
    await expect(release().release(1, 'rita')).rejects.toThrow();
    expect(await stateOfBatch()).toBe('releasing');
    expect(await releaseCauses()).toEqual([]);
    await expect(release().void(1, 'mia', 'too late: the file may have left')).rejects.toMatchObject({
      code: 'BATCH_STATE',
    });
    rmSync(outbox());
    await releasedAgain(batch!);
  });

  it('after the file is written, before it is in the ledger, goes on with the same file and one set of journals', async () => {
    const { batch } = await approvedSeason();
    const { app, clock } = seatback;
    await app
      .get(UnitOfWork)
      .inTransaction((session) => app.get(Ledger).closeMonth(session, calendarDate('2019-08-01'), 'fay'));
    await expect(release().release(1, 'rita')).rejects.toMatchObject({ code: 'ACCOUNTING_MONTH_CLOSED' });
    expect(await stateOfBatch()).toBe('releasing');
    expect(await releaseCauses()).toEqual([]);
    expect(readdirSync(outbox())).toEqual([`${batch!.messageId}.xml`]);
    clock.moveTo(instant('2019-09-02T09:00:00Z'));
    await releasedAgain(batch!);
  });

  it('is not taken up where the file that was written is another one by now', async () => {
    const { batch } = await approvedSeason();
    mkdirSync(outbox());
    writeFileSync(join(outbox(), `${batch!.messageId}.xml`), '<Document/>');
    await expect(release().release(1, 'rita')).rejects.toMatchObject({ code: 'WIRE_FILE_CHANGED' });
    expect(await stateOfBatch()).toBe('releasing');
    expect(await releaseCauses()).toEqual([]);
    rmSync(outbox(), { recursive: true });
    await releasedAgain(batch!);
  });

  async function approvedSeason(): Promise<PreparedPayout> {
    await postedSeason(twoPartners());
    const payout = await prepared();
    await release().approve(1, 'carl');
    return payout;
  }

  async function releasedAgain(batch: PayoutBatch): Promise<void> {
    const ids = (await instructions()).map(({ id }) => id);
    expect(await release().release(1, 'sven')).toMatchObject({ state: 'released', releasedBy: 'rita' });
    const file = readFileSync(join(outbox(), `${batch.messageId}.xml`));
    expect(createHash('sha256').update(file).digest('hex')).toBe(batch.fileHash);
    expect(readdirSync(outbox())).toHaveLength(1);
    expect((await instructions()).map(({ id }) => id)).toEqual(ids);
    expect(await releaseCauses()).toEqual(ids.map((id) => `release ${id}`));
    expect(await query(`SELECT actor FROM audit_entry WHERE act = 'payout.release'`)).toEqual([{ actor: 'rita' }]);
    expect(await ledgerProblems()).toEqual([]);
  }
});

describe('a voided batch', () => {
  it('is never released, and its ids are never used again', async () => {
    await postedSeason(twoPartners());
    await prepared();
    await release().approve(1, 'carl');
    expect(await release().void(1, 'mia', 'one account was closed')).toMatchObject({ state: 'voided' });
    for (const act of [release().approve(1, 'carl'), release().release(1, 'rita'), release().void(1, 'mia', 'again')])
      await expect(act).rejects.toMatchObject({ code: 'BATCH_STATE' });
    expect(existsSync(outbox())).toBe(false);

    const { batch } = await prepared();
    expect(batch).toMatchObject({ batch: 2, paymentCount: 2 });
    const payments = await instructions();
    expect(payments.map(({ id, batch: of, voided }) => `${id.slice(-2)} of ${of} ${voided}`)).toEqual([
      '-1 of 1 true',
      '-2 of 2 false',
      '-1 of 1 true',
      '-2 of 2 false',
    ]);
    expect(new Set(payments.map(({ id }) => id)).size).toBe(4);
    expect(new Set(payments.map(({ uetr }) => uetr)).size).toBe(4);
    const [first, second] = await query<{ message: string }>(
      'SELECT message_id AS message FROM payout_batch ORDER BY batch',
    );
    expect(second).not.toEqual(first);
    await release().approve(2, 'carl');
    await release().release(2, 'rita');
    expect(await releaseCauses()).toEqual(payments.filter(({ voided }) => !voided).map(({ id }) => `release ${id}`));
    expect(await ledgerProblems()).toEqual([]);
  });
});

describe('an account number', () => {
  it('stands in no table in the clear, from import to release; only in the file', async () => {
    const digits = '91827364';
    const iban = ibanOf(Number(digits));
    await postedSeason(
      new ImportFiles()
        .partner('1001', { account: { iban } })
        .partner('1002', { account: { iban: undefined, account_number: digits, bic: 'CHASUS33', bank_country: 'US' } })
        .sale(1)
        .sale(2, { partner: '1002' })
        .billingIsKnown(),
    );
    expect(await prepared()).toMatchObject({ batch: { paymentCount: 2 } });
    await release().approve(1, 'carl');
    const { releasedAs } = await release().release(1, 'rita');
    expect(readFileSync(releasedAs!, 'utf8').split(digits)).toHaveLength(3);
    const forms = [
      digits,
      iban.toLowerCase(),
      Buffer.from(digits).toString('hex'),
      Buffer.from(digits).toString('base64').slice(0, 10),
    ];
    const tables = await query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
    for (const { name } of tables) {
      const rows = await query<{ whole: string }>(`SELECT t::text AS whole FROM ${name} AS t`);
      expect([name, rows.filter(({ whole }) => forms.some((form) => whole.includes(form)))]).toEqual([name, []]);
    }
    expect(await query('SELECT account_last_four AS four FROM payee')).toEqual([{ four: '7364' }, { four: '7364' }]);
  });
});

/** 1001 earns 4000, 1002 earns 2000. */
function twoPartners(): ImportFiles {
  return new ImportFiles()
    .partner('1001')
    .partner('1002')
    .sale(1)
    .sale(2)
    .sale(3, { partner: '1002' })
    .billingIsKnown();
}

async function postedSeason(
  files = new ImportFiles().partner('1001').sale(1).billingIsKnown(),
  { app } = seatback,
): Promise<void> {
  await app.get(ImportFolder).execute(files.billingIsKnown().writeTo(seatbacks.newFolder()));
  const { run } = await app.get(CalculateCampaign).execute(campaign);
  await app.get(RunApproval).submit(run, 'sue');
  await app.get(RunApproval).approve(run, 'art');
  await app.get(RunApproval).post(run, 'sue');
}

async function imported(files: ImportFiles): Promise<void> {
  await seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

function prepared(actor = 'mia', { app } = seatback): Promise<PreparedPayout> {
  return app.get(PreparePayout).execute(CAMPAIGN, actor);
}

function release(): ReleasePayout {
  return seatback.app.get(ReleasePayout);
}

function outbox(): string {
  return join(seatback.database.environment.dataFolder, 'outbox');
}

function codeOf(error: unknown): string {
  return (error as { code: string }).code;
}

interface Instruction {
  readonly id: string;
  readonly uetr: string;
  readonly partner: string;
  readonly amount: string;
  readonly batch: number;
  readonly voided: boolean;
}

function instructions(of = seatback): Promise<Instruction[]> {
  return query<Instruction>(
    `SELECT end_to_end_id AS id, uetr::text, partner_id AS partner, amount::text, batch, voided
     FROM payment_instruction JOIN partner USING (partner_key) ORDER BY partner_id, batch`,
    of,
  );
}

async function releaseCauses(): Promise<string[]> {
  const rows = await query<{ cause: string }>(`SELECT cause FROM journal WHERE kind = 'release' ORDER BY journal`);
  return rows.map(({ cause }) => cause);
}

async function stateOfBatch(): Promise<string | undefined> {
  return (await query<{ state: string }>('SELECT state FROM payout_batch WHERE batch = 1'))[0]?.state;
}

async function ledgerProblems(): Promise<readonly string[]> {
  const { problems } = await seatback.app.get(UnitOfWork).inTransaction((session) => checkLedger(session));
  return problems;
}

async function query<Row = unknown>(sql: string, { app } = seatback): Promise<Row[]> {
  return app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}

/** Every table with what it holds. */
async function contents(): Promise<readonly unknown[]> {
  const tables = await query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  return query(
    tables
      .map(
        ({ name }) =>
          `SELECT '${name}' AS name, count(*) || ' ' || md5(COALESCE(string_agg(t::text, '' ORDER BY t::text), '')) AS digest FROM ${name} AS t`,
      )
      .join(' UNION ALL ')
      .concat(' ORDER BY name'),
  );
}

/** As the role that the program works as. @returns the code with which it was refused; nothing of it stays */
async function attempt(sql: string): Promise<string> {
  const client = new Client({ connectionString: seatback.database.serviceUrl });
  await client.connect();
  try {
    await client.query(`BEGIN; ${sql}`);
    return 'done';
  } catch (error) {
    return (error as DatabaseError).code ?? String(error);
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}

/** As a superuser who has switched off what would hold anybody else back. */
async function damage(sql: string): Promise<void> {
  const client = new Client({ connectionString: seatback.database.adminUrl });
  await client.connect();
  await client.query(`SET session_replication_role = 'replica'; ${sql}`);
  await client.end();
}
