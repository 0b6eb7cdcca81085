import { describe, expect, it } from '@jest/globals';
import { calendarDate } from '../../../kernel/index.js';
import {
  daysKnown,
  GRAPH_SERVES_FROM,
  lineSource,
  sortDocuments,
  type NamedInvoice,
  type SortedDocuments,
} from './billing-documents.js';

const day = calendarDate;

describe('documents of billing', () => {
  const one = (id: string, more: Partial<NamedInvoice> = {}): NamedInvoice => ({
    id,
    documentType: 'invoice',
    invoiceDetails: [{ billingProvider: id.startsWith('D') ? 'office' : 'one_time' }],
    ...more,
  });
  const numbers = ({ adding, voided, unplaced }: SortedDocuments) => ({
    adding: adding.map(({ invoiceNumber }) => invoiceNumber),
    voided: voided.map(({ invoiceNumber }) => invoiceNumber),
    unplaced: unplaced.map(({ invoiceNumber }) => invoiceNumber),
  });

  it('that are invoices, credit notes and adjustment notes add, in every spelling', () => {
    const types = ['Invoice', 'invoice', 'Credit Note', 'credit_note', 'adjustment_note', '', undefined];
    const documents = types.map((documentType, index) => one(`G${index}`, { documentType }));
    expect(numbers(sortDocuments(documents))).toEqual({
      adding: documents.map(({ id }) => id),
      voided: [],
      unplaced: [],
    });
  });

  it('come inside what they amend, and are found once', () => {
    const note = one('G2', { documentType: 'adjustment_note', amendsOf: 'G1' });
    const nested = sortDocuments([one('G1', { amendments: [{ ...note, amendsOf: undefined }] })]);
    expect(nested.adding).toEqual([
      { invoiceNumber: 'G1', provider: 'onetime', amends: undefined },
      { invoiceNumber: 'G2', provider: 'onetime', amends: 'G1' },
    ]);
    expect(sortDocuments([one('G1', { amendments: [note] }), note])).toEqual(nested);
  });

  it('that are void under their own number are taken away, and the note that amends them adds', () => {
    const note = one('G2', { documentType: 'adjustment_note', amendsOf: 'G1' });
    expect(numbers(sortDocuments([one('G1', { documentType: 'void_note', amendments: [note] })]))).toEqual({
      adding: ['G2'],
      voided: ['G1'],
      unplaced: [],
    });
  });

  it('that a note of another number voids are taken away, and the note itself brings nothing', () => {
    const note = one('D2', { documentType: 'Void Note', amendsOf: 'D1' });
    const expected = { adding: ['D3'], voided: ['D1'], unplaced: [] };
    expect(numbers(sortDocuments([one('D1'), note, one('D3')]))).toEqual(expected);
    expect(numbers(sortDocuments([one('D1', { amendments: [note] }), one('D3')]))).toEqual(expected);
    // Also where the list does not reach back to it.
    expect(numbers(sortDocuments([note, one('D3')]))).toEqual(expected);
  });

  it('of a type that nobody knows are not guessed', () => {
    expect(sortDocuments([one('G1', { documentType: 'debit_memo' })]).unplaced).toEqual([
      {
        invoiceNumber: 'G1',
        problem: {
          column: 'documentType',
          expected: 'an invoice, a credit note, an adjustment note or a void note',
          found: '"debit_memo"',
        },
      },
    ]);
  });

  it.each([
    [['office', 'azure'], 'D1', 'office'],
    [['OneTime'], 'G1', 'onetime'],
    [['one_time'], 'G1', 'onetime'],
    [[], 'D1', 'office'],
    [[], 'G1', 'onetime'],
  ])('name their provider: %j of %s', (names, id, provider) => {
    const invoiceDetails = names.map((billingProvider) => ({ billingProvider }));
    expect(sortDocuments([one(id, { invoiceDetails })]).adding).toEqual([expect.objectContaining({ provider })]);
  });

  it('of consumption have no seats; of a provider that nobody knows, or none, they are not guessed', () => {
    const of = (billingProvider: string) => one('G1', { invoiceDetails: [{ billingProvider }] });
    expect(numbers(sortDocuments([of('azure')]))).toEqual({ adding: [], voided: [], unplaced: [] });
    const both = one('D1', { invoiceDetails: [{ billingProvider: 'office' }, { billingProvider: 'one_time' }] });
    expect(numbers(sortDocuments([both])).unplaced).toEqual(['D1']);
    expect(numbers(sortDocuments([of('somebody')]))).toEqual({ adding: [], voided: [], unplaced: ['G1'] });
    expect(numbers(sortDocuments([one('X1', { invoiceDetails: null })])).unplaced).toEqual(['X1']);
  });
});

describe('the source of lines', () => {
  const graph = { isThere: true, servesFrom: GRAPH_SERVES_FROM };

  it.each([
    ['office', '2019-06-01', 'v1-office'],
    ['office', '2025-04-01', 'v1-office'],
    ['onetime', '2024-01-31', 'v1-onetime'],
    ['onetime', '2024-02-01', 'graph-export'],
    ['onetime', '2025-03-31', 'graph-export'],
    ['onetime', '2025-04-01', 'graph-export'],
  ] as const)('of %s is, for a period from %s on, %s', (provider, period, source) => {
    expect(lineSource(provider, day(period), graph)).toEqual({ source });
  });

  it('is v1 as long as that served, where there is no Graph, and then none', () => {
    const china = { ...graph, isThere: false };
    expect(lineSource('onetime', day('2025-03-31'), china)).toEqual({ source: 'v1-onetime' });
    expect(lineSource('onetime', day('2025-04-01'), china)).toMatchObject({ problem: { found: '"2025-04-01"' } });
    expect(lineSource('office', day('2025-04-01'), china)).toEqual({ source: 'v1-office' });
  });

  it('is not guessed for new commerce without a period', () => {
    expect(lineSource('onetime', undefined, graph)).toMatchObject({ problem: { column: 'billingPeriodStartDate' } });
    expect(lineSource('office', undefined, graph)).toEqual({ source: 'v1-office' });
  });
});

describe('days of a period that are known', () => {
  const june = { from: day('2019-06-01'), to: day('2019-06-30') };
  const of = (from: string, to: string) => ({ from: day(from), to: day(to) });

  it.each([
    ['nothing is missing', [], [june]],
    ['another month is missing', [of('2019-05-01', '2019-05-31'), of('2019-07-01', '2019-07-31')], [june]],
    ['another invoice of the month is missing', [june], []],
    ['one of the first half is missing', [of('2019-05-20', '2019-06-15')], [of('2019-06-16', '2019-06-30')]],
    [
      'one in the middle is missing',
      [of('2019-06-10', '2019-06-20')],
      [of('2019-06-01', '2019-06-09'), of('2019-06-21', '2019-06-30')],
    ],
    ['one is missing that tells no days', [undefined], []],
  ])('where %s', (_what, missing, known) => {
    expect(daysKnown(june, missing)).toEqual(known);
  });
});
