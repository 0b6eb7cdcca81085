import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { stringify } from 'yaml';
import {
  CAMPAIGN_ID,
  generateWorld,
  SETTLED_AT,
  writeReadings,
  writeRegister,
  type World,
} from '../../demo/world/index.js';
import { CalculateCampaign, RunApproval, type Run } from '../../src/calculation/index.js';
import { assumedTerms, CampaignVersions, findCampaign } from '../../src/campaigns/index.js';
import type { Environment } from '../../src/config/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant, MovableClock, type Instant } from '../../src/kernel/index.js';
import { PreparePayout, ReleasePayout } from '../../src/payout/index.js';
import { startServer, type RunningServer, type ServerOptions } from '../../src/server.js';
import { TestServer, type TestDatabase } from '../test-database.js';

export { CAMPAIGN_ID };

/** The first campaign's own page, and the same for programs. */
export const CAMPAIGN_PAGE = `/campaigns/${CAMPAIGN_ID}`;
export const CAMPAIGN_API = `/api/v1/campaigns/${CAMPAIGN_ID}`;

/** A name that would run, were it not escaped. */
export const HOSTILE_NAME = `<script>alert(1)</script> & "Sons" O'Neil`;

const PULLS = ['2018-12-20T20:00:00Z', '2019-06-29T21:00:00Z', '2019-06-30T21:00:00Z', '2019-08-05T06:00:00Z'].map(
  instant,
);

const PAYER = {
  payer: { name: 'Tidewater Cloud Distribution Ltd', town: 'London', country: 'GB' },
  initiatingParty: { id: 'TIDEWATER01', scheme: 'BANK' },
  debtorAccount: { iban: 'GB29NWBK60161331926819', currency: 'USD', bic: 'NWBKGB2L' },
  chargeBearer: 'SHAR',
};
export const DEBTOR_ACCOUNT = PAYER.debtorAccount.iban;

/** The program with its HTTP face, on a database of its own. */
export class PortalWorld {
  readonly server: RunningServer;
  readonly clock: MovableClock;
  readonly folder: string;
  readonly #testServer: TestServer;
  readonly #database: TestDatabase;

  private constructor(
    server: RunningServer,
    clock: MovableClock,
    folder: string,
    testServer: TestServer,
    database: TestDatabase,
  ) {
    this.server = server;
    this.clock = clock;
    this.folder = folder;
    this.#testServer = testServer;
    this.#database = database;
  }

  /** @param variables of the environment, beside those that the tests need */
  static async start(
    variables: NodeJS.ProcessEnv = {},
    now: Instant = instant(SETTLED_AT),
    logTo?: ServerOptions['logTo'],
  ): Promise<PortalWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'seatback-portal-'));
    const settings = join(folder, 'settings.yaml');
    writeFileSync(settings, stringify(PAYER));
    const testServer = await TestServer.join();
    const database = await testServer.newDatabase({ PORT: '0', SEATBACK_SETTINGS: settings, ...variables });
    const clock = new MovableClock(now);
    const server = await startServer({
      environment: database.environment,
      clock,
      ...(logTo === undefined ? {} : { logTo }),
    });
    return new PortalWorld(server, clock, folder, testServer, database);
  }

  get environment(): Environment {
    return this.#database.environment;
  }

  /** For what an operator could do to the database, and nobody else. */
  get ownerUrl(): string {
    return this.#database.ownerUrl;
  }

  async get(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.server.address}${path}`, { redirect: 'manual', ...init });
  }

  async page(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  async json(path: string): Promise<unknown> {
    return (await this.get(path)).json();
  }

  async rows(sql: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return this.server.app.get(UnitOfWork).inSession((session) => session.query(sql, parameters));
  }

  /** What the database holds is taken away, as an operator might by accident. */
  async spoilSchema(): Promise<void> {
    const owner = new Client({ connectionString: this.#database.ownerUrl });
    await owner.connect();
    await owner.query('DELETE FROM schema_migration WHERE id = (SELECT max(id) FROM schema_migration)');
    await owner.end();
  }

  /** The whole world as import folders, brought in as one delivery. */
  async bring(world: World): Promise<void> {
    const facts = mkdtempSync(join(this.folder, 'facts-'));
    await writeRegister(world, facts, { asOf: instant(SETTLED_AT) });
    await writeReadings(world, PULLS, facts);
    await this.server.app.get(ImportFolder).execute(facts);
  }

  async calculate(snapshotAt?: Instant): Promise<Run> {
    const campaign = findCampaign('campaigns', CAMPAIGN_ID);
    return this.server.app.get(CalculateCampaign).execute(campaign, { snapshotAt });
  }

  async confirmTerms(): Promise<void> {
    const campaign = findCampaign('campaigns', CAMPAIGN_ID);
    await this.server.app
      .get(CampaignVersions)
      .confirm(campaign, assumedTerms(campaign.terms), { actor: 'dana', reason: 'Agreed with the programme office' });
  }

  async post({ run }: Run): Promise<void> {
    const approval = this.server.app.get(RunApproval);
    await approval.submit(run, 'dana');
    await approval.approve(run, 'robin');
    await approval.post(run, 'robin');
  }

  async preparePayout(): Promise<number> {
    const { batch } = await this.server.app.get(PreparePayout).execute(CAMPAIGN_ID, 'dana');
    if (batch === undefined) throw new Error('The world has partners that can be paid');
    return batch.batch;
  }

  async releasePayout(batch: number): Promise<void> {
    const payout = this.server.app.get(ReleasePayout);
    await payout.approve(batch, 'robin');
    await payout.release(batch, 'robin');
  }

  async end(): Promise<void> {
    await this.server.close();
    await this.#database.drop();
    await this.#testServer.leave();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A world with one partner and one customer whose names are hostile. */
export function worldWithHostileNames(): World {
  const world = generateWorld({ seed: 1 });
  return {
    ...world,
    partners: world.partners.map((partner, index) => (index === 0 ? { ...partner, legalName: HOSTILE_NAME } : partner)),
    customers: world.customers.map((customer, index) => (index === 0 ? { ...customer, name: HOSTILE_NAME } : customer)),
  };
}
