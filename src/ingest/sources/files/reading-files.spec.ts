import { describe, expect, it } from '@jest/globals';
import { readRow } from './file-format.js';
import { READING_FILES } from './reading-files.js';

const TENANT = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';

function read(file: string, values: Readonly<Record<string, string>>) {
  const record = { line: 2, values: new Map(Object.entries(values)) };
  const result = readRow(READING_FILES.get(file)!, record);
  return 'row' in result ? result.row : result.problem;
}

describe('subscriptions.csv', () => {
  const GOOD = {
    customer_id: TENANT,
    subscription_id: 'A1',
    partner_id: '1001',
    offer_id: 'CFQ7TTC0LH18:0001:CFQ7TTC0K971',
    quantity: '15',
    status: 'active',
    is_trial: 'FALSE',
    effective_start: '2019-02-01',
    commitment_end: '2020-01-31',
    observed_at: '2019-06-30T01:30:00Z',
  };
  const subscription = (change: Readonly<Record<string, string>>) => read('subscriptions.csv', { ...GOOD, ...change });

  it('has a row a reading', () => {
    expect(subscription({})).toEqual({
      ...GOOD,
      subscription_id: 'a1',
      offer_id: 'cfq7ttc0lh18:0001:cfq7ttc0k971',
      quantity: 15,
      is_trial: false,
      effective_start: { day: '2019-02-01' },
      commitment_end: { day: '2020-01-31' },
      observed_at: '2019-06-30T01:30:00.000000Z',
    });
  });

  it.each([
    ['no end', ''],
    ['an end on the day of the start', '2019-02-01'],
    ['an end on some zone’s day of the start', '2019-01-31T11:00:00Z'],
    ['the end of time, which means none', '9999-12-31T23:59:59Z'],
    ['the end of time in a day', '9999-12-31'],
  ])('may have %s', (_, commitment_end) => {
    expect(subscription({ commitment_end })).toHaveProperty('commitment_end');
  });

  it.each([
    ['2019-02-01', '2019-01-31', 'a day and a day'],
    ['2019-02-01', '2019-01-31T09:59:59Z', 'a day and an instant before it in every zone'],
    ['2019-02-01T12:00:00Z', '2019-02-01T11:59:59Z', 'two instants'],
    ['2019-02-02T12:00:00Z', '2019-02-01', 'an instant and a day before it in every zone'],
  ])('cannot end before it starts: %s to %s, %s', (effective_start, commitment_end) => {
    expect(subscription({ effective_start, commitment_end })).toMatchObject({ column: 'commitment_end' });
  });

  it('may start at the beginning of time', () => {
    expect(subscription({ effective_start: '0001-01-01T00:00:00Z' })).toHaveProperty('effective_start');
  });

  it.each(['customer_id', 'subscription_id', 'offer_id', 'is_trial', 'effective_start', 'observed_at'])(
    'needs %s',
    (column) => {
      expect(subscription({ [column]: '' })).toMatchObject({ column, found: 'nothing' });
    },
  );
});

describe('seats.csv', () => {
  const GOOD = {
    customer_id: TENANT,
    sku_part_number: 'D365_SALES_PRO',
    assigned: '15',
    observed_at: '2019-06-30T01:30Z',
  };
  const seats = (change: Readonly<Record<string, string>>) => read('seats.csv', { ...GOOD, ...change });

  it('names a SKU by part number, by GUID, or by both', () => {
    expect(seats({})).toMatchObject({ sku_part_number: 'd365_sales_pro', sku_id: null, assigned: 15, purchased: null });
    expect(seats({ sku_part_number: '', sku_id: TENANT })).toMatchObject({ sku_part_number: null, sku_id: TENANT });
    expect(seats({ sku_part_number: '' })).toMatchObject({ column: 'sku_id', found: 'neither' });
  });

  it.each(['-1', '14.5', '1e3', ''])('has whole numbers of seats, not "%s"', (assigned) => {
    expect(seats({ assigned })).toMatchObject({ column: 'assigned' });
  });
});

describe('no_access.csv', () => {
  it('tells which resource was refused', () => {
    const refusal = { customer_id: TENANT, resource: 'seats', observed_at: '2019-06-30T01:30:00Z' };
    expect(read('no_access.csv', refusal)).toMatchObject({ resource: 'seats' });
    expect(read('no_access.csv', { ...refusal, resource: 'billing' })).toMatchObject({
      column: 'resource',
      expected: 'seats or subscriptions',
    });
  });
});
