/** What is known after a list of deliveries (contract, section 2): import by import, each superseding what it names. */
import { readBilling, type BillingLine } from './billing-files.js';
import { Catalogue, statementKey, type ProductRow } from './catalogue.js';
import { Folder } from './folder.js';
import type { QuarantinedRow } from './row.js';
import {
  readClaims,
  readCoverage,
  readCustomers,
  readOtherTables,
  readPriorPurchases,
  readRegistrations,
  readProducts,
  readProofs,
  readRegister,
  readSeatRefusals,
  readSeatRows,
  readStandings,
  readSubscriptions,
  type Claim,
  type Coverage,
  type ListedCustomer,
  type PriorPurchase,
  type Proof,
  type RegisteredPartner,
  type Registration,
  type SeatRefusal,
  type SeatRow,
  type Standing,
  type SubscriptionReading,
} from './tables.js';

export interface Records {
  /** Full statements, each replaced as a whole: of an offer, of a (partner, kind), of an invoice. */
  readonly products: Map<string, readonly ProductRow[]>;
  readonly standings: Map<string, readonly Standing[]>;
  readonly invoices: Map<string, readonly BillingLine[]>;
  /** The newest recording of a key counts. */
  readonly register: Map<string, RegisteredPartner>;
  readonly customers: Map<string, ListedCustomer>;
  readonly claims: Map<string, Claim>;
  readonly priorPurchases: Map<string, PriorPurchase>;
  /** The whole row is the key: all of them stay. */
  readonly subscriptions: SubscriptionReading[];
  readonly seatRows: SeatRow[];
  readonly spoiledReadings: SeatRefusal[];
  readonly seatRefusals: SeatRefusal[];
  readonly coverage: Coverage[];
  readonly proofs: Proof[];
  /** "kept for good" */
  readonly registrations: Registration[];
  /** A folder that was there before brings no new delivery. */
  deliveriesRecorded: number;
  readonly quarantined: (QuarantinedRow & { readonly delivery: number })[];
}

export const priorPurchaseKey = (customerId: string, family: string): string => JSON.stringify([customerId, family]);
export const standingKey = (partnerId: string, kind: string): string => JSON.stringify([partnerId, kind]);

export function recordDeliveries(folders: readonly string[], timeZone: string): Records {
  const records: Records = {
    products: new Map(),
    standings: new Map(),
    invoices: new Map(),
    register: new Map(),
    customers: new Map(),
    claims: new Map(),
    priorPurchases: new Map(),
    subscriptions: [],
    seatRows: [],
    spoiledReadings: [],
    seatRefusals: [],
    coverage: [],
    proofs: [],
    registrations: [],
    deliveriesRecorded: 0,
    quarantined: [],
  };
  const seen = new Set<string>();
  for (const [delivery, directory] of folders.entries()) {
    const folder = new Folder(directory);
    // "Importing the same folder twice changes nothing."
    if (seen.has(folder.fingerprint())) continue;
    seen.add(folder.fingerprint());
    records.deliveriesRecorded++;
    const quarantine: QuarantinedRow[] = [];
    recordDelivery(records, folder, timeZone, quarantine);
    records.quarantined.push(...quarantine.map((row) => ({ delivery, ...row })));
  }
  return records;
}

function recordDelivery(records: Records, folder: Folder, timeZone: string, quarantine: QuarantinedRow[]): void {
  // Products first, whatever the order of the files: the rows of this delivery are read against its own catalogue.
  const products = readProducts(folder, [...records.products.values()].flat(), quarantine);
  supersede(records.products, products, statementKey);
  const catalogue = catalogueOf(records);

  for (const partner of readRegister(folder, quarantine)) records.register.set(partner.partnerId, partner);
  for (const customer of readCustomers(folder, quarantine)) records.customers.set(customer.customerId, customer);
  for (const claim of readClaims(folder, quarantine)) records.claims.set(claim.claimId, claim);
  for (const purchase of readPriorPurchases(folder, quarantine)) {
    records.priorPurchases.set(priorPurchaseKey(purchase.customerId, purchase.family), purchase);
  }
  const partial = new Set<string>();
  const standings = readStandings(folder, quarantine, (row) => partial.add(standingKey(row.partnerId, row.kind)));
  supersede(records.standings, standings, (row) => standingKey(row.partnerId, row.kind), partial);
  supersede(
    records.invoices,
    withoutRepeated(records.invoices, readBilling(folder, catalogue, quarantine)),
    (line) => line.invoice,
  );

  const seats = readSeatRows(folder, catalogue, timeZone, quarantine);
  records.seatRows.push(...seats.rows);
  records.spoiledReadings.push(...seats.spoiled);
  records.seatRefusals.push(...readSeatRefusals(folder, quarantine));
  records.subscriptions.push(...readSubscriptions(folder, timeZone, quarantine));
  records.coverage.push(...readCoverage(folder, quarantine));
  records.proofs.push(...readProofs(folder, quarantine));
  records.registrations.push(...readRegistrations(folder, quarantine));
  readOtherTables(folder, quarantine);
}

export const catalogueOf = (records: Records): Catalogue => new Catalogue([...records.products.values()].flat());

/**
 * What one delivery says of a key takes the place of all that earlier deliveries said of it; where a row of the
 * statement went to quarantine it is not the full one, and takes nothing away.
 */
/**
 * docs/import-folder.md, "Billing": the lines of a licence-based file are not taken a second time under another name. What
 * this delivery states anew is compared as it is then.
 */
function withoutRepeated(
  recorded: ReadonlyMap<string, readonly BillingLine[]>,
  delivered: readonly BillingLine[],
): BillingLine[] {
  const said = (lines: readonly BillingLine[]) =>
    lines[0]?.form === 'legacy CSV' ? JSON.stringify(lines.map(({ invoice: _name, ...line }) => line)) : undefined;
  const brought = Map.groupBy(delivered, ({ invoice }) => invoice);
  const isOnRecord = (invoice: string, text: string) => said(recorded.get(invoice) ?? []) === text;
  const repeated = [...brought].filter(([invoice, lines]) => {
    const text = said(lines);
    if (text === undefined) return false;
    const isNew = !isOnRecord(invoice, text);
    const isSaidOnRecord = [...recorded.keys()].some(
      (other) =>
        other !== invoice && isOnRecord(other, text) && (!brought.has(other) || said(brought.get(other)!) === text),
    );
    const isSaidBeside = [...brought].some(([other, otherLines]) => {
      if (other === invoice || said(otherLines) !== text) return false;
      const otherIsNew = !isOnRecord(other, text);
      return otherIsNew === isNew ? other < invoice : isNew;
    });
    return isSaidOnRecord || isSaidBeside;
  });
  const names = new Set(repeated.map(([invoice]) => invoice));
  return delivered.filter(({ invoice }) => !names.has(invoice));
}

function supersede<Value>(
  statements: Map<string, readonly Value[]>,
  delivered: readonly Value[],
  keyOf: (value: Value) => string,
  partial: ReadonlySet<string> = new Set(),
): void {
  for (const [key, values] of Map.groupBy(delivered, keyOf)) {
    const earlier = partial.has(key) ? (statements.get(key) ?? []) : [];
    statements.set(key, [...earlier, ...values]);
  }
}
