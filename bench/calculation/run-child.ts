import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { Run } from '../../src/calculation/index.js';
import type { Instant } from '../../src/kernel/index.js';
import {
  productApp,
  productCalculation,
  productCampaigns,
  productConfig,
  productKernel,
  PROJECT_FOLDER,
} from '../product.ts';

/**
 * One run by the program, in a process of its own: the official one and its posting; or, where a snapshot and an
 * instant at which it is known are named, a provisional one of the campaign as if it went on until the end of the year;
 * `anew`: of all customers, and taken back.
 */
const [snapshotAt, knownAt, anew] = process.argv.slice(2);
const { AppModule } = await productApp();
const { CalculateCampaign, RunApproval } = await productCalculation();
const { assumedTerms, CampaignVersions, findCampaign } = await productCampaigns();
const { readEnvironment } = await productConfig();
const { calendarDate, instant } = await productKernel();
const environment = readEnvironment(process.env);
const app = await NestFactory.createApplicationContext(AppModule.register({ environment }), { logger: ['error'] });
const campaign = findCampaign(join(PROJECT_FOLDER, 'campaigns'), 'dynamics-365-smb-csp-2019h1');
const { window } = campaign.terms;
// On its last day everything that was pending is decided: no night is like that one.
const underWay = {
  ...campaign,
  campaign: 'under-way',
  terms: { ...campaign.terms, window: { ...window, value: { ...window.value, to: calendarDate('2019-12-31') } } },
};

const calculation = app.get(CalculateCampaign);
const startedMs = performance.now();
const startedCpu = process.cpuUsage();
const run = await (snapshotAt === undefined || knownAt === undefined
  ? calculation.execute(campaign)
  : calculated({ snapshotAt: instant(snapshotAt), knownAt: instant(knownAt) }));
const calculateSeconds = (performance.now() - startedMs) / 1000;

async function calculated(pin: { readonly snapshotAt: Instant; readonly knownAt: Instant }): Promise<Run> {
  return anew === undefined
    ? calculation.execute(underWay, pin)
    : calculation.preview(underWay, pin, async (_session, draft) => draft);
}

let postSeconds = 0;
if (run.kind === 'official') {
  // What people do in between is not measured.
  const versions = app.get(CampaignVersions);
  const approval = app.get(RunApproval);
  await versions.confirm(campaign, assumedTerms(campaign.terms), { actor: 'Confirmer', reason: 'For the measurement' });
  await approval.submit(run.run, 'Submitter');
  await approval.approve(run.run, 'Approver');
  const postedMs = performance.now();
  await approval.post(run.run, 'Poster');
  postSeconds = (performance.now() - postedMs) / 1000;
}
const { user, system } = process.cpuUsage(startedCpu);
const cpuSeconds = (user + system) / 1e6;
await app.close();
process.stdout.write(
  `${JSON.stringify({
    calculateSeconds,
    postSeconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    totals: { qualified: run.counts.qualified, earned: run.earnedTotal, seats: run.counts.seatsQualifying },
    determinations: run.counts.determinations,
    customersEvaluated: run.customersEvaluated,
    digest: run.digest,
    cpuSeconds,
    threads: environment.calculationThreads,
  })}\n`,
);
