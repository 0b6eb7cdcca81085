import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { draftVariants, type DaysFromTo, type Variation } from '../../src/campaigns/index.js';
import { simulate, type Simulation } from '../../src/commands/simulation.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { calendarDate, instant } from '../../src/kernel/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { campaignText, type SpokenTerms } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const NOW = instant('2019-08-05T09:00:00Z');

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
  seatback.clock.moveTo(NOW);
  const files = new ImportFiles()
    .partner('1001')
    .partner('1002')
    .sale(1, { partner: '1001', seats: 13 })
    .sale(2, { partner: '1001', seats: 15 })
    .sale(3, { partner: '1002', seats: 20 })
    .sale(4, { partner: '1002', seats: 19 })
    .billingIsKnown();
  await seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
});
afterAll(() => seatbacks.end());

describe('drafts side by side', () => {
  it('cost what their minimum of seats lets qualify, and name who wins and loses', async () => {
    const { variants, partners } = await simulated({}, [{ term: 'minimum seats', values: ['13', '15', '20'] }]);
    expect(
      variants.map(({ name, run, cost, partnersPaid }) => [name, run.counts.qualified, cost.toString(), partnersPaid]),
    ).toEqual([
      ['draft: minimum seats 13', 4, '8000.00', 2],
      ['draft: minimum seats 15', 3, '6000.00', 2],
      ['draft: minimum seats 20', 1, '2000.00', 1],
    ]);
    expect(partners.map(({ partnerId, paid }) => [partnerId, ...paid.map(String)])).toEqual([
      ['1001', '4000.00', '2000.00', '0.00'],
      ['1002', '4000.00', '4000.00', '2000.00'],
    ]);
  });

  it('count as cost only what reaches the minimum payout', async () => {
    const { variants } = await simulated({}, [{ term: 'minimum payout / amount', values: ['2000', '4000.01'] }]);
    expect(variants.map(({ cost, totals }) => [cost.toString(), totals.earned])).toEqual([
      ['6000.00', '6000.00'],
      ['0.00', '6000.00'],
    ]);
  });

  it('of several terms come in every combination', async () => {
    const { variants } = await simulated({}, [
      { term: 'minimum seats', values: ['15', '20'] },
      { term: 'reward for each customer / amount', values: ['2000', '3000'] },
    ]);
    expect(variants.map(({ cost }) => cost.toString())).toEqual(['6000.00', '9000.00', '2000.00', '3000.00']);
  });

  it('leave nothing behind', async () => {
    const before = await contents();
    await simulated({ 'minimum seats': 13 });
    expect(await contents()).toEqual(before);
  });

  it('run on other days that are recorded, with all days of the terms moved along', async () => {
    const { variants } = await simulated({}, [], days('2019-01-01', '2019-07-31'));
    expect(variants[0]?.run).toMatchObject({ snapshotAt: '2019-07-31T23:00:00.000000Z', counts: { qualified: 0 } });
    const [past] = draftVariants(draft({}), [], days('2018-07-01', '2018-12-31'));
    expect(past?.campaign.terms).toMatchObject({
      window: { value: { from: '2018-07-01', to: '2018-12-31' } },
      eligibilityDays: { value: ['2018-07-01', '2018-11-27'] },
      proofOfPerformance: { value: { by: '2019-01-31' } },
      ownRecordsSince: { value: '2017-07-01' },
    });
  });
});

it('the rate of a band is varied by the path that a check prints', () => {
  const tiered = draft({
    'reward for each customer': undefined,
    'reward by tiers': {
      currency: 'USD',
      measure: 'customers',
      'volume of': 'the partner',
      method: 'marginal',
      'at the edge': 'the band that begins',
      bands: [
        { from: '0', each: '1000' },
        { from: '2', each: '2000' },
      ],
    },
  });
  const rates = draftVariants(
    tiered,
    [{ term: 'reward by tiers / bands / 1 / each', values: ['3000', '4000.50'] }],
    undefined,
  ).map(({ campaign }) => campaign.terms.rewardByTiers?.value.bands.map(({ each }) => each));
  expect(rates).toEqual([
    ['1000', '3000'],
    ['1000', '4000.50'],
  ]);
});

describe('what cannot be simulated is said', () => {
  it.each<[string, readonly Variation[], string]>([
    [
      'a term that the draft does not state',
      [{ term: 'maximum seats', values: ['3'] }],
      '"maximum seats", which the draft does not state',
    ],
    ['a number by another language', [{ term: 'minimum seats', values: ['15', '0x10'] }], '"0x10"'],
    ['a number with an exponent', [{ term: 'minimum seats', values: ['1e1'] }], '"1e1"'],
    ['no number at all', [{ term: 'minimum seats', values: [''] }], '""'],
    ['a word for a number', [{ term: 'minimum seats', values: ['five'] }], '"five"'],
    [
      'an entry that is not there',
      [{ term: 'eligibility days / 2', values: ['2019-03-01'] }],
      'which the draft does not state',
    ],
    ['a term of several parts', [{ term: 'minimum payout', values: ['3'] }], '"minimum payout", which has parts'],
    [
      'more variants than anybody reads',
      [{ term: 'minimum seats', values: Array.from({ length: 25 }, String) }],
      '25: every value',
    ],
  ])('%s', (_, variations, found) => {
    expect(() => draftVariants(draft({}), variations, undefined)).toThrow(
      expect.objectContaining({
        report: expect.objectContaining({ code: 'VARIATION_INVALID', found: expect.stringContaining(found) }),
      }),
    );
  });

  it('a value that the term cannot take', () => {
    expect(() => draftVariants(draft({}), [{ term: 'minimum seats', values: ['1.5'] }], undefined)).toThrow(
      expect.objectContaining({ report: expect.objectContaining({ code: 'CAMPAIGN_UNREADABLE' }) }),
    );
  });

  it('days that are not over', async () => {
    await expect(simulated({}, [], days('2019-07-01', '2019-12-31'))).rejects.toMatchObject({
      report: { code: 'WINDOW_NOT_OVER', found: 'one that ends at 2020-01-01T00:00:00.000000Z' },
    });
  });

  it('drafts in two currencies', async () => {
    const euros = draft({ 'reward for each customer': { amount: '2000', currency: 'EUR' } });
    const variants = [...draftVariants(draft({}), [], undefined), ...draftVariants(euros, [], undefined)];
    await expect(simulate(seatback.app, variants, NOW, () => undefined)).rejects.toMatchObject({
      report: { code: 'VARIANTS_DIFFER_IN_CURRENCY' },
    });
  });
});

function days(from: string, to: string): DaysFromTo {
  return { from: calendarDate(from), to: calendarDate(to) };
}

function draft(changes: SpokenTerms): string {
  const path = join(seatbacks.newFolder(), 'draft.yaml');
  writeFileSync(path, campaignText(changes));
  return path;
}

async function simulated(
  changes: SpokenTerms,
  variations: readonly Variation[] = [],
  window?: DaysFromTo,
): Promise<Simulation> {
  return simulate(seatback.app, draftVariants(draft(changes), variations, window), NOW, () => undefined);
}

/** How many rows each table of ours has, and what is left of sequences. */
async function contents(): Promise<unknown> {
  return seatback.app.get(UnitOfWork).inSession(async (session) => {
    const tables = await session.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const counted: [string, number][] = [];
    for (const { name } of tables) {
      const { rows } = await session.one<{ rows: number }>(`SELECT count(*)::integer AS rows FROM ${name}`);
      counted.push([name, rows]);
    }
    return counted;
  });
}
