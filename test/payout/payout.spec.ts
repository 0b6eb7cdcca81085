import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { CalculateCampaign } from '../../src/calculation/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { calendarDate, instant, plusMillis } from '../../src/kernel/index.js';
import { Ledger } from '../../src/ledger/index.js';
import { type PayoutBatch } from '../../src/payout/index.js';
import { ibanOf, ImportFiles } from '../builders/import-folder.js';
import { aCampaign, EARNED_BY_SELLING } from '../campaign-builder.js';
import type { TestSeatback } from '../seatback.js';
import { campaign, codeOf, PayoutWorld, CAMPAIGN, NOW, twoPartners } from './payout-world.js';

const DAY_MS = 86_400_000;

const world = new PayoutWorld();
const {
  postedSeason,
  imported,
  prepared,
  release,
  outbox,
  instructions,
  releaseCauses,
  stateOfBatch,
  ledgerProblems,
  query,
  contents,
  damage,
} = world;
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.end());

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
    const [stored] = await query<{ sealed: Buffer }>('SELECT sealed FROM payout_file_part');
    expect(world.seatback.app.get(Vault).open(stored!.sealed, `wire file ${batch!.messageId}`)).toEqual(file);

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

  it('is not approved by its maker, however she writes her name', async () => {
    await postedSeason();
    await prepared();
    for (const name of ['mia', 'Mia', ' mia ', 'ｍｉａ']) {
      await expect(release().approve(1, name)).rejects.toMatchObject({ code: 'SAME_PERSON' });
      expect(await stateOfBatch()).toBe('prepared');
    }
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
      world.seatback,
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

  it('waits in another currency than that of the debtor account', async () => {
    writeFileSync(world.settings, PAYER_SETTINGS.replace('currency: USD', 'currency: GBP'));
    await postedSeason();
    const { batch, held } = await prepared();
    expect(batch).toBeUndefined();
    expect(held).toMatchObject([
      {
        partnerId: '1001',
        reasons: [{ reason: 'currency-not-paid', found: 'no debtor account pays USD to a bank in GB' }],
      },
    ]);
    writeFileSync(world.settings, PAYER_SETTINGS);
    expect(await prepared()).toMatchObject({ batch: { paymentCount: 1 }, held: [] });
  });

  it('counts days as the bank does', async () => {
    writeFileSync(world.settings, `${PAYER_SETTINGS}bankTimeZone: Asia/Tokyo\n`);
    await postedSeason();
    // In Tokyo it is the 6th already, one o'clock in the morning.
    world.seatback.clock.moveTo(instant('2019-08-05T16:00:00Z'));
    expect(await prepared()).toMatchObject({ batch: { executionDate: '2019-08-07' } });
    world.seatback.clock.moveTo(instant('2019-08-07T14:59:59Z'));
    await release().approve(1, 'carl');
    world.seatback.clock.moveTo(instant('2019-08-07T15:00:00Z'));
    await expect(release().release(1, 'rita')).rejects.toMatchObject({ code: 'EXECUTION_DATE_PAST' });
  });

  it('does not leave with an execution date that is past: it is voided and prepared again', async () => {
    await postedSeason();
    await prepared();
    const tooLate = { code: 'EXECUTION_DATE_PAST', report: { found: '2019-08-06' } };
    world.seatback.clock.moveTo(instant('2019-08-07T00:00:00Z'));
    await expect(release().approve(1, 'carl')).rejects.toMatchObject(tooLate);
    world.seatback.clock.moveTo(instant('2019-08-06T23:59:59Z'));
    await release().approve(1, 'carl');
    world.seatback.clock.moveTo(instant('2019-09-20T09:00:00Z'));
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
    const { app, clock } = world.seatback;
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
      report: {
        found: expect.stringMatching(/^partner 1002: 1000\.0+ USD payable, 0 recoverable, 2000\.00 to be paid$/),
      },
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
    writeFileSync(
      world.settings,
      PAYER_SETTINGS.replace(/name: .*/, 'name: Müller Handels GmbH').replace('GB\n', 'DE\n'),
    );
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
    expect(await prepared()).toEqual({
      batches: [],
      batch: undefined,
      vendorBatches: [],
      held: [],
      recoverable: [],
      lifted: [],
      warnings: [],
    });
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
    await world.seatback.app.get(CalculateCampaign).execute(campaign);
    await expect(prepared()).rejects.toMatchObject({ code: 'NO_POSTED_RUN' });
  });

  it.each([
    ['cannot be read', 'payer: [', 'SETTINGS_FILE_INVALID'],
    ['lack the debtor account', PAYER_SETTINGS.replace(/debtorAccount:\n(  .*\n)+/, ''), 'SETTINGS_FILE_INVALID'],
    ['name an account that is none', PAYER_SETTINGS.replace('GB33BUKB', 'GB34BUKB'), 'WIRE_FILE_REFUSED'],
  ])('is not prepared where the settings of the payer %s, and nothing is half-done', async (_what, yaml, code) => {
    await postedSeason();
    const before = await contents();
    writeFileSync(world.settings, yaml);
    const error = await prepared().catch((thrown: unknown) => thrown as Error & { code: string });
    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toContain('20201555555555');
    expect(await contents()).toEqual(before);
  });

  it('that leaves after the last day to pay says so', async () => {
    await postedSeason();
    // The last day to pay, 2019-09-28, is a Saturday: the banking day before it is the 27th.
    world.seatback.clock.moveTo(instant('2019-09-26T09:00:00Z'));
    expect((await prepared()).warnings).toEqual([]);
    await release().void(1, 'mia', 'once more');
    world.seatback.clock.moveTo(instant('2019-09-27T09:00:00Z'));
    expect((await prepared()).warnings).toEqual([
      'the execution date 2019-09-30 lies after 2019-09-27, the last day to pay',
    ]);
  });

  it('has the same ids from the same data in another database', async () => {
    const other = await world.seatbacks.start({ variables: { SEATBACK_SETTINGS: world.settings } });
    other.clock.moveTo(plusMillis(NOW, DAY_MS));
    await postedSeason(twoPartners());
    await postedSeason(twoPartners(), other);
    const [here, there] = [await prepared(), await prepared('max', other)];
    expect(there.batch?.messageId).toBe(here.batch!.messageId);
    const ids = async (of: TestSeatback) =>
      (await instructions(of)).map(({ id, partner, amount }) => ({ id, partner, amount }));
    expect(await ids(other)).toEqual(await ids(world.seatback));
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
