import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReleasePayout, ShowPayout, Vendors } from '../../src/payout/index.js';
import { IssueDocuments } from '../../src/portal/index.js';
import { CAMPAIGN, VendorWorld } from './vendor-world.js';

const world = new VendorWorld();
beforeAll(() => world.open());
afterAll(() => world.end());
beforeEach(() => world.begin());

describe('batches of vendors', () => {
  it('are prepared beside the bank’s, one for each vendor, by reference and without an account', async () => {
    const { batch, vendorBatches, held } = await world.prepared();
    expect(held).toEqual([]);
    expect(batch).toMatchObject({ vendor: null, paymentCount: 1 });
    expect(vendorBatches.map(({ vendor, paymentCount, totals }) => [vendor, paymentCount, totals])).toEqual([
      ['acme-pay', 1, { USD: '2000.00' }],
      ['other-pay', 1, { USD: '2000.00' }],
    ]);
    const again = await world.prepared();
    expect([again.batch, again.vendorBatches]).toEqual([undefined, []]);
  });

  it('are in sight of their vendor once they are released, with the bytes that were approved', async () => {
    const token = await world.token(world.acme);
    const { vendorBatches } = await world.prepared();
    const own = vendorBatches.find(({ vendor }) => vendor === 'acme-pay')!;
    expect((await world.get('batches', token)).json).toEqual({ batches: [], nextCursor: null });
    const payout = world.server.app.get(ReleasePayout);
    await expect(payout.approve(own.batch, 'mia')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    await payout.approve(own.batch, 'carl');
    expect((await world.get(`batches/${own.messageId}`, token)).status).toBe(404);
    await payout.release(own.batch, 'rita');
    await expect(payout.release(own.batch, 'rita')).rejects.toMatchObject({ code: 'BATCH_STATE' });

    const { json } = await world.get('batches', token);
    expect(json).toEqual({
      batches: [
        {
          batchId: own.messageId,
          isSample: false,
          state: 'released',
          executionDate: own.executionDate,
          releasedAt: world.clock.now(),
          answeredAt: null,
          paymentCount: 1,
          totals: [{ currency: 'USD', amount: '2000.00' }],
          fileHash: own.fileHash,
        },
      ],
      nextCursor: null,
    });
    const file = await world.get(`batches/${own.messageId}/file`, token);
    expect(createHash('sha256').update(file.text).digest('hex')).toBe(own.fileHash);
    expect(file.headers.get('etag')).toBe(`"${own.fileHash}"`);
    expect(JSON.parse(file.text)).toMatchObject({
      form: 'seatback-vendor-batch/1',
      vendor: 'acme-pay',
      batchId: own.messageId,
      paymentCount: 1,
      payments: [
        {
          payeeReference: 'P-77',
          payeeName: 'Partner 1001 Ltd',
          amount: '2000.00',
          currency: 'USD',
          remittance: `Rebate S-000002, ${CAMPAIGN}, partner 1001`,
        },
      ],
    });
    expect(file.text).not.toMatch(/iban|account|bic/i);
    expect(await world.balances('1001')).toEqual({ 'in-transit': '2000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('take the next numbers, and are looked at in blocks that no account of ours pays', async () => {
    const { batches, vendorBatches } = await world.prepared();
    expect([...batches, ...vendorBatches].map(({ batch, format, debtorBic }) => [batch, format, debtorBic])).toEqual([
      [1, 'pain.001.001.09', expect.any(String)],
      [2, 'vendor', null],
      [3, 'vendor', null],
    ]);
    expect((await world.server.app.get(ShowPayout).execute(2)).blocks).toEqual([
      {
        block: 1,
        debtorAccount: null,
        debtorBic: null,
        executionDate: vendorBatches[0]!.executionDate,
        cutOff: null,
        bankingDays: 'MONDAY_TO_FRIDAY',
        currency: 'USD',
        serviceLevel: null,
        chargeBearer: null,
        payments: 1,
        total: '2000.00',
        chosenBecause: {},
      },
    ]);
  });

  it('have an advice for the partner, without an account', async () => {
    const { 'acme-pay': own } = await world.released();
    const [payment] = await world.paymentIds(own!.batchId, await world.token(world.acme));
    const { files } = await world.server.app.get(IssueDocuments).advice(payment!, { formats: ['csv'], language: 'en' });
    const text = files[0]!.content.toString('utf8');
    expect(text).toContain('Partner 1001 Ltd');
    expect(text).not.toMatch(/account ending|ending in/i);
  });

  it('hold payments of their vendor only, and no batch of a bank holds one', async () => {
    await world.prepared();
    const copied = (batch: number, vendor: string, format: string) => `
      INSERT INTO payout_batch (batch, campaign_id, run, message_id, state, execution_date, payment_count, totals, file_hash, prepared_by, prepared_at, vendor, format)
        SELECT 9, campaign_id, run, 'SB-OTHER', state, execution_date, payment_count, totals, file_hash, prepared_by, prepared_at, ${vendor}, '${format}'
        FROM payout_batch WHERE batch = ${String(batch)};
      INSERT INTO payout_block SELECT 9, block, debtor_account_last_four, debtor_bic, execution_date, cut_off, banking_days, currency, service_level,
        charge_bearer, payment_count, total FROM payout_block WHERE batch = ${String(batch)};
      UPDATE payout_batch SET state = 'voided', voided_by = 'mia', voided_at = now(), voided_because = 'x' WHERE batch = ${String(batch)};
      UPDATE payment_instruction SET voided = true WHERE batch = ${String(batch)};
      INSERT INTO payment_instruction (end_to_end_id, batch, line, block, run, partner_key, payee, amount, currency, uetr, revision)
        SELECT 'SB-OTHER-9', 9, line, block, run, partner_key, payee, amount, currency, gen_random_uuid(), revision FROM payment_instruction
        WHERE batch = ${String(batch)};
      SET CONSTRAINTS ALL IMMEDIATE;`;
    expect(await world.attempt(copied(2, `'acme-pay'`, 'vendor'))).toBe('done');
    expect(await world.attempt(copied(2, `'other-pay'`, 'vendor'))).toMatch(/of another vendor than its batch/);
    expect(await world.attempt(copied(2, 'NULL', 'pain.001.001.09'))).toMatch(/of another vendor than its batch/);
    expect(await world.attempt(copied(1, `'acme-pay'`, 'vendor'))).toMatch(/of another vendor than its batch/);
    expect(await world.attempt(copied(2, `'acme-pay'`, 'csv'))).toMatch(/payout_batch_format_of_vendor/);
    expect(
      await world.attempt(
        copied(2, `'acme-pay'`, 'vendor')
          .replace('SELECT 9, block, debtor_account_last_four, debtor_bic,', `SELECT 9, block, '****', 'X',`)
          .replace('service_level,\n        charge_bearer,', `'URGP', 'SHAR',`),
      ),
    ).toMatch(/blocks of batch 9/);
  });

  it('wait where the vendor is not approved, or was disabled since', async () => {
    await world.server.app.get(Vendors).register('new-pay', 'New Pay', 'dana');
    await expect(world.server.app.get(Vendors).approve('new-pay', 'Dana')).rejects.toMatchObject({
      code: 'SAME_PERSON',
    });
    await world.reference('1001', 'new-pay', 'N-1');
    world.wait(25 * 3_600_000);
    const { held, vendorBatches } = await world.prepared();
    expect(held).toMatchObject([
      { partnerId: '1001', reasons: expect.arrayContaining([expect.objectContaining({ reason: 'paid-by-vendor' })]) },
    ]);
    await world.server.app.get(Vendors).disable('other-pay', 'dana', 'Contract has ended');
    const payout = world.server.app.get(ReleasePayout);
    await expect(payout.approve(vendorBatches[0]!.batch, 'carl')).rejects.toMatchObject({ code: 'PAYEE_CHANGED' });
    expect(await world.problems()).toEqual([]);
  });

  it('come by pages, and only when they have changed', async () => {
    const vendors = world.server.app.get(Vendors);
    const { credentials } = await vendors.sandbox('acme-pay', 'dana');
    const ids: string[] = [];
    for (let made = 0; made < 3; made += 1) {
      world.wait(1_000);
      ids.push((await vendors.sandbox('acme-pay', 'dana')).batchId);
    }
    const { credentials: newest } = await vendors.sandbox('acme-pay', 'dana');
    expect(
      (
        await world.signIn({
          grant_type: 'client_credentials',
          client_id: credentials.clientId,
          client_secret: credentials.secret,
        })
      ).status,
    ).toBe(401);
    const token = await world.token(newest);
    const seen: string[] = [];
    let cursor: string | null | undefined;
    for (let pages = 0; pages < 10 && cursor !== null; pages += 1) {
      const { json } = await world.get(`batches?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`, token);
      seen.push(...(json['batches'] as { batchId: string }[]).map(({ batchId }) => batchId));
      cursor = json['nextCursor'] as string | null;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toEqual(expect.arrayContaining(ids));
    const first = await world.get(`batches/${ids[0]!}`, token);
    const known = await world.get(`batches/${ids[0]!}`, token, { 'if-none-match': first.headers.get('etag')! });
    expect([known.status, known.text]).toEqual([304, '']);
    await world.acknowledged(ids[0]!, token);
    expect((await world.get(`batches/${ids[0]!}`, token, { 'if-none-match': first.headers.get('etag')! })).status).toBe(
      200,
    );
    const nul = Buffer.from('["2019-08-06T10:00:00Z","\\u0000"]').toString('base64url');
    const noDay = Buffer.from('["0000-01-01T00:00:00Z","A"]').toString('base64url');
    for (const query of [`cursor=${nul}`, `cursor=${noDay}`, 'limit=0', 'limit=201', 'cursor=bm9uc2Vuc2U', 'page=2'])
      expect([query, (await world.get(`batches?${query}`, token)).json['code']]).toEqual([query, 'INPUT_INVALID']);
  });
});

describe('what a vendor answers', () => {
  let token: string;
  let batchId: string;
  let payment: string;
  beforeEach(async () => {
    batchId = (await world.released())['acme-pay']!.batchId;
    token = await world.token(world.acme);
    [payment] = (await world.paymentIds(batchId, token)) as [string];
  });
  const report = (reports: readonly Readonly<Record<string, unknown>>[], key?: string) =>
    world.post(`batches/${batchId}/statuses`, token, { reports }, key);
  const state = async () =>
    ((await world.get(`batches/${batchId}/payments`, token)).json['payments'] as { state: string }[])[0]!.state;

  it('acknowledges by hash and count, once', async () => {
    const { json: batch } = await world.get(`batches/${batchId}`, token);
    const own = { fileHash: batch['fileHash'], paymentCount: 1 };
    for (const wrong of [
      { ...own, paymentCount: 2 },
      { ...own, fileHash: 'a'.repeat(64) },
    ]) {
      const { status, json } = await world.post(`batches/${batchId}/acknowledgement`, token, wrong);
      expect([status, json['code']]).toEqual([422, 'BATCH_DIFFERS']);
    }
    expect((await report([{ paymentId: payment, status: 'paid' }])).json['code']).toBe('BATCH_NOT_ACKNOWLEDGED');
    const first = await world.post(`batches/${batchId}/acknowledgement`, token, own);
    expect([first.status, first.json['state']]).toEqual([200, 'acknowledged']);
    world.wait(1_000);
    expect((await world.post(`batches/${batchId}/acknowledgement`, token, own)).json).toEqual(first.json);
    const refusal = await world.post(`batches/${batchId}/refusal`, token, { reasons: [{ code: 'AM04' }] });
    expect([refusal.status, refusal.json['code']]).toEqual([409, 'BATCH_ANSWERED']);
  });

  it('pays: what was in transit is paid, and saying it again changes nothing', async () => {
    await world.acknowledged(batchId, token);
    expect((await report([{ paymentId: payment, status: 'accepted' }])).json).toEqual({
      batchId,
      reports: 1,
      changed: 1,
      waiting: 0,
    });
    expect(await state()).toBe('in-process');
    expect(
      (await report([{ paymentId: payment, status: 'paid', amount: '2000.00', currency: 'USD' }])).json,
    ).toMatchObject({ changed: 1 });
    expect(await world.balances('1001')).toEqual({ paid: '2000.00' });
    for (const status of ['paid', 'accepted'])
      expect((await report([{ paymentId: payment, status, reference: 'again' }])).json).toMatchObject({
        changed: 0,
        waiting: 0,
      });
    expect(await world.balances('1001')).toEqual({ paid: '2000.00' });
    expect(await world.problems()).toEqual([]);
  });

  it('rejects for the details: the earning waits for another reference, and is paid under a new id', async () => {
    await world.acknowledged(batchId, token);
    await report([{ paymentId: payment, status: 'rejected', reasons: [{ code: 'AC04', text: 'closed' }] }]);
    expect(await state()).toBe('rejected');
    const { held } = await world.prepared();
    expect(held).toMatchObject([
      { partnerId: '1001', reasons: [{ reason: 'payment-failed' }, { reason: 'details-rejected' }] },
    ]);
    await world.reference('1001', 'acme-pay', 'P-78');
    world.wait(25 * 3_600_000);
    const again = (await world.released())['acme-pay']!;
    const [next] = await world.paymentIds(again.batchId, await world.token(world.acme));
    expect(next).not.toBe(payment);
    expect(await world.problems()).toEqual([]);
  });

  it('returns a part: the partner is owed the whole, and the vendor kept charges', async () => {
    await world.acknowledged(batchId, token);
    await report([{ paymentId: payment, status: 'paid' }]);
    const returned = {
      paymentId: payment,
      status: 'returned',
      reasons: [{ code: 'AC04' }],
      amount: '1985.00',
      currency: 'USD',
      charges: [{ amount: '15.00', currency: 'USD' }],
      bookedOn: '2019-08-06',
    };
    expect((await report([returned])).json).toMatchObject({ changed: 1, waiting: 0 });
    // Payable, and held until the partner has another reference.
    expect(await world.balances('1001')).toEqual({ payable: '2000.00' });
    const charges = await world.query<{ sum: string }>(
      `SELECT sum(amount)::numeric(20, 2)::text AS sum FROM posting JOIN account USING (account_key) WHERE kind = 'bank-charges'`,
    );
    expect(charges).toEqual([{ sum: '15.00' }]);
    expect((await report([returned])).json).toMatchObject({ changed: 0 });
    expect(await world.problems()).toEqual([]);
  });

  it('refuses the batch: each payment fails, and a person decides', async () => {
    const refusal = { reasons: [{ code: 'AM04', text: 'no cover' }] };
    const refused = await world.post(`batches/${batchId}/refusal`, token, refusal);
    expect([refused.status, refused.json['state']]).toEqual([200, 'refused']);
    expect(await state()).toBe('rejected');
    expect(await world.balances('1001')).toEqual({ held: '2000.00' });
    expect((await world.post(`batches/${batchId}/refusal`, token, refusal)).status).toBe(200);
    expect((await world.acknowledged(batchId, token)).json['code']).toBe('BATCH_ANSWERED');
    expect(await world.query('SELECT about FROM answer_question')).toEqual([{ about: 'payment-failed' }]);
    expect(await world.problems()).toEqual([]);
  });

  it('in words or codes that nobody knows waits for a person, and moves nothing', async () => {
    await world.acknowledged(batchId, token);
    expect((await report([{ paymentId: payment, status: 'pondering' }])).json).toMatchObject({
      changed: 0,
      waiting: 1,
    });
    // A word that every object of JavaScript knows is a word like any other.
    expect((await report([{ paymentId: payment, status: 'constructor' }])).json).toMatchObject({
      changed: 0,
      waiting: 1,
    });
    expect(await state()).toBe('released');
    const unknown = { paymentId: payment, status: 'rejected', reasons: [{ code: 'QQ99' }] };
    expect((await report([unknown])).json).toMatchObject({ changed: 1, waiting: 2 });
    expect(await world.query('SELECT about FROM answer_question ORDER BY 1')).toEqual([
      { about: 'payment-failed' },
      { about: 'reason-unknown' },
      { about: 'status-unknown' },
      { about: 'status-unknown' },
    ]);
    expect(await world.problems()).toEqual([]);
  });

  it('of payments that are not in the batch is refused whole', async () => {
    await world.acknowledged(batchId, token);
    const [foreign] = await world.query<{ id: string }>(
      `SELECT end_to_end_id AS id FROM payment_instruction JOIN payout_batch USING (batch) WHERE vendor = 'other-pay'`,
    );
    const problems: unknown[] = [];
    for (const paymentId of [foreign!.id, 'SB-AAAAAAAAAAAAAAAAAAAA-1']) {
      const { status, json } = await report([
        { paymentId: payment, status: 'paid' },
        { paymentId, status: 'paid' },
      ]);
      expect([status, json['code']]).toEqual([422, 'PAYMENT_UNKNOWN']);
      problems.push({ ...json, found: '', detail: '' });
    }
    // Whether it is another's or nobody's is not told.
    expect(problems[0]).toEqual(problems[1]);
    expect(await state()).toBe('released');
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['no report', { reports: [] }],
    ['a field too many', { reports: [{ paymentId: 'SB-1', status: 'paid', iban: 'GB33BUKB20201555555555' }] }],
    ['a rejection without a reason', { reports: [{ paymentId: 'SB-1', status: 'rejected' }] }],
    [
      'a return without an amount',
      { reports: [{ paymentId: 'SB-1', status: 'returned', reasons: [{ code: 'AC04' }] }] },
    ],
    ['an amount without a currency', { reports: [{ paymentId: 'SB-1', status: 'paid', amount: '1.00' }] }],
    [
      'half a character',
      { reports: [{ paymentId: 'SB-1', status: 'rejected', reasons: [{ code: 'AC04', text: '\ud800' }] }] },
    ],
    ['a float', { reports: [{ paymentId: 'SB-1', status: 'paid', amount: 1.5, currency: 'USD' }] }],
  ])('with %s is refused with what is wrong', async (_what, body) => {
    const { status, json, headers } = await world.post(`batches/${batchId}/statuses`, token, body);
    expect([status, json['code']]).toEqual([400, 'INPUT_INVALID']);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('each write', () => {
  let token: string;
  let batchId: string;
  beforeEach(async () => {
    batchId = (await world.released())['acme-pay']!.batchId;
    token = await world.token(world.acme);
  });

  it('has an Idempotency-Key', async () => {
    for (const [key, code] of [
      [null, 'IDEMPOTENCY_KEY_MISSING'],
      ['', 'IDEMPOTENCY_KEY_MISSING'],
      ['two words', 'IDEMPOTENCY_KEY_INVALID'],
      ['x'.repeat(256), 'IDEMPOTENCY_KEY_INVALID'],
      ['"broken', 'IDEMPOTENCY_KEY_INVALID'],
    ] as const) {
      const { status, json } = await world.post(
        `batches/${batchId}/refusal`,
        token,
        { reasons: [{ code: 'AM04' }] },
        key,
      );
      expect([key, status, json['code']]).toEqual([key, 400, code]);
    }
  });

  it('is answered again to the byte, and stands for one request', async () => {
    await world.acknowledged(batchId, token);
    const [payment] = await world.paymentIds(batchId, token);
    const body = { reports: [{ paymentId: payment, status: 'paid' }] };
    const first = await world.post(`batches/${batchId}/statuses`, token, body, 'key-1');
    expect(first.json).toMatchObject({ changed: 1 });
    world.wait(3_600_000);
    const later = await world.token(world.acme);
    const second = await world.post(`batches/${batchId}/statuses`, later, body, '"key-1"');
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    const other = await world.post(
      `batches/${batchId}/statuses`,
      later,
      { reports: [{ paymentId: payment, status: 'accepted' }] },
      'key-1',
    );
    expect([other.status, other.json['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const elsewhere = await world.post(`batches/${batchId}/refusal`, later, body, 'key-1');
    expect(elsewhere.status).toBe(400);
    // Another vendor's key is another key.
    const foreign = await world.post(`batches/${batchId}/statuses`, await world.token(world.other), body, 'key-1');
    expect(foreign.status).toBe(404);
  });

  it('is refused while the same is under way, and taken up when whoever did it is gone', async () => {
    const body = { reasons: [{ code: 'AM04' }] };
    const text = JSON.stringify(body);
    const hash = createHash('sha256')
      .update(`POST /api/v1/vendor/batches/${batchId}/refusal\0`)
      .update(text)
      .digest('hex');
    await world.query(
      `INSERT INTO vendor_request (client_id, idempotency_key, request_hash, state, begun_at)
       VALUES ('${world.acme.clientId}', 'key-2', '\\x${hash}', 'under-way', '${world.clock.now()}')`,
    );
    const busy = await world.post(`batches/${batchId}/refusal`, token, body, 'key-2');
    expect([busy.status, busy.json['code']]).toEqual([409, 'IDEMPOTENCY_KEY_BUSY']);
    world.wait(61_000);
    expect((await world.post(`batches/${batchId}/refusal`, token, body, 'key-2')).status).toBe(200);
  });

  it('ten at once are done once', async () => {
    const body = { reasons: [{ code: 'AM04' }] };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.post(`batches/${batchId}/refusal`, token, body, 'key-3')),
    );
    expect(answers.map(({ status }) => status).every((status) => status === 200 || status === 409)).toBe(true);
    expect(new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text)).size).toBe(1);
    expect(await world.query('SELECT count(*)::integer AS count FROM bank_answer')).toEqual([{ count: 1 }]);
  });

  it('that failed leaves its key free', async () => {
    const wrong = await world.post(
      `batches/${batchId}/acknowledgement`,
      token,
      { fileHash: 'a'.repeat(64), paymentCount: 1 },
      'key-4',
    );
    expect(wrong.status).toBe(422);
    const { json } = await world.get(`batches/${batchId}`, token);
    const right = await world.post(
      `batches/${batchId}/acknowledgement`,
      token,
      { fileHash: json['fileHash'], paymentCount: 1 },
      'key-4',
    );
    expect(right.status).toBe(200);
  });
});

describe('samples', () => {
  it('are worked on as real batches, and no ledger, run or payment knows of them', async () => {
    const before =
      await world.query(`SELECT (SELECT count(*) FROM journal) AS journals, (SELECT count(*) FROM payout_batch) AS batches,
      (SELECT count(*) FROM bank_answer) AS answers`);
    const { credentials, batchId } = await world.server.app.get(Vendors).sandbox('acme-pay', 'dana');
    const token = await world.token(credentials);
    expect(batchId).toMatch(/^SAMPLE-/);
    const file = await world.get(`batches/${batchId}/file`, token);
    expect(JSON.parse(file.text)).toMatchObject({
      form: 'seatback-vendor-sample/1',
      totals: [{ currency: 'XTS', amount: '6362.50' }],
    });
    expect((await world.acknowledged(batchId, token)).json).toMatchObject({ isSample: true, state: 'acknowledged' });
    const ids = await world.paymentIds(batchId, token);
    const reports = [
      { paymentId: ids[0], status: 'paid' },
      { paymentId: ids[1], status: 'rejected', reasons: [{ code: 'AC04' }] },
      { paymentId: ids[2], status: 'pondering' },
    ];
    expect((await world.post(`batches/${batchId}/statuses`, token, { reports })).json).toMatchObject({
      changed: 2,
      waiting: 1,
    });
    expect((await world.post(`batches/${batchId}/statuses`, token, { reports })).json).toMatchObject({ changed: 0 });
    expect((await world.get(`batches/${batchId}/payments`, token)).json['payments']).toMatchObject([
      { state: 'debited' },
      { state: 'rejected' },
      { state: 'released' },
    ]);
    expect(
      await world.query(`SELECT (SELECT count(*) FROM journal) AS journals, (SELECT count(*) FROM payout_batch) AS batches,
        (SELECT count(*) FROM bank_answer) AS answers`),
    ).toEqual(before);
    expect(await world.problems()).toEqual([]);
  });

  it('and what is real are not seen by each other’s credentials', async () => {
    const real = (await world.released())['acme-pay']!.batchId;
    const { credentials, batchId: sample } = await world.server.app.get(Vendors).sandbox('acme-pay', 'dana');
    const [live, test] = [await world.token(world.acme), await world.token(credentials)];
    expect((await world.get(`batches/${real}`, live)).status).toBe(200);
    expect((await world.get(`batches/${sample}`, test)).status).toBe(200);
    expect((await world.get(`batches/${sample}`, live)).status).toBe(404);
    expect((await world.get(`batches/${real}`, test)).status).toBe(404);
    expect((await world.acknowledged(sample, test)).status).toBe(200);
    expect((await world.get('batches', live)).text).not.toContain('SAMPLE');
    expect(CAMPAIGN).not.toContain('SAMPLE');
  });
});
