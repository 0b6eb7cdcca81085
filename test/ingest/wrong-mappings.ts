import type { Mapping } from '../../src/ingest/sources/mapping.js';
import { MAPPING_OF_TODAY } from '../../src/ingest/sources/mapping.js';
import type { FileFormat } from '../../src/ingest/sources/files/file-format.js';
import { instant, plusMillis } from '../../src/kernel/index.js';

type Row = Readonly<Record<string, unknown>>;

/** Mistakes that a mapping may have had, each by what it does. */
export const MISTAKES: Readonly<Record<string, Partial<Mapping>>> = {
  'counts a seat too many in files': rowsOf('seats.csv', (row) => ({ ...row, assigned: Number(row['assigned']) + 1 })),
  'takes the hour of readings wrongly': rowsOf('seats.csv', (row) => ({
    ...row,
    observed_at: plusMillis(instant(String(row['observed_at'])), -3_600_000),
  })),
  'refuses readings of three seats and more': refusing('seats.csv', (row) => Number(row['assigned']) >= 3),
  'takes readings for those of one customer': rowsOf('seats.csv', (row) => ({
    ...row,
    customer_id: '00000000-0000-4000-8000-999999999999',
  })),
  'overlooks who sold a subscription': rowsOf('subscriptions.csv', (row) => ({ ...row, partner_id: null })),
  'takes every subscription for a trial': rowsOf('subscriptions.csv', (row) => ({ ...row, is_trial: true })),
  'overlooks segments': rowsOf('customers.csv', (row) => ({ ...row, segment: null })),
  'overlooks levels': rowsOf('partner_standings.csv', (row) => ({ ...row, level: null })),
  'refuses agreements': refusing('partner_standings.csv', (row) => row['kind'] === 'agreement'),
  'takes proofs for older': rowsOf('proofs.csv', (row) => ({ ...row, received_on: '2019-01-01' })),
  'takes coverage for one month': rowsOf('coverage.csv', (row) => ({ ...row, known_to: row['known_from'] })),
  'takes products for others': rowsOf('products.csv', (row) => ({ ...row, product: 'another' })),
  'bills twice in legacy files': {
    legacyLine: (invoice, row) => {
      const line = MAPPING_OF_TODAY.legacyLine(invoice, row);
      return { ...line, quantity: String(2 * Number(line.quantity)) };
    },
  },
  'bills another partner in new commerce': {
    newCommerceLine: (row) => ({ ...MAPPING_OF_TODAY.newCommerceLine(row), partnerId: 'somebody' }),
  },
  'takes invoices for one': {
    newCommerceLine: (row) => ({ ...MAPPING_OF_TODAY.newCommerceLine(row), invoiceNumber: 'G-ALL' }),
  },
  'counts a seat too many in answers': {
    seatRow: (...args) => {
      const mapped = MAPPING_OF_TODAY.seatRow(...args);
      return 'row' in mapped
        ? { row: { ...mapped.row, seats_assigned: Number(mapped.row.seats_assigned) + 1 } }
        : mapped;
    },
  },
  'refuses rows of odd seats in answers': {
    seatRow: (...args) => {
      const mapped = MAPPING_OF_TODAY.seatRow(...args);
      if (!('row' in mapped) || Number(mapped.row.seats_assigned) % 2 === 0) return mapped;
      return { problem: { column: 'consumedUnits', expected: 'an even number', found: 'an odd one' } };
    },
  },
  'takes what cannot be read in answers for one seat': {
    seatRow: (customerId, observedAt, sku, place) =>
      MAPPING_OF_TODAY.seatRow(customerId, observedAt, { ...sku, consumedUnits: sku.consumedUnits ?? '1' }, place),
  },
  'overlooks sellers in answers': {
    subscriptionRow: (customerId, observedAt, subscription) =>
      MAPPING_OF_TODAY.subscriptionRow(customerId, observedAt, { ...subscription, partnerId: '' }),
  },
  'refuses subscriptions without a partner': {
    subscriptionRow: (customerId, observedAt, subscription) =>
      (subscription.partnerId ?? '') === ''
        ? { problem: { column: 'partnerId', expected: 'a partner', found: 'none' } }
        : MAPPING_OF_TODAY.subscriptionRow(customerId, observedAt, subscription),
  },
  'halves licence lines': {
    licenceLine: (invoice, line) => {
      const mapped = MAPPING_OF_TODAY.licenceLine(invoice, line);
      return 'row' in mapped ? { row: { ...mapped.row, subtotal: '1.00', quantity: '1' } } : mapped;
    },
  },
  'takes licence lines for those of one day': {
    licenceLine: (invoice, line) =>
      MAPPING_OF_TODAY.licenceLine(invoice, { ...line, chargeEndDate: line.chargeStartDate }),
  },
  'refuses licence lines of one customer': {
    licenceLine: (invoice, line) =>
      line.customerId?.endsWith('1') === true
        ? { problem: { column: 'customerId', expected: 'another', found: 'this' } }
        : MAPPING_OF_TODAY.licenceLine(invoice, line),
  },
};

/** A mapping with several mistakes: where two are about one thing, the later. */
export function mistaken(...names: readonly string[]): Mapping {
  return names.reduce<Mapping>((mapping, name) => {
    const mistake = MISTAKES[name];
    if (mistake === undefined) throw new Error(`No mistake is called ${name}`);
    return {
      ...mapping,
      ...mistake,
      formats: mistake.formats === undefined ? mapping.formats : new Map([...mapping.formats, ...mistake.formats]),
    };
  }, MAPPING_OF_TODAY);
}

function formatOf(file: string): FileFormat {
  const format = MAPPING_OF_TODAY.formats.get(file);
  if (format === undefined) throw new Error(`No format for ${file}`);
  return format;
}

function rowsOf(file: string, change: (row: Row) => Row): Partial<Mapping> {
  const format = formatOf(file);
  const stage: FileFormat['stage'] = (row, place, context) => format.stage(change(row), place, context);
  return { formats: new Map([[file, { ...format, stage }]]) };
}

function refusing(file: string, isRefused: (row: Row) => boolean): Partial<Mapping> {
  const format = formatOf(file);
  const check: NonNullable<FileFormat['check']> = (row) =>
    format.check?.(row) ?? (isRefused(row) ? { column: null, expected: 'something else', found: 'this' } : undefined);
  return { formats: new Map([[file, { ...format, check }]]) };
}
