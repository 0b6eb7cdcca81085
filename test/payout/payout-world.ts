import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type DatabaseError } from 'pg';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { checkLedger } from '../../src/ledger/index.js';
import { PreparePayout, ReleasePayout, type PayoutBatch, type PreparedPayout } from '../../src/payout/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { aCampaign, EARNED_BY_SELLING } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

export const NOW = instant('2019-08-05T09:00:00Z');
export const CAMPAIGN = 'a-campaign';

export const campaign = aCampaign(EARNED_BY_SELLING);

export interface Instruction {
  readonly id: string;
  readonly uetr: string;
  readonly partner: string;
  readonly amount: string;
  readonly batch: number;
  readonly voided: boolean;
}

/** A program with a payer, and what it takes to come to a batch. */
export class PayoutWorld {
  readonly seatbacks = new Seatbacks();
  #settings!: string;
  #seatback: TestSeatback | undefined;

  get seatback(): TestSeatback {
    if (this.#seatback === undefined) throw new Error('The world is opened first');
    return this.#seatback;
  }

  /** Of the payer. */
  get settings(): string {
    return this.#settings;
  }

  async open(variables: Record<string, string> = {}): Promise<void> {
    this.#settings = join(this.seatbacks.newFolder(), 'settings.yaml');
    this.#seatback = await this.seatbacks.start({ variables: { SEATBACK_SETTINGS: this.#settings, ...variables } });
  }

  /** As it was when new. */
  async clear(): Promise<void> {
    writeFileSync(this.#settings, PAYER_SETTINGS);
    this.seatback.clock.moveTo(NOW);
    await this.seatback.database.clear();
    // Batches of the tests before carried the same names: those are made from what is paid.
    rmSync(this.outbox(), { recursive: true, force: true });
  }

  async end(): Promise<void> {
    await this.seatbacks.end();
  }

  readonly releasedBatch = async (): Promise<PayoutBatch> => {
    await this.postedSeason(twoPartners());
    await this.prepared();
    await this.release().approve(1, 'carl');
    return this.release().release(1, 'rita');
  };

  readonly postedSeason = async (
    files = new ImportFiles().partner('1001').sale(1).billingIsKnown(),
    { app } = this.seatback,
    terms = campaign,
  ): Promise<void> => {
    await app.get(ImportFolder).execute(files.billingIsKnown().writeTo(this.seatbacks.newFolder()));
    const { run } = await app.get(CalculateCampaign).execute(terms);
    await app.get(RunApproval).submit(run, 'sue');
    await app.get(RunApproval).approve(run, 'art');
    await app.get(RunApproval).post(run, 'sue');
  };

  readonly imported = async (files: ImportFiles): Promise<void> => {
    await this.seatback.app.get(ImportFolder).execute(files.writeTo(this.seatbacks.newFolder()));
  };

  readonly prepared = (actor = 'mia', { app } = this.seatback): Promise<PreparedPayout> => {
    return app.get(PreparePayout).execute(CAMPAIGN, actor);
  };

  readonly release = (): ReleasePayout => {
    return this.seatback.app.get(ReleasePayout);
  };

  readonly outbox = (): string => {
    return join(this.seatback.database.environment.dataFolder, 'outbox');
  };

  readonly instructions = (of = this.seatback): Promise<Instruction[]> => {
    return this.query<Instruction>(
      `SELECT end_to_end_id AS id, uetr::text, partner_id AS partner, amount::text, batch, voided
       FROM payment_instruction JOIN partner USING (partner_key) ORDER BY partner_id, batch`,
      of,
    );
  };

  readonly releaseCauses = async (): Promise<string[]> => {
    const rows = await this.query<{ cause: string }>(
      `SELECT cause FROM journal WHERE kind = 'release' ORDER BY journal`,
    );
    return rows.map(({ cause }) => cause);
  };

  readonly stateOfBatch = async (): Promise<string | undefined> => {
    return (await this.query<{ state: string }>('SELECT state FROM payout_batch WHERE batch = 1'))[0]?.state;
  };

  readonly ledgerProblems = async (): Promise<readonly string[]> => {
    const { problems } = await this.seatback.app.get(UnitOfWork).inTransaction((session) => checkLedger(session));
    return problems;
  };

  readonly query = async <Row>(sql: string, { app } = this.seatback): Promise<Row[]> => {
    return app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
  };

  /** Every table with what it holds. */
  readonly contents = async (): Promise<readonly unknown[]> => {
    const tables = await this.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    return this.query(
      tables
        .map(
          ({ name }) =>
            `SELECT '${name}' AS name, count(*) || ' ' || md5(COALESCE(string_agg(t::text, '' ORDER BY t::text), '')) AS digest FROM ${name} AS t`,
        )
        .join(' UNION ALL ')
        .concat(' ORDER BY name'),
    );
  };

  /** As the role that the program works as. @returns the code with which it was refused; nothing of it stays */
  readonly attempt = async (sql: string, url = this.seatback.database.serviceUrl): Promise<string> => {
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
  };

  /** As a superuser who has switched off what would hold anybody else back. */
  readonly damage = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: this.seatback.database.adminUrl });
    await client.connect();
    await client.query(`SET session_replication_role = 'replica'; ${sql}`);
    await client.end();
  };
}

/** 1001 earns 4000, 1002 earns 2000. */
export function twoPartners(): ImportFiles {
  return new ImportFiles()
    .partner('1001')
    .partner('1002')
    .sale(1)
    .sale(2)
    .sale(3, { partner: '1002' })
    .billingIsKnown();
}

export function codeOf(error: unknown): string {
  return (error as { code: string }).code;
}
