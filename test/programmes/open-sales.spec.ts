import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { proofText, verifyProof } from '../../src/calculation/index.js';
import { applyMinimumPayout } from '../../src/payout/index.js';
import { ProveCustomer } from '../../src/portal/index.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { agreementLine, ProgrammeWorld } from './programme-world.js';

const world = new ProgrammeWorld('cloud-open-10at5-2015', '2016-02-01T09:00:00Z');
beforeAll(() => world.start('EUR'));
beforeEach(() => world.begin());
afterAll(() => world.end());

const PRODUCTS = new ImportFiles().rows(
  'products.csv',
  {
    product: 'office-365-open',
    product_family: 'office-365',
    offer_id: 'open:Q4Y-00003',
    sku_part_number: 'Q4Y-00003',
  },
  {
    product: 'office-365',
    product_family: 'office-365',
    offer_id: 'CFQ7TTC0LF8S:0002',
    sku_part_number: 'ENTERPRISEPACK',
  },
);

function customers(...numbers: readonly number[]): ImportFiles {
  return new ImportFiles().rows(
    'customers.csv',
    ...numbers.map((number) => ({ customer_id: customerId(number), name: `Customer ${number}`, segment: 'SMB' })),
  );
}

/** A partner and six customers, each with an agreement of its own, sold a day after the other. */
function season(): ImportFiles {
  const numbers = [1, 2, 3, 4, 5, 6];
  return new ImportFiles()
    .partner('1001', { account: { currency: 'EUR' } })
    .rows('registrations.csv', {
      partner_id: '1001',
      campaign_id: 'cloud-open-10at5-2015',
      registered_at: '2015-08-01T08:00:00Z',
      contact_email: 'pat@partner1001.example',
      company_name: 'Partner 1001 Ltd',
      terms_version: '10at5-2015',
      terms_accepted_at: '2015-08-01T08:00:00Z',
      agreement_number: 'A-1',
    })
    .and(PRODUCTS, customers(...numbers))
    .rows('coverage.csv', { resource: 'billing', known_from: '2014-01-01', known_to: '2016-01-31' })
    .rows('billing/open.csv', ...numbers.map((number) => agreementLine(number, { SaleDate: `2015-09-0${number}` })));
}

describe('licences sold by Open agreements', () => {
  it('are revenue of their partner, from the fifth net new customer on', async () => {
    expect(await world.imported(season())).toEqual({ quarantined: 0 });
    const outcomes = await world.outcomes(await world.calculated());
    expect(outcomes).toEqual({
      1: 'qualified 0.00',
      2: 'qualified 0.00',
      3: 'qualified 0.00',
      4: 'qualified 0.00',
      5: 'qualified 100.00',
      6: 'qualified 100.00',
    });
  });

  it('count as the newest report of their agreement states them, and as the run knew them', async () => {
    await world.imported(season());
    const before = await world.calculated();
    world.moveTo('2016-02-02T09:00:00Z');
    await world.imported(
      new ImportFiles().rows(
        'billing/corrected.csv',
        agreementLine(6, { SaleDate: '2015-09-06', Subtotal: '400.00' }),
        agreementLine(6, { SaleDate: '2015-09-20', Subtotal: '50.00' }),
      ),
    );
    expect((await world.outcomes(await world.calculated()))[6]).toBe('qualified 45.00');
    expect((await world.outcomes(before))[6]).toBe('qualified 100.00');
  });

  it('are taken back by a line of a negative amount', async () => {
    await world.imported(
      season().rows('billing/open.csv', agreementLine(6, { SaleDate: '2015-10-01', Subtotal: '-1000.00' })),
    );
    expect((await world.outcomes(await world.calculated()))[6]).toBe('qualified 0.00');
  });

  it('are not those of CSP, though it be the same software', async () => {
    await world.imported(
      season()
        .and(customers(7))
        .rows('billing/csp.csv', {
          CustomerId: customerId(7),
          InvoiceNumber: 'G000000001',
          ResellerMpnId: '1001',
          ProductId: 'CFQ7TTC0LF8S',
          SkuId: '0002',
          ChargeStartDate: '9/7/2015',
          ChargeEndDate: '12/31/2015',
          BillableQuantity: 10,
          Subtotal: '1000.00',
          Currency: 'EUR',
        }),
    );
    expect(Object.keys(await world.outcomes(await world.calculated()))).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('make no net new customer of one that bought the family before, whichever way', async () => {
    await world.imported(
      season().rows('billing/csp.csv', {
        CustomerId: customerId(6),
        InvoiceNumber: 'G000000001',
        ResellerMpnId: '1002',
        ProductId: 'CFQ7TTC0LF8S',
        SkuId: '0002',
        ChargeStartDate: '6/1/2015',
        ChargeEndDate: '6/30/2015',
        BillableQuantity: 1,
        Subtotal: '10.00',
        Currency: 'EUR',
      }),
    );
    expect((await world.outcomes(await world.calculated()))[6]).toBe('not-qualified new-customer 0');
  });

  it('of a segment, or of parts of a licence, that nobody can read go to quarantine alone', async () => {
    const quarantined = await world.imported(
      season().rows(
        'billing/open.csv',
        agreementLine(7, { Quantity: '1.5' }),
        agreementLine(8, { SaleDate: '2015-09-31' }),
        agreementLine(9, { DistributorName: undefined }),
        agreementLine(10, { EndDate: '2015-08-31' }),
      ),
    );
    expect(quarantined).toEqual({ quarantined: 4 });
    expect(await world.query(`SELECT column_name AS "column", expected FROM quarantined_row ORDER BY line`)).toEqual([
      { column: 'quantity', expected: 'a whole number of seats' },
      { column: 'saledate', expected: expect.any(String) },
      { column: 'distributorname', expected: 'text' },
      { column: 'enddate', expected: expect.any(String) },
    ]);
    expect((await world.outcomes(await world.calculated()))[6]).toBe('qualified 100.00');
  });

  it('are proved down to the line of the report', async () => {
    await world.imported(season());
    const run = await world.calculated();
    expect(await world.sentence(run, 5, 'licence-type')).toBe('The partner sold licences of type open.');
    const proof = await world.app.get(ProveCustomer).execute(world.campaign.campaign, customerId(5), run);
    const checks = await verifyProof(proofText(proof), { minimumPayout: applyMinimumPayout });
    expect(checks.filter(({ isRight }) => !isRight)).toEqual([]);
    const [line] = proof.evidence.lines;
    expect(line).toMatchObject({ invoice: 'A-5', file: 'billing/open.csv', fileLine: 6, chargeEnd: '9999-12-31' });
    expect(line?.source?.text).toContain('North Distribution');
  });
});

describe('the offer', () => {
  it('is paid by wire when nothing can be returned any more', async () => {
    world.moveTo('2016-01-30T09:00:00Z');
    await world.imported(season());
    await world.posted();
    world.moveTo('2016-01-30T22:59:00Z');
    expect(await world.waiting()).toEqual(['1001: return-window']);
    world.moveTo('2016-01-31T00:00:00Z');
    expect(await world.waiting()).toEqual([]);
    expect(await world.wired()).toEqual(['1001 200.00 EUR']);
  });
});
