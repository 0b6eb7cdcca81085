import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, type DatabaseError } from 'pg';
import {
  CalculateCampaign,
  checkRuns,
  determinationsOfRun,
  earningsOfRun,
  RunApproval,
  type CalculationRequest,
  type Run,
} from '../../src/calculation/index.js';
import {
  CampaignVersions,
  checkCampaignVersions,
  isPublished,
  termConfirmations,
  type Campaign,
} from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { calendarDate, instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import { Ledger } from '../../src/ledger/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles } from '../builders/import-folder.js';
import { parseCampaignFile } from '../../src/campaigns/parse-campaign.js';
import { aCampaign, campaignText } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const FIRST = instant('2019-08-01T00:00:00Z');
const SECOND = instant('2019-08-02T00:00:00Z');
const NOW = instant('2019-08-05T09:00:00Z');
const DAY_MS = 86_400_000;

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

describe('a run', () => {
  it('of the same pin is the same run', async () => {
    await imported(aSeason());
    const first = await calculated();
    const before = await contents();
    expect(await calculated()).toEqual(first);
    expect(await contents()).toEqual(before);
    const others = await Promise.all([1, 2, 3].map(() => calculated({ knownAt: FIRST })));
    expect(new Set(others.map(({ run }) => run)).size).toBe(1);
  });

  it('stops at the last delivery that was recorded when it is known', async () => {
    expect(await calculated()).toMatchObject({ delivery: 0, counts: { determinations: 0 }, earnedTotal: '0.00' });
    await imported(aSeason(), FIRST);
    await imported(aSeason().sale(5), SECOND);
    expect(await calculated({ knownAt: plusMillis(FIRST, -1) })).toMatchObject({ delivery: 0 });
    expect(await calculated({ knownAt: FIRST })).toMatchObject({ delivery: 1 });
    expect(await calculated({ knownAt: plusMillis(SECOND, -1) })).toMatchObject({ delivery: 1 });
    expect(await calculated()).toMatchObject({ delivery: 2, knownAt: NOW });
  });

  it('writes only what differs from the run before, and each keeps its own result', async () => {
    await imported(aSeason(), FIRST);
    const first = await calculated({ knownAt: FIRST });
    const resultOfFirst = await result(first);
    // One customer fewer seats, one new, and one whose only line is taken back.
    await imported(
      new ImportFiles()
        .rows('seats.csv', { ...seatRow(2), assigned: 3 })
        .sale(5, { partner: '1002', invoice: 'D5' })
        .sale(4, { partner: '1003', invoice: 'D4' }),
      SECOND,
    );
    const second = await calculated({ knownAt: SECOND });
    const resultOfSecond = await result(second);
    expect(await determinationRows()).toEqual([
      '1001 1 qualified 1-',
      '1001 2 not-qualified 2-',
      '1001 2 qualified 1-2',
      '1002 3 qualified 1-',
      '1002 4 qualified 1-2',
      '1002 5 qualified 2-',
      '1003 4 not-qualified 2-',
    ]);
    expect(await result(first)).toEqual(resultOfFirst);
    expect(await result(second)).toEqual(resultOfSecond);
    expect(resultOfFirst.earned).toEqual(['1001 4000.00', '1002 4000.00']);
    expect(resultOfSecond.earned).toEqual(['1001 2000.00', '1002 4000.00', '1003 0.00']);
    expect(second.digest).not.toBe(first.digest);
  });

  it('has the digest of every run with the same result, and writes nothing but itself then', async () => {
    await imported(aSeason(), FIRST);
    const first = await calculated({ knownAt: FIRST });
    const before = await contents();
    const same = await calculated();
    expect(same).toMatchObject({ digest: first.digest, counts: first.counts, run: first.run + 1 });
    expect(differing(before, await contents())).toEqual(['calculation_run']);
    await imported(aSeason().sale(1, { assigned: 3, readAt: '2019-06-30T21:00:00Z' }));
    const changed = await calculated({ knownAt: plusMillis(NOW, 0) });
    expect(changed.digest).not.toBe(first.digest);
    expect((await calculated({ knownAt: plusMillis(FIRST, 1) })).digest).toBe(first.digest);
  });

  it('gives the same bytes for an earlier time, whatever came later', async () => {
    await imported(aSeason(), FIRST);
    const first = await calculated({ knownAt: FIRST });
    const bytes = await output(first);
    await imported(
      aSeason()
        .rows('customers.csv', { customer_id: customerId(1), segment: 'ENTERPRISE' })
        .rows('partner_standings.csv', {
          partner_id: '1002',
          kind: 'membership',
          name: 'none',
          valid_from: '2019-01-01',
        })
        .rows('seats.csv', { ...seatRow(3), observed_at: '2019-06-30T19:00:00Z', assigned: 1 })
        .rows('prior_purchases.csv', {
          customer_id: customerId(4),
          product_family: 'dynamics-365',
          first_purchased_on: '2018-12-31',
        })
        .sale(2, { seats: 7, invoice: 'D2019-06' }),
      SECOND,
    );
    expect(await output(await calculated())).not.toEqual(bytes);
    expect(await output(first)).toEqual(bytes);
    // Reading the stored run is one thing; made anew from what was known then, it is the same too.
    const [anew, digest] = await seatback.app
      .get(CalculateCampaign)
      .preview(aCampaign(), { knownAt: FIRST }, async (session, run) => {
        const folder = seatbacks.newFolder();
        await seatback.app.get(CampaignOutput).write(session, run, folder);
        return [csvFiles(folder), run.digest] as const;
      });
    expect(anew).toEqual(bytes);
    expect(digest).toBe(first.digest);
  });

  it('counts seats far beyond what one line can bill, and nobody else waits for it', async () => {
    const line = (quantity: number) => ({
      CustomerId: customerId(9),
      ResellerMpnId: '1003',
      DurableOfferID: BUSINESS_CENTRAL.offerId,
      ChargeStartDate: '6/1/2019',
      ChargeEndDate: '6/30/2019',
      ChargeType: 'Cycle fee',
      Quantity: String(quantity),
      Subtotal: '1.00',
      Currency: 'GBP',
    });
    await imported(
      aSeason()
        .partner('1003')
        .rows('billing/D2019-06-1003.csv', line(1_000_000_000), line(999_999_999), line(999_999_998)),
    );
    const run = await calculated();
    const { determinations, earned } = await result(run);
    expect(earned).toEqual(['1001 4000.00', '1002 4000.00', '1003 0.00']);
    expect(determinations.at(-1)).toMatchObject({ partnerId: '1003', seatsBilled: 2_999_999_997 });
    const [csv] = await output(run);
    expect(csv).toContain(`a-campaign,1003,${customerId(9)},undecided,,,2999999997,`);
    expect(await problems()).toEqual([]);
  });

  it('inside the window is provisional, and leaves open what lies ahead', async () => {
    await imported(aSeason());
    const run = await calculated({ snapshotAt: instant('2019-05-01T12:00:00Z') });
    expect(run).toMatchObject({ kind: 'provisional', state: 'calculated' });
    expect(run.snapshotAt).toBe('2019-05-01T12:00:00.000000Z');
    await expect(approval().submit(run.run, 'mia')).rejects.toMatchObject({ code: 'RUN_PROVISIONAL' });
    // Nobody brought a proof for this one; it falls due after the day of the snapshot.
    const other = aCampaign({}, { campaign: 'another-campaign' });
    expect(await calculated({ snapshotAt: instant('2019-06-30T21:00:00Z') }, other)).toMatchObject({
      kind: 'provisional',
      counts: { qualified: 0, undecided: 4, pending: 4 },
      earnedTotal: '0.00',
    });
    expect(await calculated({}, other)).toMatchObject({ kind: 'official', counts: { notQualified: 4, pending: 0 } });
  });

  it.each([
    ['before the window begins', '2018-12-31T23:59:59Z'],
    ['after the window ends', '2019-06-30T23:00:00.000001Z'],
  ])('is refused for a snapshot %s', async (_when, at) => {
    const before = await contents();
    await expect(calculated({ snapshotAt: instant(at) })).rejects.toMatchObject({ code: 'SNAPSHOT_OUTSIDE_WINDOW' });
    expect(await contents()).toEqual(before);
  });

  it('does not look at what will be known: until then a proof may come', async () => {
    const day = instant('2019-07-10T09:00:00Z');
    seatback.clock.moveTo(day);
    await imported(aSeason());
    const before = await contents();
    await expect(calculated({ knownAt: instant('2019-08-15T00:00:00Z') })).rejects.toMatchObject({
      code: 'KNOWN_AT_AHEAD',
      report: { found: '2019-08-15T00:00:00.000000Z' },
    });
    await expect(calculated({ knownAt: plusMillis(day, 1) })).rejects.toMatchObject({ code: 'KNOWN_AT_AHEAD' });
    expect(await contents()).toEqual(before);
    expect(await calculated({ knownAt: day })).toMatchObject({ knownAt: day });
  });

  it('goes by no version that nobody knew of then; a draft is tried at any time', async () => {
    await imported(aSeason(), FIRST);
    const campaign = aCampaign({}, { 'known from': SECOND });
    const before = await contents();
    await expect(calculated({ knownAt: plusMillis(SECOND, -1) }, campaign)).rejects.toMatchObject({
      code: 'VERSION_NOT_KNOWN_YET',
      report: { expected: `an instant from ${SECOND}, when version 1 became known` },
    });
    expect(await contents()).toEqual(before);
    const tried = await seatback.app
      .get(CalculateCampaign)
      .preview(campaign, { knownAt: FIRST }, async (_session, { earnedTotal }) => earnedTotal);
    expect(tried).toBe('8000.00');
    expect(await calculated({ knownAt: SECOND }, campaign)).toMatchObject({ knownAt: SECOND });
  });

  it('that is official stops where terms contradict each other, before anything is calculated', async () => {
    await imported(aSeason());
    const contradictory = {
      'eligibility days': ['2019-01-01', '2019-07-30'],
      'eligible products': ['sales', 'buisness-central'],
    };
    const { campaign, lineOf } = parseCampaignFile(campaignText(contradictory), 'a-campaign.yaml');
    const before = await contents();
    await expect(calculated({ lineOf }, campaign)).rejects.toMatchObject({
      code: 'CAMPAIGN_CONTRADICTS_ITSELF',
      report: {
        where: 'a-campaign version 1',
        findings: [
          { place: 'eligible products / 1 (line 34)', found: expect.stringContaining('"buisness-central"') },
          { place: 'eligibility days / 1 (line 66)', found: expect.stringContaining('2019-07-30 lies outside') },
        ],
      },
    });
    expect(await contents()).toEqual(before);
    // Where nobody says on which line a term stands, the term is named all the same.
    await expect(calculated({}, campaign)).rejects.toMatchObject({
      report: { findings: [{ place: 'eligibility days / 1' }, { place: 'eligible products / 1' }] },
    });
    // What can hold and is seldom meant is no reason to stop: the last day to pay is a Saturday.
    expect(await calculated()).toMatchObject({ kind: 'official' });
  });

  it('that is provisional, or of a draft, goes on where terms contradict each other', async () => {
    await imported(aSeason());
    const campaign = aCampaign({ 'eligibility days': ['2019-01-01', '2019-07-30'] });
    const tried = await seatback.app
      .get(CalculateCampaign)
      .preview(campaign, {}, async (_session, { earnedTotal }) => earnedTotal);
    expect(tried).toBe('8000.00');
    expect(await calculated({ snapshotAt: instant('2019-05-01T12:00:00Z') }, campaign)).toMatchObject({
      kind: 'provisional',
    });
  });

  it('goes by the products that were mapped when it is known', async () => {
    await imported(aSeason(), FIRST);
    const campaign = aCampaign({ 'eligible products': ['business-central', 'field-service-lite'] });
    await imported(
      new ImportFiles().rows('products.csv', {
        product: 'field-service-lite',
        product_family: 'dynamics-365',
        sku_part_number: 'DYN365_FIELD_LITE',
      }),
      SECOND,
    );
    await expect(calculated({ knownAt: FIRST }, campaign)).rejects.toMatchObject({
      code: 'CAMPAIGN_CONTRADICTS_ITSELF',
    });
    expect(await calculated({ knownAt: SECOND }, campaign)).toMatchObject({ kind: 'official' });
  });

  it('at the midnight that ends the window is official', async () => {
    expect(await calculated({ snapshotAt: instant('2019-06-30T23:00:00Z') })).toMatchObject({ kind: 'official' });
    expect(await calculated({ snapshotAt: instant('2019-06-30T22:59:59.999999Z') })).toMatchObject({
      kind: 'provisional',
    });
    expect(await calculated({ snapshotAt: instant('2019-01-01T00:00:00Z') })).toMatchObject({ kind: 'provisional' });
  });
});

describe('from calculated to posted', () => {
  it('a run goes by the hands of different people, who are on record', async () => {
    await imported(aSeason());
    const { run } = await calculated();
    expect(await approval().submit(run, 'mia')).toMatchObject({ state: 'submitted', submittedBy: 'mia' });
    expect(await approval().approve(run, 'carl')).toMatchObject({ state: 'approved', approvedBy: 'carl' });
    expect(await approval().post(run, 'mia')).toMatchObject({ state: 'posted', postedBy: 'mia' });
    expect(await query('SELECT actor, act, subject FROM audit_entry ORDER BY entry')).toEqual([
      { actor: 'mia', act: 'run.submitted', subject: `run ${run}` },
      { actor: 'carl', act: 'run.approved', subject: `run ${run}` },
      { actor: 'mia', act: 'run.posted', subject: `run ${run}` },
    ]);
    expect(await problems()).toEqual([]);
    expect(
      await query(
        'SELECT partner_id AS partner, earned::text FROM accrual JOIN partner USING (partner_key) ORDER BY 1',
      ),
    ).toEqual([
      { partner: '1001', earned: '4000.00' },
      { partner: '1002', earned: '4000.00' },
    ]);
  });

  it('an official run is not submitted as long as the window is open: what it says may still change', async () => {
    seatback.clock.moveTo(instant('2019-03-01T09:00:00Z'));
    await imported(aSeason());
    const early = await calculated();
    expect(early).toMatchObject({ kind: 'official' });
    await expect(approval().submit(early.run, 'mia')).rejects.toMatchObject({
      code: 'WINDOW_NOT_OVER',
      report: { found: 'a run that knows what was known at 2019-03-01T09:00:00.000000Z' },
    });
    expect(await stateOf(early.run)).toBe('calculated');
    // Known at the very midnight is known at the end; and the early run stands in nobody's way.
    seatback.clock.moveTo(instant('2019-06-30T23:00:00Z'));
    const { run } = await calculated();
    expect(await approval().submit(run, 'mia')).toMatchObject({ state: 'submitted' });
  });

  it('whoever submitted a run does not approve it', async () => {
    const run = await submitted();
    await expect(approval().approve(run, 'mia')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    expect(await stateOf(run)).toBe('submitted');
  });

  it.each(['mia ', ' Mia', 'MIA', 'ＭＩＡ'])('nor does the same person as "%s"', async (spelling) => {
    const run = await submitted();
    await expect(approval().approve(run, spelling)).rejects.toMatchObject({ code: 'SAME_PERSON' });
    expect(await stateOf(run)).toBe('submitted');
  });

  it('whoever acts has a name, which is written down without the blanks around it', async () => {
    await imported(aSeason());
    const { run } = await calculated();
    for (const nobody of ['', ' ', '\u200b'])
      await expect(approval().submit(run, nobody)).rejects.toMatchObject({ code: 'ACTOR_INVALID' });
    expect(await approval().submit(run, ' mia  b ')).toMatchObject({ submittedBy: 'mia b' });
    await expect(approval().reject(run, 'carl', ' ')).rejects.toMatchObject({ code: 'REASON_INVALID' });
    expect(await query('SELECT actor FROM audit_entry')).toEqual([{ actor: 'mia b' }]);
  });

  it('no step is taken twice, or before the one it follows', async () => {
    await imported(aSeason());
    const { run } = await calculated();
    const refused = async (...acts: readonly (() => Promise<unknown>)[]) => {
      for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'RUN_STATE' });
    };
    const { submit, approve, reject, post } = {
      submit: () => approval().submit(run, 'mia'),
      approve: () => approval().approve(run, 'carl'),
      reject: () => approval().reject(run, 'carl', 'Not yet right'),
      post: () => approval().post(run, 'mia'),
    };
    await refused(approve, reject, post);
    await submit();
    await refused(submit, post);
    await approve();
    await refused(submit, approve);
    await post();
    await refused(submit, approve, reject, post);
    await expect(approval().submit(99, 'mia')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  });

  it('a rejected run stays, with the reason, and the same pin may be calculated and submitted anew', async () => {
    const run = await submitted();
    await approval().reject(run, 'carl', 'One proof is still to come');
    expect(
      await query(
        `SELECT state, rejected_by AS by, rejected_at AS at, rejected_because AS because FROM calculation_run`,
      ),
    ).toEqual([{ state: 'rejected', by: 'carl', at: NOW, because: 'One proof is still to come' }]);
    const again = await calculated();
    expect(again.run).not.toBe(run);
    expect(await approval().submit(again.run, 'mia')).toMatchObject({ state: 'submitted' });
  });

  it('an approved run that is found wrong is rejected too, and why is on record', async () => {
    const run = await submitted();
    await approval().approve(run, 'carl');
    expect(await approval().reject(run, 'carl', ' The rate is wrong ')).toMatchObject({ state: 'rejected' });
    expect(await query(`SELECT act, detail->>'reason' AS reason FROM audit_entry ORDER BY entry DESC LIMIT 1`)).toEqual(
      [{ act: 'run.rejected', reason: 'The rate is wrong' }],
    );
    await expect(approval().post(run, 'mia')).rejects.toMatchObject({ code: 'RUN_STATE' });
    expect(await query('SELECT run FROM accrual')).toEqual([]);
    const again = await calculated();
    await approval().submit(again.run, 'mia');
    await approval().approve(again.run, 'carl');
    expect(await approval().post(again.run, 'mia')).toMatchObject({ state: 'posted' });
    expect(await problems()).toEqual([]);
  });

  it('one official run of a campaign is on its way or posted; older ones give way to it', async () => {
    await imported(aSeason(), FIRST);
    const older = await calculated({ knownAt: FIRST });
    const run = await submitted();
    await expect(approval().submit(older.run, 'mia')).rejects.toMatchObject({ code: 'CAMPAIGN_HAS_RUN' });
    await approval().approve(run, 'carl');
    await expect(approval().submit(older.run, 'mia')).rejects.toMatchObject({ code: 'CAMPAIGN_HAS_RUN' });
    await approval().post(run, 'mia');
    expect(await stateOf(older.run)).toBe('superseded');
    const later = await calculated({ knownAt: SECOND });
    await expect(approval().submit(later.run, 'mia')).rejects.toMatchObject({
      code: 'CAMPAIGN_HAS_RUN',
      report: { found: `run ${run}, posted` },
    });
  });

  it('of several who take a step at once, one does', async () => {
    await imported(aSeason());
    const { run } = await calculated();
    const together = async (...acts: readonly Promise<unknown>[]) =>
      (await Promise.allSettled(acts)).map(({ status }) => status).sort();
    const one = ['fulfilled', 'rejected', 'rejected'];
    const people = ['ada', 'ben', 'carl'];
    expect(await together(...people.map((actor) => approval().submit(run, actor)))).toEqual(one);
    expect(await together(...['dan', 'eve', 'fay'].map((actor) => approval().approve(run, actor)))).toEqual(one);
    expect(await together(...people.map((actor) => approval().post(run, actor)))).toEqual(one);
    expect(await query('SELECT kind FROM journal')).toEqual([{ kind: 'accrual' }, { kind: 'accrual' }]);
    expect(await query('SELECT act FROM audit_entry ORDER BY entry')).toHaveLength(3);
  });

  const outdating: readonly (readonly [what: string, happens: () => Promise<unknown>, found: RegExp])[] = [
    ['a newer delivery', () => imported(aSeason().sale(5)), /^a newer delivery: 1, now 2$/],
    [
      'a newer version of the campaign',
      () => calculated({}, aCampaign({ 'minimum seats': 14 }, { version: 2 })),
      /^a newer version of the campaign: 1, now 2$/,
    ],
    [
      'another engine',
      () => damage(`UPDATE calculation_run SET engine_version = '0'`),
      /^another engine version: 0, now \d+$/,
    ],
  ];

  it.each(outdating)('a run is not submitted over %s without saying so', async (_what, happens, found) => {
    await imported(aSeason());
    const { run } = await calculated();
    await happens();
    await expect(approval().submit(run, 'mia')).rejects.toMatchObject({
      code: 'RUN_OUTDATED',
      report: { found: expect.stringMatching(found) },
    });
    await expect(approval().submit(run, 'mia', { asKnownBecause: ' ' })).rejects.toMatchObject({
      code: 'REASON_INVALID',
    });
    expect(await stateOf(run)).toBe('calculated');
    expect(await query('SELECT entry FROM audit_entry')).toEqual([]);
    await approval().submit(run, 'mia', { asKnownBecause: 'The books were closed with it' });
    expect(await query('SELECT detail FROM audit_entry')).toEqual([
      {
        detail: expect.objectContaining({
          asKnownBecause: 'The books were closed with it',
          outdatedBy: [expect.stringMatching(found)],
        }),
      },
    ]);
  });

  it('what is delivered after a run was submitted waits for the next one, where somebody says so: approval takes days', async () => {
    const run = await submitted();
    await imported(aSeason().sale(5));
    await approval().approve(run, 'carl', { asKnownBecause: 'Looked at on Friday' });
    await imported(aSeason().sale(6));
    expect(await approval().post(run, 'mia', { asKnownBecause: 'Approved as of Friday' })).toMatchObject({
      state: 'posted',
      earnedTotal: '8000.00',
    });
  });

  const changes: readonly (readonly [what: string, sql: (run: number) => string])[] = [
    [
      'an earning that no customer stands for',
      (run) =>
        `INSERT INTO partner_earning (campaign_id, partner_key, run_from, customers_qualified, customers_undecided, customers_provisional,
           earned, potential, currency, digest)
         VALUES ('a-campaign', 3, ${run}, 1, 0, 0, 1000000, 1000000, 'USD', repeat('0', 64))`,
    ],
    ['an earning that ends', (run) => `UPDATE partner_earning SET run_to = ${run} WHERE partner_key = 1`],
    ['a determination that ends', (run) => `UPDATE determination SET run_to = ${run} WHERE customer_key = 1`],
    [
      'all of a partner that ends',
      (run) =>
        `UPDATE determination SET run_to = ${run} WHERE partner_key = 1; UPDATE partner_earning SET run_to = ${run} WHERE partner_key = 1`,
    ],
  ];

  it.each(changes)('a run is posted as it was approved, or not at all: %s', async (_what, sql) => {
    // Nothing of this run's result was written by itself, so the rows can be made to end at it.
    await imported(aSeason().partner('1003'), FIRST);
    await calculated({ knownAt: FIRST });
    const { run } = await calculated();
    await approval().submit(run, 'mia');
    await approval().approve(run, 'carl');
    await asService(sql(run));
    const before = await contents();
    await expect(approval().post(run, 'mia')).rejects.toMatchObject({ code: 'RUN_CHANGED' });
    expect(await contents()).toEqual(before);
    // The way on: reject it and calculate anew.
    await approval().reject(run, 'carl', 'Changed behind our back');
    const again = await calculated();
    await approval().submit(again.run, 'mia');
    await approval().approve(again.run, 'carl');
    expect(await approval().post(again.run, 'mia')).toMatchObject({ earnedTotal: '8000.00' });
  });

  it('is not posted into a closed month, and is still approved then', async () => {
    const run = await submitted();
    await approval().approve(run, 'carl');
    const { app } = seatback;
    const now = seatback.clock.now();
    seatback.clock.moveTo(instant('2019-09-01T00:00:00Z'));
    await app
      .get(UnitOfWork)
      .inTransaction((session) => app.get(Ledger).closeMonth(session, calendarDate('2019-08-01'), 'fay'));
    // On a machine whose clock is behind.
    seatback.clock.moveTo(now);
    const before = await contents();
    await expect(approval().post(run, 'mia')).rejects.toMatchObject({ code: 'ACCOUNTING_MONTH_CLOSED' });
    expect(await contents()).toEqual(before);
    seatback.clock.moveTo(instant('2019-09-01T00:00:00Z'));
    expect(await approval().post(run, 'mia')).toMatchObject({ state: 'posted' });
  });
});

describe('what the program would not do, the database refuses', () => {
  const CHECK = '23514';
  const UNIQUE = '23505';
  const NO_RIGHT = '42501';
  const submitted = `state = 'submitted', submitted_by = 'mia', submitted_at = now()`;
  const approved = `state = 'approved', approved_by = 'carl', approved_at = now(), approved_digest = digest`;
  const posted = `state = 'posted', posted_by = 'mia', posted_at = now()`;
  const rejected = `state = 'rejected', rejected_by = 'carl', rejected_at = now(), rejected_because = 'why'`;
  const run = (set: string, runs = '1') => `UPDATE calculation_run SET ${set} WHERE run IN (${runs})`;
  /** All but the last are allowed. */
  const steps = (sets: readonly string[], runs = '1') => sets.map((set) => run(set, runs)).join('; ');
  const determination = (values: string) =>
    `INSERT INTO determination (campaign_id, partner_key, customer_key, run_from, outcome, rules_not_met, rules_unknown, rules_pending, reward, currency)
     VALUES ('a-campaign', 2, 1, 1, ${values}, 'USD')`;
  const asServiceRole: readonly (readonly [what: string, sql: string, code: string])[] = [
    ...['mia', ' Mia '].map(
      (name) =>
        [`approval by "${name}", who submitted`, steps([submitted, approved.replace('carl', name)]), CHECK] as const,
    ),
    ['submitting without a name', run(`state = 'submitted'`), CHECK],
    ['submitting in a blank name', run(submitted.replace('mia', ' ')), CHECK],
    ['approving without a second name', steps([submitted, `state = 'approved'`]), CHECK],
    ['approving in a blank name', steps([submitted, approved.replace('carl', ' ')]), CHECK],
    ['approving another digest', steps([submitted, `${approved} || 'x'`]), CHECK],
    ['approving no digest', steps([submitted, approved.replace('= digest', '= NULL')]), CHECK],
    ['posting what nobody approved', steps([submitted, posted]), CHECK],
    ['posting in a blank name', steps([submitted, approved, posted.replace('mia', ' ')]), CHECK],
    ['rejecting without a reason', steps([submitted, `state = 'rejected', rejected_by = 'carl'`]), CHECK],
    ['rejecting for a blank reason', steps([submitted, rejected.replace('why', ' ')]), CHECK],
    ['submitting a provisional run', run(submitted, '2'), CHECK],
    ['submitting a run that knows no end of the window', run(submitted, '4'), CHECK],
    ['two runs in approval', run(submitted, '1, 3'), UNIQUE],
    [
      'two posted runs',
      `${steps([submitted, approved, posted])}; ${steps([submitted, approved, posted], '3')}`,
      UNIQUE,
    ],
    ['superseding by nothing', run(`state = 'superseded'`), CHECK],
    ['a step left out', run(`${submitted}, ${approved}`.replace(`state = 'submitted', `, '')), CHECK],
    ['submitting what is approved', steps([submitted, approved, `state = 'submitted'`]), CHECK],
    ['approving what is posted', steps([submitted, approved, posted, `state = 'approved'`]), CHECK],
    ['rejecting what is posted', steps([submitted, approved, posted, rejected]), CHECK],
    [
      'superseding what is posted',
      steps([submitted, approved, posted, `state = 'superseded', superseded_by = 3`]),
      CHECK,
    ],
    ['submitting what is rejected', steps([submitted, rejected, submitted]), CHECK],
    ['another submitter', steps([submitted, `submitted_by = 'eve'`]), CHECK],
    ['another submitter with the approval', steps([submitted, `${approved}, submitted_by = 'eve'`]), CHECK],
    ['another time of submitting', steps([submitted, `submitted_at = '2000-01-01Z'`]), CHECK],
    ['another approver', steps([submitted, approved, posted, `approved_by = 'eve'`]), CHECK],
    ['no approver any more', steps([submitted, approved, rejected, `approved_by = NULL`]), CHECK],
    ['another poster', steps([submitted, approved, posted, `posted_by = 'eve'`]), CHECK],
    ['another reason', steps([submitted, rejected, `rejected_because = 'other'`]), CHECK],
    ['an approver beforehand', run(`approved_by = 'carl'`), CHECK],
    [
      'a run that begins as posted',
      `INSERT INTO calculation_run (campaign_id, version, kind, snapshot_at, known_at, delivery, engine_version, state, digest, counts, currency,
         earned_total, calculated_at, submitted_by, submitted_at, approved_by, approved_at, approved_digest, posted_by, posted_at)
       SELECT campaign_id, version, kind, snapshot_at, known_at, delivery, engine_version, 'posted', digest, counts, currency,
         earned_total, calculated_at, 'mia', now(), 'carl', now(), digest, 'mia', now() FROM calculation_run WHERE run = 1`,
      CHECK,
    ],
    ['another digest', run(`digest = repeat('0', 64)`), NO_RIGHT],
    ['another total', run('earned_total = 1'), NO_RIGHT],
    ['another delivery', run('delivery = 0'), NO_RIGHT],
    ['a run taken away', 'DELETE FROM calculation_run', NO_RIGHT],
    ['another outcome', `UPDATE determination SET outcome = 'qualified'`, NO_RIGHT],
    ['another reward', 'UPDATE determination SET reward = 5000', NO_RIGHT],
    ['a determination taken away', 'DELETE FROM determination', NO_RIGHT],
    ['qualified against a rule', determination(`'qualified', 1, 0, 0, 2000`), CHECK],
    ['not qualified for no reason', determination(`'not-qualified', 0, 0, 0, 0`), CHECK],
    ['a reward without qualifying', determination(`'undecided', 0, 1, 0, 2000`), CHECK],
    ['a rule both not met and unknown', determination(`'not-qualified', 1, 1, 0, 0`), CHECK],
    ['pending though not unknown', determination(`'qualified', 0, 0, 1, 2000`), CHECK],
    ['another earning', 'UPDATE partner_earning SET earned = 1', NO_RIGHT],
    ['other terms', `UPDATE campaign_version SET terms = '{}'`, NO_RIGHT],
    ['a version taken away', 'DELETE FROM campaign_version', NO_RIGHT],
    [
      'a confirmation in no name',
      `INSERT INTO term_confirmation VALUES ('a-campaign', 1, 'x', repeat('0', 64), ' ', now(), 'y')`,
      CHECK,
    ],
    [
      'a confirmation without a reason',
      `INSERT INTO term_confirmation VALUES ('a-campaign', 1, 'x', repeat('0', 64), 'fay', now(), ' ')`,
      CHECK,
    ],
    ['an earlier delivery', `INSERT INTO delivery VALUES (2, 'files', 'x', now(), '2000-01-01Z')`, CHECK],
    ['a delivery left out', `INSERT INTO delivery VALUES (3, 'files', 'x', now(), now())`, CHECK],
    ['another recording', `UPDATE seat_history SET seats_assigned = 99`, NO_RIGHT],
    ['an invoice line taken away', 'DELETE FROM billing_line', NO_RIGHT],
  ];

  it('to the role that the program works as', async () => {
    await fourRuns();
    const found = await attempts(
      seatback.database.serviceUrl,
      asServiceRole.map(([, sql]) => sql),
    );
    expect(asServiceRole.map(([what], index) => [what, found[index]])).toEqual(
      asServiceRole.map(([what, , code]) => [what, code]),
    );
  });

  it('to the owner of the tables too, where it is no matter of rights', async () => {
    await fourRuns();
    const refused = asServiceRole.filter(([, , code]) => code !== NO_RIGHT);
    const found = await attempts(
      seatback.database.ownerUrl,
      refused.map(([, sql]) => sql),
    );
    expect(refused.map(([what], index) => [what, found[index]])).toEqual(refused.map(([what, , code]) => [what, code]));
  });

  it('and allows the way that a run goes', async () => {
    await fourRuns();
    const ways = [
      steps([submitted, approved, posted]),
      steps([submitted, rejected]),
      steps([submitted, approved, rejected]),
      `${steps([submitted, approved, posted], '3')}; ${run(`state = 'superseded', superseded_by = 3`)}`,
    ];
    expect(await attempts(seatback.database.serviceUrl, ways)).toEqual(ways.map(() => 'done'));
  });

  /** Run 1 official, 2 provisional, 3 official, 4 official by its snapshot, of a day when the window was open. */
  async function fourRuns(): Promise<void> {
    await imported(aSeason());
    await calculated();
    await calculated({ snapshotAt: instant('2019-05-01T12:00:00Z') });
    seatback.clock.moveTo(plusMillis(NOW, 1));
    await calculated();
    await calculated({ knownAt: instant('2019-03-01T00:00:00Z') });
  }

  /** @returns for each statement the code with which it was refused; each is taken back */
  async function attempts(url: string, statements: readonly string[]): Promise<string[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    const codes: string[] = [];
    for (const sql of statements) {
      await client.query('BEGIN');
      codes.push(
        await client.query(sql).then(
          () => 'done',
          (error: unknown) => (error as DatabaseError).code ?? String(error),
        ),
      );
      await client.query('ROLLBACK');
    }
    await client.end();
    return codes;
  }
});

describe('the checks of verify', () => {
  const damages: readonly (readonly [what: string, sql: string, problem: RegExp])[] = [
    [
      'other terms in a published version',
      `UPDATE campaign_version SET terms = jsonb_set(terms, '{minimumPayout,value,amount}', '"1"')`,
      /^a-campaign version 1: its terms are not those that were published$/,
    ],
    [
      'terms that are none',
      `UPDATE campaign_version SET terms = '{"window": 1.5}'`,
      /^a-campaign version 1: its terms are not those that were published$/,
    ],
    [
      'the end of the audit log cut off',
      'DELETE FROM audit_entry WHERE entry = 3',
      /^run 1: posted by mia, and the audit log has no such entry$/,
    ],
    [
      'another approver',
      `UPDATE calculation_run SET approved_by = 'eve'`,
      /^run 1: approved by eve, and the audit log says carl$/,
    ],
    [
      'a posted run that was set back',
      `UPDATE calculation_run SET state = 'approved', posted_by = NULL, posted_at = NULL`,
      /^run 1: the audit log says that mia posted it, and it is not on the run$/,
    ],
    [
      'another total',
      'UPDATE calculation_run SET earned_total = 1',
      /^run 1: its partners earned 8000.00 USD, it says 1.00$/,
    ],
    [
      'another digest',
      `UPDATE calculation_run SET digest = repeat('a', 64), approved_digest = repeat('a', 64)`,
      /^run 1: posted with another digest than the audit log says$/,
    ],
    [
      'an outcome that is no other',
      `UPDATE determination SET seats_billed = 99 WHERE customer_key = 1`,
      /^run 1: the determinations of partner 1001 were changed$/,
    ],
    [
      'a determination of nobody',
      'UPDATE determination SET customer_key = 999 WHERE customer_key = 1',
      /^determination has 1 rows whose customer_key names nothing$/,
    ],
    [
      'an earning from a run that never was',
      'UPDATE partner_earning SET run_from = -1 WHERE partner_key = 1',
      /^partner_earning has 1 rows whose run_from names nothing$/,
    ],
  ];

  it.each(damages)('find %s', async (_what, sql, problem) => {
    const run = await submitted();
    await approval().approve(run, 'carl');
    await approval().post(run, 'mia');
    expect(await problems()).toEqual([]);
    await damage(sql);
    expect(await problems()).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });
});

describe('what a minimum payout compares of a company', () => {
  const ofCompany = aCampaign({ 'minimum payout': { amount: '4000', below: 'forfeit', scope: 'company' } });
  const inCompany = { profile: { global_partner_id: 'G1' } };
  const company = () =>
    new ImportFiles()
      .partner('1001', inCompany)
      .partner('1002', inCompany)
      .sale(1)
      .sale(2, { partner: '1002' })
      .billingIsKnown();

  it.each([
    [
      'the earning',
      `UPDATE partner_earning SET compared = '9000' WHERE partner_key = 1`,
      'run 1: what is compared of partner 1001 is not what its earnings come to',
    ],
    [
      'its potential',
      'UPDATE partner_earning SET compared_potential = NULL WHERE partner_key = 1',
      'run 1: what is compared of partner 1002 is not what its earnings come to',
    ],
    [
      'the accrual',
      `UPDATE accrual SET compared = '9000' WHERE partner_key = 1`,
      'run 1: partner 1001 earned something else than was accrued, or something else is compared',
    ],
    [
      'the potential of the accrual',
      `UPDATE accrual SET compared_potential = '9000' WHERE partner_key = 2`,
      'run 1: partner 1002 earned something else than was accrued, or something else is compared',
    ],
  ])('is checked: %s', async (_what, sql, problem) => {
    await imported(company());
    const { run } = await calculated({}, ofCompany);
    await approval().submit(run, 'mia');
    await approval().approve(run, 'carl');
    await approval().post(run, 'mia');
    // Whoever joins a company later was no part of it then.
    await imported(new ImportFiles().partner('1003', inCompany));
    expect(await problems()).toEqual([]);
    await damage(sql);
    expect(await problems()).toEqual(expect.arrayContaining([problem]));
  });

  it('is as it was approved, or the run is not posted', async () => {
    await imported(company());
    const { run } = await calculated({}, ofCompany);
    await approval().submit(run, 'mia');
    await approval().approve(run, 'carl');
    await damage(`UPDATE partner_earning SET compared = '9000'`);
    await expect(approval().post(run, 'mia')).rejects.toMatchObject({ code: 'RUN_CHANGED' });
  });
});

describe('an assumed term', () => {
  const assumed = aCampaign();
  const campaign: Campaign = {
    ...assumed,
    terms: {
      ...assumed.terms,
      timeZone: { ...assumed.terms.timeZone, assumed: 'The page names no zone.' },
      payBy: { ...assumed.terms.payBy, assumed: 'Ninety days.' },
    },
  };
  const versions = () => seatback.app.get(CampaignVersions);

  it('stops a run from being submitted until a person stands by it', async () => {
    const { run } = await calculated({}, campaign);
    await expect(approval().submit(run, 'mia')).rejects.toMatchObject({
      code: 'TERMS_UNCONFIRMED',
      report: { found: 'unconfirmed: time zone, pay by' },
    });
    await versions().confirm(campaign, ['timeZone'], { actor: 'fay', reason: 'Asked the vendor' });
    await expect(approval().submit(run, 'mia')).rejects.toMatchObject({ report: { found: 'unconfirmed: pay by' } });
    await versions().confirm(campaign, ['payBy'], { actor: 'fay', reason: 'So it is' });
    expect(await approval().submit(run, 'mia')).toMatchObject({ state: 'submitted' });
  });

  it('is confirmed once: who, when and why stay', async () => {
    expect(await versions().confirm(campaign, ['timeZone'], { actor: 'fay', reason: 'Asked the vendor' })).toEqual([
      'timeZone',
    ]);
    seatback.clock.moveTo(plusMillis(NOW, DAY_MS));
    expect(await versions().confirm(campaign, ['timeZone', 'payBy'], { actor: 'gus', reason: 'Asked again' })).toEqual([
      'payBy',
    ]);
    expect(
      await query(
        'SELECT term, confirmed_by AS by, confirmed_at AS at, reason FROM term_confirmation ORDER BY confirmed_at',
      ),
    ).toEqual([
      { term: 'timeZone', by: 'fay', at: NOW, reason: 'Asked the vendor' },
      { term: 'payBy', by: 'gus', at: plusMillis(NOW, DAY_MS), reason: 'Asked again' },
    ]);
    expect(await query('SELECT actor, act, detail FROM audit_entry ORDER BY entry')).toEqual([
      {
        actor: 'fay',
        act: 'campaign.confirm-term',
        detail: {
          term: 'time zone',
          value: 'Europe/London',
          assumed: 'The page names no zone.',
          reason: 'Asked the vendor',
        },
      },
      {
        actor: 'gus',
        act: 'campaign.confirm-term',
        detail: { term: 'pay by', value: '2019-09-28', assumed: 'Ninety days.', reason: 'Asked again' },
      },
    ]);
  });

  it('stays confirmed in the next version where its value is the same', async () => {
    await versions().confirm(campaign, ['timeZone', 'payBy'], { actor: 'fay', reason: 'So it is' });
    const next: Campaign = {
      ...campaign,
      version: 2,
      knownFrom: FIRST,
      terms: { ...campaign.terms, payBy: { ...campaign.terms.payBy, value: calendarDate('2019-09-30') } },
    };
    const { run } = await calculated({}, next);
    await expect(approval().submit(run, 'mia')).rejects.toMatchObject({ report: { found: 'unconfirmed: pay by' } });
  });

  it('is open again where the same value rests on another assumption', async () => {
    await versions().confirm(campaign, ['timeZone', 'payBy'], { actor: 'fay', reason: 'So it is' });
    const { payBy } = campaign.terms;
    const next: Campaign = {
      ...campaign,
      version: 2,
      knownFrom: FIRST,
      terms: { ...campaign.terms, payBy: { ...payBy, assumed: 'Ninety days, and a day more in a leap year.' } },
    };
    const { run } = await calculated({}, next);
    await expect(approval().submit(run, 'mia')).rejects.toMatchObject({ report: { found: 'unconfirmed: pay by' } });
    expect(
      await seatback.app
        .get(UnitOfWork)
        .inSession(async (session) => [...(await termConfirmations(session, 'a-campaign', next.terms)).keys()]),
    ).toEqual(['timeZone']);
    await versions().confirm(next, ['payBy'], { actor: 'fay', reason: 'Read again' });
    expect(await approval().submit(run, 'mia')).toMatchObject({ state: 'submitted' });
  });

  it('is confirmed by somebody, for a reason', async () => {
    const before = await contents();
    const refused = async (actor: string, reason: string, code: string) =>
      expect(versions().confirm(campaign, ['timeZone'], { actor, reason })).rejects.toMatchObject({ code });
    await refused('', 'So it is', 'ACTOR_INVALID');
    await refused(' ', 'So it is', 'ACTOR_INVALID');
    await refused('fay', '', 'REASON_INVALID');
    await refused('fay', ' ', 'REASON_INVALID');
    await refused('fay', 'ok', 'REASON_INVALID');
    expect(await contents()).toEqual(before);
    await versions().confirm(campaign, ['timeZone'], { actor: ' fay ', reason: ' So it is ' });
    expect(await query('SELECT confirmed_by AS by, reason FROM term_confirmation')).toEqual([
      { by: 'fay', reason: 'So it is' },
    ]);
  });

  it('is not what a term with a source is', async () => {
    const before = await contents();
    await expect(
      versions().confirm(campaign, ['minimumSeats'], { actor: 'fay', reason: 'So it is' }),
    ).rejects.toMatchObject({
      code: 'TERM_NOT_ASSUMED',
      report: { found: '"minimum seats"' },
    });
    expect(await contents()).toEqual(before);
  });
});

describe('a version of a campaign', () => {
  it('that was published is not edited', async () => {
    await imported(aSeason());
    await calculated();
    const before = await contents();
    const edited = aCampaign({ 'minimum seats': 14 });
    await expect(calculated({}, edited)).rejects.toMatchObject({ code: 'CAMPAIGN_EDITED' });
    await expect(
      seatback.app.get(CampaignVersions).confirm(edited, [], { actor: 'fay', reason: 'So it is' }),
    ).rejects.toMatchObject({ code: 'CAMPAIGN_EDITED' });
    expect(await contents()).toEqual(before);
    expect(await calculated({}, aCampaign({ 'minimum seats': 14 }, { version: 2 }))).toMatchObject({ version: 2 });
  });

  it.each([
    ['known from', FIRST, '2018-12-01T00:00:00.000000Z', FIRST],
    ['title', 'Another title', '"A campaign"', '"Another title"'],
    ['reason', 'Better words', '"First publication"', '"Better words"'],
    ['reference', 'another letter', '"a letter"', '"another letter"'],
    ['reference', undefined, '"a letter"', 'nothing'],
  ])('is not edited in what stands beside its terms: %s', async (place, value, expected, found) => {
    await calculated();
    const before = await contents();
    await expect(calculated({}, aCampaign({}, { [place]: value }))).rejects.toMatchObject({
      code: 'CAMPAIGN_EDITED',
      report: { findings: [{ place, expected, found }] },
    });
    expect(await contents()).toEqual(before);
  });

  it('says all that was edited, term by term', async () => {
    await calculated();
    const head = { title: 'B', pages: { P: 'another page', Q: 'a new one' } };
    const edited = aCampaign({ 'minimum seats': 14, hold: { days: 30 } }, head);
    await expect(calculated({}, edited)).rejects.toMatchObject({
      report: {
        found: 'otherwise: title, pages / P, pages / Q, minimum seats, hold',
        findings: [
          { place: 'title' },
          { place: 'pages / P', expected: '"a page"', found: '"another page"' },
          { place: 'pages / Q', expected: 'nothing', found: '"a new one"' },
          { place: 'minimum seats', expected: '15', found: '14' },
          { place: 'hold', expected: 'nothing', found: '{ value: { days: 30 }, source: P }' },
        ],
      },
    });
  });

  it('that was published before its title was kept is held against what was', async () => {
    await calculated();
    await damage('UPDATE campaign_version SET title = NULL, pages = NULL');
    expect(await calculated({}, aCampaign({}, { title: 'B', pages: { Q: 'q', P: 'p' } }))).toMatchObject({ run: 1 });
  });

  it('became known after the one before, and before the one after', async () => {
    await calculated({}, aCampaign({}, { version: 2, 'known from': FIRST }));
    const before = await contents();
    for (const [version, knownFrom] of [
      [1, FIRST],
      [1, SECOND],
      [3, FIRST],
      [3, '2018-12-01T00:00:00Z'],
    ] as const) {
      const campaign = aCampaign({}, { version, 'known from': knownFrom });
      const refusal = {
        code: 'VERSION_OUT_OF_ORDER',
        report: {
          expected: `an instant ${version === 1 ? 'before' : 'after'} ${FIRST}, when version 2 became known`,
          where: `known from of a-campaign version ${String(version)}`,
        },
      };
      await expect(calculated({}, campaign)).rejects.toMatchObject(refusal);
      await expect(
        seatback.app.get(UnitOfWork).inSession((session) => isPublished(session, campaign)),
      ).rejects.toMatchObject(refusal);
    }
    expect(await contents()).toEqual(before);
    expect(await calculated({}, aCampaign({}, { version: 3, 'known from': SECOND }))).toMatchObject({ version: 3 });
    expect(await calculated({}, aCampaign({}, { version: 1 }))).toMatchObject({ version: 1 });
  });

  it('is tried as a preview without a trace, whether it was published before or not', async () => {
    await imported(aSeason());
    const preview = (campaign: Campaign) =>
      seatback.app.get(CalculateCampaign).preview(campaign, {}, async (_session, run) => run.earnedTotal);
    const fresh = await contents();
    expect(await preview(aCampaign())).toBe('8000.00');
    expect(await contents()).toEqual(fresh);
    await calculated();
    const before = await contents();
    expect(await preview(aCampaign({ 'minimum seats': 16 }))).toBe('0.00');
    expect(await contents()).toEqual(before);
    // Nor does one leave a number behind that a real run would miss.
    expect(await result(await calculated())).toMatchObject({ earned: ['1001 4000.00', '1002 4000.00'] });
  });
});

/** Two partners with two customers each, all of whom qualify. */
function aSeason(): ImportFiles {
  return new ImportFiles()
    .partner('1001')
    .partner('1002')
    .sale(1)
    .sale(2)
    .sale(3, { partner: '1002' })
    .sale(4, { partner: '1002', invoice: 'D4' })
    .billingIsKnown();
}

function seatRow(customer: number) {
  return {
    customer_id: customerId(customer),
    sku_id: '2880026b-2b0c-4251-8656-5d41ff11e3aa',
    observed_at: '2019-06-30T21:00:00Z',
  };
}

async function imported(files: ImportFiles, recordedAt?: Instant): Promise<void> {
  const folder = files.writeTo(seatbacks.newFolder());
  await seatback.app.get(ImportFolder).execute(folder, recordedAt === undefined ? {} : { recordedAt });
}

async function calculated(request: CalculationRequest = {}, campaign = aCampaign()): Promise<Run> {
  return seatback.app.get(CalculateCampaign).execute(campaign, request);
}

function approval(): RunApproval {
  return seatback.app.get(RunApproval);
}

async function submitted(): Promise<number> {
  await imported(aSeason());
  const { run } = await calculated();
  await approval().submit(run, 'mia');
  return run;
}

async function problems(): Promise<readonly string[]> {
  return seatback.app
    .get(UnitOfWork)
    .inTransaction(async (session) => [
      ...(await checkCampaignVersions(session)).problems,
      ...(await checkRuns(session)).problems,
    ]);
}

async function asService(sql: string): Promise<void> {
  await statement(seatback.database.serviceUrl, sql);
}

/** As a superuser who has switched off what would hold anybody else back. */
async function damage(sql: string): Promise<void> {
  await statement(seatback.database.adminUrl, `SET session_replication_role = 'replica'; ${sql}`);
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function stateOf(run: number): Promise<string | undefined> {
  return (await query<{ state: string }>(`SELECT state FROM calculation_run WHERE run = ${run}`))[0]?.state;
}

async function result(run: Run) {
  return seatback.app.get(UnitOfWork).inTransaction(async (session) => {
    const determinations = [];
    for await (const row of determinationsOfRun(session, run.campaignId, run.run)) determinations.push(row);
    const earnings = await earningsOfRun(session, run.campaignId, run.run);
    return { determinations, earnings, earned: earnings.map(({ partnerId, earned }) => `${partnerId} ${earned}`) };
  });
}

/** Determinations as they lie in the table, with the runs from and to which they hold. */
async function determinationRows(): Promise<string[]> {
  const rows = await query<{ row: string }>(
    `SELECT partner_id || ' ' || right(customer_id::text, 1) || ' ' || outcome || ' ' || run_from || '-' || COALESCE(run_to::text, '') AS row
     FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)`,
  );
  return rows.map(({ row }) => row).sort();
}

async function output(run: Run): Promise<readonly string[]> {
  const folder = seatbacks.newFolder();
  const { app } = seatback;
  await app.get(UnitOfWork).inTransaction((session) => app.get(CampaignOutput).write(session, run, folder));
  return csvFiles(folder);
}

function csvFiles(folder: string): readonly string[] {
  return ['determinations.csv', 'earnings.csv'].map((name) => readFileSync(join(folder, name), 'utf8'));
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}

/** Every table with what it holds. */
async function contents(): Promise<ReadonlyMap<string, string>> {
  const tables = await query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
  const digests = await query<{ name: string; digest: string }>(
    tables
      .map(
        ({ name }) =>
          `SELECT '${name}' AS name, count(*) || ' ' || md5(COALESCE(string_agg(t::text, '' ORDER BY t::text), '')) AS digest FROM ${name} AS t`,
      )
      .join(' UNION ALL '),
  );
  return new Map(digests.map(({ name, digest }) => [name, digest]));
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after.keys()].filter((name) => before.get(name) !== after.get(name)).sort();
}
