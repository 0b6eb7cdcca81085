import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { DecideNotification, SendMails } from '../../src/notifications/index.js';
import { checkNotices, ReadAnswers, ReleasePayout, type NoticeCheck } from '../../src/payout/index.js';
import { inChunks, statement } from '../builders/bank-reports.js';
import { ImportFiles } from '../builders/import-folder.js';
import { PayeesWorld } from '../payout/payees-world.js';
import { MailServer } from './mail-server.js';

// The first file of a run makes the server and its template.
jest.setTimeout(300_000);

const world = new PayeesWorld();
let server: MailServer;
beforeAll(async () => {
  server = await MailServer.start();
  await world.start({ SEATBACK_SMTP_URL: server.url, SEATBACK_MAIL_FROM: 'rebates@example.net' });
});
beforeEach(async () => {
  server.clear();
  await world.begin();
});
afterAll(async () => {
  await world.end();
  await server.stop();
});

const profile = (contact_email: string) => ({ legal_name: 'Partner Ltd', contact_email, locale: 'en-GB' });
const checked = (): Promise<NoticeCheck> =>
  world.seatback.app.get(UnitOfWork).inTransaction((session) => checkNotices(session));

/** 1001 has no account and is asked; 1002 is paid. Both are told by mail. */
async function told(): Promise<void> {
  await world.posted(
    new ImportFiles()
      .partner('1001', { profile: profile('anna@example.com'), account: null })
      .partner('1002', { profile: profile('berit@example.com') })
      .sale(1)
      .sale(2, { partner: '1002' }),
  );
  const { app } = world.seatback;
  const { batch } = await world.prepared();
  await app.get(ReleasePayout).approve(batch!.batch, 'carl');
  await app.get(ReleasePayout).release(batch!.batch, 'rita');
  const [{ id }] = (await world.query<{ id: string }>('SELECT end_to_end_id AS id FROM payment_instruction')) as [
    { id: string },
  ];
  const debit = statement({ id: 'OUT', entries: [{ amount: '2000.00', transactions: [{ endToEndId: id }] }] });
  const content = inChunks(Buffer.from(debit));
  await app.get(ReadAnswers).execute({ bank: 'BUKBGB22', fileName: 'a.xml', content });
  await round();
}

async function round(at?: string): Promise<void> {
  if (at !== undefined) world.moveTo(at);
  await world.notices.execute();
  await world.seatback.app.get(SendMails).execute();
}

it('finds nothing wrong of partners that were asked, paid, corrected in the register and forfeited', async () => {
  await told();
  await world.imported(
    new ImportFiles().rows('partners.csv', { partner_id: '1001', country: 'GB', ...profile('cleo@example.com') }),
  );
  for (const at of ['2019-08-10T23:00:00Z', '2019-08-16T23:00:00Z', '2019-08-21T23:00:00Z', '2019-08-22T23:00:00Z'])
    await round(at);
  expect(server.received.map(({ to }) => to[0])).toEqual(
    expect.arrayContaining(['anna@example.com', 'berit@example.com', 'cleo@example.com']),
  );
  expect(await checked()).toEqual({ notifications: 8, problems: [], remarks: [] });
});

it.each([
  ['an amount that nobody is owed', `SET notice = jsonb_set(notice, '{amount}', '"2100.00"') WHERE kind = 'paid'`],
  ['a payment of another', `SET partner_key = (SELECT min(partner_key) FROM partner) WHERE kind = 'paid'`],
  ['a payment that is none', `SET notice = jsonb_set(notice, '{endToEndId}', '"SB-X"') WHERE kind = 'paid'`],
  ['another campaign', `SET campaign_id = 'another' WHERE kind = 'potential-payment' AND partner_key = 1`],
  [
    'the invitation of another',
    `SET notice = jsonb_set(notice, '{payeeInvitation}', '99') WHERE kind = 'details-wanted'`,
  ],
  ['a request that is none', `SET notice = jsonb_set(notice, '{payeeRequest}', '99') WHERE kind = 'details-wanted'`],
])('finds a mail about %s', async (_what, damage) => {
  await told();
  expect((await checked()).problems).toEqual([]);
  await world.damage(`UPDATE notification ${damage}`);
  expect((await checked()).problems.length).toBeGreaterThan(0);
  expect((await checked()).problems[0]).toMatch(
    /^notification \d+: it tells its partner of nothing that is on record$/,
  );
});

it('finds one that cannot be read, one that went elsewhere, a notice without a mail, and a decision that nobody logged', async () => {
  await told();
  const number = async (where: string) =>
    (await world.query<{ n: number }>(`SELECT notification AS n FROM notification WHERE ${where}`))[0]!.n;
  const asked = await number(`kind = 'details-wanted'`);
  const paid = await number(`kind = 'paid'`);
  await world.seatback.app
    .get(DecideNotification)
    .execute(paid, { as: 'bounced', reason: 'mailbox is full', actor: 'dana' });
  expect((await checked()).problems).toEqual([]);
  await world.damage(`UPDATE notification SET sent_to = 'mallory@example.com' WHERE notification = ${String(asked)}`);
  await world.damage(`UPDATE notification SET decided_by = 'mallory' WHERE notification = ${String(paid)}`);
  expect((await checked()).problems).toEqual([
    `notification ${String(asked)}: it went to an address that the register did not have for its partner`,
    `notification ${String(paid)}: the audit log has no notification.decide by mallory`,
  ]);
  await world.damage(`DELETE FROM notification WHERE notification IN (${String(asked)}, ${String(paid)})`);
  expect((await checked()).problems).toEqual(['notice 1 to partner 1001 has no mail']);
  await world.damage(`UPDATE notification SET notice = '{"kind":"paid"}'`);
  expect((await checked()).problems[0]).toMatch(/^notification \d+: it cannot be read/);
});

it('names what was forfeited while the mails of its notices still waited: a round by hand did it', async () => {
  await told();
  server.refusedSender = { code: 550, says: '5.7.1 sender not allowed' };
  for (const at of ['2019-08-10T23:00:00Z', '2019-08-16T23:00:00Z', '2019-08-21T23:00:00Z', '2019-08-22T23:00:00Z'])
    await round(at);
  const { problems, remarks } = await checked();
  expect(problems).toEqual([]);
  expect(remarks).toEqual([
    expect.stringMatching(/^what partner 1001 forfeited in a-campaign was foretold by no mail that had left/),
  ]);
});
