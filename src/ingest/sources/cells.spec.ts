import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Exact } from '../../kernel/index.js';
import {
  billingDay,
  billingDecimal,
  boolean,
  calendarDay,
  caselessText,
  dayOrInstant,
  dayOrNever,
  guid,
  instantWithOffset,
  meansNoPartner,
  oneOf,
  optional,
  partnerId,
  partnerIdOrNone,
  positiveDecimal,
  required,
  secret,
  text,
  wholeNumber,
  wholeNumberNotNegative,
} from './cells.js';

describe('words', () => {
  it('are kept as they stand; offer ids and part numbers in lower case', () => {
    expect(text.read('Nordwind GmbH')).toBe('Nordwind GmbH');
    expect(caselessText.read('CFQ7TTC0LH18:0001')).toBe('cfq7ttc0lh18:0001');
  });

  it('of a list are exact', () => {
    const resource = oneOf('subscriptions', 'seats', 'billing');
    expect(resource.read('seats')).toBe('seats');
    for (const other of ['Seats', 'seat', 'constructor', '']) expect(resource.read(other)).toBeUndefined();
    expect(resource.expected).toBe('subscriptions, seats or billing');
  });

  it.each([
    ['true', true],
    ['TRUE', true],
    ['False', false],
  ])('%s is a boolean', (word, value) => {
    expect(boolean.read(word)).toBe(value);
  });

  it.each(['yes', '1', 'wahr', 'constructor', '__proto__', 'toString'])('%s is no boolean', (word) => {
    expect(boolean.read(word)).toBeUndefined();
  });
});

describe('ids', () => {
  it('GUIDs ignore case and lose an org: prefix', () => {
    expect(guid.read('org:3F2504E0-4F89-11D3-9A0C-0305E82C3301')).toBe('3f2504e0-4f89-11d3-9a0c-0305e82c3301');
    expect(guid.read('3F2504E0')).toBeUndefined();
  });

  it.each(['1001', '0042', 'MPN-7', '00', '01'])('%s is a partner id, as text', (id) => {
    expect(partnerId.read(id)).toBe(id);
    expect(partnerIdOrNone.read(id)).toBe(id);
  });

  it.each(['0', '-1'])('%s means no partner', (id) => {
    expect(meansNoPartner(id)).toBe(true);
    expect(partnerId.read(id)).toBeUndefined();
    expect(partnerIdOrNone.read(id)).toBeNull();
  });
});

describe('days and instants', () => {
  it('a day is YYYY-MM-DD', () => {
    expect(calendarDay.read('2019-06-30')).toBe('2019-06-30');
    for (const other of ['6/30/2019', '2019-06-31', '30.06.2019']) expect(calendarDay.read(other)).toBeUndefined();
  });

  it('an instant has an offset', () => {
    expect(instantWithOffset.read('2019-06-30T23:00:00+01:00')).toBe('2019-06-30T22:00:00.000000Z');
    expect(instantWithOffset.read('2019-06-30T23:00:00')).toBeUndefined();
  });

  it('some columns take either', () => {
    expect(dayOrInstant.read('2019-06-30')).toEqual({ day: '2019-06-30' });
    expect(dayOrInstant.read('2019-06-30T23:00Z')).toEqual({ instant: '2019-06-30T23:00:00.000000Z' });
    expect(dayOrInstant.read('2019-06-31')).toBeUndefined();
  });

  it('never declares that there was no purchase', () => {
    expect(dayOrNever.read('never')).toBe('never');
    expect(dayOrNever.read('2018-01-01')).toBe('2018-01-01');
    expect(dayOrNever.read('Never')).toBeUndefined();
  });
});

describe('a day in a billing file', () => {
  it.each([
    ['2/1/2019', '2019-02-01'],
    ['02/01/2019', '2019-02-01'],
    ['2/28/2019 23:59', '2019-02-28'],
    ['2/28/2019 11:59:59 PM', '2019-02-28'],
    ['12/31/2019 0:00:00', '2019-12-31'],
    ['2019-02-28', '2019-02-28'],
    ['2019-02-28T00:00:00', '2019-02-28'],
    ['2019-02-28 23:59:59', '2019-02-28'],
    ['2021-05-20T18:30:06.6045692Z', '2021-05-20'],
  ])('%s', (written, day) => {
    expect(billingDay.read(written)).toBe(day);
  });

  it.each(['2019-06-30T23:30:00-11:00', '2019-06-30T00:30:00+14:00', '6/30/2019 11:59 PM'])(
    '%s is the day as written, without a shift by the zone',
    (written) => {
      expect(billingDay.read(written)).toBe('2019-06-30');
    },
  );

  it.each([
    ['a two-digit year', '2/1/19'],
    ['a day that does not exist', '2/29/2019'],
    ['day and month exchanged', '28/2/2019'],
    ['dots', '1.2.2019'],
    ['no date in Microsoft’s words', '1/1/0001'],
    ['the same in ISO', '0001-01-01T00:00:00'],
    ['a word', 'today'],
    ['something behind the date', '2/1/2019 and later'],
  ])('cannot be %s', (_, written) => {
    expect(billingDay.read(written)).toBeUndefined();
  });
});

describe('seats', () => {
  it.each([
    ['15', 15],
    ['15.0', 15],
    ['15.000', 15],
    ['+15', 15],
    ['0', 0],
    ['2147483647', 2_147_483_647],
  ])('%s', (written, seats) => {
    expect(wholeNumber.read(written)).toBe(seats);
    expect(wholeNumberNotNegative.read(written)).toBe(seats);
  });

  it('may be negative only where something is taken back', () => {
    expect(wholeNumber.read('-3')).toBe(-3);
    expect(wholeNumberNotNegative.read('-3')).toBeUndefined();
    expect(Object.is(wholeNumberNotNegative.read('-0'), 0)).toBe(true);
  });

  it.each([
    '14.5',
    '15.0000000000000000000001',
    '1,500',
    '1 500',
    '1e3',
    'fifteen',
    '',
    '.',
    '--1',
    '2147483648',
    '١٥',
  ])('cannot be "%s"', (written) => {
    expect(wholeNumber.read(written)).toBeUndefined();
  });
});

describe('decimals', () => {
  it.each([
    ['0.846202666', '0.846202666'],
    ['.5', '0.5'],
    ['10.', '10'],
    ['+1.50', '1.5'],
    ['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789'],
  ])('above 0: %s', (written, decimal) => {
    expect(positiveDecimal.read(written)).toBe(decimal);
  });

  it.each(['0', '0.000', '-1', '1,5', '1 000.0', '5E-05', 'NaN', 'Infinity', '0x10'])('not "%s"', (written) => {
    expect(positiveDecimal.read(written)).toBeUndefined();
  });

  it.each([
    ['12.5', '12.5'],
    ['-12.50', '-12.5'],
    ['5E-05', '0.00005'],
    ['1.5e3', '1500'],
    ['-2E+2', '-200'],
    ['0', '0'],
  ])('in a billing file may have an exponent: %s', (written, decimal) => {
    expect(billingDecimal.read(written)).toBe(decimal);
  });

  it.each(['5E', 'E5', '5E1.5', '1,234.56', '$5', '(5)', '5E1000000', 'NaN'])(
    'in a billing file cannot be "%s"',
    (written) => {
      expect(billingDecimal.read(written)).toBeUndefined();
    },
  );

  it('in a billing file keep every digit, however many', () => {
    const written = fc.tuple(fc.stringMatching(/^-?[1-9]\d{0,29}$/), fc.stringMatching(/^\d{0,29}[1-9]$/));
    fc.assert(
      fc.property(written, ([whole, fraction]) => {
        expect(billingDecimal.read(`${whole}.${fraction}`)).toBe(`${whole}.${fraction}`);
      }),
    );
  });

  it('in a billing file mean the same with an exponent and without', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -20, max: 20 }), (digits, exponent) => {
        const read = billingDecimal.read(`${String(digits)}E${String(exponent)}`);
        expect(read).toBe(new Exact(digits).times(new Exact(10).pow(exponent)).toFixed());
      }),
    );
  });
});

it('a column is required, optional, or a secret that nobody needs to fill', () => {
  expect(required(text)).toMatchObject({ required: true, secret: false });
  expect(optional(text)).toMatchObject({ required: false, secret: false });
  expect(secret(text)).toMatchObject({ required: false, secret: true });
});
