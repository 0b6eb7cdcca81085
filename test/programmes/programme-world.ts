import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import {
  CalculateCampaign,
  determinationsOfRun,
  ExplainCustomer,
  rulesOfBits,
  RunApproval,
} from '../../src/calculation/index.js';
import { assumedTerms, CampaignVersions, findCampaign, type Campaign } from '../../src/campaigns/index.js';
import { PROJECT_FOLDER } from '../../src/config/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { dayOf, instant } from '../../src/kernel/index.js';
import { PreparePayout, ReleasePayout, type PreparedPayout } from '../../src/payout/index.js';
import { customerId, type CsvRow, type ImportFiles } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

/** One of the campaigns of this project, from its file alone, on a clock that is moved. */
export class ProgrammeWorld {
  readonly campaign: Campaign;
  readonly #begins: string;
  readonly #seatbacks = new Seatbacks();
  #seatback: TestSeatback | undefined;
  #batch: number | undefined;

  /** @param begins the instant at which each story begins */
  constructor(campaignId: string, begins: string) {
    this.campaign = findCampaign(join(PROJECT_FOLDER, 'campaigns'), campaignId);
    this.#begins = begins;
  }

  get seatback(): TestSeatback {
    if (this.#seatback === undefined) throw new Error('The world was not started.');
    return this.#seatback;
  }

  get app(): TestSeatback['app'] {
    return this.seatback.app;
  }

  /**
   * @param currency of the account that is paid from
   * @param variables of the environment, beside those that the tests need
   */
  async start(currency: string, variables: NodeJS.ProcessEnv = {}): Promise<void> {
    const settings = join(this.#seatbacks.newFolder(), 'settings.yaml');
    writeFileSync(settings, PAYER_SETTINGS.replace('currency: USD', `currency: ${currency}`));
    this.#seatback = await this.#seatbacks.start({ variables: { SEATBACK_SETTINGS: settings, ...variables } });
  }

  async begin(): Promise<void> {
    this.moveTo(this.#begins);
    this.#batch = undefined;
    await this.seatback.database.clear();
    // Batches of the stories before carried the same names.
    rmSync(join(this.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
  }

  async end(): Promise<void> {
    await this.#seatbacks.end();
  }

  moveTo(text: string): void {
    this.seatback.clock.moveTo(instant(text));
  }

  async imported(files: ImportFiles): Promise<{ quarantined: number }> {
    const folder = files.writeTo(this.#seatbacks.newFolder());
    const { quarantinedCount } = await this.app.get(ImportFolder).execute(folder);
    return { quarantined: quarantinedCount };
  }

  /** An official run by what is known now, each assumed term confirmed by a person. */
  async calculated(): Promise<number> {
    await this.app.get(CampaignVersions).confirm(this.campaign, assumedTerms(this.campaign.terms), {
      actor: 'dana',
      reason: 'Agreed with the programme',
    });
    const { run } = await this.app.get(CalculateCampaign).execute(this.campaign);
    return run;
  }

  /** By what is known now: an estimate as long as the window lasts, then an official run. */
  async estimated(): Promise<number> {
    const now = this.seatback.clock.now();
    const { timeZone, window } = this.campaign.terms;
    if (dayOf(now, timeZone.value) > window.value.to) return this.calculated();
    const { run } = await this.app.get(CalculateCampaign).execute(this.campaign, { snapshotAt: now });
    return run;
  }

  async posted(): Promise<number> {
    const run = await this.calculated();
    await this.app.get(RunApproval).submit(run, 'sue');
    await this.app.get(RunApproval).approve(run, 'art');
    await this.app.get(RunApproval).post(run, 'sue');
    return run;
  }

  /** Each customer of a partner with its outcome, why, and its reward. */
  async outcomes(run: number, partner = '1001'): Promise<Record<number, string>> {
    return this.app.get(UnitOfWork).inTransaction(async (session) => {
      const told: Record<number, string> = {};
      for await (const each of determinationsOfRun(session, this.campaign.campaign, run, partner)) {
        const reasons = rulesOfBits(each.rulesNotMet | each.rulesUnknown);
        told[Number(each.customerId.slice(-12))] = [each.outcome, ...reasons, each.reward].join(' ');
      }
      return told;
    });
  }

  /** What a rule found of a customer, in words. */
  async sentence(run: number, customer: number, rule: string): Promise<string | undefined> {
    const explained = await this.app.get(ExplainCustomer).execute(this.campaign.campaign, customerId(customer), run);
    return explained.determinations.flatMap(({ findings }) => findings).find((each) => each.rule === rule)?.sentence;
  }

  /** A batch that was prepared stays the one that is sent. */
  async prepared(): Promise<PreparedPayout> {
    const prepared = await this.app.get(PreparePayout).execute(this.campaign.campaign, 'mia');
    this.#batch = prepared.batch?.batch ?? this.#batch;
    return prepared;
  }

  /** Why partners wait, as `partner: reason`. */
  async waiting(): Promise<string[]> {
    const { held } = await this.prepared();
    return held.flatMap(({ partnerId, reasons }) => reasons.map(({ reason }) => `${partnerId}: ${reason}`)).sort();
  }

  /** Sends what can be paid. @returns each wire, as `partner amount currency` */
  async wired(): Promise<string[]> {
    await this.prepared();
    if (this.#batch === undefined) return [];
    await this.app.get(ReleasePayout).approve(this.#batch, 'carl');
    await this.app.get(ReleasePayout).release(this.#batch, 'rita');
    const wires = await this.query<{ wire: string }>(
      `SELECT partner_id || ' ' || amount::text || ' ' || currency AS wire FROM payment_instruction JOIN partner USING (partner_key) ORDER BY 1`,
    );
    return wires.map(({ wire }) => wire);
  }

  /** As a superuser who has switched off what would hold anybody else back. */
  async damage(sql: string): Promise<void> {
    const client = new Client({ connectionString: this.seatback.database.adminUrl });
    await client.connect();
    await client.query(`SET session_replication_role = 'replica'; ${sql}`);
    await client.end();
  }

  query<Row = unknown>(sql: string): Promise<Row[]> {
    return this.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
  }
}

/** A line of a distributor's report of Open agreements. */
export function agreementLine(customer: number, changes: CsvRow = {}): CsvRow {
  return {
    AgreementNumber: `A-${String(customer)}`,
    SaleDate: '2015-09-01',
    EndDate: undefined,
    PartNumber: 'Q4Y-00003',
    Quantity: 10,
    Subtotal: '1000.00',
    Currency: 'EUR',
    CustomerId: customerId(customer),
    ResellerMpnId: '1001',
    DistributorName: 'North Distribution',
    ...changes,
  };
}
