import { describe, expect, it } from '@jest/globals';
import { instant } from '../../../kernel/index.js';
import { licenceLine, seatRow, subscriptionRow } from './mapper.js';
import type { WireLicenceLine, WireSubscribedSku, WireSubscription } from './wire.js';

const TENANT = '74221236-d09c-4870-ac1d-33e155e9aebe';
const READ_AT = instant('2019-06-30T01:30:00Z');

/** Answers as the wire gives them: every number is its own text. */
const SUBSCRIPTION: WireSubscription = {
  id: '83EF9D05-4169-4EF9-9657-0E86B1EAB1DE',
  offerId: 'CFQ7TTC0LH18:0001:CFQ7TTC0K971',
  partnerId: '4649221',
  quantity: '15',
  status: 'active',
  isTrial: false,
  effectiveStartDate: '2019-02-01T08:00:00.1234567Z',
  commitmentEndDate: '2020-01-31T08:00:00Z',
};
const SKU: WireSubscribedSku = {
  consumedUnits: '15',
  totalUnits: '20',
  productSku: { id: '2880026B-2B0C-4251-8656-5D41FF11E3AA', skuPartNumber: 'DYN365_BUSCENTRAL_ESSENTIAL' },
};
const LINE: WireLicenceLine = {
  customerId: TENANT.toUpperCase(),
  tier2MpnId: '4649221',
  durableOfferId: '2F707C7C-2433-49A5-A437-9CA7CF40D3EB',
  syndicationPartnerSubscriptionNumber: '1F58ACD7-FE51-4705-9567-D009C9ADA150',
  chargeType: 'New',
  chargeStartDate: '2017-05-12T00:00:00',
  chargeEndDate: '2017-06-09T00:00:00',
  quantity: '3',
  subtotal: '0.0',
  currency: 'USD',
};

describe('a subscription', () => {
  const of = (change: Partial<WireSubscription> = {}) =>
    subscriptionRow(TENANT, READ_AT, { ...SUBSCRIPTION, ...change });

  it('is a reading of the instant at which it was asked for', () => {
    expect(of()).toEqual({
      row: {
        customer_id: TENANT,
        subscription_id: '83ef9d05-4169-4ef9-9657-0e86b1eab1de',
        partner_id: '4649221',
        offer_id: 'cfq7ttc0lh18:0001',
        seats_purchased: 15,
        status: 'active',
        is_trial: false,
        effective_start_on: null,
        effective_start_at: '2019-02-01T08:00:00.123456Z',
        commitment_end_on: null,
        commitment_end_at: '2020-01-31T08:00:00.000000Z',
        observed_at: READ_AT,
      },
    });
  });

  it.each(['', '0', '-1', ' ', null, undefined])('has no reseller of record where that is %j', (partnerId) => {
    expect(of({ partnerId })).toMatchObject({ row: { partner_id: null } });
  });

  it.each([
    ['the year 9999', '9999-12-10T00:00:00Z'],
    ['the words for no date', '0001-01-01T00:00:00Z'],
    ['the same without an offset', '0001-01-01T00:00:00'],
    ['nothing', ''],
    ['null', null],
  ])('has no end where that is %s', (_, commitmentEndDate) => {
    expect(of({ commitmentEndDate })).toMatchObject({ row: { commitment_end_at: null } });
  });

  it('is read though its times have blanks in them, as a published sample has', () => {
    const spaced = { effectiveStartDate: '2015-11-24T08: 00: 00Z', commitmentEndDate: '2016-12-12T08: 00: 00Z' };
    expect(of(spaced)).toMatchObject({
      row: { effective_start_at: '2015-11-24T08:00:00.000000Z', commitment_end_at: '2016-12-12T08:00:00.000000Z' },
    });
  });

  it('keeps a legacy offer as it is, and is no trial where the answer does not say so', () => {
    expect(of({ offerId: '0CCA44D6-68E9-4762-94EE-31ECE98783B9', isTrial: undefined })).toMatchObject({
      row: { offer_id: '0cca44d6-68e9-4762-94ee-31ece98783b9', is_trial: false },
    });
    expect(of({ isTrial: true })).toMatchObject({ row: { is_trial: true } });
  });

  it('may end at the instant at which it starts, and not before', () => {
    const at = '2019-02-01T08:00:00Z';
    expect(of({ effectiveStartDate: at, commitmentEndDate: at })).toMatchObject({
      row: { commitment_end_at: instant(at) },
    });
    expect(of({ effectiveStartDate: at, commitmentEndDate: '2019-02-01T07:59:59Z' })).toEqual({
      problem: {
        column: 'commitmentEndDate',
        expected: 'an instant that is not before 2019-02-01T08:00:00.000000Z',
        found: '"2019-02-01T07:59:59Z"',
      },
    });
  });

  it.each([
    ['no offer', { offerId: undefined }, 'offerId', 'nothing'],
    ['no start', { effectiveStartDate: ' ' }, 'effectiveStartDate', 'nothing'],
    [
      'a start without an offset',
      { effectiveStartDate: '2019-02-01T00:00:00' },
      'effectiveStartDate',
      '"2019-02-01T00:00:00"',
    ],
    ['half a seat', { quantity: '14.5' }, 'quantity', '"14.5"'],
  ])('with %s cannot be read', (_, change, column, found) => {
    expect(of(change)).toMatchObject({ problem: { column, found } });
  });
});

describe('seats of a SKU', () => {
  const place = { file: 'subscribedskus', line: 3 };
  const of = (change: Partial<WireSubscribedSku> = {}) => seatRow(TENANT, READ_AT, { ...SKU, ...change }, place);

  it('are the units consumed: those that are assigned', () => {
    expect(of()).toEqual({
      row: {
        ...place,
        customer_id: TENANT,
        observed_at: READ_AT,
        sku_id: '2880026b-2b0c-4251-8656-5d41ff11e3aa',
        sku_part_number: 'dyn365_buscentral_essential',
        seats_assigned: 15,
        seats_purchased: 20,
      },
    });
  });

  it('may be none, and do without part number and total', () => {
    const bare = { consumedUnits: '0', totalUnits: undefined, productSku: { id: TENANT } };
    expect(of(bare)).toMatchObject({ row: { seats_assigned: 0, seats_purchased: null, sku_part_number: null } });
  });

  it.each([
    ['no count', { consumedUnits: null }, 'consumedUnits', 'nothing'],
    ['a negative count', { consumedUnits: '-1' }, 'consumedUnits', '"-1"'],
    ['no GUID', { productSku: { id: 'EMS' } }, 'productSku.id', '"EMS"'],
  ])('with %s cannot be read', (_, change, column, found) => {
    expect(of(change)).toMatchObject({ problem: { column, found } });
  });
});

describe('a legacy licence line', () => {
  const of = (change: Partial<WireLicenceLine> = {}) => licenceLine('D030001IXB', { ...LINE, ...change });

  it('joins by durable offer and syndication number, and counts for the reseller of record', () => {
    expect(of()).toEqual({
      row: {
        invoiceNumber: 'D030001IXB',
        customerId: TENANT,
        offerId: '2f707c7c-2433-49a5-a437-9ca7cf40d3eb',
        partnerId: '4649221',
        subscriptionId: '1f58acd7-fe51-4705-9567-d009c9ada150',
        chargeType: 'New',
        chargeStart: '2017-05-12',
        chargeEnd: '2017-06-09',
        quantity: '3',
        subtotal: '0',
        currency: 'USD',
        isTrialOrAddOn: false,
      },
    });
  });

  it.each(['-1', '0', '', undefined])('names no reseller with %j', (tier2MpnId) => {
    expect(of({ tier2MpnId })).toMatchObject({ row: { partnerId: null } });
  });

  it('keeps every digit of its amount', () => {
    expect(of({ subtotal: '-123456789012345678.9012' })).toMatchObject({
      row: { subtotal: '-123456789012345678.9012' },
    });
  });

  it.each([
    ['no customer', { customerId: null }, 'customerId', 'nothing'],
    ['no offer', { durableOfferId: '' }, 'durableOfferId', 'nothing'],
    ['no start', { chargeStartDate: '0001-01-01T00:00:00' }, 'chargeStartDate', '"0001-01-01T00:00:00"'],
    ['an end before its start', { chargeEndDate: '2017-05-11T00:00:00' }, 'chargeEndDate', '"2017-05-11T00:00:00"'],
    ['no quantity', { quantity: undefined }, 'quantity', 'nothing'],
    ['no amount', { subtotal: 'free' }, 'subtotal', '"free"'],
  ])('with %s cannot be read', (_, change, column, found) => {
    expect(of(change)).toMatchObject({ problem: { column, found } });
  });
});
