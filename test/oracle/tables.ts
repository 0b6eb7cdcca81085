/**
 * The files of section 3 except billing, row by row. Files that no figure of a determination rests on are read for
 * their quarantine only.
 */
import { dayOf, type Day, type Days, type Instant } from './calendar.js';
import { Catalogue, statementKey, type ProductRow } from './catalogue.js';
import type { Folder } from './folder.js';
import { readRows, type QuarantinedRow, type Row } from './row.js';
import type { ClaimNeed } from './terms.js';
import {
  readAssignedSeats,
  readBoolean,
  readDay,
  readDayOrInstant,
  readDecimal,
  readGuid,
  readInstant,
  readOfferId,
  readPartNumber,
  readSeats,
  readSubscriptionId,
  readText,
  readWordOf,
} from './values.js';

export interface Standing extends Days {
  readonly partnerId: string;
  readonly kind: string;
  readonly name: string;
  readonly level: string;
}

export interface RegisteredPartner {
  readonly partnerId: string;
  readonly country: string;
  readonly legalName: string;
  /** Its `global_partner_id`; empty where it has none. */
  readonly company: string;
}

export interface ListedCustomer {
  readonly customerId: string;
  /** Each is empty where it is not known. */
  readonly segment: string;
  readonly name: string;
  readonly country: string;
}

export interface PriorPurchase {
  readonly customerId: string;
  readonly family: string;
  readonly firstPurchasedOn: Day;
}

export interface SubscriptionReading {
  readonly customerId: string;
  readonly subscriptionId: string;
  readonly partnerId: string;
  readonly offerId: string;
  readonly isTrial: boolean;
  readonly term: Days & { readonly from: Day };
}

/** One SKU of a reading of a tenant, as the row names it: which SKU that is depends on the catalogue. */
export interface SeatRow {
  readonly customerId: string;
  readonly observedAt: Instant;
  readonly skuId: string;
  readonly partNumber: string;
  readonly assigned: bigint;
}

/** A pull that was refused, or a reading that cannot be trusted, of the seats of one customer. */
export interface SeatRefusal {
  readonly customerId: string;
  readonly at: Instant;
}

export interface Coverage extends Days {
  readonly resource: string;
  readonly from: Day;
  readonly to: Day;
}

export interface Proof {
  readonly partnerId: string;
  readonly campaignId: string;
  readonly receivedOn: Day;
}

/** "No partner (empty, 0, -1)": all three are the empty text from here on. */
export const NO_PARTNER = '';
export const partnerOf = (text: string): string => (text === '0' || text === '-1' ? NO_PARTNER : text);

/** "any end before its start, cannot be read" */
function days(row: Row, fromColumn: string, from: Day | undefined, toColumn: string, to: Day | undefined): Days {
  if (from !== undefined && to !== undefined && to < from) row.refuse(toColumn, `not before ${fromColumn}`);
  return { from, to };
}

export function readProducts(
  folder: Folder,
  earlierStatements: readonly ProductRow[],
  quarantine: QuarantinedRow[],
): ProductRow[] {
  const rows = folder.rows('products.csv');
  const read = (row: Row): ProductRow => {
    const product = {
      product: row.required('product', readText),
      family: row.required('product_family', readText),
      partNumber: row.optional('sku_part_number', readPartNumber) ?? '',
      skuId: row.optional('sku_id', readGuid) ?? '',
      offerId: row.optional('offer_id', readOfferId) ?? '',
      valid: days(
        row,
        'valid_from',
        row.optional('valid_from', readDay),
        'valid_to',
        row.optional('valid_to', readDay),
      ),
    };
    if (product.skuId === '' && product.partNumber === '')
      row.refuse('sku_id', 'a SKU, by its GUID or its part number');
    return product;
  };
  const readable = readRows(rows, read, []);
  const stated = new Set(readable.map(statementKey));
  const catalogue = new Catalogue([...earlierStatements.filter((row) => !stated.has(statementKey(row))), ...readable]);
  // Both rows of a contradiction go: nothing says which of the two is right, and money would follow it.
  const consistent = (row: Row): ProductRow => {
    const product = read(row);
    if (readable.some((other) => catalogue.contradict(product, other)))
      row.refuse('offer_id', 'one SKU for an offer on a day');
    return product;
  };
  return readRows(rows, consistent, quarantine);
}

export function readRegister(folder: Folder, quarantine: QuarantinedRow[]): RegisteredPartner[] {
  return readRows(
    folder.rows('partners.csv'),
    (row) => {
      const legalName = row.required('legal_name', readText);
      return {
        legalName,
        country: row.required('country', readText),
        partnerId: row.required('partner_id', readText),
        company: row.text('global_partner_id'),
      };
    },
    quarantine,
  );
}

/** @param partial is told of each row that cannot be read, where partner and kind can: more was said of them than is known */
export function readStandings(
  folder: Folder,
  quarantine: QuarantinedRow[],
  partial: (statement: Pick<Standing, 'partnerId' | 'kind'>) => void,
): Standing[] {
  const kinds = ['membership', 'agreement', 'enrolment', 'competency', 'exclusion', 'onboarding'];
  return readRows(
    folder.rows('partner_standings.csv'),
    (row) => ({
      partnerId: row.required('partner_id', readText),
      kind: row.required('kind', readWordOf(...kinds)),
      name: row.required('name', readText),
      level: row.text('level'),
      ...days(row, 'valid_from', row.required('valid_from', readDay), 'valid_to', row.optional('valid_to', readDay)),
    }),
    quarantine,
    (row) => {
      if (row.text('partner_id') !== '') partial({ partnerId: row.text('partner_id'), kind: row.text('kind') });
    },
  );
}

export function readCustomers(folder: Folder, quarantine: QuarantinedRow[]): ListedCustomer[] {
  return readRows(
    folder.rows('customers.csv'),
    (row) => ({
      customerId: row.required('customer_id', readGuid),
      segment: row.text('segment'),
      name: row.text('name'),
      country: row.text('country'),
    }),
    quarantine,
  );
}

export function readPriorPurchases(folder: Folder, quarantine: QuarantinedRow[]): PriorPurchase[] {
  return readRows(
    folder.rows('prior_purchases.csv'),
    (row) => ({
      customerId: row.required('customer_id', readGuid),
      family: row.required('product_family', readText),
      firstPurchasedOn: row.required('first_purchased_on', (text) => (text === 'never' ? text : readDay(text))),
    }),
    quarantine,
  );
}

export function readSubscriptions(
  folder: Folder,
  timeZone: string,
  quarantine: QuarantinedRow[],
): SubscriptionReading[] {
  return readRows(
    folder.rows('subscriptions.csv'),
    (row) => {
      const subscriptionId = row.required('subscription_id', readSubscriptionId);
      row.optional('quantity', readSeats);
      row.required('observed_at', readInstant);
      const from = row.required('effective_start', (text) => readDayOrInstant(text, timeZone));
      const to = row.optional('commitment_end', (text) => readDayOrInstant(text, timeZone));
      days(row, 'effective_start', from, 'commitment_end', to);
      return {
        customerId: row.required('customer_id', readGuid),
        subscriptionId,
        partnerId: partnerOf(row.text('partner_id')),
        offerId: row.required('offer_id', readOfferId),
        isTrial: row.required('is_trial', readBoolean),
        term: { from, to },
      };
    },
    quarantine,
  );
}

export function readSeatRows(
  folder: Folder,
  catalogue: Catalogue,
  timeZone: string,
  quarantine: QuarantinedRow[],
): { rows: SeatRow[]; spoiled: SeatRefusal[] } {
  const spoiled: SeatRefusal[] = [];
  const rows = readRows(
    folder.rows('seats.csv'),
    (row) => {
      const observedAt = row.required('observed_at', readInstant);
      const skuId = row.optional('sku_id', readGuid) ?? '';
      const partNumber = row.optional('sku_part_number', readPartNumber) ?? '';
      row.optional('purchased', readSeats);
      if (skuId === '' && partNumber === '') row.refuse('sku_id', 'a SKU, by its GUID or its part number');
      if (catalogue.disagreesOn(skuId, partNumber, dayOf(observedAt, timeZone))) {
        row.refuse('sku_part_number', 'the SKU that sku_id names');
      }
      return {
        customerId: row.required('customer_id', readGuid),
        observedAt,
        skuId,
        partNumber,
        assigned: row.required('assigned', readAssignedSeats),
      };
    },
    quarantine,
    // "A quarantined row of `seats.csv` whose customer and instant can be read makes that reading a refusal."
    (row) => {
      const ofWhomAndWhen = (key: Row): SeatRefusal => ({
        customerId: key.required('customer_id', readGuid),
        at: key.required('observed_at', readInstant),
      });
      spoiled.push(...readRows([row], ofWhomAndWhen, []));
    },
  );
  return { rows, spoiled };
}

export function readSeatRefusals(folder: Folder, quarantine: QuarantinedRow[]): SeatRefusal[] {
  return readRows(
    folder.rows('no_access.csv'),
    (row) => ({
      customerId: row.required('customer_id', readGuid),
      resource: row.required('resource', readWordOf('seats', 'subscriptions')),
      at: row.required('observed_at', readInstant),
    }),
    quarantine,
  ).filter((refusal) => refusal.resource === 'seats');
}

export function readCoverage(folder: Folder, quarantine: QuarantinedRow[]): Coverage[] {
  return readRows(
    folder.rows('coverage.csv'),
    (row) => {
      const resource = row.required('resource', readWordOf('subscriptions', 'seats', 'billing'));
      const from = row.required('known_from', readDay);
      const to = row.required('known_to', readDay);
      days(row, 'known_from', from, 'known_to', to);
      return { resource, from, to };
    },
    quarantine,
  );
}

export function readProofs(folder: Folder, quarantine: QuarantinedRow[]): Proof[] {
  return readRows(
    folder.rows('proofs.csv'),
    (row) => ({
      partnerId: row.required('partner_id', readText),
      campaignId: row.required('campaign_id', readText),
      receivedOn: row.required('received_on', readDay),
    }),
    quarantine,
  );
}

/** A claim as its row states it; what it leaves empty is empty text. */
export interface Claim {
  readonly claimId: string;
  readonly partnerId: string;
  readonly campaignId: string;
  readonly receivedAt: Instant;
  readonly stated: Readonly<Record<ClaimNeed, string>>;
}

export function readClaims(folder: Folder, quarantine: QuarantinedRow[]): Claim[] {
  return readRows(
    folder.rows('claims.csv'),
    (row) => ({
      claimId: row.required('claim_id', readText),
      partnerId: row.required('partner_id', readText),
      campaignId: row.required('campaign_id', readText),
      receivedAt: row.required('received_at', readInstant),
      stated: {
        'mpn id': row.text('mpn_id'),
        'subscription id': row.optional('subscription_id', readSubscriptionId) ?? '',
        'agreement number': row.text('agreement_number'),
        'customer name': row.text('customer_name'),
        'distributor name': row.text('distributor_name'),
        'invoice file': row.text('invoice_file'),
      },
    }),
    quarantine,
  );
}

/** A registration as its row states it; what it leaves empty is empty text. */
export interface Registration {
  readonly partnerId: string;
  readonly campaignId: string;
  readonly registeredAt: Instant;
  readonly email: string;
  readonly company: string;
  readonly terms: string;
  readonly termsAcceptedAt: Instant | undefined;
  readonly agreement: string;
}

export function readRegistrations(folder: Folder, quarantine: QuarantinedRow[]): Registration[] {
  return readRows(
    folder.rows('registrations.csv'),
    (row) => ({
      partnerId: row.required('partner_id', readText),
      campaignId: row.required('campaign_id', readText),
      registeredAt: row.required('registered_at', readInstant),
      email: row.required('contact_email', readText),
      company: row.required('company_name', readText),
      terms: row.text('terms_version'),
      termsAcceptedAt: row.optional('terms_accepted_at', readInstant),
      agreement: row.text('agreement_number'),
    }),
    quarantine,
  );
}

/** Bank accounts and rates: no figure of this calculation comes from them. */
export function readOtherTables(folder: Folder, quarantine: QuarantinedRow[]): void {
  const read = (name: string, readRow: (row: Row) => void): void => {
    readRows(folder.rows(name), readRow, quarantine);
  };
  const present = (row: Row, ...columns: readonly string[]): void => {
    for (const column of columns) row.required(column, readText);
  };
  read('bank_accounts.csv', (row) => {
    present(row, 'partner_id', 'account_name', 'bank_country', 'currency');
    row.required('account_kind', readWordOf('business', 'personal'));
    row.optional('submitted_at', readInstant);
  });
  read('fx_rates.csv', (row) => {
    present(row, 'base', 'quote', 'source');
    row.required('rate', readDecimal);
    row.required('rate_on', readDay);
  });
}
