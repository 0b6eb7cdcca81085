import { join } from 'node:path';
import { rmSync, writeFileSync } from 'node:fs';
import { Client, type DatabaseError } from 'pg';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { CalculateCampaign, RestateCampaign, RunApproval } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import {
  ApproveBankDetails,
  CarryOutNotices,
  EnterBankDetails,
  InvitePayee,
  PreparePayout,
  ReadAnswers,
  ShowPayees,
  type GivenBankDetails,
  type PreparedPayout,
} from '../../src/payout/index.js';
import { inChunks } from '../builders/bank-reports.js';
import { ibanOf, ImportFiles } from '../builders/import-folder.js';
import { aCampaign, NOTHING_OF_PARTNERS, type SpokenTerms } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

export const CAMPAIGN = 'a-campaign';
export const NOW = instant('2019-08-05T09:00:00Z');

/** Whoever sells earns; details are asked for as the offers say. */
export const TERMS: SpokenTerms = {
  ...NOTHING_OF_PARTNERS,
  'bank details': { days: 5, notices: 3 },
};

/** A posted campaign whose partner 1001 earned 2000 USD and gave no bank details. */
export class PayeesWorld {
  readonly #seatbacks = new Seatbacks();
  #seatback: TestSeatback | undefined;

  get seatback(): TestSeatback {
    if (this.#seatback === undefined) throw new Error('The world was not started.');
    return this.#seatback;
  }

  async start(variables: NodeJS.ProcessEnv = {}): Promise<void> {
    const settings = join(this.#seatbacks.newFolder(), 'settings.yaml');
    writeFileSync(settings, PAYER_SETTINGS);
    this.#seatback = await this.#seatbacks.start({ variables: { SEATBACK_SETTINGS: settings, ...variables } });
  }

  async begin(): Promise<void> {
    this.seatback.clock.moveTo(NOW);
    await this.seatback.database.clear();
    // Batches of the tests before carried the same names.
    rmSync(join(this.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
  }

  async end(): Promise<void> {
    await this.#seatbacks.end();
  }

  async posted(
    files = new ImportFiles().partner('1001', { account: null }).sale(1),
    terms: SpokenTerms = TERMS,
  ): Promise<void> {
    const { app } = this.seatback;
    await this.imported(files.billingIsKnown());
    const { run } = await app.get(CalculateCampaign).execute(aCampaign(terms));
    await app.get(RunApproval).submit(run, 'sue');
    await app.get(RunApproval).approve(run, 'art');
    await app.get(RunApproval).post(run, 'sue');
  }

  /** An official run in place of the posted one, by what is known now. */
  async restated(terms: SpokenTerms = TERMS, version: Parameters<typeof aCampaign>[1] = {}): Promise<void> {
    const { app } = this.seatback;
    const { run } = await app.get(RestateCampaign).execute(aCampaign(terms, version));
    if (run === null) throw new Error('There was nothing to restate');
    await app.get(RunApproval).submit(run.run, 'sue');
    await app.get(RunApproval).approve(run.run, 'art');
    await app.get(RunApproval).post(run.run, 'sue');
  }

  async imported(files: ImportFiles): Promise<void> {
    await this.seatback.app.get(ImportFolder).execute(files.writeTo(this.#seatbacks.newFolder()));
  }

  get invite(): InvitePayee {
    return this.seatback.app.get(InvitePayee);
  }
  get enter(): EnterBankDetails {
    return this.seatback.app.get(EnterBankDetails);
  }
  get approval(): ApproveBankDetails {
    return this.seatback.app.get(ApproveBankDetails);
  }
  get notices(): CarryOutNotices {
    return this.seatback.app.get(CarryOutNotices);
  }
  get show(): ShowPayees {
    return this.seatback.app.get(ShowPayees);
  }

  async answered(content: string): Promise<void> {
    const report = { bank: 'BUKBGB22', fileName: 'report.xml', content: inChunks(Buffer.from(content)) };
    await this.seatback.app.get(ReadAnswers).execute(report);
  }

  async prepared(actor = 'mia'): Promise<PreparedPayout> {
    return this.seatback.app.get(PreparePayout).execute(CAMPAIGN, actor);
  }

  /** Why the payments of the posted run wait. */
  async holdReasons(): Promise<string[]> {
    const { held } = await this.prepared();
    return held.flatMap(({ reasons }) => reasons.map(({ reason }) => reason)).sort();
  }

  moveTo(text: string): void {
    this.seatback.clock.moveTo(instant(text));
  }

  async query<Row = unknown>(sql: string): Promise<Row[]> {
    return this.seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
  }

  /** What stands on the partner's accounts. */
  async balances(): Promise<Record<string, string>> {
    const rows = await this.query<{ kind: string; balance: string }>(
      `SELECT kind, (-sum(amount))::text AS balance FROM account JOIN posting USING (account_key) WHERE partner_key IS NOT NULL
       GROUP BY kind HAVING sum(amount) <> 0 ORDER BY kind`,
    );
    return Object.fromEntries(rows.map(({ kind, balance }) => [kind, Number(balance).toFixed(2)]));
  }

  /** As a superuser who has switched off what would hold anybody else back. */
  async damage(sql: string): Promise<void> {
    const client = new Client({ connectionString: this.seatback.database.adminUrl });
    await client.connect();
    await client.query(`SET session_replication_role = 'replica'; ${sql}`);
    await client.end();
  }

  /** @returns the code with which the database refused; nothing of it stays */
  async attempt(sql: string, url = this.seatback.database.serviceUrl): Promise<string> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(`BEGIN; ${sql}`);
      return 'done';
    } catch (error) {
      return (error as DatabaseError).code ?? String(error);
    } finally {
      await client.query('ROLLBACK');
      await client.end();
    }
  }
}

/** Details of partner 1001 that can be paid to. */
export function accountOf(number: number, changes: Partial<GivenBankDetails> = {}): GivenBankDetails {
  return {
    accountName: 'Partner 1001 Ltd',
    accountKind: 'business',
    iban: ibanOf(number),
    bic: 'BUKBGB22',
    bankCountry: 'GB',
    currency: 'GBP',
    ...changes,
  };
}
