import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client, type DatabaseError } from 'pg';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { calendarDate, instant, plusMillis } from '../../src/kernel/index.js';
import { checkLedger, Ledger } from '../../src/ledger/index.js';
import {
  checkBatches,
  ConfirmPayeeName,
  PreparePayout,
  ReleasePayout,
  ShowPayout,
  type PayoutBatch,
  type PreparedPayout,
} from '../../src/payout/index.js';
import { ibanOf, ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const NOW = instant('2019-08-05T09:00:00Z');
const CAMPAIGN = 'a-campaign';
const DAY_MS = 86_400_000;

/** Whoever sells earns: what stands between an earning and its payment is what this is about. */
const EARNED_BY_SELLING = {
  membership: undefined,
  agreement: undefined,
  competencies: undefined,
  'eligibility days': undefined,
  enrolment: undefined,
  'proof of performance': undefined,
  'payment needs': ['account', 'agreements', 'payment-profile', 'tax-profile'],
};
const campaign = aCampaign(EARNED_BY_SELLING);

// The first file of a run makes the server and its template.
jest.setTimeout(300_000);

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
      { actor: 'mia', act: 'payout.apply-minimum' },
      { actor: 'mia', act: 'payout.prepare' },
      { actor: 'carl', act: 'payout.approve' },
      { actor: 'rita', act: 'payout.release' },
    ]);
    expect(await releaseCauses()).toEqual(payments.map(({ id }) => `release ${id}`));
    expect(await ledgerProblems()).toEqual([]);
  });

  it.each(['mia', 'Mia', ' mia ', 'ｍｉａ'])('is not approved by its maker, who calls herself %j', async (name) => {
    await postedSeason();
    await prepared();
    await expect(release().approve(1, name)).rejects.toMatchObject({ code: 'SAME_PERSON' });
    expect(await stateOfBatch()).toBe('prepared');
  });

  it('takes no step of nobody, and is not voided for no reason', async () => {
    await postedSeason();
    const nobody = { code: 'ACTOR_INVALID' };
    await expect(prepared(' ')).rejects.toMatchObject(nobody);
    await prepared();
    await expect(release().approve(1, '')).rejects.toMatchObject(nobody);
    await expect(release().void(1, '\u200b', 'a reason')).rejects.toMatchObject(nobody);
    await expect(release().void(1, 'mia', ' ')).rejects.toMatchObject({ code: 'REASON_INVALID' });
    await release().approve(1, '  carl  ');
    await expect(release().release(1, '\t')).rejects.toMatchObject(nobody);
    expect(await query('SELECT state, approved_by AS by FROM payout_batch')).toEqual([
      { state: 'approved', by: 'carl' },
    ]);
  });

  it('says who applied the minimum payout and with what outcome, also where nothing is to be paid', async () => {
    await postedSeason(
      twoPartners().partner('1003', { account: null }).sale(4, { partner: '1003' }).sale(5, { partner: '1003' }),
      seatback,
      aCampaign({ ...EARNED_BY_SELLING, 'minimum payout': { amount: '4000', below: 'forfeit' } }),
    );
    await prepared('  Mia ');
    const applied = () =>
      query(`SELECT actor, subject, detail FROM audit_entry WHERE act = 'payout.apply-minimum' ORDER BY entry`);
    const first = {
      actor: 'Mia',
      subject: 'run 1',
      detail: {
        campaign: CAMPAIGN,
        outcomes: {
          forfeited: { partners: 1, totals: { USD: '2000.00' } },
          payable: { partners: 2, totals: { USD: '8000.00' } },
        },
        holds: { begun: 1, ended: 0 },
      },
    };
    expect(await applied()).toEqual([first]);
    // Where nothing changes, nothing is said; the end of a hold is a change.
    await prepared('max');
    expect(await applied()).toEqual([first]);
    await imported(new ImportFiles().account('1003'));
    await prepared('moe');
    expect(await applied()).toEqual([
      first,
      {
        actor: 'moe',
        subject: 'run 1',
        detail: { campaign: CAMPAIGN, outcomes: {}, holds: { begun: 0, ended: 1 } },
      },
    ]);
  });

  it('is refused in another currency than that of the debtor account, and nothing is half-done', async () => {
    writeFileSync(settings, PAYER_SETTINGS.replace('currency: USD', 'currency: GBP'));
    await postedSeason();
    const before = await contents();
    await expect(prepared()).rejects.toMatchObject({
      code: 'PAYOUT_CURRENCY',
      report: { expected: expect.stringContaining('GBP'), found: 'USD' },
    });
    expect(await contents()).toEqual(before);
  });

  it('counts days as the bank does', async () => {
    writeFileSync(settings, `${PAYER_SETTINGS}bankTimeZone: Asia/Tokyo\n`);
    await postedSeason();
    // In Tokyo it is the 6th already, one o'clock in the morning.
    seatback.clock.moveTo(instant('2019-08-05T16:00:00Z'));
    expect(await prepared()).toMatchObject({ batch: { executionDate: '2019-08-07' } });
    seatback.clock.moveTo(instant('2019-08-07T14:59:59Z'));
    await release().approve(1, 'carl');
    seatback.clock.moveTo(instant('2019-08-07T15:00:00Z'));
    await expect(release().release(1, 'rita')).rejects.toMatchObject({ code: 'EXECUTION_DATE_PAST' });
  });

  it('does not leave with an execution date that is past: it is voided and prepared again', async () => {
    await postedSeason();
    await prepared();
    const tooLate = { code: 'EXECUTION_DATE_PAST', report: { found: '2019-08-06' } };
    seatback.clock.moveTo(instant('2019-08-07T00:00:00Z'));
    await expect(release().approve(1, 'carl')).rejects.toMatchObject(tooLate);
    seatback.clock.moveTo(instant('2019-08-06T23:59:59Z'));
    await release().approve(1, 'carl');
    seatback.clock.moveTo(instant('2019-09-20T09:00:00Z'));
    await expect(release().release(1, 'rita')).rejects.toMatchObject(tooLate);
    expect(existsSync(outbox())).toBe(false);
    expect(await stateOfBatch()).toBe('approved');
    await release().void(1, 'rita', 'its day is over');
    expect(await prepared()).toMatchObject({ batch: { executionDate: '2019-09-23' } });
  });

  it('does not leave into a closed month: that is asked before the file goes', async () => {
    await postedSeason();
    await prepared();
    await release().approve(1, 'carl');
    const { app, clock } = seatback;
    clock.moveTo(instant('2019-09-01T00:00:00Z'));
    await app
      .get(UnitOfWork)
      .inTransaction((session) => app.get(Ledger).closeMonth(session, calendarDate('2019-08-01'), 'fay'));
    // A machine whose clock is behind.
    clock.moveTo(NOW);
    await expect(release().release(1, 'rita')).rejects.toMatchObject({ code: 'ACCOUNTING_MONTH_CLOSED' });
    expect(await stateOfBatch()).toBe('approved');
    expect(existsSync(outbox())).toBe(false);
  });

  it.each<[string, ImportFiles, string]>([
    ['closed their account', new ImportFiles().account('1001', { iban: undefined }), 'no-bank-account'],
    ['named a private account', new ImportFiles().account('1001', { account_kind: 'personal' }), 'personal-account'],
    ['named another account', new ImportFiles().account('1001', { iban: ibanOf(4711) }), 'other details'],
    ['taken another name', new ImportFiles().account('1001', { account_name: 'Another Ltd' }), 'other details'],
    [
      'moved house',
      new ImportFiles().rows('partners.csv', {
        partner_id: '1001',
        legal_name: 'Partner 1001 Ltd',
        country: 'GB',
        town: 'Leeds',
      }),
      'other details',
    ],
  ])('is not paid to a partner who by now has %s', async (_what, change, reason) => {
    await postedSeason(twoPartners());
    await prepared();
    await imported(change);
    const changed = { code: 'PAYEE_CHANGED', report: { found: `partner 1001 (${reason})` } };
    await expect(release().approve(1, 'carl')).rejects.toMatchObject(changed);
    await imported(new ImportFiles().partner('1001'));
    await release().approve(1, 'carl');
    await imported(change);
    await expect(release().release(1, 'rita')).rejects.toMatchObject(changed);
    expect(existsSync(outbox())).toBe(false);
    expect(await stateOfBatch()).toBe('approved');
    await release().void(1, 'rita', 'a payee changed');
    const { batch, held } = await prepared();
    expect(batch).toMatchObject({ batch: 2, paymentCount: 2 - held.length });
    expect(held.map(({ partnerId }) => partnerId)).toEqual(reason === 'other details' ? [] : ['1001']);
  });

  it('does not leave where the ledger does not cover it', async () => {
    await postedSeason(twoPartners());
    await prepared();
    await release().approve(1, 'carl');
    await damage(
      `UPDATE posting SET amount = amount / 2 WHERE journal IN (SELECT journal FROM journal WHERE kind = 'threshold' AND description LIKE '%1002')`,
    );
    await expect(release().release(1, 'rita')).rejects.toMatchObject({
      code: 'LEDGER_OVERDRAWN',
      report: { found: expect.stringMatching(/^partner 1002: 1000\.0+ USD payable, 2000\.00 to be paid$/) },
    });
    expect(existsSync(outbox())).toBe(false);
  });

  it('holds nobody else up where one sealed account cannot be opened', async () => {
    await postedSeason(twoPartners());
    await damage(
      `UPDATE bank_account SET account_sealed = set_byte(account_sealed, 60, 255 - get_byte(account_sealed, 60)) WHERE partner_key = 2`,
    );
    expect(await prepared()).toMatchObject({
      batch: { paymentCount: 1 },
      held: [{ partnerId: '1002', reasons: [{ reason: 'bank-account-unreadable' }] }],
    });
  });

  it('is written for a payer with an accent, whole address by whole address', async () => {
    writeFileSync(settings, PAYER_SETTINGS.replace(/name: .*/, 'name: Müller Handels GmbH').replace('GB\n', 'DE\n'));
    await postedSeason(
      new ImportFiles()
        .partner('1001', { profile: { town: undefined }, account: { town: 'Paris', country: 'FR' } })
        .partner('1002', { profile: { building: 'The Old Post Office, Unit 12' } })
        .sale(1)
        .sale(2, { partner: '1002' }),
    );
    await prepared();
    await release().approve(1, 'carl');
    const { releasedAs } = await release().release(1, 'rita');
    const text = readFileSync(releasedAs!, 'utf8').replace(/>\s+</g, '><');
    expect(text).toContain('<Dbtr><Nm>Mueller Handels GmbH</Nm>');
    expect(text).toContain('<PstlAdr><TwnNm>Paris</TwnNm><Ctry>FR</Ctry></PstlAdr>');
    expect(text).toContain('<BldgNm>The Old Post Office, Unit 12</BldgNm>');
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
    expect(await prepared()).toEqual({ batch: undefined, held: [], recoverable: [], warnings: [] });
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
      ['and another file', `UPDATE payout_batch SET file_sealed = ''`, CHECK],
      ['and another amount', 'UPDATE payment_instruction SET amount = 1', NO_RIGHT],
      ['and another payee', 'UPDATE payment_instruction SET payee = 1', NO_RIGHT],
      ['and another account', `UPDATE payee SET account_sealed = ''`, CHECK],
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

  it('for the return window waits until the day after its last, whatever else is in order', async () => {
    await postedSeason(twoPartners(), seatback, aCampaign({ ...EARNED_BY_SELLING, hold: { days: 36 } }));
    const first = await prepared();
    expect(first.batch).toBeUndefined();
    expect(first.held.map(({ partnerId, reasons: why }) => [partnerId, why])).toEqual(
      ['1001', '1002'].map((partner) => [
        partner,
        [{ reason: 'return-window', found: 'products can be returned until 2019-08-05' }],
      ]),
    );
    seatback.clock.moveTo(instant('2019-08-05T23:59:59Z'));
    expect((await prepared()).batch).toBeUndefined();
    const after = instant('2019-08-06T00:00:00Z');
    seatback.clock.moveTo(after);
    expect(await prepared()).toMatchObject({ batch: { paymentCount: 2, executionDate: '2019-08-07' }, held: [] });
    expect(await holds()).toEqual([
      { reason: 'return-window', from: NOW, to: after },
      { reason: 'return-window', from: NOW, to: after },
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
  it('before the file is staged leaves the batch approved: nothing of it can have left', async () => {
    const { batch } = await approvedSeason();
    // Where the outbox should be, there is a file.
    writeFileSync(outbox(), 'in the way');
    await expect(release().release(1, 'rita')).rejects.toThrow();
    expect(await stateOfBatch()).toBe('approved');
    expect(await releaseCauses()).toEqual([]);
    rmSync(outbox());
    await releasedAgain(batch!, 'sven');
  });

  it('with the file staged, before it has its name, goes on with that file and one set of journals', async () => {
    const { batch } = await approvedSeason();
    await brokenOff();
    const path = join(outbox(), `${batch!.messageId}.xml`);
    renameSync(path, `${path}.4711.unfinished`);
    await damage('UPDATE payout_batch SET file_written_at = NULL');
    await expect(release().void(1, 'mia', 'too late: the file may have left')).rejects.toMatchObject({
      code: 'BATCH_STATE',
    });
    await releasedAgain(batch!);
  });

  it('with the file in its place, before that is on record, goes on with it and one set of journals', async () => {
    const { batch } = await approvedSeason();
    await brokenOff();
    await damage('UPDATE payout_batch SET file_written_at = NULL');
    const path = join(outbox(), `${batch!.messageId}.xml`);
    const { ino } = statSync(path);
    await releasedAgain(batch!);
    expect(statSync(path).ino).toBe(ino);
  });

  it('after the file is written, before it is in the ledger, goes on with the same file and one set of journals', async () => {
    const { batch } = await approvedSeason();
    const { clock } = seatback;
    await brokenOff();
    expect(await stateOfBatch()).toBe('releasing');
    expect(await releaseCauses()).toEqual([]);
    expect(readdirSync(outbox())).toEqual([`${batch!.messageId}.xml`]);
    await expect(release().void(1, 'mia', 'too late: the file may have left')).rejects.toMatchObject({
      code: 'BATCH_STATE',
    });
    clock.moveTo(instant('2019-09-02T09:00:00Z'));
    await releasedAgain(batch!);
  });

  it('after the file is written and taken does not write it again, only posts it', async () => {
    const { batch } = await approvedSeason();
    await brokenOff();
    takenByTheBank(batch!);
    expect(await release().release(1, 'sven')).toMatchObject({ state: 'released' });
    expect(readdirSync(outbox())).toEqual([]);
    expect(await releaseCauses()).toHaveLength(2);
    expect(await ledgerProblems()).toEqual([]);
  });

  it('in the moment of handing over, its file nowhere, asks a person, and does as they say', async () => {
    const { batch } = await approvedSeason();
    for (const [whereabouts, files] of [
      ['taken', []],
      ['not-taken', [`${batch!.messageId}.xml`]],
    ] as const) {
      await brokenOff();
      takenByTheBank(batch!);
      await damage('UPDATE payout_batch SET file_written_at = NULL');
      await expect(release().release(1, 'sven')).rejects.toMatchObject({ code: 'WIRE_FILE_UNCERTAIN' });
      expect(await stateOfBatch()).toBe('releasing');
      expect(readdirSync(outbox())).toEqual([]);
      expect(await resumptions()).toEqual([]);

      expect(await release().release(1, 'sven', { whereabouts })).toMatchObject({ state: 'released' });
      expect(readdirSync(outbox())).toEqual(files);
      expect(await releaseCauses()).toHaveLength(2);
      expect(await resumptions()).toEqual([
        {
          actor: 'sven',
          detail: { message: batch!.messageId, begunBy: 'rita', fileWritten: false, fileSaidToBe: whereabouts },
        },
      ]);
      await asApproved();
    }
  });

  it('is not taken up where another file lies in its place, before the release or after', async () => {
    const { batch } = await approvedSeason();
    const path = join(outbox(), `${batch!.messageId}.xml`);
    const inTheWay = {
      code: 'WIRE_FILE_CHANGED',
      report: { where: path, next: expect.stringMatching(/Move it away.* release again/) },
    };
    mkdirSync(outbox());
    writeFileSync(path, '<Document/>');
    await expect(release().release(1, 'rita')).rejects.toMatchObject(inTheWay);
    expect(await stateOfBatch()).toBe('approved');
    expect(await releaseCauses()).toEqual([]);
    rmSync(path);

    await brokenOff();
    const approvedFile = readFileSync(path);
    writeFileSync(path, '<Document/>');
    await expect(release().release(1, 'sven')).rejects.toMatchObject(inTheWay);
    expect(await stateOfBatch()).toBe('releasing');
    expect(await releaseCauses()).toEqual([]);
    writeFileSync(path, approvedFile);
    await releasedAgain(batch!);
  });

  it('leaves no account number in the outbox: what a kill left is cleared away', async () => {
    const { batch } = await approvedSeason();
    mkdirSync(outbox());
    const left = join(outbox(), `${batch!.messageId}.xml.4711.unfinished`);
    writeFileSync(left, 'half of a file');
    writeFileSync(join(outbox(), 'another.xml.4711.unfinished'), 'of another');
    await release().void(1, 'mia', 'once more');
    expect(readdirSync(outbox())).toEqual(['another.xml.4711.unfinished']);

    const again = (await prepared()).batch!;
    writeFileSync(join(outbox(), `${again.messageId}.xml.4711.unfinished`), 'half of a file');
    await release().approve(2, 'carl');
    await release().release(2, 'rita');
    expect(readdirSync(outbox()).sort()).toEqual([`${again.messageId}.xml`, 'another.xml.4711.unfinished'].sort());
  });

  it('beside another of the same batch, which waits for it: the file that the bank took stays away', async () => {
    const { batch } = await approvedSeason();
    const { reached, goOn } = stalled();
    const first = release().release(1, 'bob');
    await reached;
    const second = release().release(1, 'ann').catch(codeOf);
    takenByTheBank(batch!);
    goOn();
    expect(await first).toMatchObject({ state: 'released', releasedBy: 'bob' });
    expect(await second).toBe('BATCH_STATE');
    expect(readdirSync(outbox())).toEqual([]);
    expect(await releaseCauses()).toHaveLength(2);
  });

  it('with its connection lost comes too late: another has taken it up, and nothing is written or posted twice', async () => {
    const { batch } = await approvedSeason();
    const { reached, goOn } = stalled();
    const first = release().release(1, 'bob').catch(String);
    await reached;
    await damage(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    expect(await release().release(1, 'ann')).toMatchObject({ state: 'released', releasedBy: 'bob' });
    takenByTheBank(batch!);
    goOn();
    expect(await first).toEqual(expect.any(String));
    expect(readdirSync(outbox())).toEqual([]);
    expect(await releaseCauses()).toHaveLength(2);
    expect((await resumptions()).map(({ actor }) => actor)).toEqual(['ann']);
    expect(await ledgerProblems()).toEqual([]);
  });

  /** A release that fails when the file is out and nothing is posted yet. */
  async function brokenOff(): Promise<void> {
    jest.spyOn(seatback.app.get(Ledger), 'post').mockRejectedValueOnce(new Error('the power went'));
    await expect(release().release(1, 'rita')).rejects.toThrow('the power went');
  }

  /** The next release stands still when the file is out and nothing is posted yet. */
  function stalled(): { readonly reached: Promise<void>; readonly goOn: () => void } {
    const ledger = seatback.app.get(Ledger);
    const post = ledger.post.bind(ledger);
    const { promise: reached, resolve: arrive } = whenTold();
    const { promise: gate, resolve: goOn } = whenTold();
    jest.spyOn(ledger, 'post').mockImplementationOnce(async (session, journals) => {
      arrive();
      await gate;
      return post(session, journals);
    });
    return { reached, goOn };
  }

  function whenTold(): { readonly promise: Promise<void>; readonly resolve: () => void } {
    let told: (() => void) | undefined;
    const promise = new Promise<void>((resolve) => (told = resolve));
    return { promise, resolve: () => told?.() };
  }

  function takenByTheBank({ messageId }: PayoutBatch): void {
    rmSync(join(outbox(), `${messageId}.xml`));
  }

  /** As before the release, for another try. */
  async function asApproved(): Promise<void> {
    await damage(`UPDATE payout_batch SET state = 'approved', released_by = NULL, release_begun_at = NULL, file_written_at = NULL,
        released_at = NULL, released_as = NULL;
      DELETE FROM posting WHERE journal IN (SELECT journal FROM journal WHERE kind = 'release');
      DELETE FROM journal WHERE kind = 'release'; DELETE FROM audit_entry WHERE act LIKE 'payout.release%'`);
  }

  function resumptions() {
    return query<{ actor: string; detail: unknown }>(
      `SELECT actor, detail FROM audit_entry WHERE act = 'payout.release-resumed' ORDER BY entry`,
    );
  }

  async function approvedSeason(): Promise<PreparedPayout> {
    await postedSeason(twoPartners());
    const payout = await prepared();
    await release().approve(1, 'carl');
    return payout;
  }

  async function releasedAgain(batch: PayoutBatch, releasedBy = 'rita'): Promise<void> {
    const ids = (await instructions()).map(({ id }) => id);
    expect(await release().release(1, 'sven')).toMatchObject({ state: 'released', releasedBy });
    const file = readFileSync(join(outbox(), `${batch.messageId}.xml`));
    expect(createHash('sha256').update(file).digest('hex')).toBe(batch.fileHash);
    expect(readdirSync(outbox())).toHaveLength(1);
    expect((await instructions()).map(({ id }) => id)).toEqual(ids);
    expect(await releaseCauses()).toEqual(ids.map((id) => `release ${id}`));
    expect(await query(`SELECT actor FROM audit_entry WHERE act = 'payout.release'`)).toEqual([{ actor: releasedBy }]);
    expect((await resumptions()).map(({ actor }) => actor)).toEqual(releasedBy === 'sven' ? [] : ['sven']);
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

describe('what the program would not do with a batch, the database refuses', () => {
  const CHECK = '23514';
  const REFERENCE = '23503';
  const NO_RIGHT = '42501';
  const payment = (values: string, from = 'payment_instruction WHERE line = 1 AND batch = 1') =>
    `INSERT INTO payment_instruction (end_to_end_id, batch, line, run, partner_key, payee, amount, currency, uetr, voided, outcome)
     SELECT 'SB-OTHER-9', ${values} FROM ${from}`;
  const same = 'run, partner_key, payee, amount, currency, gen_random_uuid()';

  it.each<[string, string, string]>([
    [
      'a step back',
      `state = 'approved', release_begun_at = NULL, released_by = NULL, released_at = NULL, released_as = NULL, file_written_at = NULL`,
      CHECK,
    ],
    ['the same step again', `released_at = now()`, CHECK],
    ['a void after all', `state = 'voided', voided_by = 'mia', voided_at = now(), voided_because = 'x'`, CHECK],
    ['another approver', `approved_by = 'zed'`, CHECK],
    ['another approver, at no time', `approved_by = 'zed', approved_at = NULL`, CHECK],
    ['no word of when the file was written', 'file_written_at = NULL', CHECK],
    ['another place of the file', `released_as = 'elsewhere'`, CHECK],
    ['another maker', `prepared_by = 'max'`, NO_RIGHT],
  ])('for a released one: %s', async (_what, set, code) => {
    await releasedSeason();
    expect(await attempt(`UPDATE payout_batch SET ${set}`)).toBe(code);
    expect(await attempt(`UPDATE payout_batch SET ${set}`, seatback.database.ownerUrl)).toBe(CHECK);
  });

  it.each<[string, string]>([
    [
      'another name of the maker',
      `state = 'approved', approved_by = ' MIA ', approved_at = now(), approved_hash = file_hash, approved_count = payment_count, approved_totals = totals`,
    ],
    [
      'a blank approver',
      `state = 'approved', approved_by = ' ', approved_at = now(), approved_hash = file_hash, approved_count = payment_count, approved_totals = totals`,
    ],
    ['a release ahead of its time', `released_by = 'rita', release_begun_at = now()`],
    ['a file ahead of its time', 'file_written_at = now()'],
    ['a void for a blank reason', `state = 'voided', voided_by = 'mia', voided_at = now(), voided_because = ' '`],
    [
      'a void that leaves its payments as they are',
      `state = 'voided', voided_by = 'mia', voided_at = now(), voided_because = 'x'; SET CONSTRAINTS ALL IMMEDIATE`,
    ],
  ])('for a prepared one: %s', async (_what, set) => {
    await postedSeason(twoPartners());
    await prepared();
    expect(await attempt(`UPDATE payout_batch SET ${set}`)).toBe(CHECK);
  });

  it.each<[string, string, string]>([
    ['a payment voided alone', 'UPDATE payment_instruction SET voided = true', CHECK],
    ['a payment that was void from the start', payment(`batch, 9, ${same}, true, outcome`), CHECK],
    [
      'a payment of nothing countable',
      payment(`batch, 9, run, partner_key, payee, 'NaN', currency, gen_random_uuid(), true, outcome`),
      CHECK,
    ],
    [
      'a payment of everything',
      payment(`batch, 9, run, partner_key, payee, 'Infinity', currency, gen_random_uuid(), true, outcome`),
      CHECK,
    ],
    [
      'a payment of what was forfeited',
      payment(
        `1, 9, run, partner_key, (SELECT payee FROM payee LIMIT 1), amount, currency, gen_random_uuid(), false, outcome`,
        `threshold_outcome WHERE outcome = 'forfeited'`,
      ),
      CHECK,
    ],
  ])('%s', async (_what, sql, code) => {
    await releasedSeason();
    expect(await attempt(sql)).toBe(code);
  });

  it.each<[string, string]>([
    ['another amount', `run, partner_key, payee, amount + 1, currency, gen_random_uuid(), false, outcome`],
    ['another currency', `run, partner_key, payee, amount, 'EUR', gen_random_uuid(), false, outcome`],
    [
      'another payee',
      `run, partner_key, (SELECT payee FROM payee WHERE partner_key <> instruction.partner_key LIMIT 1), amount, currency, gen_random_uuid(), false, outcome`,
    ],
    ['another run', `run + 1, partner_key, payee, amount, currency, gen_random_uuid(), false, outcome`],
  ])('a payment in a new batch of %s than is payable', async (_what, values) => {
    await postedSeason(twoPartners());
    await prepared();
    await release().void(1, 'mia', 'for another try');
    const batch = (total: string) => `
      INSERT INTO payout_batch (batch, campaign_id, run, message_id, state, execution_date, payment_count, totals, file_hash, file_sealed, prepared_by, prepared_at)
      SELECT 2, campaign_id, run, 'OTHER', 'prepared', execution_date, 1, '{"USD": "${total}"}', file_hash, file_sealed, prepared_by, prepared_at FROM payout_batch;`;
    const from = 'payment_instruction AS instruction WHERE line = 1';
    const whole = `${batch('4000.00')} ${payment(`2, 1, ${same}, false, outcome`, from)}; SET CONSTRAINTS ALL IMMEDIATE`;
    expect(await attempt(whole)).toBe('done');
    // Nor may it be added to a batch that was prepared before.
    expect(await attempt(payment(`1, 9, ${same}, false, outcome`, from))).toBe(CHECK);
    expect(await attempt(whole.replace('4000.00', '4000.01'))).toBe(CHECK);
    expect(await attempt(`${batch('4000.00')} SET CONSTRAINTS ALL IMMEDIATE`)).toBe(CHECK);
    expect(
      await attempt(`${batch('4000.00')} ${payment(`2, 1, ${values}`, from)}; SET CONSTRAINTS ALL IMMEDIATE`),
    ).toBe(REFERENCE);
  });

  it('a second payment of the same money, also by journals of its own', async () => {
    await releasedSeason();
    const again = `
      INSERT INTO journal SELECT max(journal) + 1, 'release', 'release again', '${CAMPAIGN}', '2019-08-05', now(), NULL, 'x' FROM journal;
      INSERT INTO posting SELECT (SELECT max(journal) FROM journal), line, account_key, posting.amount, currency
        FROM posting JOIN journal USING (journal) WHERE cause = (SELECT min(cause) FROM journal WHERE kind = 'release');
      SET CONSTRAINTS ALL IMMEDIATE`;
    expect(await attempt(again)).toBe(CHECK);
  });

  it('every change and loss of what stands, to the owner too', async () => {
    await releasedSeason();
    for (const table of ['payee', 'payout_batch', 'payment_instruction', 'payout_hold', 'payee_name_confirmation']) {
      for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
        expect([table, await attempt(sql)]).toEqual([table, NO_RIGHT]);
        expect([table, await attempt(sql, seatback.database.ownerUrl)]).toEqual([table, CHECK]);
      }
    }
    expect(await attempt('UPDATE payee SET town = town', seatback.database.ownerUrl)).toBe(CHECK);
    expect(await attempt('UPDATE payment_instruction SET line = 9', seatback.database.ownerUrl)).toBe(CHECK);
  });

  /** 1001 is paid 4000; 1002 forfeits 2000. */
  async function releasedSeason(): Promise<void> {
    await postedSeason(
      twoPartners(),
      seatback,
      aCampaign({ ...EARNED_BY_SELLING, 'minimum payout': { amount: '4000', below: 'forfeit' } }),
    );
    await prepared();
    await release().approve(1, 'carl');
    await release().release(1, 'rita');
  }
});

describe('a look at all batches', () => {
  it.each<[string, string, readonly RegExp[]]>([
    [
      'another amount of a payment',
      'UPDATE payment_instruction SET amount = 1 WHERE line = 1',
      [
        /^batch 1: its payments are not those that were prepared$/,
        /^payment SB-\w+-1: it is not what is payable to its partner$/,
        /^payment SB-\w+-1: its batch and the ledger disagree/,
      ],
    ],
    [
      'another amount of what is payable',
      'UPDATE threshold_outcome SET amount = 7 WHERE partner_key = 1',
      [
        /^what the minimum payout made of run 1 for partner 1001 is not what was accrued and posted$/,
        /^payment SB-\w+-1: it is not what is payable/,
      ],
    ],
    [
      'another outcome',
      `UPDATE threshold_outcome SET outcome = 'forfeited' WHERE partner_key = 1`,
      [/^what the minimum payout made of run 1 for partner 1001/, /^payment SB-\w+-1: it is not what is payable/],
    ],
    [
      'a payment voided after its release',
      'UPDATE payment_instruction SET voided = true WHERE line = 2',
      [/^batch 1: its payments are not those/],
    ],
    [
      'the end of the audit log cut off',
      'DELETE FROM audit_entry WHERE entry = (SELECT max(entry) FROM audit_entry)',
      [/^batch 1: the audit log has no payout.release by rita$/],
    ],
    [
      'another approver',
      `UPDATE payout_batch SET approved_by = 'zed'`,
      [/^batch 1: the audit log has no payout.approve by zed$/],
    ],
    [
      'a minimum that nobody applied',
      `DELETE FROM audit_entry WHERE act = 'payout.apply-minimum'`,
      [/^run 1: the audit log has no payout.apply-minimum by anybody$/],
    ],
  ])('finds %s', async (_what, sql, problems) => {
    await releasedBatch();
    expect(await batchCheck()).toEqual({ batches: 1, problems: [], remarks: [] });
    await damage(sql);
    expect((await batchCheck()).problems).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });

  it('remarks that a released file is gone, which may be well', async () => {
    const { releasedAs } = await releasedBatch();
    rmSync(releasedAs!);
    expect(await batchCheck()).toEqual({
      batches: 1,
      problems: [],
      remarks: [`batch 1: ${releasedAs!} has been taken, or was lost`],
    });
  });

  function batchCheck() {
    const { app } = seatback;
    return app.get(UnitOfWork).inTransaction((session) => checkBatches(session, app.get(Vault)));
  }
});

describe('a batch that is shown', () => {
  const shown = () => seatback.app.get(ShowPayout);

  it('has its payments with names, and of each account the last four', async () => {
    await postedSeason(twoPartners());
    await prepared();
    const { batch, payments, warnings } = await shown().execute(1);
    expect(batch).toMatchObject({ batch: 1, state: 'prepared', paymentCount: 2, totals: { USD: '6000.00' } });
    expect(payments).toEqual(
      (await instructions()).map(({ id, partner, amount }) => ({
        partnerId: partner,
        accountName: `Partner ${partner} Ltd`,
        account: `****${partner}`,
        amount,
        currency: 'USD',
        endToEndId: id,
      })),
    );
    expect(warnings).toEqual([]);
  });

  it('says again that it leaves after the last day to pay', async () => {
    await postedSeason();
    seatback.clock.moveTo(instant('2019-09-27T09:00:00Z'));
    await prepared();
    await release().approve(1, 'carl');
    await release().release(1, 'rita');
    expect((await shown().execute(1)).warnings).toEqual([
      'the execution date 2019-09-30 lies after 2019-09-27, the last day to pay',
    ]);
  });

  it('gives its file out again once it was released, on record and for one reader', async () => {
    await postedSeason(twoPartners());
    const path = join(seatbacks.newFolder(), 'again.xml');
    await prepared();
    await release().approve(1, 'carl');
    await expect(shown().writeFile(1, path, 'rita')).rejects.toMatchObject({ code: 'BATCH_STATE' });
    const { releasedAs, fileHash, messageId } = await release().release(1, 'rita');
    const file = readFileSync(releasedAs!);
    rmSync(releasedAs!);

    await expect(shown().writeFile(1, path, ' ')).rejects.toMatchObject({ code: 'ACTOR_INVALID' });
    await shown().writeFile(1, path, 'rita');
    expect(readFileSync(path)).toEqual(file);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    // What is there already is not written over, and a copy that failed is on nobody's record.
    await expect(shown().writeFile(1, path, 'rita')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect(await query(`SELECT actor, subject, detail FROM audit_entry WHERE act = 'payout.copy-file'`)).toEqual([
      { actor: 'rita', subject: 'batch 1', detail: { message: messageId, fileHash, path } },
    ]);
  });
});

describe('a name that is sent in other letters', () => {
  const confirm = (reason = 'as on the letter of the bank', sentName?: string) =>
    seatback.app.get(ConfirmPayeeName).execute('1001', { actor: 'carl', reason, sentName });
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
      seatback.app.get(ConfirmPayeeName).execute('nobody', { actor: 'carl', reason: 'x' }),
    ).rejects.toMatchObject({ code: 'PARTNER_UNKNOWN' });
  });
});

async function releasedBatch(): Promise<PayoutBatch> {
  await postedSeason(twoPartners());
  await prepared();
  await release().approve(1, 'carl');
  return release().release(1, 'rita');
}

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
  terms = campaign,
): Promise<void> {
  await app.get(ImportFolder).execute(files.billingIsKnown().writeTo(seatbacks.newFolder()));
  const { run } = await app.get(CalculateCampaign).execute(terms);
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
async function attempt(sql: string, url = seatback.database.serviceUrl): Promise<string> {
  const client = new Client({ connectionString: url });
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
