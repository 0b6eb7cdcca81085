import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerClaims } from '../../src/claims/index.js';
import { customerId, ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { agreementLine, ProgrammeWorld } from './programme-world.js';

const CAMPAIGN = 'cash-back-open-licence-we';
const world = new ProgrammeWorld(CAMPAIGN, '2014-07-01T09:00:00Z');
beforeAll(() => world.start('EUR'));
beforeEach(() => world.begin());
afterAll(() => world.end());

function claim(customer: number, changes: CsvRow = {}): CsvRow {
  return {
    claim_id: `C-${String(customer)}`,
    partner_id: '1001',
    campaign_id: CAMPAIGN,
    received_at: '2014-07-01T08:00:00Z',
    agreement_number: `a-${String(customer)}`,
    customer_name: `Customer ${String(customer)}`,
    distributor_name: 'North Distribution',
    invoice_file: 'invoice.pdf',
    ...changes,
  };
}

/** A partner of Germany that is registered, and so many licences sold to each customer. */
function sold(...licences: readonly number[]): ImportFiles {
  const files = new ImportFiles()
    .partner('1001', { profile: { country: 'DE', locale: 'de-DE' }, account: { currency: 'EUR' } })
    .rows('registrations.csv', {
      partner_id: '1001',
      campaign_id: CAMPAIGN,
      registered_at: '2014-02-01T08:00:00Z',
      contact_email: 'pat@partner1001.example',
      company_name: 'Partner 1001',
      terms_version: 'open-we-2014',
      terms_accepted_at: '2014-02-01T08:00:00Z',
    })
    .rows('products.csv', {
      product: 'office-open',
      product_family: 'office',
      offer_id: 'open:021-10257',
      sku_part_number: '021-10257',
    })
    .rows('coverage.csv', { resource: 'billing', known_from: '2013-01-01', known_to: '2014-07-31' });
  for (const [index, quantity] of licences.entries())
    files
      .rows('customers.csv', {
        customer_id: customerId(index + 1),
        name: `Customer ${String(index + 1)}`,
        segment: 'SMB',
      })
      .rows(
        'billing/open.csv',
        agreementLine(index + 1, {
          PartNumber: '021-10257',
          SaleDate: '2014-03-03',
          Quantity: quantity,
          Subtotal: '900.00',
        }),
      );
  return files;
}

const answered = (claimId: string, outcome: 'valid' | 'rejected', ...reasons: readonly string[]) =>
  world.app
    .get(AnswerClaims)
    .answer(world.campaign, claimId, outcome, reasons, { actor: 'dana', reason: 'Read the copy of the invoice' });

describe('Open licences, with a claim for each sale', () => {
  it('earn between the minimum and the maximum of a customer, when a person has read the invoice, and are paid by wire', async () => {
    await world.imported(sold(4, 5, 250, 251, 10).rows('claims.csv', claim(1), claim(2), claim(3), claim(4), claim(5)));
    const reviewed = await world.app.get(AnswerClaims).review(world.campaign);
    expect(reviewed.map(({ open, rejected }) => [...open, ...rejected])).toEqual([
      ...Array.from({ length: 5 }, () => ['the copy of the invoice, which is still wanted']),
    ]);
    for (const claimId of ['C-1', 'C-2', 'C-3', 'C-4']) await answered(claimId, 'valid');
    await answered('C-5', 'rejected', 'invoice-does-not-match');
    world.moveTo('2014-08-01T09:00:00Z');
    const run = await world.posted();
    expect(await world.outcomes(run)).toEqual({
      1: 'not-qualified billed-seats qualifying-seats 0',
      2: 'qualified 75.00',
      3: 'qualified 3750.00',
      4: 'qualified 3750.00',
      5: 'not-qualified claim 0',
    });
    expect(await world.wired()).toEqual(['1001 7575.00 EUR']);
  });

  it('earn nothing without the copy of the invoice', async () => {
    await world.imported(sold(10).rows('claims.csv', claim(1, { invoice_file: undefined })));
    const [reviewed] = await world.app.get(AnswerClaims).review(world.campaign);
    expect(reviewed).toMatchObject({ answered: 'rejected', rejected: ['incomplete'] });
    world.moveTo('2014-08-01T09:00:00Z');
    expect(await world.outcomes(await world.calculated())).toEqual({ 1: 'not-qualified claim 0' });
  });

  it('are claimed for their agreement, whatever the customer is called there', async () => {
    await world.imported(sold(10).rows('claims.csv', claim(1, { customer_name: 'Kundin Eins' })));
    await answered('C-1', 'valid');
    world.moveTo('2014-08-01T09:00:00Z');
    expect(await world.outcomes(await world.calculated())).toEqual({ 1: 'qualified 150.00' });
  });
});
