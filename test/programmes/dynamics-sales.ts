import { BUSINESS_CENTRAL, customerId, licenceLine, type CsvRow, type ImportFiles } from '../builders/import-folder.js';
import type { SeededRandom } from '../oracle/seeded-random.js';

/** What comes in April, in July, and with the last day for proofs. */
export interface SeasonFiles {
  readonly spring: ImportFiles;
  readonly summer: ImportFiles;
  readonly proofs: ImportFiles;
}

/** Another eligible product, and one of the family that only counts as a purchase. */
export const SALES = {
  offerId: '60000000-0000-4000-8000-000000000001',
  skuId: '61000000-0000-4000-8000-000000000001',
  /** A part number; whose it is comes with the last delivery. */
  formerName: 'D365_SALES_FORMER',
} as const;
export const TEAM_MEMBERS = {
  offerId: '60000000-0000-4000-8000-000000000002',
  skuId: '61000000-0000-4000-8000-000000000002',
} as const;

export const SEASON_PRODUCTS: readonly CsvRow[] = [
  { product: 'sales', product_family: 'dynamics-365', offer_id: SALES.offerId, sku_id: SALES.skuId },
  {
    product: 'team-members',
    product_family: 'dynamics-365',
    offer_id: TEAM_MEMBERS.offerId,
    sku_id: TEAM_MEMBERS.skuId,
  },
];

/** A sale of seats. What is left out is such that it counts. */
export interface SaleChanges {
  readonly segment?: string | undefined;
  /** Billed on the last day; drawn, where it is left out. */
  readonly seats?: number;
  readonly assigned?: number;
  /** Seats of Business Central as they were read; one reading on the last evening, where it is left out. */
  readonly readings?: readonly { readonly at: string; readonly assigned?: number; readonly sku?: string }[];
  /** Not in April either, nor at the end but by what `readings` say. */
  readonly isNeverRead?: true;
  /** The line of June. */
  readonly june?: CsvRow;
}

interface Sale extends SaleChanges {
  readonly customer: number;
  readonly partner: string;
  readonly soldOn: string;
  /** By another sale to the same customer: only the lines are this one's. */
  readonly isToldOf?: boolean;
}

/** Lines from the sale to the end of May, and one for June; the seats are read in April, and as the sale says at the end. */
export function tellSale({ spring, summer }: SeasonFiles, random: SeededRandom, sale: Sale): void {
  const { customer, partner, soldOn, seats = random.integer(15, 60) } = sale;
  const assigned = sale.assigned ?? seats;
  const line = licenceLine(customer, { ResellerMpnId: partner, Quantity: seats, Currency: 'USD' });
  const charged = (from: string, to: string) => ({ ...line, ChargeStartDate: from, ChargeEndDate: to });
  spring.rows('billing/spring.csv', charged(soldOn, '2019-05-31'));
  summer.rows('billing/june.csv', { ...charged('2019-06-01', '2019-06-30'), ...sale.june });
  if (sale.isToldOf === true) return;
  const segment = 'segment' in sale ? sale.segment : 'SMB';
  const { isNeverRead = false, readings = isNeverRead ? [] : [{ at: '2019-06-30T20:00:00Z' }] } = sale;
  spring.rows('customers.csv', {
    customer_id: customerId(customer),
    name: `Customer ${String(customer)}`,
    segment,
  });
  if (!isNeverRead) spring.rows('seats.csv', seatsRead(customer, '2019-04-14T20:00:00Z', assigned));
  for (const reading of readings)
    summer.rows('seats.csv', seatsRead(customer, reading.at, reading.assigned ?? assigned, reading.sku));
}

/** That the former name is one of a product that is known by another. */
export const FORMER_NAME: CsvRow = {
  product: 'sales',
  product_family: 'dynamics-365',
  sku_part_number: SALES.formerName,
  sku_id: SALES.skuId,
};

function seatsRead(customer: number, at: string, assigned: number, sku: string = BUSINESS_CENTRAL.skuId): CsvRow {
  const named = sku === SALES.formerName ? { sku_part_number: sku } : { sku_id: sku };
  return {
    customer_id: customerId(customer),
    sku_part_number: undefined,
    sku_id: undefined,
    ...named,
    assigned,
    observed_at: at,
  };
}
