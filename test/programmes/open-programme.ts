import { customerId, ImportFiles } from '../builders/import-folder.js';
import type { ClaimProgramme } from './claim-season.js';
import { agreementLine } from './programme-world.js';

/** The offer for Open licences in Western Europe: each sale is claimed with a copy of the invoice; days are those of Berlin. */
export const OPEN: ClaimProgramme = {
  campaignId: 'cash-back-open-licence-we',
  language: 'de',
  locale: 'de-DE',
  country: 'DE',
  currency: 'EUR',
  rate: 15,
  terms: 'open-we-2014',
  mostSeats: 250,
  claiming: { from: '2013-12-31T23:00:00Z', until: '2014-07-31T22:00:00Z' },
  receivedAt: ['2013-12-31T23:00:00Z', '2014-04-17T10:00:00Z', '2014-07-31T21:59:00Z'],
  registeredAt: '2014-02-01T08:00:00Z',
  salesOutside: ['2013-12-31', '2014-07-01'],
  saleInside: '2014-03-03',
  readsInvoices: true,
  ground: () =>
    new ImportFiles()
      .rows(
        'products.csv',
        {
          product: 'office-open',
          product_family: 'office',
          offer_id: 'open:021-10257',
          sku_part_number: '021-10257',
        },
        {
          product: 'office-365-open',
          product_family: 'office-365',
          offer_id: 'open:Q4Y-00003',
          sku_part_number: 'Q4Y-00003',
        },
      )
      .rows('coverage.csv', { resource: 'billing', known_from: '2013-01-01', known_to: '2014-07-31' }),
  sale(files, { customer, seats, partner, on, isEligible }) {
    files
      .rows('customers.csv', {
        customer_id: customerId(customer),
        name: `Customer ${String(customer)}`,
        segment: 'SMB',
      })
      .rows(
        'billing/open.csv',
        agreementLine(customer, {
          PartNumber: isEligible ? '021-10257' : 'Q4Y-00003',
          SaleDate: on,
          Quantity: seats,
          Subtotal: '900.00',
          ResellerMpnId: partner,
        }),
      );
  },
  claim: (customer) => ({
    agreement_number: `a-${String(customer)}`,
    customer_name: `Customer ${String(customer)}`,
    distributor_name: 'North Distribution',
    invoice_file: 'invoice.pdf',
  }),
  withoutSomething: { invoice_file: undefined },
};
