import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CalculateCampaign,
  ExplainCustomer,
  OpenDecisions,
  RunApproval,
  type AskedDecision,
  type CalculationRequest,
  type Run,
} from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { checkDecisions, ImportFolder, RecordDecision } from '../../src/ingest/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { NO_EVIDENCE, withEvidence } from '../../src/portal/explanations/evidenced-explanation.js';
import { explanationAnswer } from '../../src/portal/answers/explanation-answer.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles } from '../builders/import-folder.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const NOW = instant('2019-08-05T09:00:00Z');
const LATER = instant('2019-08-06T10:00:00Z');
const HOUR_MS = 3_600_000;

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(async () => {
  seatback.clock.moveTo(NOW);
  await seatback.database.clear();
});
afterAll(() => seatbacks.end());

/** Customer 1 qualifies; of customer 2 nobody declared the segment; customer 3 is too large for the campaign. */
function aSeason(): ImportFiles {
  return new ImportFiles()
    .partner('1001')
    .sale(1)
    .sale(2)
    .sale(3, { segment: 'ENTERPRISE' })
    .rows('customers.csv', { customer_id: customerId(2), name: 'Customer 2', segment: undefined })
    .billingIsKnown();
}

const LATER_READING = {
  customer_id: customerId(2),
  sku_part_number: BUSINESS_CENTRAL.partNumber,
  sku_id: BUSINESS_CENTRAL.skuId,
  observed_at: '2019-06-30T21:00:00Z',
};

describe('a decision answers one question', () => {
  const segments = (...of: string[]) => aCampaign({ segments: of });
  const nextVersion = (terms: SpokenTerms) =>
    aCampaign(terms, {
      version: 2,
      'known from': LATER,
      reason: 'It was agreed so',
      reference: 'Letter of 2019-08-06',
    });

  it('and not that of another version of the terms', async () => {
    await imported(aSeason());
    await calculated({}, segments('SMB'));
    await decided({ rule: 'segment', countedAs: 'met' });
    expect(await outcomes(await calculated({}, segments('SMB')))).toContain('2 qualified');
    seatback.clock.moveTo(plusMillis(LATER, HOUR_MS));
    const run = await calculated({}, nextVersion({ segments: ['EDUCATION'] }));
    expect(await outcomes(run)).toEqual(['1 not-qualified', '2 undecided', '3 not-qualified']);
    expect((await listing()).undecided).toMatchObject([{ open: [{ rule: 'segment', decidedOtherwise: [1] }] }]);
    expect((await listing()).decisions).toMatchObject([
      { decides: [], effect: 'none: asked anew, for it is another question now: segment' },
    ]);
    const explained = await seatback.app.get(ExplainCustomer).execute('a-campaign', customerId(2), run.run);
    expect(explained.determinations[0]!.decisionsWithoutEffect).toMatchObject([{ decision: 1, isAskedAnew: true }]);
    await decided({ rule: 'segment', countedAs: 'met' });
    expect(await outcomes(await calculated({}, nextVersion({ segments: ['EDUCATION'] })))).toContain('2 qualified');
  });

  it('and not that of another minimum, another day or another reason of not knowing', async () => {
    const stale = new ImportFiles()
      .partner('1001')
      .sale(2, { seats: 400, readAt: '2019-06-01T10:00:00Z' })
      .billingIsKnown();
    await imported(stale);
    await calculated();
    await decided({ countedAs: 'met' });
    expect(await outcomes(await calculated())).toEqual(['2 qualified']);
    seatback.clock.moveTo(plusMillis(LATER, HOUR_MS));
    expect(await outcomes(await calculated({}, nextVersion({ 'minimum seats': 300 })))).toEqual(['2 undecided']);
  });

  it('and of all that was unknown, where no rule is named, but nothing that came to be unknown later', async () => {
    await imported(aSeason());
    await calculated();
    await decided({ countedAs: 'met' });
    expect(await outcomes(await calculated())).toContain('2 qualified');
    // Read twice at the same instant, with other figures: now its seats are unknown, too.
    await imported(
      new ImportFiles().rows('seats.csv', { ...LATER_READING, assigned: 20 }, { ...LATER_READING, assigned: 30 }),
    );
    const run = await calculated();
    expect(await outcomes(run)).toContain('2 undecided');
    expect(await finding(run, 'segment')).toMatchObject({ because: 'decided-by-a-person' });
    expect((await listing()).decisions).toMatchObject([
      {
        decides: ['segment'],
        effect: 'decides segment; asked anew, for it is another question now: assigned-seats, qualifying-seats',
      },
    ]);
  });
});

describe('a decision on what is unknown', () => {
  beforeEach(async () => imported(aSeason()));

  it('counts from the next run on, and the run before it does not see it', async () => {
    const before = await calculated();
    expect(await outcomes(before)).toEqual(['1 qualified', '2 undecided', '3 not-qualified']);
    seatback.clock.moveTo(LATER);
    expect(await decided({ rule: 'segment', countedAs: 'met' })).toMatchObject({ delivery: 2, recordedAt: LATER });
    const after = await calculated();
    expect(await outcomes(after)).toEqual(['1 qualified', '2 qualified', '3 not-qualified']);
    expect(after).toMatchObject({ delivery: 2, earnedTotal: '4000.00' });
    // Two times: what was known before the decision stays what it was.
    expect(await outcomes(before)).toEqual(['1 qualified', '2 undecided', '3 not-qualified']);
    expect(await calculated({ knownAt: plusMillis(LATER, -1) })).toMatchObject({
      delivery: 1,
      digest: before.digest,
      earnedTotal: '2000.00',
    });
  });

  it('counts as not met, too, and for the whole customer where no rule is named', async () => {
    await calculated();
    await decided({ rule: 'segment', countedAs: 'not-met' });
    expect(await outcomes(await calculated())).toContain('2 not-qualified');
    await decided({ countedAs: 'met' });
    expect(await outcomes(await calculated())).toContain('2 qualified');
  });

  it('says who decided, when and why, beside what the facts say', async () => {
    const before = await calculated();
    seatback.clock.moveTo(LATER);
    await decided({ rule: 'segment', countedAs: 'met' }, 'dana', 'Annual report: 40 people.');
    const run = await calculated();
    expect(await finding(run, 'segment')).toMatchObject({
      outcome: 'met',
      because: 'decided-by-a-person',
      sentence:
        'Counted as met by decision of dana on 2019-08-06: “Annual report: 40 people”. By the facts alone it is unknown: ' +
        'The segment of the customer is not known; customers.csv declares it.',
      decision: {
        decision: 1,
        decidedBy: 'dana',
        decidedAt: LATER,
        reason: 'Annual report: 40 people.',
        insteadOf: 'segment-not-declared',
      },
    });
    expect(await finding(before, 'segment')).toMatchObject({ outcome: 'unknown', because: 'segment-not-declared' });
    expect(await query('SELECT actor, act, subject FROM audit_entry')).toEqual([
      { actor: 'dana', act: 'decision.record', subject: 'decision 1' },
    ]);
    expect(await problems()).toEqual([]);
  });

  it('lets the facts speak for themselves when they are known, and is shown to have no effect then', async () => {
    await calculated();
    await decided({ rule: 'segment', countedAs: 'met' });
    await imported(new ImportFiles().rows('customers.csv', { customer_id: customerId(2), segment: 'ENTERPRISE' }));
    const run = await calculated();
    expect(await outcomes(run)).toContain('2 not-qualified');
    expect(await finding(run, 'segment')).toMatchObject({ outcome: 'not-met', because: 'segment-not-eligible' });
    const explained = await seatback.app.get(ExplainCustomer).execute('a-campaign', customerId(2), run.run);
    expect(explained.determinations[0]!.decisionsWithoutEffect).toMatchObject([{ decision: 1, rule: 'segment' }]);
    expect(() => explanationAnswer.parse(withEvidence(explained, NO_EVIDENCE))).not.toThrow();
    expect((await listing()).decisions).toMatchObject([
      { decision: 1, decides: [], effect: 'none: segment is known by now: not met' },
    ]);
  });

  it('is withdrawn by a newer one', async () => {
    await calculated();
    await decided({ rule: 'segment', countedAs: 'met' });
    const counted = await calculated();
    seatback.clock.moveTo(LATER);
    await decided({ rule: 'segment', countedAs: 'withdrawn' }, 'robin', 'The report was of another company');
    expect(await outcomes(await calculated())).toContain('2 undecided');
    expect(await outcomes(counted)).toContain('2 qualified');
    expect((await listing()).decisions).toMatchObject([
      { decision: 2, decidedBy: 'robin', effect: 'the decision before it is withdrawn' },
      { decision: 1, isReplaced: true, effect: 'none: a later decision took its place' },
    ]);
    await expect(decided({ rule: 'segment', countedAs: 'withdrawn' })).rejects.toMatchObject({
      code: 'NOTHING_TO_WITHDRAW',
    });
  });

  it('of several the newest counts, also where one names the rule and the other all of them', async () => {
    await calculated();
    await decided({ rule: 'segment', countedAs: 'met' });
    await decided({ countedAs: 'not-met' }, 'robin');
    expect(await finding(await calculated(), 'segment')).toMatchObject({
      outcome: 'not-met',
      decision: { decision: 2 },
    });
    expect((await listing()).decisions).toMatchObject([
      { decision: 2, effect: 'decides segment' },
      { decision: 1, effect: 'none: a later decision counts' },
    ]);
  });

  it('decides for the partner that sold later as well, which waited for the earlier one', async () => {
    await imported(
      new ImportFiles()
        .partner('1002')
        .rows('billing/D2.csv', {
          CustomerId: customerId(2),
          ResellerMpnId: '1002',
          DurableOfferID: BUSINESS_CENTRAL.offerId,
          ChargeStartDate: '6/2/2019 0:00',
          ChargeEndDate: '6/30/2019 23:59',
          ChargeType: 'Cycle fee',
          Quantity: 15,
          Subtotal: '750.00',
          Currency: 'GBP',
        })
        // Enough for both.
        .rows('seats.csv', {
          customer_id: customerId(2),
          sku_id: BUSINESS_CENTRAL.skuId,
          assigned: 30,
          observed_at: '2019-06-30T21:00:00Z',
        }),
    );
    await calculated();
    await expect(decided({ rule: 'segment', countedAs: 'met' })).rejects.toMatchObject({
      code: 'PARTNER_NOT_NAMED',
      report: { found: 'several: 1001, 1002' },
    });
    await expect(decided({ rule: 'segment', countedAs: 'met', partnerId: '7' })).rejects.toMatchObject({
      code: 'PARTNER_NOT_NAMED',
    });
    await decided({ rule: 'segment', countedAs: 'met', partnerId: '1002' });
    // The earlier partner is still open, and with it the one reward.
    expect(await outcomes(await calculated())).toEqual([
      '1 qualified',
      '2 undecided',
      '2 undecided',
      '3 not-qualified',
    ]);
    await decided({ rule: 'segment', countedAs: 'not-met', partnerId: '1001' });
    expect(await outcomes(await calculated())).toEqual([
      '1 qualified',
      '2 not-qualified',
      '2 qualified',
      '3 not-qualified',
    ]);
  });
});

describe('the work list', () => {
  it('tells who is undecided and what leaves it open, and grows shorter with each decision', async () => {
    await imported(aSeason());
    await calculated();
    expect(await listing()).toEqual({
      run: 1,
      undecidedInRun: 1,
      undecided: [
        {
          partnerId: '1001',
          customerId: customerId(2),
          customerName: 'Customer 2',
          open: [
            {
              rule: 'segment',
              pending: false,
              sentence: 'The segment of the customer is not known; customers.csv declares it.',
              decidedOtherwise: [],
            },
          ],
        },
      ],
      decisions: [],
    });
    await decided({ rule: 'segment', countedAs: 'met' });
    expect(await listing()).toMatchObject({ run: 1, undecidedInRun: 1, undecided: [] });
  });

  it('needs a run that says who is undecided', async () => {
    await imported(aSeason());
    await expect(listing()).rejects.toMatchObject({ code: 'NO_RUN' });
  });
});

describe('what nobody decides', () => {
  beforeEach(async () => {
    await imported(aSeason());
    await calculated();
  });

  it.each([
    [
      'what is met',
      { rule: 'billed-seats' },
      'NOTHING_TO_DECIDE',
      'billed-seats is met; what is known is never overruled',
    ],
    ['a customer of whom all is known', { customer: customerId(1) }, 'NOTHING_TO_DECIDE', 'nothing unknown'],
    [
      'what is not met',
      { customer: customerId(3), rule: 'segment' },
      'NOTHING_TO_DECIDE',
      'segment is not met; what is known is never overruled',
    ],
    ['a rule that nobody knows', { rule: 'sympathy' }, 'RULE_UNKNOWN', '"sympathy"'],
    ['a customer that nobody knows', { customer: customerId(9) }, 'CUSTOMER_UNKNOWN', expect.anything()],
  ] as const)('is %s', async (_what, asked, code, found) => {
    await expect(decided({ countedAs: 'met', ...asked })).rejects.toMatchObject({ code, report: { found } });
    expect(await query('SELECT * FROM decision')).toEqual([]);
  });

  it('is what only lies ahead', async () => {
    const other = aCampaign({}, { campaign: 'another-campaign' });
    await calculated({ snapshotAt: instant('2019-06-30T21:00:00Z') }, other);
    await expect(
      decided({
        campaignId: 'another-campaign',
        customer: customerId(1),
        rule: 'proof-of-performance',
        countedAs: 'met',
      }),
    ).rejects.toMatchObject({ code: 'NOTHING_TO_DECIDE', report: { found: expect.stringContaining('lies ahead') } });
  });

  it('is decided by nobody, or for no reason', async () => {
    await expect(decided({ rule: 'segment', countedAs: 'met' }, ' ')).rejects.toMatchObject({ code: 'ACTOR_INVALID' });
    await expect(decided({ rule: 'segment', countedAs: 'met' }, 'dana', '.')).rejects.toMatchObject({
      code: 'REASON_INVALID',
    });
    expect(await query('SELECT * FROM decision')).toEqual([]);
    expect(await query(`SELECT * FROM delivery WHERE source = 'decision'`)).toEqual([]);
  });
});

it('a run that was calculated before a decision is outdated by it', async () => {
  await imported(aSeason());
  const { run } = await calculated();
  await decided({ rule: 'segment', countedAs: 'met' });
  await expect(seatback.app.get(RunApproval).submit(run, 'mia')).rejects.toMatchObject({ code: 'RUN_OUTDATED' });
});

it('a decision that the audit log does not know is found out', async () => {
  await imported(aSeason());
  await calculated();
  await decided({ rule: 'segment', countedAs: 'met' });
  await seatback.app.get(UnitOfWork).inPreview(async (session) => {
    await session.execute(
      `INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at)
         SELECT delivery + 1, source, 'by nobody', opened_at, recorded_at FROM delivery ORDER BY delivery DESC LIMIT 1`,
    );
    await session.execute(
      `INSERT INTO decision (campaign_id, partner_key, customer_key, counted_as, reason, decided_by, decided_at, recorded_from, ground)
         SELECT campaign_id, partner_key, customer_key, counted_as, reason, 'nobody', decided_at, recorded_from + 1, ground FROM decision`,
    );
    expect((await checkDecisions(session)).problems).toEqual([
      'decision 2 was taken by nobody, and the audit log does not know it',
    ]);
  });
});

async function imported(files: ImportFiles): Promise<void> {
  await seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

async function calculated(request: CalculationRequest = {}, campaign = aCampaign()): Promise<Run> {
  return seatback.app.get(CalculateCampaign).execute(campaign, request);
}

/** Of customer 2, unless another is named. Time goes by between two decisions. */
async function decided(
  asked: Partial<AskedDecision> & Pick<AskedDecision, 'countedAs'>,
  actor = 'dana',
  reason = 'Asked the customer',
) {
  const pair = await seatback.app
    .get(OpenDecisions)
    .expectDecidable({ campaignId: 'a-campaign', customer: customerId(2), ...asked });
  const recorded = await seatback.app.get(RecordDecision).execute(pair, { actor, reason });
  seatback.clock.moveTo(plusMillis(seatback.clock.now(), HOUR_MS));
  return recorded;
}

async function listing() {
  return seatback.app.get(OpenDecisions).list('a-campaign', 100);
}

async function finding(run: Run, rule: string) {
  const { determinations } = await seatback.app.get(ExplainCustomer).execute('a-campaign', customerId(2), run.run);
  return determinations[0]!.findings.find((each) => each.rule === rule);
}

async function outcomes({ campaignId, run }: Run): Promise<string[]> {
  const rows = await query<{ customer: string; outcome: string }>(
    `SELECT right(customer_id::text, 1) AS customer, outcome FROM determination JOIN customer USING (customer_key)
     WHERE campaign_id = '${campaignId}' AND run_from <= ${String(run)} AND (run_to IS NULL OR run_to > ${String(run)}) ORDER BY 1, partner_key`,
  );
  return rows.map(({ customer, outcome }) => `${customer} ${outcome}`);
}

async function problems(): Promise<readonly string[]> {
  return seatback.app.get(UnitOfWork).inTransaction(async (session) => (await checkDecisions(session)).problems);
}

async function query<Row>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}
