import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client, type DatabaseError } from 'pg';
import { RunApproval } from '../../src/calculation/index.js';
import { isSameActor } from '../../src/kernel/index.js';
import { AdjustByHand, EnterBankDetails, InvitePayee, PreparePayout, Vendors } from '../../src/payout/index.js';
import { ibanOf } from '../builders/import-folder.js';
import { FinanceWorld, pageOfRun } from '../finance/finance-world.js';
import { CAMPAIGN_ID } from '../portal/portal-world.js';

const SIGNED_IN = 'dana@harbour.example';
/** One person: by what was typed, and by the provider; in letters that look alike; in another case. */
const SAME = ['dana', 'DANA', ' Dana ', 'dаna', SIGNED_IN, 'Dana@Harbour.example'];

let world: FinanceWorld;
let owner: Client;
beforeAll(async () => {
  world = await FinanceWorld.start();
  owner = new Client({ connectionString: world.access.portal.ownerUrl });
  await owner.connect();
}, 300_000);
afterAll(async () => {
  await owner.end();
  await world.end();
});

/** Nothing of it stays. @returns the code of the refusal; undefined where the database takes it */
async function attempt(sql: string, values: readonly unknown[]): Promise<string | undefined> {
  await owner.query('BEGIN');
  try {
    await owner.query(sql, [...values]);
    return undefined;
  } catch (error) {
    return (error as DatabaseError).constraint ?? (error as DatabaseError).message;
  } finally {
    await owner.query('ROLLBACK');
  }
}

async function areSame(a: string, b: string): Promise<boolean> {
  const { rows } = await owner.query<{ same: boolean }>('SELECT is_same_actor($1, $2) AS same', [a, b]);
  return rows[0]?.same ?? false;
}

describe('whether two names are one person’s', () => {
  it('is the same to the program and to the database', async () => {
    const pairs: readonly (readonly [string, string])[] = [
      ...SAME.flatMap((a) => SAME.map((b) => [a, b] as const)),
      ['GROẞ', 'groß'],
      ['ｍｉａ', 'mia'],
      ['ZOE\u0308', 'zo\u00eb'],
      ['\u039f\u03a4\u03a4\u039f', 'otto'],
      ['dana@a.example', 'dana@b.example'],
      ['dana', 'robin@harbour.example'],
      ['vendor acme', 'vendor'],
    ];
    for (const [a, b] of pairs) expect([a, b, await areSame(a, b)]).toEqual([a, b, isSameActor(a, b)]);
    expect(await areSame('dana', SIGNED_IN)).toBe(true);
    expect(await areSame('dana', 'robin')).toBe(false);
    const letter = fc.constantFrom(...Array.from('aAbBcCoOxXpPаАоОсСрРхХβΒοΟρΡäÄöÖéÉøØ@. 12'));
    const name = fc.array(letter, { minLength: 1, maxLength: 4 }).map((letters) => letters.join(''));
    await fc.assert(
      fc.asyncProperty(name, name, async (a, b) => {
        expect(await areSame(a, b)).toBe(isSameActor(a, b));
      }),
      { numRuns: 400 },
    );
  });
});

describe('who handed in does not approve by another name', () => {
  it('a run, neither to the program nor to the database', async () => {
    const run = await world.freshRun();
    await world.press('dana', pageOfRun(run), `${pageOfRun(run)}/submission`);
    const approval = world.access.portal.server.app.get(RunApproval);
    for (const name of ['dana', 'DANA', SIGNED_IN])
      await expect(approval.approve(run.run, name)).rejects.toMatchObject({ code: 'SAME_PERSON' });
    const approve = `UPDATE calculation_run SET state = 'approved', approved_by = $2, approved_at = now(), approved_digest = digest WHERE run = $1`;
    for (const name of SAME) expect(await attempt(approve, [run.run, name])).toBe('calculation_run_check1');
    expect(await attempt(approve, [run.run, 'robin@harbour.example'])).toBeUndefined();
    await approval.reject(run.run, 'robin', 'Another story begins here');
  });

  it('a batch', async () => {
    const { app } = world.access.portal.server;
    await world.access.portal.post(await world.freshRun());
    const { batch } = await app.get(PreparePayout).execute(CAMPAIGN_ID, SIGNED_IN);
    const approve = `UPDATE payout_batch SET state = 'approved', approved_by = $2, approved_at = now(),
      approved_hash = file_hash, approved_count = payment_count, approved_totals = totals WHERE batch = $1`;
    for (const name of SAME) expect(await attempt(approve, [batch?.batch, name])).toBe('payout_batch_check');
    expect(await attempt(approve, [batch?.batch, 'robin'])).toBeUndefined();
  });

  it('bank details, nor who issued their link', async () => {
    const { app } = world.access.portal.server;
    const [partner, other] = await world.access.portal.rows(
      'SELECT partner_id FROM partner ORDER BY partner_id LIMIT 2',
    );
    const details = {
      accountName: 'Somebody Ltd',
      accountKind: 'business',
      bankCountry: 'GB',
      currency: 'GBP',
      bic: 'BUKBGB22',
      iban: ibanOf(4711),
    } as const;
    const { bankDetails } = await app
      .get(EnterBankDetails)
      .byUser(String(partner?.['partner_id']), { details, actor: 'dana' });
    const approve = `INSERT INTO bank_details_decision (bank_details, entered_by, decision, decided_by, decided_at, payable_from)
      VALUES ($1, 'dana', 'approved', $2, now(), now())`;
    for (const name of SAME) expect(await attempt(approve, [bankDetails, name])).toBe('bank_details_decision_check1');
    expect(await attempt(approve, [bankDetails, 'robin@harbour.example'])).toBeUndefined();
    const { token } = await app.get(InvitePayee).execute(String(other?.['partner_id']), CAMPAIGN_ID, SIGNED_IN);
    const given = { details: { ...details, iban: ibanOf(4712) }, actor: 'Pat Smith' };
    const byLink = await app.get(EnterBankDetails).byInvitation(token, given);
    const decide = approve.replace(`'dana'`, `'Pat Smith'`);
    for (const name of SAME)
      expect(await attempt(decide, [byLink.bankDetails, name])).toContain('who issued their invitation');
    expect(await attempt(decide, [byLink.bankDetails, 'robin@harbour.example'])).toBeUndefined();
  });

  it('an adjustment', async () => {
    const { app } = world.access.portal.server;
    const [sold] = await world.access.portal.rows(
      `SELECT partner_id, customer_id FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
       WHERE partner_key IN (SELECT partner_key FROM accrual) LIMIT 1`,
    );
    const adjusting = app.get(AdjustByHand);
    const { adjustment } = await adjusting.propose({
      partnerId: String(sold?.['partner_id']),
      campaignId: CAMPAIGN_ID,
      customer: String(sold?.['customer_id']),
      amount: '1.00',
      currency: 'USD',
      reason: 'Agreed in a letter',
      actor: SIGNED_IN,
    });
    await expect(adjusting.approve(adjustment, 'Dana')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    const refuse = `UPDATE manual_adjustment SET state = 'refused', decided_by = $2, decided_at = now(), refused_because = 'so' WHERE manual_adjustment = $1`;
    for (const name of SAME) expect(await attempt(refuse, [adjustment, name])).toBe('manual_adjustment_check');
    expect(await attempt(refuse, [adjustment, 'robin'])).toBeUndefined();
  });

  it('a vendor', async () => {
    await world.access.portal.server.app.get(Vendors).register('acme-pay', 'Acme Pay Ltd', 'dana');
    const approve = `UPDATE vendor SET approved_by = $2, approved_at = now() WHERE vendor = $1`;
    for (const name of SAME) expect(await attempt(approve, ['acme-pay', name])).toBe('vendor_check2');
    expect(await attempt(approve, ['acme-pay', 'robin'])).toBeUndefined();
  });
});
