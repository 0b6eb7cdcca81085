import { describe } from '@jest/globals';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { tellDeadlines } from '../programmes/deadline-stories.js';
import { agreementLine } from '../programmes/programme-world.js';
import { CLOUD_OPEN } from '../programmes/registration-season.js';

/** Days are those of Berlin: an hour ahead of UTC, two in summer. Five customers, of which the fifth earns. */
const sales = ({ country = 'SE', account = true } = {}) => {
  const files = new ImportFiles()
    .partner('1001', {
      profile: { country, locale: 'sv-SE', contact_email: 'pat@partner1001.example' },
      account: account ? { currency: 'EUR' } : null,
    })
    .rows('products.csv', {
      product: 'office-365-open',
      product_family: 'office-365',
      offer_id: 'open:Q4Y-00003',
      sku_part_number: 'Q4Y-00003',
    })
    .rows('coverage.csv', { resource: 'billing', known_from: '2014-01-01', known_to: '2016-01-31' });
  for (const customer of [1, 2, 3, 4, 5])
    files
      .rows('customers.csv', {
        customer_id: customerId(customer),
        name: `Customer ${String(customer)}`,
        segment: 'SMB',
      })
      .rows('billing/open.csv', agreementLine(customer, { SaleDate: `2015-09-0${String(customer)}` }));
  return files;
};

describe('the deadlines of the programme', () => {
  tellDeadlines({
    campaignId: CLOUD_OPEN,
    currency: 'EUR',
    language: 'sv',
    words: {
      wanted: 'Era bankuppgifter behövs (3 av 3)',
      foretold: 'Er betalning är på väg att förverkas',
      forfeited: 'Förverkat',
      near: 'Registrering före',
    },
    before: '2015-06-20T00:00:00Z',
    registration: {
      from: '2015-06-30T22:00:00Z',
      until: '2015-12-14T23:00:00Z',
      terms: '10at5-2015',
      agreementNumber: 'A-1',
    },
    reminded: { fortnight: '2015-11-30T23:00:00Z', threeDays: '2015-12-11T23:00:00Z' },
    returns: [
      { country: 'SE', until: '2016-01-30T23:00:00Z' },
      { country: 'GB', until: '2016-01-30T23:00:00Z' },
    ],
    calculation: '2016-01-31T23:00:00Z',
    postedAt: '2016-02-01T09:00:00Z',
    // Sixty days after 31 January, to the end of the day in UTC.
    payBy: '2016-04-01T00:00:00Z',
    paidAt: '2016-02-01T10:00:00Z',
    notices: {
      secondAt: '2016-02-06T23:00:00Z',
      thirdAt: '2016-02-12T23:00:00Z',
      foretoldAt: '2016-02-17T23:00:00Z',
      overAt: '2016-02-18T23:00:00Z',
    },
    wire: '1001 100.00 EUR',
    async earned(world, changes) {
      await world.imported(
        sales(changes).rows('registrations.csv', {
          partner_id: '1001',
          campaign_id: CLOUD_OPEN,
          registered_at: '2015-08-01T08:00:00Z',
          contact_email: 'pat@partner1001.example',
          company_name: 'Partner 1001 Ltd',
          terms_version: '10at5-2015',
          terms_accepted_at: '2015-08-01T08:00:00Z',
          agreement_number: 'A-1',
        }),
      );
    },
    sold: () => sales(),
  });
});
