import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { paymentReason, ReadAnswers } from '../../src/payout/index.js';
import { inChunks, statement, type Statement } from '../builders/bank-reports.js';
import { CAMPAIGN_PAGE, DEBTOR_ACCOUNT } from '../portal/portal-world.js';
import { FinanceWorld } from '../finance/finance-world.js';

const DANA = 'dana@harbour.example';
const ROBIN = 'robin@harbour.example';
const PAYOUT_PAGE = `${CAMPAIGN_PAGE}/payout`;

let world: FinanceWorld;
beforeEach(async () => {
  world = await FinanceWorld.start();
}, 300_000);
afterEach(() => world.end());

async function posted(): Promise<void> {
  const run = await world.freshRun();
  await world.access.portal.post(run);
}

/** The address of the batch that the page of the payout lists first. */
async function prepared(): Promise<string> {
  await posted();
  const pressed = await world.press('dana', PAYOUT_PAGE, `${PAYOUT_PAGE}/preparation`);
  expect(pressed).toMatchObject({ status: 303, location: PAYOUT_PAGE });
  const { text } = await world.see('dana', PAYOUT_PAGE);
  return /href="(\/payout\/batches\/\d+)"/.exec(text)?.[1] ?? '';
}

async function stateOf(batch: string): Promise<unknown> {
  const [row] = await world.access.portal.rows('SELECT state, file_hash AS hash FROM payout_batch WHERE batch = $1', [
    Number(batch.split('/').at(-1)),
  ]);
  return row?.['state'];
}

const released = async () => world.access.portal.rows(`SELECT journal FROM journal WHERE kind = 'release'`);

describe('paying a campaign on its pages', () => {
  it('prepares by one, approves and releases by another, once; and no page shows an account', async () => {
    const batch = await prepared();
    const shown = await world.see('dana', batch);
    expect(shown.text).toContain('You prepared this batch; another person approves.');
    expect(shown.text).not.toContain(`action="${batch}/approval"`);
    const approving = await world.see('robin', batch);
    const fileHash = /name="fileHash" value="([0-9a-f]{64})"/.exec(approving.text)?.[1] ?? '';
    const other = await world.send('robin', `${batch}/approval`, { fileHash: 'a'.repeat(64) });
    expect([other.status, other.text.includes('WIRE_FILE_CHANGED')]).toEqual([409, true]);
    expect(await world.press('robin', batch, `${batch}/approval`, { fileHash })).toMatchObject({
      status: 303,
      location: batch,
    });
    const unbegun = { whereabouts: 'not-taken', reason: 'Nobody has it, we looked', attempt: '1' };
    expect((await world.send('robin', `${batch}/resumption`, unbegun)).status).toBe(409);
    expect(await stateOf(batch)).toBe('approved');
    const clicks = await Promise.all([
      world.send('robin', `${batch}/release`),
      world.send('robin', `${batch}/release`),
    ]);
    expect(clicks.map(({ status }) => status)).toEqual([303, 303]);
    const once = (await released()).length;
    expect(once).toBeGreaterThan(0);
    expect(readdirSync(join(world.access.portal.environment.dataFolder, 'outbox')).length).toBe(1);
    await world.send('robin', `${batch}/release`);
    expect(await released()).toHaveLength(once);
    expect(await world.acts(`batch ${batch.split('/').at(-1) ?? ''}`)).toEqual([
      `payout.prepare by ${DANA}`,
      `payout.approve by ${ROBIN}`,
      expect.stringMatching(/^payout\..*release.* by robin@harbour\.example$/),
    ]);
    const after = await world.see('vera', batch);
    expect(after.text).toContain('it has been released, and is never released again');
    expect(after.text).toContain('Sent, nothing reported yet');
    expect(after.text).not.toContain(DEBTOR_ACCOUNT);
    expect(after.text).toMatch(/\*{4}\w{4}</);
    // The ids of payments are as long as an account number; nothing else is.
    const withoutIds = after.text.replaceAll(/SB-[A-Z2-7]{12,20}-\d+/g, '');
    expect(withoutIds).not.toMatch(/\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b/);
  }, 120_000);

  it('is not approved by who prepared it, whatever roles that person has', async () => {
    const batch = await prepared();
    await world.access.grant(DANA, { role: 'finance-checker' });
    const { text } = await world.see('dana', batch);
    const fileHash = />([0-9a-f]{64})</.exec(text)?.[1] ?? '';
    const refused = await world.send('dana', `${batch}/approval`, { fileHash });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('You handed this in yourself; another person approves it.');
    expect(await stateOf(batch)).toBe('prepared');
  }, 120_000);

  it('is refused to other roles and to foreign pages, and taken back only with a reason', async () => {
    const batch = await prepared();
    const tried = [
      await world.send('vera', `${PAYOUT_PAGE}/preparation`),
      await world.send('robin', `${PAYOUT_PAGE}/preparation`),
      await world.send('dana', `${batch}/approval`, { fileHash: 'a'.repeat(64) }),
      await world.send('vera', `${batch}/approval`, { fileHash: 'a'.repeat(64) }),
      await world.send('dana', `${batch}/release`),
      await world.send('vera', `${batch}/release`),
      await world.send('vera', `${batch}/voiding`, { reason: 'Not to be paid like this' }),
      await world.send('robin', `${batch}/release`, {}, { 'sec-fetch-site': 'cross-site' }),
      await world.send('dana', `${batch}/voiding`, { reason: 'Not to be paid like this', formToken: 'x' }),
    ];
    expect(tried.map(({ status }) => status)).toEqual(tried.map(() => 403));
    const early = await world.send('robin', `${batch}/release`);
    expect([early.status, early.text.includes('The batch is prepared by now')]).toEqual([409, true]);
    const silent = await world.press('dana', batch, `${batch}/voiding`, { reason: 'no' });
    expect(silent.status).toBe(422);
    expect(await stateOf(batch)).toBe('prepared');
    const reason = 'The rate of the day was wrong';
    expect((await world.press('dana', batch, `${batch}/voiding`, { reason })).status).toBe(303);
    expect((await world.see('vera', batch)).text).toContain(reason);
    expect(await stateOf(batch)).toBe('voided');
  }, 120_000);

  it('says what is payable and what waits, and why; and goes on page by page', async () => {
    const before = await world.see('dana', PAYOUT_PAGE);
    expect(before.text).toContain('Nothing has been calculated yet.');
    expect(before.text).toContain('first the official run is posted');
    const batch = await prepared();
    const { text } = await world.see('vera', PAYOUT_PAGE);
    expect(text).toContain('In a batch, to be approved');
    expect(text).toContain('to be paid by <time');
    const [waits] = await world.access.portal.rows(
      `SELECT count(DISTINCT partner_key)::integer AS partners FROM payout_hold WHERE held_to IS NULL`,
    );
    expect(Number(waits?.['partners'])).toBeGreaterThan(0);
    const listed = /Partners whose payment waits.*?<\/table>/s.exec(text)?.[0] ?? '';
    expect(listed.match(/<tr role="row"/g)?.length).toBe(Number(waits?.['partners']) + 1);
    const cursor = Buffer.from('[1]').toString('base64url');
    const first = (await world.see('vera', batch)).text.match(/<code>(SB[^<]*)<\/code>/g)?.length ?? 0;
    const further = (await world.see('vera', `${batch}?cursor=${cursor}`)).text.match(/<code>(SB[^<]*)<\/code>/g);
    expect(further?.length).toBe(first - 1);
    expect((await world.see('vera', '/payout/batches/999999')).status).toBe(404);
  }, 120_000);
});

describe('what became of a payment', () => {
  it('is told with its amount that came back, the reason in words, and the report that said it', async () => {
    const batch = await prepared();
    const { portal } = world.access;
    await portal.releasePayout(Number(batch.split('/').at(-1)));
    const [payment] = await portal.rows(
      'SELECT end_to_end_id AS id, paid_amount::text AS amount, paid_currency AS currency FROM payment_instruction ORDER BY line LIMIT 1',
    );
    const of = { endToEndId: String(payment?.['id']) };
    const entry = { amount: String(payment?.['amount']), currency: String(payment?.['currency']) };
    const back = { ...of, amount: entry.amount, returnReason: 'AC04' };
    const said: readonly Pick<Statement, 'id' | 'entries'>[] = [
      { id: 'OUT', entries: [{ ...entry, transactions: [of] }] },
      { id: 'BACK', entries: [{ ...entry, direction: 'CRDT', isReversal: true, transactions: [back] }] },
    ];
    for (const each of said) {
      const content = inChunks(Buffer.from(statement({ iban: DEBTOR_ACCOUNT, ...each })));
      await portal.server.app.get(ReadAnswers).execute({ bank: 'NWBKGB2L', fileName: `${each.id ?? ''}.xml`, content });
    }
    const { text } = await world.see('vera', batch);
    expect(text).toMatch(/Came back<\/span>.* came back\./);
    expect(text).toContain(paymentReason('AC04')?.en);
    expect(text).toContain('(AC04)');
    const reports = /Reports of banks and vendors.*?<\/table>/s.exec(text)?.[0] ?? '';
    expect([...reports.matchAll(/<code>(\w+)<\/code>/g)].map(([, id]) => id)).toEqual(['BACK', 'OUT']);
  }, 120_000);
});
