import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CalculateCampaign } from '../../src/calculation/index.js';
import type { Campaign } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { aCampaign } from '../campaign-builder.js';
import { generateFolders } from '../oracle/generate-folders.js';
import { oracle } from '../oracle/oracle.js';
import type { OracleTerms } from '../oracle/terms.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const FIRST = Number(process.env['FIRST'] ?? 1);
const COUNT = Number(process.env['COUNT'] ?? 20);

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
afterAll(() => seatbacks.end());

describe('engine and oracle', () => {
  for (let seed = FIRST; seed < FIRST + COUNT; seed += 1) {
    it(`agree on seed ${String(seed)}`, async () => {
      const folder = seatbacks.newFolder();
      const { terms, deliveries, options } = generateFolders(seed, folder);
      const expected = oracle(deliveries, terms, options);
      await seatback.database.clear();
      const { app } = seatback;
      for (const delivery of deliveries)
        await app.get(ImportFolder).execute(delivery.folder, { recordedAt: instant(delivery.recordedAt) });
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
});

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
