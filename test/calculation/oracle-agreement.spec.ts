import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { CalculateCampaign } from '../../src/calculation/index.js';
import type { Campaign } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant, MovableClock } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { aCampaign } from '../campaign-builder.js';
import { generateFolders } from '../oracle/generate-folders.js';
import { oracle } from '../oracle/oracle.js';
import type { OracleTerms } from '../oracle/terms.js';
import { TestServer } from '../test-database.js';

const FIRST = Number(process.env['FIRST'] ?? 1);
const COUNT = Number(process.env['COUNT'] ?? 20);

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.join();
});
afterAll(async () => {
  await server.leave();
});

describe('engine and oracle', () => {
  for (let seed = FIRST; seed < FIRST + COUNT; seed += 1) {
    it(`agree on seed ${String(seed)}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'seatback-oracle-'));
      const { terms, deliveries, options } = generateFolders(seed, folder);
      const expected = oracle(deliveries, terms, options);
      const database = await server.newDatabase();
      const clock = new MovableClock(instant('2026-01-01T00:00:00Z'));
      const app = await NestFactory.createApplicationContext(AppModule.register({ environment: database.environment, clock }), { logger: ['error'] });
      for (const delivery of deliveries) await app.get(ImportFolder).execute(delivery.folder, { recordedAt: instant(delivery.recordedAt) });
      const run = await app.get(CalculateCampaign).execute(campaignOf(terms), {
        snapshotAt: options.snapshotAt === undefined ? undefined : instant(options.snapshotAt),
        knownAt: instant(options.knownAt),
      });
      const out = join(folder, 'out');
      await app.get(UnitOfWork).inTransaction((session) => app.get(CampaignOutput).write(session, run, out));
      await app.close();
      await database.drop();
      expect(readFileSync(join(out, 'determinations.csv'), 'utf8')).toBe(expected.determinationsCsv);
      expect(readFileSync(join(out, 'earnings.csv'), 'utf8')).toBe(expected.earningsCsv);
      rmSync(folder, { recursive: true });
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
