import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { findRun, seatTimeline, type SeatTimeline } from '../../src/calculation/index.js';
import { CampaignVersions } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { instant } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { RestatingWorld } from './restating-world.js';

const world = new RestatingWorld();
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.close());

/** By the campaign's last run, as its delivery knew them. */
async function timelineOf(customer: number, partner = '1001'): Promise<SeatTimeline | undefined> {
  return world.seatback.app.get(UnitOfWork).inTransaction(async (session) => {
    const { run } = await session.one<{ run: number }>('SELECT max(run) AS run FROM calculation_run');
    const found = await findRun(session, run);
    const { terms } = await world.seatback.app
      .get(CampaignVersions)
      .published(session, found.campaignId, found.version);
    const { partnerKey } = await session.one<{ partnerKey: number }>(
      'SELECT partner_key AS "partnerKey" FROM partner WHERE partner_id = $1',
      [partner],
    );
    return seatTimeline(session, found, terms, { customerId: customerId(customer), partnerKey });
  });
}

/** `2019-01-01..2019-01-31 14/15`, with `?` for what is not known. */
const said = (timeline: SeatTimeline | undefined) =>
  timeline?.stretches.map(
    ({ from, to, assigned, billed }) => `${from}..${to} ${String(assigned ?? '?')}/${String(billed ?? '?')}`,
  );

const FILES = () => new ImportFiles().partner('1001').billingIsKnown();

/** A reading of the tenant, beside the one of the last evening. */
const read = (assigned: number, at: string) => ({
  customer_id: customerId(1),
  sku_part_number: BUSINESS_CENTRAL.partNumber,
  sku_id: BUSINESS_CENTRAL.skuId,
  assigned,
  purchased: 20,
  observed_at: at,
});

describe('the seats of a customer over time', () => {
  it('are known while a reading is not too old, and unknown between: never zero', async () => {
    await world.imported(
      FILES().sale(1).rows('seats.csv', read(9, '2019-06-10T20:00:00Z'), read(12, '2019-06-11T20:00:00Z')),
    );
    await world.calculated(aCampaign());
    const timeline = await timelineOf(1);
    expect(said(timeline)).toEqual([
      '2018-12-02..2019-05-31 ?/0',
      '2019-06-01..2019-06-09 ?/15',
      '2019-06-10..2019-06-10 9/15',
      // The reading of the 11th is 48 hours old on the evening of the 13th, and older at its end.
      '2019-06-11..2019-06-12 12/15',
      '2019-06-13..2019-06-29 ?/15',
      '2019-06-30..2019-06-30 15/15',
      '2019-07-01..2019-07-01 15/0',
      '2019-07-02..2019-07-14 ?/0',
    ]);
    expect(timeline).toMatchObject({
      from: '2018-12-02',
      to: '2019-07-14',
      snapshotDay: '2019-06-30',
      minimumSeats: 15,
      isProvisional: false,
    });
  });

  it('end at the snapshot of a provisional run, which shows the days ahead as empty', async () => {
    await world.imported(FILES().sale(1, { readAt: '2019-06-15T20:00:00Z' }));
    await world.calculated(aCampaign(), { snapshotAt: instant('2019-06-15T21:00:00Z') });
    const timeline = await timelineOf(1);
    expect(said(timeline)?.slice(-2)).toEqual(['2019-06-01..2019-06-14 ?/15', '2019-06-15..2019-06-15 15/15']);
    expect(timeline).toMatchObject({ to: '2019-06-30', snapshotDay: '2019-06-15', isProvisional: true });
  });

  it('are unknown from a refusal on, and where a reading contradicts itself', async () => {
    await world.imported(
      FILES()
        .sale(1, { readAt: '2019-06-29T20:00:00Z' })
        .rows('seats.csv', { ...read(9, '2019-06-30T20:00:00Z') }, { ...read(8, '2019-06-30T20:00:00Z') }),
    );
    await world.calculated(aCampaign());
    expect(said(await timelineOf(1))?.slice(2, 4)).toEqual([
      '2019-06-29..2019-06-29 15/15',
      '2019-06-30..2019-06-30 ?/15',
    ]);
  });

  it('are billed by this partner alone, of what counts for the campaign', async () => {
    const other = { ResellerMpnId: '1002', Quantity: 7 };
    await world.imported(
      FILES()
        .partner('1002')
        .sale(1, { seats: 20 })
        .rows('billing/D2019-06.csv', licenceLine(1, other), licenceLine(1, { Quantity: 90, Subtotal: '0.00' }))
        .rows('seats.csv', { ...read(500, '2019-06-30T20:00:00Z'), sku_part_number: 'FLOW_FREE', sku_id: undefined }),
    );
    await world.calculated(aCampaign());
    expect(said(await timelineOf(1))).toContain('2019-06-30..2019-06-30 20/20');
    expect(said(await timelineOf(1, '1002'))).toContain('2019-06-30..2019-06-30 20/7');
  });

  it('are not known where the invoices of a day are not all here', async () => {
    await world.imported(
      new ImportFiles()
        .partner('1001')
        .sale(1)
        .rows('coverage.csv', { resource: 'billing', known_from: '2018-12-15', known_to: '2019-06-15' }),
    );
    await world.calculated(aCampaign());
    expect(said(await timelineOf(1))).toEqual([
      '2018-12-02..2018-12-14 ?/?',
      '2018-12-15..2019-05-31 ?/0',
      '2019-06-01..2019-06-15 ?/15',
      '2019-06-16..2019-06-29 ?/?',
      '2019-06-30..2019-07-01 15/?',
      '2019-07-02..2019-07-14 ?/?',
    ]);
  });

  it('are those that the run knew, whatever came later', async () => {
    await world.imported(FILES().sale(1));
    await world.calculated(aCampaign());
    const before = said(await timelineOf(1));
    await world.imported(new ImportFiles().sale(1, { seats: 30, readAt: '2019-06-20T20:00:00Z' }));
    expect(said(await timelineOf(1))).toEqual(before);
    await world.calculated(aCampaign());
    expect(said(await timelineOf(1))).toContain('2019-06-20..2019-06-21 30/30');
  });

  it('are nobody’s whose customer it is not', async () => {
    await world.imported(FILES().partner('1002').sale(1).sale(2, { partner: '1002' }));
    await world.calculated(aCampaign());
    expect(await timelineOf(2)).toBeUndefined();
    expect(await timelineOf(3)).toBeUndefined();
  });
});
