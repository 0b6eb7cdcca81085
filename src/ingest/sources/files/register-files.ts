import {
  calendarDay,
  caselessText,
  currencyCode,
  dayOrNever,
  guid,
  instantWithOffset,
  oneOf,
  optional,
  partnerId,
  positiveDecimal,
  required,
  text,
} from '../cells.js';
import { subjectOf } from '../../catalogue/record-products.js';
import { BANK_ACCOUNTS } from './bank-accounts.js';
import { endsBeforeItStarts, fileFormat, type FileFormat, type RowProblem } from './file-format.js';

const STANDING_KINDS = ['membership', 'agreement', 'enrolment', 'competency', 'exclusion', 'onboarding'] as const;

/** Of the calendar: spans without a beginning or an end run from and to them. */
export const FIRST_DAY = '0001-01-01';
export const LAST_DAY = '9999-12-31';

/** What finance declares (import contract, section 3), by file name. */
export const REGISTER_FILES: ReadonlyMap<string, FileFormat> = new Map([
  [
    'products.csv',
    fileFormat({
      cells: {
        product: required(text),
        product_family: required(text),
        sku_part_number: optional(caselessText),
        sku_id: optional(guid),
        offer_id: optional(caselessText),
        valid_from: optional(calendarDay),
        valid_to: optional(calendarDay),
      },
      check: (row) =>
        endsBeforeItStarts('valid_to', row.valid_from, row.valid_to) ??
        namesSomething(row.sku_id ?? row.sku_part_number),
      stage: (row, place, { draft }) =>
        draft.stage('product_entry', {
          ...row,
          ...place,
          offer_id: row.offer_id === null ? null : offerOfProductAndSku(row.offer_id),
          valid_from: row.valid_from ?? FIRST_DAY,
          valid_to: row.valid_to ?? LAST_DAY,
        }),
      afterProblem: async ({ values }, _place, { draft }) => {
        const named = (column: string) => {
          const value = values.get(column) ?? '';
          return value === '' ? null : value;
        };
        const offerId = named('offer_id')?.toLowerCase();
        const subject = subjectOf({
          offerId: offerId === undefined ? null : offerOfProductAndSku(offerId),
          skuId: guid.read(named('sku_id') ?? '') ?? null,
          skuPartNumber: named('sku_part_number')?.toLowerCase() ?? null,
        });
        await draft.stage('partial_product', { subject });
      },
    }),
  ],
  [
    'partners.csv',
    fileFormat({
      cells: {
        partner_id: required(partnerId),
        legal_name: required(text),
        country: required(text),
        preferred_currency: optional(text),
        contact_name: optional(text),
        contact_email: optional(text),
        locale: optional(text),
        street: optional(text),
        building: optional(text),
        postcode: optional(text),
        town: optional(text),
        region: optional(text),
        global_partner_id: optional(text),
      },
      stage: (row, _place, { draft }) => draft.stage('partner_profile', row),
    }),
  ],
  [
    'partner_standings.csv',
    fileFormat({
      cells: {
        partner_id: required(partnerId),
        kind: required(oneOf(...STANDING_KINDS)),
        name: required(text),
        level: optional(text),
        valid_from: required(calendarDay),
        valid_to: optional(calendarDay),
        evidence: optional(text),
      },
      check: (row) => endsBeforeItStarts('valid_to', row.valid_from, row.valid_to),
      stage: (row, _place, { draft }) => draft.stage('partner_standing', row),
      afterProblem: async ({ values }, _place, { draft }) => {
        const partner = values.get('partner_id') ?? '';
        const kind = oneOf(...STANDING_KINDS).read(values.get('kind') ?? '');
        if (partner !== '' && kind !== undefined) await draft.stage('partial_standing', { partner_id: partner, kind });
      },
    }),
  ],
  [
    'customers.csv',
    fileFormat({
      cells: {
        customer_id: required(guid),
        name: optional(text),
        domain: optional(text),
        country: optional(text),
        segment: optional(text),
      },
      stage: (row, _place, { draft }) => draft.stage('customer_profile', row),
    }),
  ],
  [
    'prior_purchases.csv',
    fileFormat({
      cells: {
        customer_id: required(guid),
        product_family: required(text),
        first_purchased_on: required(dayOrNever),
        source: optional(text),
      },
      stage: (row, _place, { draft }) =>
        draft.stage('prior_purchase', {
          ...row,
          first_purchased_on: row.first_purchased_on === 'never' ? null : row.first_purchased_on,
        }),
    }),
  ],
  [
    'coverage.csv',
    fileFormat({
      cells: {
        resource: required(oneOf('subscriptions', 'seats', 'billing')),
        known_from: required(calendarDay),
        known_to: required(calendarDay),
      },
      check: (row) => endsBeforeItStarts('known_to', row.known_from, row.known_to),
      stage: (row, _place, { draft }) => draft.stage('record_coverage', row),
    }),
  ],
  [
    'proofs.csv',
    fileFormat({
      cells: {
        partner_id: required(partnerId),
        campaign_id: required(text),
        kind: optional(text),
        received_on: required(calendarDay),
      },
      stage: (row, _place, { draft }) => draft.stage('proof', row),
    }),
  ],
  [
    'registrations.csv',
    fileFormat({
      cells: {
        partner_id: required(partnerId),
        campaign_id: required(text),
        registered_at: required(instantWithOffset),
        contact_email: required(text),
        company_name: required(text),
        terms_version: optional(text),
        terms_accepted_at: optional(instantWithOffset),
        agreement_number: optional(text),
      },
      stage: (row, _place, { draft }) => draft.stage('registration', row),
    }),
  ],
  [
    'claims.csv',
    fileFormat({
      cells: {
        claim_id: required(text),
        partner_id: required(partnerId),
        campaign_id: required(text),
        received_at: required(instantWithOffset),
        mpn_id: optional(text),
        subscription_id: optional(text),
        agreement_number: optional(text),
        customer_name: optional(text),
        distributor_name: optional(text),
        invoice_file: optional(text),
      },
      stage: (row, _place, { draft }) => draft.stage('claim', row),
    }),
  ],
  ['bank_accounts.csv', BANK_ACCOUNTS],
  [
    'fx_rates.csv',
    fileFormat({
      cells: {
        base: required(currencyCode),
        quote: required(currencyCode),
        rate: required(positiveDecimal),
        rate_on: required(calendarDay),
        source: required(text),
      },
      check: ({ base, quote }) =>
        base === quote ? { column: 'quote', expected: 'another currency than the base', found: quote } : undefined,
      stage: (row, _place, { draft }) => draft.stage('fx_rate', row),
    }),
  ],
]);

/** An entry without a SKU joins nothing: an offer needs the SKU it is, a SKU its own name. */
function namesSomething(sku: string | null): RowProblem | undefined {
  return sku === null ? { column: 'sku_id', expected: 'a sku_id or a sku_part_number', found: 'neither' } : undefined;
}

/** `product:sku:availability` of new commerce without its third part: that varies with term and segment. */
export function offerOfProductAndSku(offerId: string): string {
  return offerId.split(':', 2).join(':');
}
