import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { checkAuditChain } from '../../src/audit/index.js';
import {
  CalculateCampaign,
  checkRestatements,
  checkRuns,
  OpenDecisions,
  RestateCampaign,
  RunApproval,
  type AskedDecision,
  type CalculationRequest,
  type NothingToRestate,
  type Restatement,
  type Run,
} from '../../src/calculation/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { checkDecisions, ImportFolder, RecordDecision } from '../../src/ingest/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { checkLedger } from '../../src/ledger/index.js';
import { checkBatches, PreparePayout, ReleasePayout, type PreparedPayout } from '../../src/payout/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

export const NOW = instant('2019-08-05T09:00:00Z');
const HOUR_MS = 3_600_000;

/** A database in which a campaign is posted and paid, and facts go on coming. An hour goes by with everything. */
export class RestatingWorld {
  readonly #seatbacks = new Seatbacks();
  #seatback: TestSeatback | undefined;

  async open(): Promise<void> {
    const settings = join(this.#seatbacks.newFolder(), 'settings.yaml');
    writeFileSync(settings, PAYER_SETTINGS);
    this.#seatback = await this.#seatbacks.start({ variables: { SEATBACK_SETTINGS: settings } });
  }

  async clear(): Promise<void> {
    this.seatback.clock.moveTo(NOW);
    await this.seatback.database.clear();
    rmSync(join(this.seatback.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.#seatbacks.end();
  }

  get seatback(): TestSeatback {
    if (this.#seatback === undefined) throw new Error('The world is opened first');
    return this.#seatback;
  }

  get approval(): RunApproval {
    return this.seatback.app.get(RunApproval);
  }

  async imported(files: ImportFiles): Promise<void> {
    this.#passHour();
    await this.seatback.app.get(ImportFolder).execute(files.writeTo(this.#seatbacks.newFolder()));
  }

  async calculated(campaign = aCampaign(), request: CalculationRequest = {}): Promise<Run> {
    this.#passHour();
    return this.seatback.app.get(CalculateCampaign).execute(campaign, request);
  }

  async restated(campaign = aCampaign()): Promise<Restatement> {
    const restatement = await this.restatedIfNeeded(campaign);
    if (restatement.run === null) throw new Error('There is nothing to restate');
    return restatement;
  }

  async restatedIfNeeded(campaign = aCampaign()): Promise<Restatement | NothingToRestate> {
    this.#passHour();
    return this.seatback.app.get(RestateCampaign).execute(campaign);
  }

  /** From calculated to posted, by two people; over something newer with a reason. */
  async posted({ run }: Pick<Run, 'run'>, asKnownBecause?: string): Promise<Run> {
    await this.approval.submit(run, 'mia', { asKnownBecause });
    await this.approval.approve(run, 'carl');
    return this.approval.post(run, 'mia');
  }

  async prepared(campaignId = 'a-campaign'): Promise<PreparedPayout> {
    return this.seatback.app.get(PreparePayout).execute(campaignId, 'mia');
  }

  /** Prepares, approves and releases; what is paid, as `partner amount`. */
  async paid(campaignId = 'a-campaign'): Promise<string[]> {
    const { batch } = await this.prepared(campaignId);
    if (batch === undefined) return [];
    const release = this.seatback.app.get(ReleasePayout);
    await release.approve(batch.batch, 'carl');
    await release.release(batch.batch, 'rita');
    return this.lines(
      `SELECT partner_id || ' ' || amount AS line FROM payment_instruction JOIN partner USING (partner_key)
       WHERE batch = ${String(batch.batch)} ORDER BY 1`,
    );
  }

  async decided(
    asked: Pick<AskedDecision, 'customer' | 'partnerId' | 'rule'>,
    countedAs: AskedDecision['countedAs'],
  ): Promise<void> {
    this.#passHour();
    const pair = await this.seatback.app
      .get(OpenDecisions)
      .expectDecidable({ campaignId: 'a-campaign', ...asked, countedAs });
    await this.seatback.app.get(RecordDecision).execute(pair, { actor: 'dana', reason: 'Asked the customer' });
  }

  /** What stands on partners' accounts of a campaign, as `partner account balance`; expense and bank are nobody's. */
  async balances(campaignId = 'a-campaign'): Promise<string[]> {
    return this.lines(
      `SELECT partner_id || ' ' || kind || ' ' || CASE kind WHEN 'recoverable' THEN sum(amount) ELSE -sum(amount) END AS line
       FROM posting JOIN account USING (account_key) JOIN partner USING (partner_key) WHERE campaign_id = '${campaignId}'
       GROUP BY partner_id, kind HAVING sum(amount) <> 0 ORDER BY partner_id, kind`,
    );
  }

  /** All that `seatback verify` looks at. */
  async problems(): Promise<readonly string[]> {
    return this.seatback.app
      .get(UnitOfWork)
      .inTransaction(async (session) => [
        ...(await checkLedger(session)).problems,
        ...(await checkRuns(session)).problems,
        ...(await checkBatches(session, this.seatback.app.get(Vault))).problems,
        ...(await checkAuditChain(session)).problems,
        ...(await checkDecisions(session)).problems,
        ...(await checkRestatements(session)).problems,
      ]);
  }

  /** The files of a run as they are written now; without `run.json`, which tells the run's state. */
  async files(run: Run): Promise<readonly string[]> {
    const folder = this.#seatbacks.newFolder();
    await this.seatback.app
      .get(UnitOfWork)
      .inTransaction((session) => this.seatback.app.get(CampaignOutput).write(session, run, folder));
    return ['determinations.csv', 'earnings.csv'].map((name) => readFileSync(join(folder, name), 'utf8'));
  }

  async lines(sql: string): Promise<string[]> {
    return (await this.query<{ line: string }>(sql)).map(({ line }) => line);
  }

  async query<Row>(sql: string): Promise<Row[]> {
    return this.seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
  }

  #passHour(): void {
    this.seatback.clock.moveTo(plusMillis(this.seatback.clock.now(), HOUR_MS));
  }
}

/** Differences as `partner customer cause amount`, with what brought them. */
export function told({ differences }: Restatement): string[] {
  return differences.map(({ partnerId, customerId: id, causes, delivery, version, amount }) =>
    [
      partnerId,
      String(Number(id.slice(-12))),
      amount,
      causes.join(' + '),
      ...(delivery === null ? [] : [`delivery ${String(delivery)}`]),
      ...(version === null ? [] : [`version ${String(version)}`]),
    ].join(' '),
  );
}

/** A customer with seats and nothing billed yet. */
export function notBilled(customer: number, assigned = 15): ImportFiles {
  return new ImportFiles()
    .rows('customers.csv', { customer_id: customerId(customer), name: `Customer ${String(customer)}`, segment: 'SMB' })
    .and(reading(customer, assigned, '2019-06-30T20:00:00Z'));
}

export function reading(customer: number, assigned: number, observedAt: string): ImportFiles {
  return new ImportFiles().rows('seats.csv', {
    customer_id: customerId(customer),
    sku_part_number: BUSINESS_CENTRAL.partNumber,
    sku_id: BUSINESS_CENTRAL.skuId,
    assigned,
    purchased: assigned,
    observed_at: observedAt,
  });
}

/** A legacy file that bills these customers, which is an invoice of its own. */
export function invoice(name: string, ...lines: readonly (CsvRow & { readonly customer: number })[]): ImportFiles {
  return new ImportFiles().rows(
    `billing/${name}.csv`,
    ...lines.map(({ customer, ...changes }) => licenceLine(customer, changes)),
  );
}
