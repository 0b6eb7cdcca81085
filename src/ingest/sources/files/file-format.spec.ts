import { describe, expect, it } from '@jest/globals';
import { calendarDay, oneOf, optional, partnerId, required, secret, text, wholeNumberNotNegative } from '../cells.js';
import { endsBeforeItStarts, fileFormat, readRow } from './file-format.js';

const STANDINGS = fileFormat({
  cells: {
    partner_id: required(partnerId),
    kind: required(oneOf('membership', 'agreement')),
    seats: optional(wholeNumberNotNegative),
    valid_from: required(calendarDay),
    valid_to: optional(calendarDay),
  },
  check: (row) => endsBeforeItStarts('valid_to', row.valid_from, row.valid_to),
  stage: async () => undefined,
});

const GOOD = { partner_id: '0042', kind: 'membership', seats: '15.0', valid_from: '2018-01-01', valid_to: '' };
const record = (values: Readonly<Record<string, string>>) => ({ line: 7, values: new Map(Object.entries(values)) });
const read = (change: Readonly<Record<string, string>> = {}) => readRow(STANDINGS, record({ ...GOOD, ...change }));

describe('a row', () => {
  it('is read column by column; what is empty and not required is nothing', () => {
    expect(read()).toEqual({
      row: { partner_id: '0042', kind: 'membership', seats: 15, valid_from: '2018-01-01', valid_to: null },
    });
  });

  it('may lack columns that are not required, and have others that nobody knows', () => {
    const { seats: _seats, valid_to: _to, ...least } = GOOD;
    expect(readRow(STANDINGS, record({ ...least, colour: 'blue' }))).toEqual({
      row: { partner_id: '0042', kind: 'membership', seats: null, valid_from: '2018-01-01', valid_to: null },
    });
  });

  it.each([
    ['a required value that is empty', { kind: '' }, 'kind', 'membership or agreement', 'nothing'],
    ['a word outside its list', { kind: 'Membership' }, 'kind', 'membership or agreement', '"Membership"'],
    ['a value that cannot be read', { seats: '14.5' }, 'seats', 'a whole number of seats, 0 or more', '"14.5"'],
    ['an id that means nobody', { partner_id: '-1' }, 'partner_id', 'a partner id, not 0 or -1', '"-1"'],
    ['an end before its start', { valid_to: '2017-12-31' }, 'valid_to', 'a day on or after 2018-01-01', '"2017-12-31"'],
    [
      'a character that no database keeps',
      { partner_id: '1\0' },
      'partner_id',
      'a partner id, not 0 or -1',
      'a character that cannot be kept',
    ],
    [
      'half of a character',
      { partner_id: '1\ud83d' },
      'partner_id',
      'a partner id, not 0 or -1',
      'a character that cannot be kept',
    ],
  ])('goes to quarantine for %s, with column, expected and found', (_, change, column, expected, found) => {
    expect(read(change)).toEqual({ problem: { column, expected, found } });
  });

  it('goes to quarantine for the first column that is wrong', () => {
    expect(read({ valid_from: 'x', partner_id: '' })).toMatchObject({ problem: { column: 'partner_id' } });
  });

  it('may end on the day on which it begins', () => {
    expect(read({ valid_to: '2018-01-01' })).toMatchObject({ row: { valid_to: '2018-01-01' } });
  });

  it('of another shape than the header goes to quarantine as it is', () => {
    const problem = { expected: '5 values, as the header has', found: '6 values' };
    expect(readRow(STANDINGS, { ...record(GOOD), problem })).toEqual({ problem: { column: null, ...problem } });
  });

  it('shows no more than the beginning of a long value', () => {
    const found = `"${'x'.repeat(80)}…"`;
    expect(read({ kind: 'x'.repeat(1000) })).toMatchObject({ problem: { found } });
  });
});

describe('a row of a file with account numbers', () => {
  const ACCOUNTS = fileFormat({
    cells: {
      account_kind: required(oneOf('business', 'personal')),
      iban: secret({ expected: 'an IBAN', read: (value) => (value.startsWith('DE') ? value : undefined) }),
      country: optional(text),
    },
    stage: async () => undefined,
  });
  const found = (values: Readonly<Record<string, string>>) => {
    const result = readRow(ACCOUNTS, record(values));
    return 'problem' in result ? result.problem.found : undefined;
  };

  it('never shows the number', () => {
    expect(found({ account_kind: 'business', iban: 'GB08SEAT99000012345678' })).toBe('a value that is not shown');
  });

  it('never shows it where columns were exchanged either', () => {
    expect(found({ account_kind: 'DE08999999990648489890', iban: 'business' })).toBe('a value that is not shown');
    expect(found({ account_kind: '٠٦٤٨٤٨٩٨٩٠' })).toBe('a value that is not shown');
  });

  it('still shows a word', () => {
    expect(found({ account_kind: 'private' })).toBe('"private"');
  });
});
