import { BUSINESS_CENTRAL, customerId, ImportFiles } from '../builders/import-folder.js';
import { billedRow, CASH_BACK, claimRow, subscriptionOf } from './cash-back-sales.js';
import type { ClaimProgramme } from './claim-season.js';

/** The offer for CSP subscriptions in Asia Pacific: each subscription is claimed; days are those of Singapore. */
export const APAC: ClaimProgramme = {
  campaignId: CASH_BACK,
  language: 'en',
  locale: 'en-SG',
  country: 'SG',
  currency: 'USD',
  rate: 20,
  terms: 'apac-csp-2017',
  mostSeats: Number.POSITIVE_INFINITY,
  claiming: { from: '2016-12-31T16:00:00Z', until: '2017-07-31T16:00:00Z' },
  receivedAt: ['2016-12-31T16:00:00Z', '2017-03-01T04:00:00Z', '2017-07-31T15:59:00Z'],
  registeredAt: '2017-02-01T00:00:00Z',
  salesOutside: ['2016-12-31', '2017-07-01'],
  saleInside: '2017-06-01',
  readsInvoices: false,
  ground: () =>
    new ImportFiles().rows('coverage.csv', { resource: 'billing', known_from: '2016-01-01', known_to: '2017-07-31' }),
  sale(files, { customer, seats, partner, on, isEligible }) {
    const [year = '', month = '', day = ''] = on.split('-');
    const start = `${String(Number(month))}/${String(Number(day))}/${year} 0:00`;
    files
      .rows('customers.csv', {
        customer_id: customerId(customer),
        name: `Customer ${String(customer)}`,
        segment: 'SMB',
      })
      .rows('seats.csv', {
        customer_id: customerId(customer),
        sku_id: BUSINESS_CENTRAL.skuId,
        assigned: seats,
        observed_at: '2017-06-30T12:00:00Z',
      })
      .rows(
        `billing/${on}.csv`,
        billedRow(customer, {
          ResellerMpnId: partner,
          Quantity: seats,
          ChargeStartDate: start,
          // A month later; a line of one day is that of one day.
          ChargeEndDate: on === '2017-06-01' ? '6/30/2017 23:59' : start.replace('0:00', '23:59'),
          ...(isEligible ? {} : { DurableOfferID: '11111111-0000-4000-8000-000000000009' }),
        }),
      );
  },
  claim: (customer) => ({ ...claimRow(customer), subscription_id: subscriptionOf(customer) }),
  withoutSomething: { subscription_id: undefined },
};
