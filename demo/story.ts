import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../src/app.module.js';
import { CalculateCampaign, listRuns, RunApproval, type Run } from '../src/calculation/index.js';
import { assumedTerms, CampaignVersions, findCampaign, type Campaign } from '../src/campaigns/index.js';
import type { Terminal } from '../src/commands/index.js';
import { readEnvironment, type Environment } from '../src/config/index.js';
import { UnitOfWork, writeWhole } from '../src/database/index.js';
import { ImportFolder, PullPartnerCenter } from '../src/ingest/index.js';
import { MovableClock, SeatbackError, type Instant } from '../src/kernel/index.js';
import { PreparePayout, ReleasePayout, listBatches, type PayoutBatch } from '../src/payout/index.js';
import { CampaignOutput } from '../src/portal/index.js';
import { LoopbackCredential, startPartnerCenter, type SimulatedPartnerCenter } from './partner-center/index.js';
import { CLOSING_DAY, PAYOUT_DAY, pullSchedule } from './schedule.js';
import { PAYER_SETTINGS } from './payer-settings.js';
import { sayCampaign, sayVariant, sayWireFile, sayWorkedExamples } from './summary.js';
import { CAMPAIGN_ID, generateWorld, writeRegister, type World } from './world/index.js';

export interface StoryOptions {
  readonly seed: number;
  readonly everyNight: boolean;
  /** Size of the world; its usual one, where it is left out. */
  readonly customers?: number;
}

/** The two people of finance. */
const MAKER = 'dana';
const CHECKER = 'robin';

/** Waiting as asked would show nothing: the demo's time runs faster than that. */
const WAITING_FASTER = 200;

/**
 * A whole campaign, from an empty folder to a released wire file. Every step is the product's own and safe to repeat:
 * a demo that was killed, or that ran before, goes on where it stopped.
 */
export async function tellStory(terminal: Terminal, options: StoryOptions): Promise<void> {
  const environment = readEnvironment(process.env);
  const steps = new Steps(terminal);
  rememberWorld(environment, options);
  const world = generateWorld({
    seed: options.seed,
    ...(options.customers === undefined ? {} : { customers: options.customers }),
  });
  const schedule = pullSchedule(options.everyNight);
  const clock = new MovableClock(schedule[0] ?? CLOSING_DAY);

  const partnerCenter = await startPartnerCenter(world, {
    startAt: clock.now(),
    throttle: { everyNth: 700, retryAfterS: 1 },
  });
  steps.say('Simulated Partner Center', partnerCenter.baseUrl);
  try {
    const app = await open(environment, clock, partnerCenter, steps);
    try {
      await expectOwnDatabase(app, schedule);
      await pull(app, schedule, clock, partnerCenter, steps);
      await close(app, environment, world, clock, steps, terminal);
    } finally {
      await app.close();
    }
  } finally {
    await partnerCenter.close();
  }
  terminal.say(
    `\nThe same data in a browser: npm start        One customer: npx seatback explain ${CAMPAIGN_ID} <customer>`,
  );
}

async function open(
  environment: Environment,
  clock: MovableClock,
  partnerCenter: SimulatedPartnerCenter,
  steps: Steps,
): Promise<INestApplicationContext> {
  const told: Readonly<Record<string, string>> = {
    initdb: 'Making the database',
    start: 'Starting PostgreSQL',
    join: 'Joining PostgreSQL',
    migrate: 'Migrating the schema',
  };
  return NestFactory.createApplicationContext(
    AppModule.register({
      environment,
      clock,
      onStep: (step) => steps.say(told[step] ?? step, step === 'initdb' ? environment.dataFolder : ''),
      partnerCenter: {
        partnerCenter: {
          ...environment.partnerCenter,
          url: partnerCenter.baseUrl,
          requestsPerMinute: 100_000,
          patienceMs: 0,
        },
        credential: new LoopbackCredential(partnerCenter),
        sleep: (ms) => delay(ms / WAITING_FASTER),
      },
    }),
    { logger: ['error'], abortOnError: false },
  );
}

/** Weekly and nightly pulls over HTTP, with the clock of both sides moved from one to the next. */
async function pull(
  app: INestApplicationContext,
  schedule: readonly Instant[],
  clock: MovableClock,
  partnerCenter: SimulatedPartnerCenter,
  steps: Steps,
): Promise<void> {
  const totals = { made: 0, calls: 0, throttled: 0 };
  for (const [index, dueAt] of schedule.entries()) {
    clock.moveTo(dueAt);
    partnerCenter.moveTo(dueAt);
    if (index % 8 === 0)
      steps.say(`Pulling ${dueAt.slice(0, 10)}`, `${String(index + 1)} of ${String(schedule.length)}`);
    const done = await app.get(PullPartnerCenter).execute({ dueAt });
    if (done.wasMade) continue;
    totals.made += 1;
    totals.calls += done.calls.calls;
    totals.throttled += done.calls.throttled;
  }
  steps.say(
    totals.made === 0 ? 'Pulls were made before' : 'Pulled',
    `${String(totals.made)} of ${String(schedule.length)} pulls, ${String(totals.calls)} calls, ${String(totals.throttled)} times told to wait`,
  );
}

/** What finance does at the end of a campaign. */
async function close(
  app: INestApplicationContext,
  environment: Environment,
  world: World,
  clock: MovableClock,
  steps: Steps,
  terminal: Terminal,
): Promise<void> {
  clock.moveTo(CLOSING_DAY);
  await importRegister(app, environment, world, steps);
  const campaign = findCampaign(environment.campaignsFolder, CAMPAIGN_ID);
  const run = await postRun(app, campaign, environment, steps);
  clock.moveTo(PAYOUT_DAY);
  const { batches, releasedNow } = await payOut(app, campaign, environment, steps);

  await sayCampaign(app, terminal, run);
  for (const batch of batches) sayWireFile(terminal, batch);
  if (releasedNow === 0) terminal.say('\nEverything is released already: nothing was paid again.');
  await sayWorkedExamples(app, terminal, world);
  await sayVariant(app, terminal, campaign, run);
}

async function importRegister(
  app: INestApplicationContext,
  environment: Environment,
  world: World,
  steps: Steps,
): Promise<void> {
  const { known } = await app
    .get(UnitOfWork)
    .inSession((session) =>
      session.one<{ known: boolean }>(`SELECT EXISTS (SELECT FROM delivery WHERE source = 'files') AS known`),
    );
  if (known) {
    steps.say('The register was imported before');
    return;
  }
  const folder = join(environment.dataFolder, 'demo', 'register');
  mkdirSync(folder, { recursive: true });
  await writeRegister(world, folder, { asOf: CLOSING_DAY });
  steps.say('Importing the register', folder);
  await app.get(ImportFolder).execute(folder);
}

/** Calculates, confirms what is assumed, submits, approves and posts; whatever of it is done already is left alone. */
async function postRun(
  app: INestApplicationContext,
  campaign: Campaign,
  environment: Environment,
  steps: Steps,
): Promise<Run> {
  const posted = (await app.get(UnitOfWork).inSession((session) => listRuns(session, campaign.campaign))).find(
    ({ state }) => state === 'posted',
  );
  if (posted !== undefined) {
    steps.say(`Run ${String(posted.run)} was posted before`);
    return posted;
  }
  steps.say('Calculating the official run');
  let run = await app.get(CalculateCampaign).execute(campaign, { knownAt: CLOSING_DAY });
  const out = join(environment.dataFolder, 'demo', 'out');
  await app.get(UnitOfWork).inTransaction((session) => app.get(CampaignOutput).write(session, run, out));
  const confirmed = await app.get(CampaignVersions).confirm(campaign, assumedTerms(campaign.terms), {
    actor: MAKER,
    reason: 'Read together with the distributor’s programme team for this demo.',
  });
  steps.say('Assumed terms confirmed', `${String(confirmed.length)} by ${MAKER}`);
  const approval = app.get(RunApproval);
  if (run.state === 'calculated') run = await approval.submit(run.run, MAKER);
  if (run.state === 'submitted') run = await approval.approve(run.run, CHECKER);
  steps.say(`Posting run ${String(run.run)}`, `submitted by ${MAKER}, approved by ${CHECKER}`);
  run = await approval.post(run.run, CHECKER);
  return run;
}

/** Maker, checker, release. A batch that a kill left half released is released to its end. */
async function payOut(
  app: INestApplicationContext,
  campaign: Campaign,
  environment: Environment,
  steps: Steps,
): Promise<{ batches: readonly PayoutBatch[]; releasedNow: number }> {
  if (!existsSync(environment.settingsFile)) writeWhole(environment.settingsFile, PAYER_SETTINGS);
  steps.say('Writing the wire file', `prepared by ${MAKER}`);
  await app.get(PreparePayout).execute(campaign.campaign, MAKER);
  const batchesNow = () => app.get(UnitOfWork).inSession((session) => listBatches(session, campaign.campaign));
  let releasedNow = 0;
  for (const batch of await batchesNow()) {
    if (batch.state === 'prepared')
      await app.get(ReleasePayout).approve(batch.batch, CHECKER, { fileHash: batch.fileHash });
    if (batch.state === 'released' || batch.state === 'voided') continue;
    steps.say(`Releasing batch ${String(batch.batch)}`, `approved by ${CHECKER}`);
    await app.get(ReleasePayout).release(batch.batch, CHECKER);
    releasedNow += 1;
  }
  steps.say('Sent to the bank');
  return { batches: await batchesNow(), releasedNow };
}

/** The demo moves its own clock through 2019; deliveries of somebody else would stand in its way, or be hidden by it. */
async function expectOwnDatabase(app: INestApplicationContext, schedule: readonly Instant[]): Promise<void> {
  const [first] = await app
    .get(UnitOfWork)
    .inSession((session) =>
      session.query<{ source: string; key: string }>(
        'SELECT source, source_key AS key FROM delivery WHERE delivery = 1',
      ),
    );
  if (first === undefined || (first.source === 'partner-center' && first.key === schedule[0])) return;
  throw notOurs('deliveries that are not of this demo', 'the database');
}

/** One data folder tells one story: another seed or another schedule would mix two worlds. */
function rememberWorld(environment: Environment, options: StoryOptions): void {
  const file = join(environment.dataFolder, 'demo', 'world.json');
  const told = JSON.stringify(options);
  if (!existsSync(file)) {
    mkdirSync(join(environment.dataFolder, 'demo'), { recursive: true, mode: 0o700 });
    writeWhole(file, told);
  } else if (readFileSync(file, 'utf8') !== told) {
    throw notOurs(`a demo of another world, ${readFileSync(file, 'utf8')}`, file);
  }
}

function notOurs(found: string, where: string): SeatbackError {
  return new SeatbackError({
    code: 'DEMO_NEEDS_OWN_FOLDER',
    expected: 'an empty data folder, or one in which this demo ran before',
    found,
    where,
    next: 'Name another folder: SEATBACK_DATA=./.seatback-demo npm run demo',
  });
}

/** Lines with the time that has passed. */
class Steps {
  readonly #terminal: Terminal;
  readonly #startedMs = performance.now();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  say(step: string, detail = ''): void {
    const seconds = ((performance.now() - this.#startedMs) / 1000).toFixed(1);
    this.#terminal.say(`${seconds.padStart(6)} s  ${step.padEnd(32)} ${detail}`.trimEnd());
  }
}
