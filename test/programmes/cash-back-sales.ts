import { BUSINESS_CENTRAL, customerId, ImportFiles, type CsvRow } from '../builders/import-folder.js';

/** The offer whose claims name a subscription. */
export const CASH_BACK = 'cash-back-apac-csp';

export const subscriptionOf = (customer: number): string =>
  `50000000-0000-4000-8000-${String(customer).padStart(12, '0')}`;

/** A claim of 1001 for what it sold to a customer. */
export function claimRow(customer: number, changes: CsvRow = {}): CsvRow {
  return {
    claim_id: `C-${String(customer)}`,
    partner_id: '1001',
    campaign_id: CASH_BACK,
    received_at: '2017-07-03T00:30:00Z',
    mpn_id: '1001',
    subscription_id: subscriptionOf(customer),
    ...changes,
  };
}

/** A registration that counts. */
export function registrationRow(partner: string, changes: CsvRow = {}): CsvRow {
  return {
    partner_id: partner,
    campaign_id: CASH_BACK,
    registered_at: '2017-02-01T00:00:00Z',
    contact_email: `pat@partner${partner}.example`,
    company_name: `Partner ${partner} Ltd`,
    terms_version: 'apac-csp-2017',
    terms_accepted_at: '2017-02-01T00:00:00Z',
    ...changes,
  };
}

/** Partner 1001 of Singapore, that speaks Swedish, and its sales: ten seats to each customer, all of them added. */
export function salesTo(...customers: readonly number[]): ImportFiles {
  const files = new ImportFiles()
    .partner('1001', {
      profile: { country: 'SG', locale: 'sv', contact_email: 'pat@partner1001.example' },
      account: { currency: 'USD' },
    })
    .rows('coverage.csv', { resource: 'billing', known_from: '2016-01-01', known_to: '2017-07-31' });
  for (const customer of customers)
    files
      .rows('customers.csv', {
        customer_id: customerId(customer),
        name: `Customer ${String(customer)}`,
        segment: 'SMB',
      })
      .rows('seats.csv', {
        customer_id: customerId(customer),
        sku_id: BUSINESS_CENTRAL.skuId,
        assigned: 10,
        observed_at: '2017-06-30T12:00:00Z',
      })
      .rows('billing/june.csv', billedRow(customer));
  return files;
}

export function billedRow(customer: number, changes: CsvRow = {}): CsvRow {
  return {
    CustomerId: customerId(customer),
    ResellerMpnId: '1001',
    DurableOfferID: BUSINESS_CENTRAL.offerId,
    SyndicationPartnerSubscriptionNumber: subscriptionOf(customer),
    ChargeStartDate: '6/1/2017 0:00',
    ChargeEndDate: '6/30/2017 23:59',
    ChargeType: 'Cycle fee',
    Quantity: 10,
    Subtotal: '500.00',
    Currency: 'USD',
    ...changes,
  };
}
