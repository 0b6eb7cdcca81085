import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { instantOfMillis } from '../../src/kernel/index.js';
import { InvitePayee, ReleasePayout } from '../../src/payout/index.js';
import { checkWebhooks, DeliverWebhooks, Webhooks } from '../../src/webhooks/index.js';
import { aCampaign, EARNED_BY_SELLING } from '../campaign-builder.js';
import { VendorWorld } from './vendor-world.js';
import { WebhookReceiver } from './webhook-receiver.js';

const world = new VendorWorld();
let receiver: WebhookReceiver;
beforeAll(() => world.open());
afterAll(() => world.end());
beforeEach(async () => {
  receiver = await WebhookReceiver.open();
  await world.begin();
});
afterEach(() => receiver.close());

const webhooks = () => world.server.app.get(Webhooks);
const round = () => world.server.app.get(DeliverWebhooks).round();
const HOUR_MS = 3_600_000;

/** A paid batch of acme-pay. @returns the payment */
async function paid(): Promise<{ readonly batchId: string; readonly payment: string; readonly token: string }> {
  const { batchId } = (await world.released())['acme-pay']!;
  const token = await world.token(world.acme);
  await world.acknowledged(batchId, token);
  const [payment] = (await world.paymentIds(batchId, token)) as [string];
  await world.post(`batches/${batchId}/statuses`, token, { reports: [{ paymentId: payment, status: 'paid' }] });
  return { batchId, payment, token };
}

const returned = (paymentId: string) => ({
  reports: [{ paymentId, status: 'returned', reasons: [{ code: 'AC04' }], amount: '2000.00', currency: 'USD' }],
});

describe('events', () => {
  it('tell a vendor and a partner what is theirs, in ids and nothing else', async () => {
    await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/acme'), actor: 'dana' });
    await webhooks().add({ vendor: 'other-pay' }, { url: receiver.at('/other'), actor: 'dana' });
    await webhooks().add({ partnerId: '1001' }, { url: receiver.at('/1001'), actor: 'dana' });
    await webhooks().add({ partnerId: '1002' }, { url: receiver.at('/1002'), actor: 'dana' });
    const { batchId, payment, token } = await paid();
    await world.post(`batches/${batchId}/statuses`, token, returned(payment));
    expect(await round()).toEqual({ delivered: 6, failed: 0, disabled: [] });
    expect(await round()).toEqual({ delivered: 0, failed: 0, disabled: [] });
    expect(receiver.types('/acme')).toEqual(['batch.released', 'payment.paid', 'payment.returned']);
    expect(receiver.types('/other')).toEqual(['batch.released']);
    expect(receiver.types('/1001')).toEqual(['payment.paid', 'payment.returned']);
    expect(receiver.types('/1002')).toEqual([]);
    const told = (path: string, type: string) =>
      receiver.received.find((each) => each.path === path && each.event.type === type)!.event;
    expect(told('/acme', 'batch.released').data).toEqual({ batchId, paymentCount: 1 });
    expect(told('/acme', 'payment.paid').data).toEqual({ paymentId: payment, batchId });
    expect(told('/1001', 'payment.paid')).toEqual({
      type: 'payment.paid',
      timestamp: world.clock.now(),
      data: { paymentId: payment, partnerId: '1001', campaignId: 'a-campaign' },
    });
    expect(receiver.received.map(({ body }) => body).join()).not.toMatch(/P-77|2000|iban|Partner 1001/i);
  });

  it('tell a partner of its earnings and that its details are wanted', async () => {
    await webhooks().add({ partnerId: '1003' }, { url: receiver.at('/1003'), actor: 'dana' });
    const { app } = world.server;
    const terms = aCampaign(
      { ...EARNED_BY_SELLING, 'bank details': { days: 5, notices: 3 } },
      { campaign: 'another-campaign' },
    );
    const { run } = await app.get(CalculateCampaign).execute(terms);
    await app.get(RunApproval).submit(run, 'sue');
    await app.get(RunApproval).approve(run, 'art');
    expect(await world.query('SELECT 1 FROM webhook_event')).toEqual([]);
    await app.get(RunApproval).post(run, 'sue');
    await app.get(InvitePayee).execute('1003', 'another-campaign', 'dana');
    await round();
    // Of several subjects: each has its order, and they come side by side.
    const told = new Map(receiver.received.map(({ event: { type, data } }) => [type, data]));
    expect(receiver.received).toHaveLength(2);
    expect(told.get('earning.posted')).toEqual({ campaignId: 'another-campaign', run, partnerId: '1003' });
    expect(told.get('bank-details.wanted')).toEqual({
      campaignId: 'another-campaign',
      partnerId: '1003',
      notice: 1,
      answerBy: expect.stringMatching(/Z$/),
    });
  });

  it('are there if, and only if, the change is', async () => {
    await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/acme'), actor: 'dana' });
    const { vendorBatches } = await world.prepared();
    const payout = world.server.app.get(ReleasePayout);
    await payout.approve(vendorBatches[0]!.batch, 'carl');
    const events = () => world.query('SELECT type FROM webhook_event');
    const { app } = world.server;
    await expect(
      app.get(UnitOfWork).inTransaction(async (session) => {
        await session.execute(
          `UPDATE payout_batch SET state = 'releasing', released_by = 'rita', release_begun_at = now() WHERE vendor = 'acme-pay'`,
        );
        await session.execute(`UPDATE payout_batch SET file_written_at = now() WHERE vendor = 'acme-pay'`);
        await session.execute(
          `UPDATE payout_batch SET state = 'released', released_at = now(), released_as = 'x' WHERE vendor = 'acme-pay'`,
        );
        expect(await session.query('SELECT type FROM webhook_event')).toHaveLength(1);
        throw new Error('the power goes');
      }),
    ).rejects.toThrow('the power goes');
    expect(await events()).toEqual([]);
    await payout.release(vendorBatches[0]!.batch, 'rita');
    expect(await events()).toEqual([{ type: 'batch.released' }]);
  });
});

describe('a delivery', () => {
  it('is signed as Standard Webhooks says, with each secret that is valid', async () => {
    const { endpoint, secret } = await webhooks().add(
      { vendor: 'acme-pay' },
      { url: receiver.at('/acme'), actor: 'dana' },
    );
    await world.released();
    // Whoever verifies looks at the time of today.
    world.clock.moveTo(instantOfMillis(Date.now()));
    const rotated = await webhooks().rotate(endpoint, 'dana', 24);
    await round();
    const [first] = receiver.received;
    for (const each of [secret, rotated.secret])
      expect(new Webhook(each).verify(first!.body, { ...first!.headers })).toEqual(first!.event);
    expect(() => new Webhook(secret).verify(`${first!.body} `, { ...first!.headers })).toThrow();
    await webhooks().replay(endpoint, 'dana', { eventId: first!.headers['webhook-id']! });
    await webhooks().rotate(endpoint, 'dana', 0);
    await round();
    const [, second] = receiver.received;
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(() => new Webhook(rotated.secret).verify(second!.body, { ...second!.headers })).toThrow();
    expect(second!.body).toBe(first!.body);
  });

  it('is tried again, later and later, under one id, until it arrives', async () => {
    const { endpoint } = await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/acme'), actor: 'dana' });
    await world.released();
    receiver.answers.set('/acme', { status: 500 });
    expect(await round()).toMatchObject({ failed: 1 });
    expect(await round()).toMatchObject({ delivered: 0, failed: 0 });
    const waited: number[] = [];
    for (let tries = 1; tries < 4; tries += 1) {
      const [{ ms } = { ms: 0 }] = await world.query<{ ms: number }>(
        `SELECT (extract(epoch FROM due_at - '${world.clock.now()}'::timestamptz) * 1000)::integer AS ms FROM webhook_delivery`,
      );
      waited.push(ms);
      world.wait(ms - 1);
      expect(await round()).toMatchObject({ failed: 0 });
      world.wait(1);
      expect(await round()).toMatchObject({ failed: 1 });
    }
    for (const [index, usual] of [5_000, 300_000, 1_800_000].entries())
      expect(Math.abs(waited[index]! - usual)).toBeLessThanOrEqual(usual * 0.2);
    expect(await webhooks().list()).toMatchObject([{ endpoint, waiting: 1, lastFault: 'answered 500' }]);
    receiver.answers.clear();
    world.wait(4 * HOUR_MS);
    expect(await round()).toMatchObject({ delivered: 1 });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(receiver.received).toHaveLength(5);
    expect(await webhooks().list()).toMatchObject([{ waiting: 0, delivered: 1, failingSince: null }]);
  });

  it('waits as long as the receiver asks', async () => {
    await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/acme'), actor: 'dana' });
    await world.released();
    receiver.answers.set('/acme', { status: 429, headers: { 'retry-after': '7200' } });
    await round();
    world.wait(2 * HOUR_MS - 1);
    expect(await round()).toMatchObject({ failed: 0 });
    world.wait(1);
    expect(await round()).toMatchObject({ failed: 1 });
  });

  it('comes after those before it of the same payment, and does not hold up others', async () => {
    await webhooks().add({ partnerId: '1001' }, { url: receiver.at('/down'), actor: 'dana' });
    await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/acme'), actor: 'dana' });
    receiver.answers.set('/down', { status: 503 });
    const { batchId, payment, token } = await paid();
    await world.post(`batches/${batchId}/statuses`, token, returned(payment));
    expect(await round()).toMatchObject({ delivered: 3, failed: 1 });
    expect(receiver.types('/down')).toEqual(['payment.paid']);
    receiver.answers.clear();
    world.wait(HOUR_MS);
    await round();
    expect(receiver.types('/down')).toEqual(['payment.paid', 'payment.paid', 'payment.returned']);
  });

  it('is one of many, some of which fail at the same time', async () => {
    await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/up'), actor: 'dana' });
    await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/down'), actor: 'dana' });
    receiver.answers.set('/down', { status: 500 });
    await world.query(
      `SELECT tell_by_webhook('payment.paid', 'payment ' || number, '${world.clock.now()}', 'acme-pay', NULL, jsonb_build_object('paymentId', number))
       FROM generate_series(1, 30) AS number`,
    );
    const rounds = await Promise.all([round(), round()]);
    expect(rounds.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(30);
    // After the first of them the others wait: what is down is not asked thirty times.
    expect(receiver.types('/down').length).toBeLessThanOrEqual(16);
    receiver.answers.clear();
    world.wait(HOUR_MS);
    await Promise.all([round(), round()]);
    for (const path of ['/up', '/down']) {
      const ids = receiver.received.filter((each) => each.path === path).map(({ headers }) => headers['webhook-id']);
      expect(new Set(ids).size).toBe(30);
    }
    expect(receiver.types('/up')).toHaveLength(30);
    expect(await webhooks().list()).toMatchObject([{ delivered: 30 }, { delivered: 30, failingSince: null }]);
  });

  it('is made once by two workers, and again where one is gone before it could note it', async () => {
    await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/acme'), actor: 'dana' });
    await world.released();
    await Promise.all([round(), round(), round()]);
    expect(receiver.received).toHaveLength(1);
    await world.query(
      `UPDATE webhook_delivery SET state = 'waiting', claimed_to = '${world.clock.now()}'::timestamptz + interval '60 seconds'`,
    );
    expect(await round()).toMatchObject({ delivered: 0 });
    world.wait(60_000);
    expect(await round()).toMatchObject({ delivered: 1 });
  });
});

describe('an endpoint', () => {
  it('that nothing reaches for three days is disabled, and goes on when somebody enables it', async () => {
    const { endpoint } = await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/acme'), actor: 'dana' });
    await world.released();
    receiver.answers.set('/acme', { status: 500 });
    const disabled: unknown[] = [];
    for (let hours = 0; hours < 90 && disabled.length === 0; hours += 1) {
      disabled.push(...(await round()).disabled);
      world.wait(HOUR_MS);
    }
    expect(disabled).toMatchObject([{ endpoint, because: expect.stringContaining('nothing has arrived there since') }]);
    const tries = receiver.received.length;
    expect(await round()).toMatchObject({ failed: 0 });
    receiver.answers.clear();
    await webhooks().enable(endpoint, 'dana');
    await webhooks().replay(endpoint, 'dana', { since: world.clock.now() });
    expect(receiver.received).toHaveLength(tries);
    const [event] = await world.query<{ id: string }>('SELECT event_id AS id FROM webhook_event');
    await webhooks().replay(endpoint, 'dana', { eventId: event!.id });
    expect(await round()).toMatchObject({ delivered: 1 });
    const { problems } = await world.server.app.get(UnitOfWork).inTransaction((session) => checkWebhooks(session));
    expect(problems).toEqual([]);
  });

  it('that says it is gone is disabled at once', async () => {
    await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/acme'), actor: 'dana' });
    await world.released();
    receiver.answers.set('/acme', { status: 410 });
    expect((await round()).disabled).toMatchObject([{ because: expect.stringContaining('410') }]);
  });

  it('is not followed elsewhere', async () => {
    await webhooks().add({ vendor: 'acme-pay' }, { url: receiver.at('/acme'), actor: 'dana' });
    await world.released();
    receiver.answers.set('/acme', { status: 307, headers: { location: receiver.at('/elsewhere') } });
    expect(await round()).toMatchObject({ failed: 1 });
    expect(receiver.types('/elsewhere')).toEqual([]);
  });

  it.each<[string, Parameters<Webhooks['add']>[0], Partial<Parameters<Webhooks['add']>[1]>, string]>([
    ['of nobody', { vendor: 'nobody' }, {}, 'WEBHOOK_OWNER_UNKNOWN'],
    ['of a partner that is not in the register', { partnerId: '9999' }, {}, 'WEBHOOK_OWNER_UNKNOWN'],
    ['for an event of partners', { vendor: 'acme-pay' }, { events: ['earning.posted'] }, 'WEBHOOK_EVENT_UNKNOWN'],
    ['with a password', { vendor: 'acme-pay' }, { url: 'https://a:b@hooks.example.com/' }, 'WEBHOOK_URL_INVALID'],
    ['of another kind', { vendor: 'acme-pay' }, { url: 'file:///etc/passwd' }, 'WEBHOOK_URL_INVALID'],
  ])('%s is refused', async (_what, owner, changes, code) => {
    const given = { url: 'https://hooks.example.com/', actor: 'dana', ...changes };
    await expect(webhooks().add(owner, given)).rejects.toMatchObject({ code });
  });
});
