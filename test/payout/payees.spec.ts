import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ibanOf, ImportFiles } from '../builders/import-folder.js';
import { UnitOfWork } from '../../src/database/index.js';
import { checkPayeeRecords, ReleasePayout } from '../../src/payout/index.js';
import { accountOf, CAMPAIGN, NOW, PayeesWorld } from './payees-world.js';

const world = new PayeesWorld();
beforeAll(() => world.start());
beforeEach(() => world.begin());
afterAll(() => world.end());

describe('bank details by invitation', () => {
  it('are entered by the partner, approved by a second person, and paid to when the waiting time is over', async () => {
    await world.posted();
    expect(await world.holdReasons()).toEqual(['no-bank-account']);
    const link = await world.invite.execute('1001', CAMPAIGN, 'dana');
    expect(link).toMatchObject({ notice: 1, answerBy: '2019-08-10T23:00:00.000000Z' });
    expect(await world.holdReasons()).toEqual(['invitation-unanswered', 'no-bank-account']);

    const entered = await world.enter.byInvitation(link.token, { details: accountOf(1), actor: 'pat of 1001' });
    expect(entered).toMatchObject({
      source: 'invitation',
      account: `****${ibanOf(1).slice(-4)}`,
      name: { outcome: 'match' },
      warnings: [],
    });
    expect(await world.holdReasons()).toEqual(['approval-missing']);

    const approved = await world.approval.approve(entered.bankDetails, 'robin', { lastFour: ibanOf(1).slice(-4) });
    expect(approved.payableFrom).toBe('2019-08-06T09:00:00.000000Z');
    expect(await world.holdReasons()).toEqual(['waiting-time']);
    world.moveTo('2019-08-06T08:59:59.999Z');
    expect(await world.holdReasons()).toEqual(['waiting-time']);
    world.moveTo('2019-08-06T09:00:00Z');
    expect(await world.prepared()).toMatchObject({ held: [], batch: { paymentCount: 1 } });
    expect(await world.query('SELECT ended_as AS "endedAs" FROM payee_request')).toEqual([{ endedAs: 'answered' }]);
    expect(await world.query(`SELECT actor, act FROM audit_entry WHERE act LIKE 'payee%' ORDER BY entry`)).toEqual([
      { actor: 'dana', act: 'payee.invite' },
      { actor: 'pat of 1001', act: 'payee.enter' },
      { actor: 'robin', act: 'payee.approve' },
    ]);
  });

  it('take the link once, in its time, and not beside a newer one', async () => {
    await world.posted();
    const lost = await world.invite.execute('1001', CAMPAIGN, 'dana');
    const link = await world.invite.execute('1001', CAMPAIGN, 'dana');
    // In place of the lost one, not in addition to it.
    expect(link).toMatchObject({ notice: 1, answerBy: lost.answerBy });
    const given = { details: accountOf(1), actor: 'pat' };
    await expect(world.enter.byInvitation('a guess', given)).rejects.toMatchObject({ code: 'INVITATION_UNKNOWN' });
    await expect(world.enter.byInvitation(lost.token, given)).rejects.toMatchObject({ code: 'INVITATION_OVER' });
    world.moveTo('2019-08-10T22:59:59.999Z');
    // What cannot be paid to does not use the link up.
    const slip = { details: accountOf(1, { iban: ibanOf(1).replace('20', '21') }), actor: 'pat' };
    await expect(world.enter.byInvitation(link.token, slip)).rejects.toMatchObject({ code: 'BANK_DETAILS_INVALID' });
    await world.enter.byInvitation(link.token, given);
    await expect(world.enter.byInvitation(link.token, given)).rejects.toMatchObject({ code: 'INVITATION_USED' });
  });

  it('are not taken when the time is over, to the minute', async () => {
    await world.posted();
    const link = await world.invite.execute('1001', CAMPAIGN, 'dana');
    world.moveTo('2019-08-10T23:00:00Z');
    const late = world.enter.byInvitation(link.token, { details: accountOf(1), actor: 'pat' });
    await expect(late).rejects.toMatchObject({ code: 'INVITATION_OVER' });
  });

  it('are asked for of partners and campaigns that exist', async () => {
    await world.posted();
    await expect(world.invite.execute('4711', CAMPAIGN, 'dana')).rejects.toMatchObject({ code: 'PARTNER_UNKNOWN' });
    await expect(world.invite.execute('1001', 'no-such', 'dana')).rejects.toMatchObject({ code: 'CAMPAIGN_UNKNOWN' });
    await expect(world.invite.execute('1001', CAMPAIGN, ' ')).rejects.toMatchObject({ code: 'ACTOR_INVALID' });
  });

  it('are kept without the token: only its hash is on record', async () => {
    await world.posted();
    const { token } = await world.invite.execute('1001', CAMPAIGN, 'dana');
    expect(await everythingWritten()).not.toContain(token);
    expect(token).toMatch(/^[\w-]{43}$/);
  });
});

describe('the second pair of eyes', () => {
  it.each(['pat', ' PAT', 'ｐａｔ'])('is not that of who entered the details, who calls herself %j', async (name) => {
    await world.posted();
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(1), actor: 'pat' });
    const same = { code: 'SAME_PERSON' };
    await expect(world.approval.approve(bankDetails, name)).rejects.toMatchObject(same);
    await expect(world.approval.refuse(bankDetails, name, 'a reason')).rejects.toMatchObject(same);
  });

  it('is not that of who had the link in hand and could have used it', async () => {
    await world.posted();
    const { token } = await world.invite.execute('1001', CAMPAIGN, 'dana');
    const { bankDetails } = await world.enter.byInvitation(token, { details: accountOf(1), actor: 'a made-up pat' });
    await expect(world.approval.approve(bankDetails, 'Dana')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    expect(
      await world.attempt(
        `INSERT INTO bank_details_decision (bank_details, entered_by, decision, decided_by, decided_at, payable_from)
         VALUES (${String(bankDetails)}, 'a made-up pat', 'approved', 'dana', '${NOW}', '${NOW}')`,
      ),
    ).toBe('23514');
  });

  it('is held by the database too, which changes nothing that was entered or decided', async () => {
    await world.posted();
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(1), actor: 'pat' });
    const decide = (enteredBy: string, decidedBy: string) =>
      world.attempt(
        `INSERT INTO bank_details_decision (bank_details, entered_by, decision, decided_by, decided_at, payable_from)
         VALUES (${String(bankDetails)}, '${enteredBy}', 'approved', '${decidedBy}', '${NOW}', '${NOW}')`,
      );
    expect(await decide('pat', ' Pat')).toBe('23514');
    // Who says that somebody else entered them is refused by the reference.
    expect(await decide('nobody', 'pat')).toBe('23503');
    expect(await decide('pat', 'robin')).toBe('done');
    await world.approval.approve(bankDetails, 'robin');
    const { ownerUrl } = world.seatback.database;
    expect(await world.attempt(`UPDATE bank_details SET account_name = 'x'`)).toBe('42501');
    expect(await world.attempt(`UPDATE bank_details SET account_name = 'x'`, ownerUrl)).toBe('23514');
    expect(await world.attempt(`DELETE FROM bank_details_decision`, ownerUrl)).toBe('23514');
    expect(await world.attempt(`UPDATE payee_invitation SET answer_by = answer_by + interval '1 day'`, ownerUrl)).toBe(
      '23514',
    );
  });

  it('decides once, of the newest details, and of those that were looked at', async () => {
    await world.posted();
    const first = await world.enter.byUser('1001', { details: accountOf(1), actor: 'pat' });
    const second = await world.enter.byUser('1001', { details: accountOf(2), actor: 'pat' });
    const refused = (act: Promise<unknown>, code: string) => expect(act).rejects.toMatchObject({ code });
    await refused(world.approval.approve(first.bankDetails, 'robin'), 'BANK_DETAILS_REPLACED');
    await refused(world.approval.approve(second.bankDetails, 'robin', { lastFour: '0000' }), 'BANK_DETAILS_CHANGED');
    await refused(world.approval.refuse(second.bankDetails, 'robin', ' '), 'REASON_INVALID');
    await refused(world.approval.approve(4711, 'robin'), 'BANK_DETAILS_UNKNOWN');
    await world.approval.approve(second.bankDetails, 'robin');
    await refused(world.approval.approve(second.bankDetails, 'rita'), 'BANK_DETAILS_DECIDED');
    await refused(world.approval.refuse(second.bankDetails, 'rita', 'not this one'), 'BANK_DETAILS_DECIDED');
    await world.approval.refuse(first.bankDetails, 'robin', 'replaced by the next');
  });
});

describe('a change of details', () => {
  it('holds what would be paid until it is decided; where it is refused, the old ones count again', async () => {
    await world.posted(new ImportFiles().partner('1001').sale(1));
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(2), actor: 'pat' });
    expect(await world.holdReasons()).toEqual(['approval-missing']);
    await world.approval.refuse(bankDetails, 'robin', 'the partner knows nothing of it');
    expect(await world.prepared()).toMatchObject({ held: [], batch: { paymentCount: 1 } });
    const shown = await world.show.one('1001');
    expect(shown.details).toMatchObject([{ state: 'refused', decidedBecause: 'the partner knows nothing of it' }]);
    expect(shown.account).toBe(`****${ibanOf(1001).slice(-4)}`);
  });

  it('stops a batch that was prepared with the old ones', async () => {
    await world.posted(new ImportFiles().partner('1001').sale(1));
    const { batch } = await world.prepared();
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(2), actor: 'pat' });
    await world.approval.approve(bankDetails, 'robin');
    await expect(world.seatback.app.get(ReleasePayout).approve(batch!.batch, 'carl')).rejects.toMatchObject({
      code: 'PAYEE_CHANGED',
      report: { found: 'partner 1001 (waiting-time)' },
    });
  });

  it('by a newer file counts as files do', async () => {
    await world.posted();
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(2), actor: 'pat' });
    await world.approval.approve(bankDetails, 'robin');
    world.moveTo('2019-08-05T09:00:01Z');
    await world.imported(new ImportFiles().account('1001'));
    expect(await world.prepared()).toMatchObject({ held: [], batch: { paymentCount: 1 } });
  });

  it('is warned of where another partner has the account, and keeps what only a vendor knows as its reference', async () => {
    await world.posted(
      new ImportFiles()
        .partner('1001', { account: null })
        .partner('1002', { account: { iban: ibanOf(7) } })
        .sale(1),
    );
    const { warnings } = await world.enter.byUser('1001', { details: accountOf(7), actor: 'pat' });
    expect(warnings).toMatchObject([{ code: 'ACCOUNT_OF_ANOTHER', found: 'one that partner 1002 has, too' }]);
    const vendor = { accountName: 'Partner 1001 Ltd', accountKind: 'business', vendor: 'A Vendor' } as const;
    const kept = await world.enter.byVendor('1001', {
      reference: { ...vendor, vendorReference: 'P-77' },
      actor: 'pat',
    });
    expect(kept).toMatchObject({ account: 'none', source: 'vendor-reference' });
    await world.approval.approve(kept.bankDetails, 'robin');
    expect(await world.holdReasons()).toContain('paid-by-vendor');
    for (const vendorReference of [ibanOf(7), '1234 5678'])
      await expect(
        world.enter.byVendor('1001', { reference: { ...vendor, vendorReference }, actor: 'pat' }),
      ).rejects.toMatchObject({ code: 'BANK_DETAILS_INVALID' });
  });
});

describe('the name of the account', () => {
  const enteredAs = async (accountName: string) => {
    const entered = await world.enter.byUser('1001', { details: accountOf(1, { accountName }), actor: 'pat' });
    await world.approval.approve(entered.bankDetails, 'robin');
    world.moveTo('2019-08-07T09:00:00Z');
    return entered;
  };

  it('that is nearly the registered one waits for a person, whose decision holds for these names', async () => {
    await world.posted();
    await enteredAs('Partner 1001 Services Ltd');
    expect(await world.holdReasons()).toEqual(['account-name-undecided']);
    const decision = { decision: 'accepted', actor: 'robin', reason: 'as on the letter of the bank' } as const;
    await expect(world.approval.decideName('1001', { ...decision, actor: 'Pat' })).rejects.toMatchObject({
      code: 'SAME_PERSON',
    });
    await world.approval.decideName('1001', { ...decision, decision: 'refused' });
    expect(await world.holdReasons()).toEqual(['account-name-refused']);
    await world.approval.decideName('1001', decision);
    expect(await world.prepared()).toMatchObject({ held: [], batch: { paymentCount: 1 } });
  });

  it('that is another waits for other details: nobody can decide it away', async () => {
    await world.posted();
    await enteredAs('Jane Smith');
    expect(await world.holdReasons()).toEqual(['account-name-differs']);
    const decision = world.approval.decideName('1001', { decision: 'accepted', actor: 'robin', reason: 'I know her' });
    await expect(decision).rejects.toMatchObject({ code: 'NAME_NOT_TO_DECIDE' });
  });

  it('of a person is not approved', async () => {
    await world.posted();
    const { bankDetails } = await world.enter.byUser('1001', {
      details: accountOf(1, { accountKind: 'personal' }),
      actor: 'pat',
    });
    await expect(world.approval.approve(bankDetails, 'robin')).rejects.toMatchObject({ code: 'PERSONAL_ACCOUNT' });
    // These terms do not reject the claims: the partner is asked again.
    expect(await world.approval.refuse(bankDetails, 'robin', 'a private account')).toMatchObject({ forfeited: [] });
  });
});

describe('verify', () => {
  it('tells a decision that nobody recorded, and a forfeiture that is not what was posted', async () => {
    await world.posted();
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(1), actor: 'pat' });
    await world.approval.approve(bankDetails, 'robin');
    const problems = () =>
      world.seatback.app.get(UnitOfWork).inTransaction(async (session) => (await checkPayeeRecords(session)).problems);
    expect(await problems()).toEqual([]);
    await world.damage(`UPDATE bank_details_decision SET decided_by = 'mallory'`);
    expect(await problems()).toEqual(['bank details 1: the audit log has no payee.approve by mallory']);
  });
});

/** Every table, as text. */
async function everythingWritten(): Promise<string> {
  const tables = await world.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const texts: string[] = [];
  for (const { name } of tables)
    for (const { row } of await world.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`))
      texts.push(row);
  return texts.join('\n');
}
