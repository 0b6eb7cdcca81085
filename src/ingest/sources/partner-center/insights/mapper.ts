import type { CalendarDate, Guid } from '../../../../kernel/index.js';
import { billingDay, guid, wholeNumber, wholeNumberNotNegative } from '../../cells.js';
import type { Mapped } from '../mapper.js';
import type { WireDeployment } from './wire.js';

/** What a report of Microsoft's says of one product of a tenant at a month's end. */
export interface SeatWitness {
  readonly customerId: Guid;
  /** As the report names it, in lower case: which id space it is of is not documented. */
  readonly productId: string;
  readonly productName: string | null;
  /** First day of the month. */
  readonly month: CalendarDate;
  readonly seatsAssigned: number;
  readonly seatsAvailable: number | null;
}

/** Columns of `DynamicsUsage` that a witness needs. */
export const USAGE_COLUMNS = ['CustomerTenantId', 'SKUId', 'SKU', 'Month', 'AvailableSeats', 'AssignedSeats'] as const;

/** @param row by lower-case column name */
export function usageWitness(row: Readonly<Record<string, string | undefined>>): Mapped<SeatWitness> {
  const productName = filled(row['sku']);
  return witness({
    customer: ['CustomerTenantId', row['customertenantid']],
    product: ['SKUId', filled(row['skuid']) ?? productName ?? ''],
    month: ['Month', row['month']],
    assigned: ['AssignedSeats', row['assignedseats']],
    available: row['availableseats'],
    productName,
  });
}

export function deploymentWitness(row: WireDeployment): Mapped<SeatWitness> {
  return witness({
    customer: ['customerTenantId', row.customerTenantId],
    product: ['productId', row.productId],
    month: ['processedDateTime', row.processedDateTime?.slice(0, 10)],
    assigned: ['licensesDeployed', row.licensesDeployed],
    available: row.licensesSold,
    productName: filled(row.productName),
  });
}

type Named = readonly [column: string, value: string | null | undefined];

function witness(given: {
  readonly customer: Named;
  readonly product: Named;
  readonly month: Named;
  readonly assigned: Named;
  readonly available: string | null | undefined;
  readonly productName: string | null;
}): Mapped<SeatWitness> {
  const customerId = guid.read(given.customer[1]?.trim() ?? '');
  if (customerId === undefined) return problem(given.customer, guid.expected);
  const productId = filled(given.product[1])?.toLowerCase();
  if (productId === undefined) return problem(given.product, 'a product');
  const month = monthOf(given.month[1]?.trim() ?? '');
  if (month === undefined) return problem(given.month, 'a month, or a day of it');
  const seatsAssigned = wholeNumberNotNegative.read(given.assigned[1]?.trim() ?? '');
  if (seatsAssigned === undefined) return problem(given.assigned, wholeNumberNotNegative.expected);
  const seatsAvailable = wholeNumber.read(given.available?.trim() ?? '') ?? null;
  return { row: { customerId, productId, productName: given.productName, month, seatsAssigned, seatsAvailable } };
}

/** `2019-06`, `2019-06-01`, `6/1/2019 12:00:00 AM`. */
function monthOf(text: string): CalendarDate | undefined {
  const day = billingDay.read(/^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text);
  return day === undefined ? undefined : (`${day.slice(0, 7)}-01` as CalendarDate);
}

function problem([column, value]: Named, expected: string): Mapped<never> {
  const found = filled(value);
  return { problem: { column, expected, found: found === null ? 'nothing' : `"${found}"` } };
}

function filled(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
