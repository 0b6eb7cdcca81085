import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { AdjustByHand, checkDocuments } from '../../src/payout/index.js';
import { IssueDocuments, type GivenDocument } from '../../src/portal/index.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN, NOW, PayoutWorld } from '../builders/payout-world.js';
import { aCampaign, NOTHING_OF_PARTNERS } from '../campaign-builder.js';
import { Seatbacks } from '../seatback.js';
import { readPdf, readXlsx } from './read-files.js';

const PAID_IN_EUROS = aCampaign({
  ...NOTHING_OF_PARTNERS,
  'payment needs': undefined,
  'paid in': { currency: "the payee's", rates: 'ECB', date: 'day of preparation' },
});

const seatbacks = new Seatbacks();
let world: PayoutWorld;
beforeAll(async () => {
  world = await PayoutWorld.start(seatbacks);
});
beforeEach(async () => {
  world.seatback.clock.moveTo(NOW);
  await world.seatback.database.clear();
  // Batches of the stories before had the same names.
  rmSync(join(world.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
});
afterAll(() => seatbacks.end());

const issue = () => world.seatback.app.get(IssueDocuments);
const statement = () => issue().statement('1001', CAMPAIGN, { formats: ['pdf', 'xlsx'], language: 'en' });

async function sheetsOf({ files }: GivenDocument) {
  return readXlsx(files.find(({ name }) => name.endsWith('.xlsx'))!.content);
}

/** 1001 earned 4000 USD and has an account in euros. */
async function season(): Promise<void> {
  await world.imported(
    new ImportFiles()
      .partner('1001', { account: { currency: 'EUR' } })
      .sale(1)
      .sale(2)
      .rows('fx_rates.csv', { base: 'USD', quote: 'EUR', rate: '0.9', rate_on: '2019-08-05', source: 'ECB' })
      .billingIsKnown(),
  );
  const { app } = world.seatback;
  const { run } = await app.get(CalculateCampaign).execute(PAID_IN_EUROS);
  await app.get(RunApproval).submit(run, 'sue');
  await app.get(RunApproval).approve(run, 'art');
  await app.get(RunApproval).post(run, 'sue');
}

async function adjusted(amount: string): Promise<void> {
  const adjust = world.seatback.app.get(AdjustByHand);
  const given = { partnerId: '1001', campaignId: CAMPAIGN, customer: customerId(1), currency: 'USD', actor: 'dana' };
  const { adjustment } = await adjust.propose({ ...given, amount, reason: 'agreed by letter' });
  await adjust.approve(adjustment, 'robin');
}

it('says what was paid in which currency, at which rate, and what was adjusted by hand', async () => {
  await season();
  await adjusted('10.00');
  await world.released();
  const document = await statement();
  const sheets = await sheetsOf(document);
  const { id } = (await world.payments())[0]!;
  expect(sheets.get('Payments')![1]!.slice(0, 3)).toEqual([id, 3609, 'EUR']);
  expect(sheets.get('Paid in another currency')!.slice(1)).toEqual([
    [id, 4010, 'USD', 3609, 'EUR', '1 USD = 0.9 EUR', new Date('2019-08-05T00:00:00Z'), 'ECB'],
  ]);
  expect(sheets.get('Adjusted by hand')!.slice(1)).toEqual([
    [new Date('2019-08-05T00:00:00Z'), 'Customer 1', customerId(1), 'agreed by letter', 10, 'USD'],
  ]);
  const [, books] = [...sheets.values()];
  expect(books!.slice(1)).toEqual([['Sent, not confirmed yet', 3609, 'EUR']]);
  const { text } = await readPdf(document.files.find(({ name }) => name.endsWith('.pdf'))!.content);
  expect(text).toContain('1 USD = 0.9 EUR');
  expect(text).toContain('agreed by letter');

  const advice = await issue().advice(id, { formats: ['xlsx'], language: 'sv' });
  const facts = [...(await sheetsOf(advice)).values()].flat();
  const beside = (label: string) =>
    facts
      .find(([first]) => first === label)!
      .slice(1)
      .filter((value) => value !== null);
  expect(beside('Belopp')).toEqual([3609, 'EUR']);
  expect(beside('Skuldbelopp')).toEqual([4010, 'USD']);
  expect(beside('Kurs')).toEqual(['1 USD = 0.9 EUR']);
  const { app } = world.seatback;
  expect((await app.get(UnitOfWork).inSession((session) => checkDocuments(session))).problems).toEqual([]);
});

it('is the next edition when an adjustment was approved, and none for one that was only proposed', async () => {
  await season();
  const before = await statement();
  const adjust = world.seatback.app.get(AdjustByHand);
  const given = { partnerId: '1001', campaignId: CAMPAIGN, customer: customerId(1), currency: 'USD', actor: 'dana' };
  await adjust.propose({ ...given, amount: '-10.00', reason: 'billed twice' });
  expect(await statement()).toEqual(before);
  expect([...(await sheetsOf(before)).keys()]).not.toContain('Adjusted by hand');
  await adjust.approve(1, 'robin');
  expect(await statement()).toMatchObject({ document: before.document, edition: 2 });
});
