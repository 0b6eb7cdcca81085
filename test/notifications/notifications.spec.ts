import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';
import { checkAuditChain } from '../../src/audit/index.js';
import { ENVIRONMENT, type Environment } from '../../src/config/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { AskPayees, SendNotifications } from '../../src/jobs/index.js';
import { CLOCK, type Clock } from '../../src/kernel/index.js';
import {
  DecideNotification,
  INVITATION_SECRETS,
  listNotifications,
  SendMails,
  type InvitationSecrets,
  type ListedNotification,
} from '../../src/notifications/index.js';
import { ReadAnswers, ReleasePayout } from '../../src/payout/index.js';
import { WorkerModule } from '../../src/worker.js';
import { inChunks, statement } from '../builders/bank-reports.js';
import { ImportFiles } from '../builders/import-folder.js';
import { Seatbacks } from '../seatback.js';
import { accountOf, CAMPAIGN, PayeesWorld } from '../payout/payees-world.js';
import { MailServer, type ReceivedMail } from './mail-server.js';

const world = new PayeesWorld();
let server: MailServer;
beforeAll(async () => {
  server = await MailServer.start();
  await world.start({
    SEATBACK_SMTP_URL: server.url,
    SEATBACK_MAIL_FROM: 'Hafen Cloud <rebates@example.net>',
    SEATBACK_PAYEE_PAGE: 'https://pay.example.net/details',
  });
});
beforeEach(async () => {
  server.clear();
  await world.begin();
});
afterAll(async () => {
  await world.end();
  await server.stop();
});

const SWEDE = { legal_name: 'Åström & Söner AB', contact_email: 'anna@example.com', locale: 'sv-SE' };
const aPartner = (profile: Record<string, string> = SWEDE) =>
  new ImportFiles().partner('1001', { profile, account: null }).sale(1);

const send = () => world.seatback.app.get(SendMails).execute();
const listed = (): Promise<ListedNotification[]> =>
  world.seatback.app.get(UnitOfWork).inSession((session) => listNotifications(session, { limit: 100 }));
const states = async () => (await listed()).reverse().map(({ kind, state }) => `${kind}: ${state}`);

/** A row in the outbox that is due before all others, as only somebody at the database writes it. */
async function putFirst(notice: Readonly<Record<string, unknown>>, occasion = 'written by hand'): Promise<void> {
  await world.query(
    `INSERT INTO notification (occasion, kind, partner_key, campaign_id, notice, recorded_at, next_attempt_at)
     SELECT '${occasion}', 'details-wanted', max(partner_key), 'a-campaign', '${JSON.stringify(notice)}', '2019-01-01Z', '2019-01-01Z' FROM partner`,
  );
}

async function roundAndSend(at?: string): Promise<ReceivedMail[]> {
  if (at !== undefined) world.moveTo(at);
  server.received.length = 0;
  await world.notices.execute();
  await send();
  return [...server.received];
}

const subjects = (mails: readonly ReceivedMail[]) => mails.map(({ headers }) => headers.get('subject'));
const tokenIn = ({ text }: ReceivedMail) => /https:\/\/pay\.example\.net\/details\/(\S+)/.exec(text)?.[1];

describe('a partner', () => {
  it('is told of each step in its language, with a link that works, and of no bank detail ever', async () => {
    await world.posted(aPartner());
    await world.prepared();
    await send();
    expect(subjects(server.received)).toEqual(['En möjlig betalning: A campaign']);
    expect(server.received[0]).toMatchObject({ from: 'rebates@example.net', to: ['anna@example.com'] });
    expect(server.received[0]!.text).toContain('Till Åström & Söner AB\n');
    expect(server.received[0]!.text).toContain('2\u00A0000,00\u00A0USD');
    expect(server.received[0]!.text).toContain('senast 27\u00A0september\u00A02019');

    const first = await roundAndSend();
    expect(subjects(first)).toEqual(['Era bankuppgifter behövs (1 av 3): A campaign']);
    expect(first[0]!.text).toContain('före slutet av 10\u00A0augusti\u00A02019 (Europe/London)');
    expect(first[0]!.headers.get('content-language')).toBe('sv');
    const second = await roundAndSend('2019-08-10T23:00:00Z');
    const third = await roundAndSend('2019-08-16T23:00:00Z');
    expect(subjects(third)).toEqual(['Era bankuppgifter behövs (3 av 3): A campaign']);
    expect(third[0]!.text).toContain('Det här är det sista meddelandet');
    expect(new Set([first, second, third].map(([mail]) => tokenIn(mail!))).size).toBe(3);
    expect(subjects(await roundAndSend('2019-08-21T23:00:00Z'))).toEqual([
      'Er betalning är på väg att förverkas: A campaign',
    ]);
    const last = await roundAndSend('2019-08-22T23:00:00Z');
    expect(subjects(last)).toEqual(['Förverkat: A campaign']);
    expect(last[0]!.text).toContain('2\u00A0000,00\u00A0USD');
    expect(await roundAndSend()).toEqual([]);

    // The secret of a link is nowhere kept as it is.
    const kept = JSON.stringify(await world.query('SELECT * FROM notification'));
    for (const [mail] of [first, second, third]) expect(kept).not.toContain(tokenIn(mail!)!);
  });

  it('is given another link where it was not told a day ahead, as no round was done', async () => {
    await world.posted(aPartner());
    await world.prepared();
    await roundAndSend();
    await roundAndSend('2019-08-10T23:00:00Z');
    await roundAndSend('2019-08-16T23:00:00Z');
    const [told] = await roundAndSend('2019-08-25T08:05:00Z');
    expect(told!.headers.get('subject')).toBe('Er betalning är på väg att förverkas: A campaign');
    expect(told!.text).toContain('26\u00A0augusti\u00A02019, 09:05 (Europe/London)');
    world.moveTo('2019-08-26T08:04:00Z');
    const entered = await world.enter.byInvitation(tokenIn(told!)!, { details: accountOf(1), actor: 'pat' });
    expect(entered.partnerId).toBe('1001');
  });

  it('can use the link of the mail', async () => {
    await world.posted(aPartner());
    await world.prepared();
    const mails = await roundAndSend();
    const entered = await world.enter.byInvitation(tokenIn(mails.at(-1)!)!, { details: accountOf(1), actor: 'pat' });
    expect(entered.partnerId).toBe('1001');
  });

  it.each([
    [
      'de-DE',
      'Gezahlt: A campaign',
      '2.000,00\u00A0USD',
      'Das Konto des Empfängers ist aufgelöst.',
      'Wir brauchen andere.',
    ],
    ['en-GB', 'Paid: A campaign', 'USD\u00A02,000.00', 'The payee’s account is closed.', 'Other details are wanted.'],
    [
      'sv',
      'Betalat: A campaign',
      '2\u00A0000,00\u00A0USD',
      'Mottagarens konto är avslutat.',
      'Andra uppgifter behövs.',
    ],
  ])(
    'who reads %s is told that it was paid, and why the money came back',
    async (locale, paid, amount, reason, other) => {
      await world.posted(
        new ImportFiles().partner('1001', { profile: { contact_email: 'anna@example.com', locale } }).sale(1),
      );
      const { batch } = await world.prepared();
      const release = world.seatback.app.get(ReleasePayout);
      await release.approve(batch!.batch, 'carl');
      await release.release(batch!.batch, 'rita');
      await send();
      server.received.length = 0;
      const [{ id }] = (await world.query<{ id: string }>('SELECT end_to_end_id AS id FROM payment_instruction')) as [
        { id: string },
      ];
      const answered = async (content: string) => {
        await world.seatback.app
          .get(ReadAnswers)
          .execute({ bank: 'BUKBGB22', fileName: 'a.xml', content: inChunks(Buffer.from(content)) });
      };
      const debit = statement({ id: 'OUT', entries: [{ amount: '2000.00', transactions: [{ endToEndId: id }] }] });
      await answered(debit);
      await answered(debit);
      await send();
      expect(subjects(server.received)).toEqual([paid]);
      expect(server.received[0]!.text).toContain(amount);
      expect(server.received[0]!.text).toContain(id);
      await answered(
        statement({
          id: 'BACK',
          entries: [
            {
              amount: '2000.00',
              direction: 'CRDT',
              isReversal: true,
              transactions: [{ endToEndId: id, amount: '2000.00', returnReason: 'AC04' }],
            },
          ],
        }),
      );
      await send();
      expect(server.received).toHaveLength(2);
      expect(server.received[1]!.text).toContain(reason);
      const [asked] = await roundAndSend();
      expect(asked!.text).toContain(other);
      for (const { raw } of [...server.received, asked!]) expect(raw).not.toMatch(/BUKB|GB\d\d/);
    },
  );
});

describe('a mail', () => {
  const fivePartners = () => {
    const files = new ImportFiles();
    for (let partner = 1001; partner <= 1005; partner += 1)
      files
        .partner(String(partner), {
          account: null,
          profile: { contact_email: `to-${String(partner)}@example.com` },
        })
        .sale(partner, { partner: String(partner) });
    return files;
  };

  it('goes out once, also where two workers send at the same moment', async () => {
    await world.posted(fivePartners());
    await world.prepared();
    await world.notices.execute();
    const other = await new Seatbacks().sameDatabase(world.seatback);
    try {
      const rounds = await Promise.all([send(), other.app.get(SendMails).execute(), send()]);
      expect(rounds.reduce((sum, { sent }) => sum + sent, 0)).toBe(10);
    } finally {
      await other.close();
    }
    expect(new Set(server.received.map(({ headers }) => headers.get('message-id'))).size).toBe(10);
    expect(server.received).toHaveLength(10);
    expect(await send()).toMatchObject({ sent: 0 });
  });

  it('is the same mail where its sender dies after the server took it', async () => {
    await world.posted(aPartner());
    await world.prepared();
    server.onTaken = async () => {
      server.onTaken = async () => undefined;
      const killer = new Client({ connectionString: world.seatback.database.adminUrl });
      await killer.connect();
      await killer.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
      );
      await killer.end();
    };
    await expect(send()).rejects.toThrow();
    expect(await states()).toEqual(['potential-payment: waiting']);
    expect(await send()).toMatchObject({ sent: 1 });
    expect(server.received).toHaveLength(2);
    expect(new Set(server.received.map(({ headers }) => headers.get('message-id'))).size).toBe(1);
    expect(await send()).toMatchObject({ sent: 0 });
  });

  it('that the server will not take is for a person, who has it sent again to a corrected address', async () => {
    await world.posted(aPartner());
    await world.prepared();
    server.refusedRecipients.set('anna@example.com', { code: 550, says: 'no such mailbox' });
    expect(await send()).toMatchObject({ sent: 0, refused: 1 });
    world.moveTo('2019-08-20T09:00:00Z');
    expect(await send()).toMatchObject({ sent: 0, refused: 0 });
    const [mail] = await listed();
    expect(mail).toMatchObject({ state: 'refused', problem: expect.stringContaining('550') });

    await world.imported(
      new ImportFiles().rows('partners.csv', {
        partner_id: '1001',
        country: 'SE',
        ...SWEDE,
        contact_email: 'berit@example.com',
      }),
    );
    const decide = world.seatback.app.get(DecideNotification);
    await decide.execute(mail!.notification, { as: 'send-again', reason: 'a new address', actor: 'dana' });
    expect(await send()).toMatchObject({ sent: 1 });
    expect(server.received.map(({ to }) => to)).toEqual([['berit@example.com']]);
    await expect(
      decide.execute(mail!.notification, { as: 'send-again', reason: 'once more', actor: 'dana' }),
    ).rejects.toMatchObject({ code: 'NOTIFICATION_STATE' });
    // It may come back later.
    expect(await decide.execute(mail!.notification, { as: 'bounced', reason: 'mailbox full', actor: 'dana' })).toBe(
      'refused',
    );
    expect(await decide.execute(mail!.notification, { as: 'settled', reason: 'by phone', actor: 'dana' })).toBe(
      'settled',
    );
    const { problems } = await world.seatback.app.get(UnitOfWork).inTransaction((session) => checkAuditChain(session));
    expect(problems).toEqual([]);
  });

  it('that is put off is tried again after longer and longer waits, and in the end looked at', async () => {
    await world.posted(aPartner());
    await world.prepared();
    server.refusedRecipients.set('anna@example.com', { code: 451, says: 'greylisted' });
    const waitsMinutes: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await send();
      const [{ state, nextAttemptAt }] = (await listed()) as [ListedNotification];
      if (state !== 'waiting') break;
      waitsMinutes.push((Date.parse(nextAttemptAt!) - Date.parse(world.seatback.clock.now())) / 60_000);
      world.moveTo(nextAttemptAt!);
    }
    expect(waitsMinutes).toEqual([1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440]);
    expect(await states()).toEqual(['potential-payment: refused']);
    expect(server.received).toEqual([]);
  });

  it.each([
    [550, '5.7.1 sender not allowed'],
    [530, '5.7.0 authentication required'],
    [451, '4.7.1 too many mails from this sender'],
  ])('is refused by no server that refuses our sender (%i): it waits, and the list says why', async (code, says) => {
    await world.posted(fivePartners());
    await world.prepared();
    server.refusedSender = { code, says };
    expect(await send()).toMatchObject({ sent: 0, failed: 0, refused: 0, brokenOffBy: expect.stringContaining(says) });
    expect(await states()).toEqual(Array.from({ length: 5 }, () => 'potential-payment: waiting'));
    expect((await listed()).at(-1)).toMatchObject({ attempts: 0, problem: expect.stringContaining(says) });
    server.refusedSender = undefined;
    world.moveTo('2019-08-05T09:05:00Z');
    expect(await send()).toMatchObject({ sent: 5 });
  });

  it('is not refused for good where the server knows us at none of its recipients', async () => {
    await world.posted(aPartner());
    await world.prepared();
    server.refusedRecipients.set('anna@example.com', { code: 530, says: '5.7.0 authentication required' });
    expect(await send()).toMatchObject({ refused: 0, brokenOffBy: expect.stringContaining('530') });
    expect((await listed())[0]).toMatchObject({ state: 'waiting', attempts: 0 });
  });

  it('waits without an attempt of its own where no server answers, or none is named', async () => {
    await world.posted(aPartner());
    await world.prepared();
    const { app } = world.seatback;
    const environment = app.get<Environment>(ENVIRONMENT, { strict: false });
    const through = (mail: Environment['mail']) =>
      new SendMails(
        app.get(UnitOfWork),
        { ...environment, mail },
        app.get<InvitationSecrets>(INVITATION_SECRETS, { strict: false }),
        app.get<Clock>(CLOCK, { strict: false }),
      ).execute();
    expect(await through(undefined)).toMatchObject({ isConfigured: false, sent: 0 });
    // Nobody listens at port 1.
    const dead = { smtpUrl: 'smtp://127.0.0.1:1', from: { name: '', address: 'a@example.net' } };
    expect(await through(dead)).toMatchObject({ sent: 0, brokenOffBy: expect.stringContaining('ECONNREFUSED') });
    expect((await listed())[0]).toMatchObject({ state: 'waiting', attempts: 0 });
    world.moveTo('2019-08-05T09:05:00Z');
    expect(await send()).toMatchObject({ sent: 1 });
  });

  it('is not sent where it is of no use any more', async () => {
    await world.posted(aPartner());
    await world.prepared();
    await world.notices.execute();
    const { bankDetails } = await world.enter.byUser('1001', {
      details: accountOf(1, { accountName: SWEDE.legal_name }),
      actor: 'pat',
    });
    await world.approval.approve(bankDetails, 'robin');
    await world.notices.execute();
    await send();
    expect(await states()).toEqual(['potential-payment: sent', 'details-wanted: lapsed']);
  });

  it('of a notice whose time was over before anybody could be reached is for a person', async () => {
    await world.posted(aPartner({ legal_name: SWEDE.legal_name }));
    await world.prepared();
    await world.notices.execute();
    await send();
    world.moveTo('2019-08-10T23:00:00Z');
    await world.notices.execute();
    await world.imported(new ImportFiles().rows('partners.csv', { partner_id: '1001', country: 'SE', ...SWEDE }));
    await send();
    expect(await states()).toEqual(['potential-payment: sent', 'details-wanted: refused', 'details-wanted: sent']);
    expect((await listed())[1]!.problem).toContain('the time to answer was over');
  });

  it.each([
    ['none', undefined],
    ['two addresses', 'anna@example.com, eve@example.com'],
    ['a header', 'anna@example.com\nBcc: eve@example.com'],
  ])('to a contact with %s goes nowhere, and the list says why', async (_, contactEmail) => {
    await world.posted(
      aPartner({ locale: 'de', ...(contactEmail === undefined ? {} : { contact_email: contactEmail }) }),
    );
    await world.prepared();
    expect(await send()).toMatchObject({ sent: 0, failed: 1 });
    expect((await listed())[0]!.problem).toContain('contact_email');
    expect(server.received).toEqual([]);
    // As soon as the register knows an address, it goes out by itself.
    await world.imported(new ImportFiles().rows('partners.csv', { partner_id: '1001', country: 'SE', ...SWEDE }));
    world.moveTo('2019-08-05T09:01:00Z');
    expect(await send()).toMatchObject({ sent: 1 });
  });

  it('holds no header that a name brought', async () => {
    await world.posted(aPartner({ ...SWEDE, legal_name: 'Evil\r\nBcc: eve@example.com\r\n\r\nPay here' }));
    await world.prepared();
    await send();
    const [mail] = server.received;
    expect(mail!.to).toEqual(['anna@example.com']);
    expect([...mail!.headers.keys()]).not.toContain('bcc');
    expect(mail!.text.split('\n')[0]).toBe('Till Evil Bcc: eve@example.com Pay here');
  });

  it.each([
    ['that nobody can read', { kind: 'details-wanted', payeeInvitation: 'x' }, { refused: 1, failed: 0 }],
    ['of no kind that is known', { kind: 'a-gift', amount: '1' }, { refused: 1, failed: 0 }],
  ])('%s keeps no other back, and is for a person', async (_, notice, counted) => {
    await world.posted(aPartner());
    await world.prepared();
    await putFirst(notice);
    expect(await send()).toMatchObject({ sent: 1, ...counted });
    expect((await listed())[0]).toMatchObject({ state: 'refused', problem: expect.stringContaining('cannot be read') });
  });

  it('at which the database stumbles is put off, and keeps no other back', async () => {
    await world.posted(aPartner());
    await world.prepared();
    await world.notices.execute();
    await putFirst({ kind: 'potential-payment', payBy: '2019-09-27', amount: '1', currency: 'USD' });
    const { app } = world.seatback;
    const secrets = app.get<InvitationSecrets>(INVITATION_SECRETS, { strict: false });
    const stumbling: InvitationSecrets = {
      ...secrets,
      invitationOf: async (session) => session.one('SELECT 1 / 0 AS "is"'),
    };
    const environment = app.get<Environment>(ENVIRONMENT, { strict: false });
    const clock = app.get<Clock>(CLOCK, { strict: false });
    expect(await new SendMails(app.get(UnitOfWork), environment, stumbling, clock).execute()).toMatchObject({
      sent: 2,
      failed: 1,
    });
    expect((await listed()).find(({ state }) => state === 'waiting')).toMatchObject({
      kind: 'details-wanted',
      attempts: 1,
      problem: expect.stringContaining('division by zero'),
    });
    world.moveTo('2019-08-05T09:01:00Z');
    expect(await send()).toMatchObject({ sent: 1 });
  });

  it.each([
    ['a link', `notice FROM notification WHERE kind = 'details-wanted'`],
    [
      'a warning',
      `'{"kind":"about-to-be-forfeited","payeeRequest":1,"forfeitedAt":"2019-08-22T23:00:00Z","timeZone":"UTC"}'::jsonb FROM notification WHERE kind = 'details-wanted'`,
    ],
  ])('hands %s of one partner to no other, whoever wrote it, and is for a person', async (_, content) => {
    await world.posted(aPartner().partner('1002', { profile: { contact_email: 'eve@example.com' } }));
    await world.prepared();
    await world.notices.execute();
    await world.query(
      `INSERT INTO notification (occasion, kind, partner_key, campaign_id, recorded_at, next_attempt_at, notice)
       SELECT 'forged', 'details-wanted', (SELECT partner_key FROM partner WHERE partner_id = '1002'), campaign_id, recorded_at,
         next_attempt_at, ${content}`,
    );
    expect(await send()).toMatchObject({ sent: 2, refused: 1 });
    expect(server.received.flatMap(({ to }) => to)).not.toContain('eve@example.com');
    expect((await listed())[0]).toMatchObject({
      partnerId: '1002',
      state: 'refused',
      problem: expect.stringContaining('another partner'),
    });
  });

  it('is not on record where what it tells of did not happen', async () => {
    await world.posted(aPartner());
    await expect(world.prepared('  ')).rejects.toMatchObject({ code: 'ACTOR_INVALID' });
    await world.damage(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await expect(world.prepared()).rejects.toThrow();
    await world.damage('DROP TRIGGER refuse ON audit_entry; DROP FUNCTION refuse');
    expect(await listed()).toEqual([]);
    await world.prepared();
    await world.prepared();
    expect(await states()).toEqual(['potential-payment: waiting']);
    expect(await world.attempt(`UPDATE notification SET notice = '{}'`)).toBe('42501');
    expect(await world.attempt(`UPDATE notification SET state = 'settled'`)).toBe('23514');
  });
});

describe('a worker', () => {
  it('asks nobody by itself where no mail is sent: nobody would hear of it', async () => {
    await world.posted(aPartner());
    await world.prepared();
    const environment = { ...world.seatback.database.environment, mail: undefined };
    const worker = await NestFactory.createApplicationContext(
      WorkerModule.register({ environment, clock: world.seatback.clock }, { isWoken: false }),
      { logger: ['fatal'], abortOnError: false },
    );
    await worker.get(AskPayees).round();
    await worker.close();
    expect(await world.query('SELECT 1 FROM payee_request')).toEqual([]);
    expect(await states()).toEqual(['potential-payment: waiting']);
  });

  it('counts on and forfeits no further than its mails have left, or a person has settled them', async () => {
    await world.posted(aPartner({ legal_name: SWEDE.legal_name }));
    await world.prepared();
    const { app, database, clock } = world.seatback;
    const worker = await NestFactory.createApplicationContext(
      WorkerModule.register({ environment: database.environment, clock }, { isWoken: false }),
      { logger: ['fatal'], abortOnError: false },
    );
    const woken = async (at: string) => {
      world.moveTo(at);
      await worker.get(AskPayees).round();
      await worker.get(SendNotifications).send();
    };
    const settled = async () => {
      for (const { notification, kind, state } of await listed())
        if (kind !== 'potential-payment' && (state === 'waiting' || state === 'refused'))
          await app
            .get(DecideNotification)
            .execute(notification, { as: 'settled', reason: 'told by telephone', actor: 'dana' });
    };
    const asked = async () =>
      (await world.query<{ kind: string; notice: number }>('SELECT kind, notice FROM payee_notice ORDER BY 1, 2')).map(
        ({ kind, notice }) => `${kind} ${String(notice)}`,
      );
    try {
      await woken('2019-08-05T09:00:00Z');
      await woken('2019-08-10T23:00:00Z');
      await woken('2019-09-20T09:00:00Z');
      expect(await asked()).toEqual(['details-wanted 1']);
      expect(await world.notices.execute(CAMPAIGN, 'worker')).toMatchObject({
        carriedOut: [],
        untold: [{ partnerId: '1001', due: 'send', notice: 2, mails: [{ state: 'refused' }] }],
      });
      await settled();
      await woken('2019-09-20T10:00:00Z');
      expect(await asked()).toEqual(['details-wanted 1', 'details-wanted 2']);
      await settled();
      await woken('2019-09-25T23:00:00Z');
      await settled();
      await woken('2019-09-30T23:00:00Z');
      await woken('2019-10-01T23:00:00Z');
      await woken('2019-10-09T23:00:00Z');
      expect(await asked()).toEqual([
        'about-to-be-forfeited 3',
        'details-wanted 1',
        'details-wanted 2',
        'details-wanted 3',
      ]);
      expect(await world.notices.execute(CAMPAIGN, 'worker')).toMatchObject({ untold: [{ due: 'forfeit' }] });
      expect(await world.balances()).toEqual({ payable: '2000.00' });
      await settled();
      await woken('2019-10-10T23:00:00Z');
      expect(await world.balances()).toEqual({ forfeited: '2000.00' });
    } finally {
      await worker.close();
    }
    expect(server.received).toEqual([]);
  });

  it('leaves to a person, who starts a round, how partners without an address are told', async () => {
    await world.posted(aPartner({ legal_name: SWEDE.legal_name }));
    await world.prepared();
    const done: string[] = [];
    for (const at of ['05T09', '10T23', '16T23', '21T23', '22T23']) {
      world.moveTo(`2019-08-${at}:00:00Z`);
      const { carriedOut, untold } = await world.notices.execute();
      done.push(...carriedOut.map((each) => each.done));
      expect(untold).toEqual([]);
    }
    expect(done).toEqual(['asked', 'asked', 'asked', 'foretold', 'forfeited']);
    expect(server.received).toEqual([]);
  });

  it('asks payees and sends by itself, with nothing more to be started', async () => {
    await world.posted(aPartner());
    await world.prepared();
    const { environment } = world.seatback.database;
    const worker = await NestFactory.createApplicationContext(
      WorkerModule.register({ environment, clock: world.seatback.clock }, { isWoken: false }),
      { logger: ['fatal'], abortOnError: false },
    );
    try {
      const woken = async (at?: string) => {
        if (at !== undefined) world.moveTo(at);
        await worker.get(AskPayees).round();
        await worker.get(SendNotifications).send();
      };
      await woken();
      await woken();
      await woken('2019-08-10T23:00:00Z');
    } finally {
      await worker.close();
    }
    expect(subjects(server.received)).toEqual([
      'En möjlig betalning: A campaign',
      'Era bankuppgifter behövs (1 av 3): A campaign',
      'Era bankuppgifter behövs (2 av 3): A campaign',
    ]);
  });
});
