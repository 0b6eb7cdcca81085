import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CalculateCampaign } from '../../src/calculation/index.js';
import type { Campaign } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant, Money } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { aCampaign } from '../campaign-builder.js';
import { generateFolders } from '../oracle/generate-folders.js';
import { oracle, type OracleResult } from '../oracle/oracle.js';
import type { OracleTerms } from '../oracle/terms.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

/**
 * Holds the engine against the oracle: folders and terms from seeds, both programs on the same folders, and the two
 * files compared byte by byte. FIRST and COUNT choose other seeds: `FIRST=1001 COUNT=500 npm run jest -- calculation/oracle-agreement`.
 */
export function describeAgreement(defaults: { readonly first: number; readonly count: number }): void {
  const first = Number(process.env['FIRST'] ?? defaults.first);
  const count = Number(process.env['COUNT'] ?? defaults.count);
  const seatbacks = new Seatbacks();
  const reached = { below: 0, at: 0, above: 0, rows: 0 };
  let seatback: TestSeatback;
  beforeAll(async () => {
    seatback = await seatbacks.start();
  });
  afterAll(() => seatbacks.end());

  describe('engine and oracle', () => {
    for (let seed = first; seed < first + count; seed += 1) {
      it(`agree on seed ${seed}`, async () => {
        const folder = seatbacks.newFolder();
        const { terms, deliveries, options } = generateFolders(seed, folder);
        const expected = oracle(deliveries, terms, options);
        countMinimum(expected, terms, reached);
        await seatback.database.clear();
        const { app } = seatback;
        for (const delivery of deliveries) {
          await app.get(ImportFolder).execute(delivery.folder, { recordedAt: instant(delivery.recordedAt) });
        }
        const run = await app.get(CalculateCampaign).execute(campaignOf(terms), {
          snapshotAt: options.snapshotAt === undefined ? undefined : instant(options.snapshotAt),
          knownAt: instant(options.knownAt),
        });
        const out = join(folder, 'out');
        await app.get(UnitOfWork).inTransaction((session) => app.get(CampaignOutput).write(session, run, out));
        expect(readFileSync(join(out, 'determinations.csv'), 'utf8')).toBe(expected.determinationsCsv);
        expect(readFileSync(join(out, 'earnings.csv'), 'utf8')).toBe(expected.earningsCsv);
      });
    }

    it('met earnings below, at and above the minimum', () => {
      console.log(
        `oracle agreement: seeds ${first} to ${first + count - 1}, ${reached.rows} determinations, earnings below the minimum ${reached.below}, at it ${reached.at}, above it ${reached.above}`,
      );
      if (count >= defaults.count) expect(Math.min(reached.below, reached.at, reached.above)).toBeGreaterThan(0);
    });
  });
}

function countMinimum(
  { earnings, determinations }: OracleResult,
  terms: OracleTerms,
  reached: { below: number; at: number; above: number; rows: number },
): void {
  reached.rows += determinations.length;
  const minimum = Money.of(terms.minimumPayout, terms.currency);
  for (const { earned } of earnings) {
    const compared = Money.of(earned.toFixed(), terms.currency).compare(minimum);
    if (earned.isZero()) continue;
    reached[compared < 0 ? 'below' : compared === 0 ? 'at' : 'above'] += 1;
  }
}

function campaignOf(terms: OracleTerms): Campaign {
  return aCampaign(
    {
      window: terms.window,
      'time zone': terms.timeZone,
      segments: terms.segments,
      'own records since': terms.ownRecordsSince,
      'product family': terms.productFamily,
      'eligible products': terms.eligibleProducts,
      'minimum seats': terms.seatsMin,
      'oldest seat reading': { hours: terms.seatReadingMaxAgeHours },
      membership: terms.membershipName,
      agreement: terms.agreementName,
      competencies: { levels: terms.competencyLevels, names: terms.competencies },
      'eligibility days': terms.eligibilityDays,
      enrolment: terms.enrolmentName,
      'proof of performance': { by: terms.proofDeadline },
      'reward for each customer': { amount: terms.rewardAmount, currency: terms.currency },
      'minimum payout': { amount: terms.minimumPayout, below: terms.belowMinimum },
      'pay by': terms.payByLimit,
    },
    { campaign: terms.campaignId },
  );
}
