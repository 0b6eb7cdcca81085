import { measureOf } from '../rules/index.js';
import { quoted, visible } from '../facts/snapshot.js';
import { recordedBetween, type Pins } from './pins.js';

/** Whom a row reaches that differs between two pins, and the statements that find them. None: no row can differ. */
export type FactSource =
  | { readonly reaches: 'customers'; readonly changes: (pins: Pins) => readonly string[] }
  /** And with them all customers that they sold to. */
  | { readonly reaches: 'partners'; readonly changes: (pins: Pins) => readonly string[] }
  /** Where one of the statements finds a row, the run is made of all customers. */
  | { readonly reaches: 'everybody'; readonly changes: (pins: Pins) => readonly string[] }
  /** See `changedReadings`. */
  | { readonly reaches: 'readings' }
  /** See `whyEverybody`. */
  | { readonly reaches: 'run facts' }
  | { readonly reaches: 'nobody'; readonly because: string };

const recorded =
  (table: string, where = 'true') =>
  (pins: Pins): readonly string[] => [
    `SELECT customer_key FROM ${table} AS row WHERE ${recordedBetween('row', pins)} AND ${where}`,
  ];

const recordedOfPartners =
  (table: string, whereOf: (pins: Pins) => string = () => 'true') =>
  (pins: Pins): readonly string[] => [
    `SELECT partner_key FROM ${table} AS row WHERE ${recordedBetween('row', pins)} AND ${whereOf(pins)}`,
  ];

const ofCampaign = ({ after }: Pins): string => `row.campaign_id = ${quoted(after.campaignId)}`;

/** Stretches of days that begin or end between the last days of the two pins. */
function turning(row: string, from: string, to: string, { before, after }: Pins): string {
  const [first, last] = [quoted(before.lastDay), quoted(after.lastDay)];
  return `(${row}.${from} > ${first} AND ${row}.${from} <= ${last} OR ${row}.${to} >= ${first} AND ${row}.${to} < ${last})`;
}

/** Statements for what a day brings; none where both pins have the same last day. */
const onNewDays = (pins: Pins, ...statements: readonly string[]): readonly string[] =>
  pins.before.lastDay === pins.after.lastDay ? [] : statements;

/**
 * Every table that `facts` reads, and what a difference in it means. A table that is not here would let a customer go by
 * unseen: a test holds this list against the statements.
 */
export const FACT_SOURCES: Readonly<Record<string, FactSource>> = {
  customer: { reaches: 'nobody', because: 'a key and an id, which never change' },
  partner: { reaches: 'nobody', because: 'a key and an id, which never change' },
  product: { reaches: 'nobody', because: 'names without a day: which of them count is said by the mappings' },
  sku: { reaches: 'nobody', because: 'names without a day: which of them count is said by the mappings' },
  delivery: { reaches: 'nobody', because: 'only asked how to read, not what' },
  customer_profile: { reaches: 'customers', changes: recorded('customer_profile') },
  customer_listing: { reaches: 'customers', changes: recorded('customer_listing') },
  prior_purchase: { reaches: 'customers', changes: recorded('prior_purchase') },
  first_charge: { reaches: 'customers', changes: recorded('first_charge') },
  decision: {
    reaches: 'customers',
    // It answers one question: why something is unknown may become another without anything being known.
    changes: (pins) => [
      `SELECT customer_key FROM decision AS row WHERE recorded_from <= ${String(pins.after.delivery)} AND ${ofCampaign(pins)}`,
    ],
  },
  billed_seat_history: {
    reaches: 'customers',
    changes: (pins) => [
      ...recorded('billed_seat_history')(pins),
      ...onNewDays(
        pins,
        `SELECT customer_key FROM billed_seat_history AS row
         WHERE ${visible('row', pins.after.delivery)} AND ${turning('row', 'charged_from', 'charged_to', pins)}
           AND product_key IN (SELECT product_key FROM product WHERE product_family = ${quoted(pins.after.terms.productFamily.value)})`,
      ),
    ],
  },
  subscription_history: {
    reaches: 'customers',
    changes: (pins) => [...recorded('subscription_history')(pins), ...onNewDays(pins, ...subscriptionsBegun(pins))],
  },
  invoice: { reaches: 'nobody', because: 'it is its lines that tell of customers' },
  billing_line: {
    reaches: 'customers',
    changes: (pins) => [
      // Lines of an invoice lie together: the array lets them be found by that.
      `SELECT customer_key FROM billing_line WHERE invoice_key = ANY (ARRAY(SELECT invoice_key FROM invoice AS row WHERE ${recordedBetween('row', pins)}))`,
      ...onNewDays(pins, ...chargesBegun(pins)),
    ],
  },
  claim_answer: { reaches: 'partners', changes: recordedOfPartners('claim_answer', ofCampaign) },
  claim: { reaches: 'partners', changes: recordedOfPartners('claim', ofCampaign) },
  offer: { reaches: 'nobody', because: 'a name that is mapped: the mapping tells' },
  registration: { reaches: 'partners', changes: recordedOfPartners('registration', ofCampaign) },
  proof: { reaches: 'partners', changes: recordedOfPartners('proof', ofCampaign) },
  partner_profile: { reaches: 'partners', changes: recordedOfPartners('partner_profile') },
  partner_standing: {
    reaches: 'partners',
    changes: (pins) => [
      ...recordedOfPartners('partner_standing', () => `row.kind <> 'onboarding'`)(pins),
      ...onNewDays(
        pins,
        `SELECT partner_key FROM partner_standing AS row
         WHERE ${visible('row', pins.after.delivery)} AND row.kind <> 'onboarding' AND ${turning('row', 'valid_from', 'valid_to', pins)}`,
      ),
    ],
  },
  offer_mapping: {
    reaches: 'everybody',
    changes: (pins) => [`SELECT FROM offer_mapping AS row WHERE ${recordedBetween('row', pins)}`],
  },
  sku_mapping: {
    reaches: 'everybody',
    changes: (pins) => [
      `SELECT FROM sku_mapping AS row WHERE ${recordedBetween('row', pins)}`,
      ...mappingsOfReadingsTurning(pins),
    ],
  },
  observed_sku: { reaches: 'readings' },
  seat_history: { reaches: 'readings' },
  reading_coverage: { reaches: 'readings' },
  refusal: { reaches: 'readings' },
  record_coverage: { reaches: 'run facts' },
};

/** Which day an instant is depends on the campaign's zone; the days around are there for the index. */
function subscriptionsBegun({ before, after }: Pins): readonly string[] {
  const [first, last] = [`${quoted(before.lastDay)}::date`, `${quoted(after.lastDay)}::date`];
  const zone = quoted(after.terms.timeZone.value);
  const readings = `SELECT customer_key FROM subscription_history AS row WHERE ${visible('row', after.delivery)} AND NOT is_trial`;
  return [
    `${readings} AND effective_start_on > ${first} AND effective_start_on <= ${last}`,
    `${readings} AND effective_start_at >= ${first} - 1 AND effective_start_at < ${last} + 3
       AND (effective_start_at AT TIME ZONE ${zone})::date > ${first} AND (effective_start_at AT TIME ZONE ${zone})::date <= ${last}`,
  ];
}

/** Revenue is of the lines whose charge has begun. Invoices tell of which days theirs are. */
function chargesBegun({ before, after }: Pins): readonly string[] {
  if (measureOf(after.terms) !== 'billed revenue') return [];
  const begun = (row: string) =>
    `${row}.charge_start > ${quoted(before.lastDay)} AND ${row}.charge_start <= ${quoted(after.lastDay)}`;
  return [
    `SELECT customer_key FROM billing_line AS line WHERE ${begun('line')} AND invoice_key = ANY (ARRAY(
       SELECT DISTINCT invoice_key FROM invoice JOIN invoice_content AS content USING (invoice_key)
       WHERE ${visible('invoice', after.delivery)} AND ${begun('content')}))`,
  ];
}

/** A reading is read by the mappings of its own day. */
function mappingsOfReadingsTurning({ before, after }: Pins): readonly string[] {
  const hours = before.terms.oldestSeatReading.value.hours;
  const zone = quoted(after.terms.timeZone.value);
  const day = (instant: string) => `((${instant}) AT TIME ZONE ${zone})::date`;
  const first = day(`${quoted(before.snapshotAt)}::timestamptz - interval '${String(hours)} hours'`);
  const last = day(`${quoted(after.snapshotAt)}::timestamptz`);
  return [
    `SELECT FROM sku_mapping AS row WHERE ${visible('row', after.delivery)}
       AND (row.valid_from > ${first} AND row.valid_from <= ${last} OR row.valid_to >= ${first} AND row.valid_to < ${last})`,
  ];
}
