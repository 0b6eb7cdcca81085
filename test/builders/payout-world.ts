import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type DatabaseError } from 'pg';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { CalculateCampaign, RestateCampaign, RunApproval } from '../../src/calculation/index.js';
import type { Campaign } from '../../src/campaigns/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { checkLedger } from '../../src/ledger/index.js';
import {
  checkAnswers,
  checkBatches,
  DecideAnswer,
  PreparePayout,
  ReadAnswers,
  ReleasePayout,
  type AnswerDecision,
  type DecideOptions,
  type PayoutBatch,
  type PreparedPayout,
  type ReadAnswer,
} from '../../src/payout/index.js';
import { aCampaign, EARNED_BY_SELLING } from '../campaign-builder.js';
import type { Seatbacks, TestSeatback } from '../seatback.js';
import { inChunks } from './bank-reports.js';
import { ImportFiles } from './import-folder.js';

export const NOW = instant('2019-08-05T09:00:00Z');
export const CAMPAIGN = 'a-campaign';

export const SELLING_EARNS = aCampaign(EARNED_BY_SELLING);

export interface SentPayment {
  readonly id: string;
  readonly uetr: string;
  readonly partner: string;
  /** What is owed. */
  readonly amount: string;
  /** What the order says, which may be in another currency. */
  readonly paid: string;
  readonly currency: string;
  readonly batch: number;
  readonly block: number;
  readonly voided: boolean;
  readonly ended: boolean;
  readonly state: string | null;
}

/** A program with a payout under way, and what a test asks and does of it. */
export class PayoutWorld {
  readonly seatback: TestSeatback;
  readonly #seatbacks: Seatbacks;

  constructor(seatbacks: Seatbacks, seatback: TestSeatback) {
    this.#seatbacks = seatbacks;
    this.seatback = seatback;
  }

  static async start(seatbacks: Seatbacks): Promise<PayoutWorld> {
    const settings = join(seatbacks.newFolder(), 'settings.yaml');
    writeFileSync(settings, PAYER_SETTINGS);
    return new PayoutWorld(seatbacks, await seatbacks.start({ variables: { SEATBACK_SETTINGS: settings } }));
  }

  /** Each of the partners, 1001 and on, sold so often, for 2000.00 USD each time. */
  async postedSeason(...sales: readonly number[]): Promise<void> {
    await this.postedBy(SELLING_EARNS, new ImportFiles(), sales);
  }

  /** The same by other terms, with files beside those of the sales, and accounts in these currencies. */
  async postedBy(
    campaign: Campaign,
    files: ImportFiles,
    sales: readonly number[],
    currencies: readonly string[] = [],
  ): Promise<void> {
    let customer = 0;
    for (const [index, times] of sales.entries()) {
      const partner = String(1001 + index);
      const currency = currencies[index];
      files.partner(partner, currency === undefined ? {} : { account: { currency } });
      for (let sale = 0; sale < times; sale += 1) files.sale((customer += 1), { partner });
    }
    await this.imported(files.billingIsKnown());
    const { app } = this.seatback;
    const { run } = await app.get(CalculateCampaign).execute(campaign);
    await app.get(RunApproval).submit(run, 'sue');
    await app.get(RunApproval).approve(run, 'art');
    await app.get(RunApproval).post(run, 'sue');
  }

  /** More sales of a partner become known than before, and what was posted is restated. */
  async restated(sales: number, partner = '1001'): Promise<void> {
    const files = new ImportFiles();
    for (let customer = 1; customer <= sales; customer += 1) files.sale(customer, { partner });
    await this.restatedBy(SELLING_EARNS, files);
  }

  /** What was posted is restated by what these files say beside what is known. */
  async restatedBy(campaign: Campaign, files: ImportFiles): Promise<void> {
    await this.imported(files.billingIsKnown());
    const { app } = this.seatback;
    const restated = (await app.get(RestateCampaign).execute(campaign)).run;
    if (restated === null) throw new Error('There was nothing to restate');
    const { run } = restated;
    await app.get(RunApproval).submit(run, 'sue');
    await app.get(RunApproval).approve(run, 'art');
    await app.get(RunApproval).post(run, 'sue');
  }

  async imported(files: ImportFiles): Promise<void> {
    await this.seatback.app.get(ImportFolder).execute(files.writeTo(this.#seatbacks.newFolder()));
  }

  prepared(): Promise<PreparedPayout> {
    return this.seatback.app.get(PreparePayout).execute(CAMPAIGN, 'mia');
  }

  /** Prepares, approves and releases what can be paid now. */
  async released(): Promise<PayoutBatch | undefined> {
    const { batch } = await this.prepared();
    if (batch === undefined) return undefined;
    await this.release().approve(batch.batch, 'carl');
    return this.release().release(batch.batch, 'rita');
  }

  release(): ReleasePayout {
    return this.seatback.app.get(ReleasePayout);
  }

  answered(content: string, { bank = 'BUKBGB22', fileName = 'report.xml' } = {}): Promise<ReadAnswer> {
    return this.seatback.app.get(ReadAnswers).execute({ bank, fileName, content: inChunks(Buffer.from(content)) });
  }

  decided(question: number, options: Omit<DecideOptions, 'reason' | 'actor'>): Promise<AnswerDecision> {
    return this.seatback.app
      .get(DecideAnswer)
      .execute(question, { reason: 'asked the bank', actor: 'robin', ...options });
  }

  payments(): Promise<SentPayment[]> {
    return this.query<SentPayment>(
      `SELECT payment.end_to_end_id AS id, uetr::text, partner_id AS partner, amount::text, paid_amount::text AS paid, paid_currency AS currency, batch,
         COALESCE(block, 1) AS block, voided, ended, state
       FROM payment_instruction AS payment JOIN partner USING (partner_key) LEFT JOIN payment_standing USING (end_to_end_id)
       ORDER BY batch, line`,
    );
  }

  /** What stands on the accounts of a campaign, nothing left out but nothing; what is owed and what was spent are positive. */
  async balances(): Promise<Record<string, string>> {
    const rows = await this.query<{ kind: string; balance: string }>(
      `SELECT kind, (sum(amount) * CASE WHEN kind IN ('expense', 'bank-charges', 'recoverable') THEN 1 ELSE -1 END)::text AS balance
       FROM posting JOIN account USING (account_key) GROUP BY kind HAVING sum(amount) <> 0 ORDER BY kind`,
    );
    return Object.fromEntries(rows.map(({ kind, balance }) => [kind, balance]));
  }

  questions(): Promise<{ question: number; about: string; payment: string | null; found: string }[]> {
    return this.query(
      `SELECT question, about, end_to_end_id AS payment, found FROM answer_question WHERE question NOT IN (SELECT question FROM answer_decision) ORDER BY question`,
    );
  }

  /** What `verify` says of ledger, batches and answers. */
  async problems(): Promise<readonly string[]> {
    const { app } = this.seatback;
    return app
      .get(UnitOfWork)
      .inTransaction(async (session) => [
        ...(await checkLedger(session)).problems,
        ...(await checkBatches(session, app.get(Vault))).problems,
        ...(await checkAnswers(session, app.get(Vault))).problems,
      ]);
  }

  query<Row = unknown>(sql: string): Promise<Row[]> {
    return this.seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
  }

  /** Every table with what it holds. */
  async contents(): Promise<readonly unknown[]> {
    const tables = await this.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    return this.query(
      tables
        .map(
          ({ name }) =>
            `SELECT '${name}' AS name, md5(COALESCE(string_agg(t::text, '' ORDER BY t::text), '')) AS digest FROM ${name} AS t`,
        )
        .join(' UNION ALL ')
        .concat(' ORDER BY name'),
    );
  }

  /** As the role that the program works as. @returns the code with which it was refused; nothing of it stays */
  async attempt(sql: string): Promise<string> {
    const client = new Client({ connectionString: this.seatback.database.serviceUrl });
    await client.connect();
    try {
      await client.query(`BEGIN; ${sql}; SET CONSTRAINTS ALL IMMEDIATE`);
      return 'done';
    } catch (error) {
      return (error as DatabaseError).code ?? String(error);
    } finally {
      await client.query('ROLLBACK');
      await client.end();
    }
  }

  /** As a superuser who has switched off what would hold anybody else back. */
  async damage(sql: string): Promise<void> {
    const client = new Client({ connectionString: this.seatback.database.adminUrl });
    await client.connect();
    await client.query(`SET session_replication_role = 'replica'; ${sql}`);
    await client.end();
  }

  daysLater(days: number): void {
    const { clock } = this.seatback;
    clock.moveTo(plusMillis(clock.now(), days * 86_400_000));
  }
}
