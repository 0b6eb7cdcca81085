import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OpenDecisions, type Restatement, type Run } from '../../src/calculation/index.js';
import type { Campaign } from '../../src/campaigns/index.js';
import { instant, Money } from '../../src/kernel/index.js';
import { customerId, ImportFiles, type CsvRow } from '../builders/import-folder.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';
import { SeededRandom } from '../oracle/seeded-random.js';
import { seedsOrElse } from '../seeds.js';
import { invoice, NOW, reading, RestatingWorld } from '../calculation/restating-world.js';

/**
 * Facts come late in any order and mixture, and what was posted is restated again and again. FIRST and COUNT choose other
 * sequences: `FIRST=100 COUNT=50 npm run jest -- test/seeded/restatement-causes`.
 */
const { first: FIRST, count: COUNT, all: SEEDS } = seedsOrElse(3);
const ROUNDS = 2;

const PARTNERS = ['1001', '1002', '1003'];
const CUSTOMERS = [1, 2, 3, 4, 5, 6, 7];
const EARLY = instant('2019-07-10T09:00:00Z');

const world = new RestatingWorld();
const reached = new Map<string, number>();
const count = (what: string, times = 1) => reached.set(what, (reached.get(what) ?? 0) + times);
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(async () => {
  await world.close();
  const told = [...reached].sort().map(([what, times]) => `${what} ${String(times)}`);
  process.stdout.write(
    `restatement causes: seed ${String(FIRST)}, ${String(COUNT)} sequences of ${String(ROUNDS)} restatements; ${told.join(', ')}\n`,
  );
});

/** Ways to reward and to pay, of which each sequence takes one. */
const WAYS: readonly SpokenTerms[] = [
  {},
  { 'minimum payout': { amount: '4000', below: 'forfeit' } },
  { 'minimum payout': { amount: '6000', below: 'carry' }, 'negative difference': 'claim back' },
  {
    'reward for each customer': undefined,
    'reward for each seat': { amount: '3.5', currency: 'USD', seats: 'all' },
    'minimum payout': { amount: '100', below: 'forfeit' },
  },
  // What one customer brings depends on the partner's others, or on all of the campaign.
  {
    'reward for each customer': undefined,
    'reward by tiers': {
      currency: 'USD',
      measure: 'customers',
      'volume of': 'the partner',
      method: 'whole volume',
      'at the edge': 'the band that begins',
      bands: [
        { from: '0', each: '100' },
        { from: '2', each: '250' },
      ],
    },
    'minimum payout': { amount: '300', below: 'convert' },
  },
  { 'customers needed': { 'at least': 2, 'those before': 'not rewarded' } },
  { 'cap for each partner': { amount: '3000' } },
  { 'cap for the campaign': { amount: '5000', shared: 'in proportion' } },
];
/** Billed in another currency than the debtor account's, so that nothing is paid. */
const BY_REVENUE: SpokenTerms = {
  'reward for each customer': undefined,
  'reward of billed revenue': { percent: '7.25', currency: 'GBP' },
  rounding: { at: 'each partner', direction: 'half away from zero' },
  'minimum payout': { amount: '20', below: 'forfeit' },
};

describe('whatever comes late', () => {
  it.each(SEEDS)('causes add up exactly, and the ledger to what is earned: seed %i', async (seed) => {
    const random = new SeededRandom(seed);
    if (random.chance(0.3)) world.seatback.clock.moveTo(EARLY);
    const way = WAYS[seed % (WAYS.length + 1)];
    const terms = way ?? BY_REVENUE;
    const pays = async () => {
      if (way !== undefined) count('payments', (await world.paid()).length);
    };
    let campaign = aCampaign(terms);
    await world.imported(begun(random));
    const kept: { readonly run: Run; readonly files: readonly string[] }[] = [];
    const keep = async (run: Run) => kept.push({ run, files: await world.files(run) });
    await keep(await world.posted(await world.calculated(campaign)));
    for (let round = 0; round < ROUNDS; round += 1) {
      if (random.chance(0.6)) await pays();
      if (random.chance(0.3) && world.seatback.clock.now() < NOW) world.seatback.clock.moveTo(NOW);
      for (let events = random.integer(1, 4); events > 0; events -= 1) await happens(random);
      if (random.chance(0.25)) campaign = nextVersion(campaign, terms, random);
      const restatement = await world.restatedIfNeeded(campaign);
      if (restatement.run === null) {
        count('nothing to restate');
      } else {
        expectToAddUp(restatement);
        if (random.chance(0.8)) await keep(await world.posted(restatement.run));
      }
      for (const { run, files } of kept) expect(await world.files(run)).toEqual(files);
      expect(await world.problems()).toEqual([]);
    }
    if (random.chance(0.7)) await pays();
    expect(await world.problems()).toEqual([]);
  });
});

function expectToAddUp({ run, restates, differences }: Restatement): void {
  count('differences', differences.length);
  for (const { causes } of differences) for (const cause of causes) count(`"${cause}"`);
  const sum = differences.reduce(
    (total, { amount }) => total.plus(Money.of(amount, run.currency)),
    Money.zero(run.currency),
  );
  const difference = Money.of(run.earnedTotal, run.currency).minus(Money.of(restates.earnedTotal, run.currency));
  expect(sum.toString()).toBe(difference.toString());
}

function begun(random: SeededRandom): ImportFiles {
  const files = new ImportFiles();
  for (const partner of PARTNERS) {
    files.partner(partner);
    if (random.chance(0.2)) files.rows('partner_standings.csv', membership(partner, random));
  }
  for (const customer of CUSTOMERS) {
    if (random.chance(0.2)) continue;
    files.sale(customer, {
      partner: random.pick(PARTNERS),
      seats: random.pick([14, 15, 16, 20]),
      assigned: random.integer(14, 60),
      segment: random.pick(['SMB', 'SMB', 'SMB', 'SMB', 'ENTERPRISE', '']),
      invoice: `D${String(customer)}`,
    });
  }
  if (random.chance(0.3)) files.and(lateInvoice(random));
  return random.chance(0.8) ? files.billingIsKnown() : files;
}

/** Something comes to be known. */
async function happens(random: SeededRandom): Promise<void> {
  const event = random.pick(EVENTS);
  const files = event(random);
  // Two kinds of facts in one delivery are one cause.
  if (random.chance(0.25)) files.and(random.pick(EVENTS)(random));
  await world.imported(files);
  if (random.chance(0.3)) await somebodyDecides(random);
}

const EVENTS: readonly ((random: SeededRandom) => ImportFiles)[] = [
  (random) => lateInvoice(random),
  (random) => lateInvoice(random),
  (random) => correctedInvoice(random),
  (random) =>
    reading(
      random.pick(CUSTOMERS),
      random.pick([10, 15, 30, 60]),
      random.pick(['2019-06-30T21:00:00Z', '2019-06-30T22:00:00Z', '2019-07-02T08:00:00Z']),
    ),
  (random) =>
    new ImportFiles().rows('customers.csv', {
      customer_id: customerId(random.pick(CUSTOMERS)),
      segment: random.pick(['SMB', 'SMB', 'ENTERPRISE', '']),
    }),
  (random) => new ImportFiles().rows('partner_standings.csv', membership(random.pick(PARTNERS), random)),
  (random) =>
    new ImportFiles().rows('prior_purchases.csv', {
      customer_id: customerId(random.pick(CUSTOMERS)),
      product_family: 'dynamics-365',
      first_purchased_on: random.pick(['2018-12-31', undefined]),
    }),
  () => new ImportFiles().billingIsKnown(),
];

function lateInvoice(random: SeededRandom): ImportFiles {
  return invoice(`L${String(random.integer(1, 5))}`, ...linesOf(random));
}

function correctedInvoice(random: SeededRandom): ImportFiles {
  const customer = random.pick(CUSTOMERS);
  return invoice(`D${String(customer)}`, { customer, ...saleOf(random) });
}

function linesOf(random: SeededRandom) {
  return Array.from({ length: random.integer(1, 3) }, () => ({ customer: random.pick(CUSTOMERS), ...saleOf(random) }));
}

function saleOf(random: SeededRandom): CsvRow {
  return {
    ResellerMpnId: random.pick(PARTNERS),
    Quantity: random.pick([-15, 3, 14, 15, 15, 16, 30]),
    ChargeStartDate: random.pick(['4/1/2019 0:00', '6/1/2019 0:00', '6/2/2019 0:00']),
  };
}

function membership(partner: string, random: SeededRandom): CsvRow {
  return {
    partner_id: partner,
    kind: 'membership',
    name: 'mpn',
    valid_from: '2018-01-01',
    valid_to: random.pick(['2019-03-01', undefined]),
  };
}

async function somebodyDecides(random: SeededRandom): Promise<void> {
  const { undecided, decisions } = await world.seatback.app.get(OpenDecisions).list('a-campaign', 100);
  const open = undecided.flatMap(({ partnerId, customerId: customer, open: findings }) =>
    findings.flatMap(({ rule, pending }) => (pending ? [] : [{ partnerId, customer, rule }])),
  );
  if (open.length > 0) {
    await world.decided(random.pick(open), random.pick(['met', 'met', 'not-met'] as const));
    return;
  }
  const standing = decisions.filter(({ isReplaced, countedAs }) => !isReplaced && countedAs !== 'withdrawn');
  if (standing.length === 0) return;
  const { partnerId, customerId: customer, rule } = random.pick(standing);
  const isThere = await world.lines(
    `SELECT 'yes' AS line FROM determination JOIN customer USING (customer_key) JOIN partner USING (partner_key)
     WHERE customer_id = '${customer}' AND partner_id = '${partnerId}' AND run_to IS NULL`,
  );
  if (isThere.length > 0) await world.decided({ partnerId, customer, rule: rule ?? undefined }, 'withdrawn');
}

function nextVersion({ version }: Campaign, terms: SpokenTerms, random: SeededRandom): Campaign {
  return aCampaign(
    { ...terms, 'minimum seats': random.integer(13, 17) },
    { version: version + 1, reason: `Bulletin ${String(version + 1)}` },
  );
}
