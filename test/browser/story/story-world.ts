import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPartnerCenter, type SimulatedPartnerCenter } from '../../../demo/partner-center/index.js';
import { PAYER_SETTINGS } from '../../../demo/payer-settings.js';
import { campaignThatAsks } from '../../../demo/payout/one-partner.js';
import { startProvider, type DemoProvider } from '../../../demo/sign-in/provider.js';
import { DEMO_USERS, user } from '../../../demo/sign-in/users.js';
import { writeRegister, type Partner, type World } from '../../../demo/world/index.js';
import { AccessGrants, type Right } from '../../../src/access/index.js';
import { CalculateCampaign, type Run } from '../../../src/calculation/index.js';
import type { Campaign } from '../../../src/campaigns/index.js';
import { UnitOfWork } from '../../../src/database/index.js';
import { ImportFolder, PullPartnerCenter } from '../../../src/ingest/index.js';
import { MakeEstimates } from '../../../src/jobs/make-estimates.js';
import { instant, MovableClock } from '../../../src/kernel/index.js';
import { SendMails } from '../../../src/notifications/index.js';
import { CarryOutNotices, ReadAnswers } from '../../../src/payout/index.js';
import { startServer, type RunningServer } from '../../../src/server.js';
import { inChunks } from '../../builders/bank-reports.js';
import { simulatedIngest } from '../../builders/simulated-ingest.js';
import { MailServer } from '../../notifications/mail-server.js';
import { TestServer, type TestDatabase } from '../../test-database.js';
import { season } from './season.js';

export const SIGRID = user('sigrid', 'Sigrid Norén', 'norrsken.example', ['partner-viewer']);

const BEGINS = instant('2019-03-31T21:00:00Z');
/** Of the bank that keeps the account which PAYER_SETTINGS names. */
const BANK = 'BUKBGB22';
const PAYEE_HOST = 'details.example.com';

/** All that the story needs beside people: the program, and on loopback whom it talks to. */
export class StoryWorld {
  readonly partner: Partner;
  readonly campaign: Campaign;
  readonly clock = new MovableClock(BEGINS);
  readonly #world: World;
  readonly #folder: string;
  readonly #mail: MailServer;
  readonly #provider: DemoProvider;
  readonly #partnerCenter: SimulatedPartnerCenter;
  readonly #testServer: TestServer;
  #database: TestDatabase | undefined;
  #server: RunningServer | undefined;

  private constructor(
    folder: string,
    beside: {
      readonly mail: MailServer;
      readonly provider: DemoProvider;
      readonly partnerCenter: SimulatedPartnerCenter;
      readonly testServer: TestServer;
    },
    { partner, world }: ReturnType<typeof season>,
  ) {
    this.partner = partner;
    this.#world = world;
    this.#folder = folder;
    this.#mail = beside.mail;
    this.#provider = beside.provider;
    this.#partnerCenter = beside.partnerCenter;
    this.#testServer = beside.testServer;
    this.campaign = campaignThatAsks('campaigns', join(folder, 'campaigns'));
  }

  static async start(): Promise<StoryWorld> {
    const whole = season();
    const story = new StoryWorld(
      mkdtempSync(join(tmpdir(), 'seatback-story-')),
      {
        mail: await MailServer.start(),
        provider: await startProvider([...DEMO_USERS, SIGRID]),
        partnerCenter: await startPartnerCenter(whole.world, { startAt: BEGINS }),
        testServer: await TestServer.join(),
      },
      whole,
    );
    await story.#open();
    return story;
  }

  async #open(): Promise<void> {
    const settings = join(this.#folder, 'settings.yaml');
    writeFileSync(settings, PAYER_SETTINGS);
    this.#database = await this.#testServer.newDatabase({
      PORT: '0',
      SEATBACK_SETTINGS: settings,
      SEATBACK_CAMPAIGNS: join(this.#folder, 'campaigns'),
      SEATBACK_OIDC_ISSUER: this.#provider.issuer,
      SEATBACK_OIDC_CLIENT_ID: this.#provider.clientId,
      SEATBACK_OIDC_CLIENT_SECRET: this.#provider.clientSecret,
      SEATBACK_REQUESTS_PER_MINUTE: '100000',
      SEATBACK_SMTP_URL: this.#mail.url,
      SEATBACK_MAIL_FROM: 'Rebates <rebates@example.com>',
      SEATBACK_PAYEE_HOST: PAYEE_HOST,
    });
    this.#server = await startServer({
      environment: this.#database.environment,
      clock: this.clock,
      partnerCenter: simulatedIngest(this.#partnerCenter),
    });
  }

  async end(): Promise<void> {
    await this.#server?.close();
    await this.#database?.drop();
    await this.#testServer.leave();
    await this.#partnerCenter.close();
    await this.#provider.close();
    await this.#mail.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get server(): RunningServer {
    if (this.#server === undefined) throw new Error('The story has not begun.');
    return this.#server;
  }

  get app(): RunningServer['app'] {
    return this.server.app;
  }

  moveTo(at: string): void {
    this.clock.moveTo(instant(at));
  }

  /** What finance knows of partners and customers at this moment. */
  async bringRegister(): Promise<void> {
    const folder = mkdtempSync(join(this.#folder, 'register-'));
    await writeRegister(this.#world, folder, { asOf: this.clock.now() });
    await this.app.get(ImportFolder).execute(folder);
  }

  /** The night's pull, of Partner Center as it is then. */
  async pull(at: string): Promise<void> {
    const dueAt = instant(at);
    this.clock.moveTo(dueAt);
    this.#partnerCenter.moveTo(dueAt);
    await this.app.get(PullPartnerCenter).execute({ dueAt });
  }

  /** What the worker does every morning. */
  async estimate(at: string): Promise<void> {
    const dueAt = instant(at);
    this.clock.moveTo(dueAt);
    const { pullCron: cron, campaignsFolder } = this.#environment;
    const estimates = new MakeEstimates(this.app.get(UnitOfWork), this.app.get(CalculateCampaign), this.clock, {
      cron,
      campaignsFolder,
    });
    const job = { schedule: 'estimates', work: 'estimates', dueAt, night: null, nextOfNight: null } as const;
    await estimates.execute(job, { number: 1, isLast: true });
  }

  async calculate(): Promise<Run> {
    return this.app.get(CalculateCampaign).execute(this.campaign);
  }

  /** Gives a right to somebody who has signed in. */
  async grant(actor: string, right: Right): Promise<void> {
    const grants = this.app.get(AccessGrants);
    const found = (await grants.list()).find((each) => each.actor === actor);
    if (found === undefined) throw new Error(`${actor} has not signed in`);
    await grants.grant(found.person, right, { actor: 'operator', reason: 'Named by the head of finance' });
  }

  /** A round of notices, whose mails are sent. @returns the path of the link in the mail to the partner */
  async invitedByMail(): Promise<string> {
    this.#mail.clear();
    await this.app.get(CarryOutNotices).execute(this.campaign.campaign);
    await this.app.get(SendMails).execute();
    const texts = this.#mail.received
      .filter(({ to }) => to.includes(this.partner.contactEmail))
      .map(({ text }) => text);
    const [, path] =
      texts.map((text) => new RegExp(`https://${PAYEE_HOST}(/payee/\\S+)`).exec(text)).find(Boolean) ?? [];
    if (path === undefined) throw new Error(`No mail of ${String(texts.length)} has a link: ${texts.join('\n')}`);
    return path;
  }

  async bankReports(name: string, content: string): Promise<void> {
    await this.app
      .get(ReadAnswers)
      .execute({ bank: BANK, fileName: `${name}.xml`, content: inChunks(Buffer.from(content)) });
  }

  async rows(sql: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return this.app.get(UnitOfWork).inSession((session) => session.query(sql, parameters));
  }

  get #environment(): TestDatabase['environment'] {
    if (this.#database === undefined) throw new Error('The story has not begun.');
    return this.#database.environment;
  }
}
