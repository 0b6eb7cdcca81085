import 'reflect-metadata';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { PAYER_SETTINGS } from '../../demo/payer-settings.js';
import { CalculateCampaign, RunApproval } from '../../src/calculation/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { MovableClock, plusMillis } from '../../src/kernel/index.js';
import { checkLedger } from '../../src/ledger/index.js';
import {
  ApproveBankDetails,
  checkAnswers,
  checkBatches,
  checkVendors,
  EnterBankDetails,
  PreparePayout,
  ReleasePayout,
  Vendors,
  type PreparedPayout,
} from '../../src/payout/index.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN, campaign, NOW } from '../payout/payout-world.js';
import { TestServer, type TestDatabase } from '../test-database.js';

export { CAMPAIGN, NOW };

export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** The program with its HTTP face; 1001 is paid by vendor `acme-pay`, 1002 by `other-pay`, 1003 by wire. */
export class VendorWorld {
  readonly #folder = mkdtempSync(join(tmpdir(), 'seatback-vendors-'));
  #testServer: TestServer | undefined;
  #database: TestDatabase | undefined;
  #server: RunningServer | undefined;
  readonly clock = new MovableClock(NOW);
  acme!: Credentials;
  other!: Credentials;

  get server(): RunningServer {
    if (this.#server === undefined) throw new Error('The world was not opened');
    return this.#server;
  }

  get database(): TestDatabase {
    if (this.#database === undefined) throw new Error('The world was not opened');
    return this.#database;
  }

  async open(variables: NodeJS.ProcessEnv = {}): Promise<void> {
    const settings = join(this.#folder, 'settings.yaml');
    writeFileSync(settings, PAYER_SETTINGS);
    this.#testServer = await TestServer.join();
    this.#database = await this.#testServer.newDatabase({ PORT: '0', SEATBACK_SETTINGS: settings, ...variables });
    this.#server = await startServer({ environment: this.#database.environment, clock: this.clock });
  }

  async end(): Promise<void> {
    await this.#server?.close();
    await this.#database?.drop();
    await this.#testServer?.leave();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Two approved vendors, and a posted run of which each partner earned 2000 USD. */
  async begin(): Promise<void> {
    this.clock.moveTo(NOW);
    await this.database.clear();
    // Batches of the tests before carried the same names.
    rmSync(join(this.database.environment.dataFolder, 'outbox'), { recursive: true, force: true });
    const { app } = this.server;
    const vendors = app.get(Vendors);
    this.acme = await vendors.register('acme-pay', 'Acme Pay Ltd', 'dana');
    this.other = await vendors.register('other-pay', 'Other Pay Ltd', 'dana');
    await vendors.approve('acme-pay', 'robin');
    await vendors.approve('other-pay', 'robin');
    const files = new ImportFiles();
    for (const partner of ['1001', '1002']) files.partner(partner, { account: null });
    files.partner('1003').sale(1, { partner: '1001' }).sale(2, { partner: '1002' }).sale(3, { partner: '1003' });
    await app.get(ImportFolder).execute(files.billingIsKnown().writeTo(mkdtempSync(join(this.#folder, 'facts-'))));
    await this.reference('1001', 'acme-pay', 'P-77');
    await this.reference('1002', 'other-pay', 'Q-88');
    const { run } = await app.get(CalculateCampaign).execute(campaign);
    await app.get(RunApproval).submit(run, 'sue');
    await app.get(RunApproval).approve(run, 'art');
    await app.get(RunApproval).post(run, 'sue');
    this.wait(25 * 3_600_000);
  }

  async reference(partnerId: string, vendor: string, vendorReference: string): Promise<void> {
    const { app } = this.server;
    const accountName = `Partner ${partnerId} Ltd`;
    const { bankDetails } = await app.get(EnterBankDetails).byVendor(partnerId, {
      reference: { accountName, accountKind: 'business', vendor, vendorReference },
      actor: 'pat',
    });
    await app.get(ApproveBankDetails).approve(bankDetails, 'robin');
  }

  wait(ms: number): void {
    this.clock.moveTo(plusMillis(this.clock.now(), ms));
  }

  async prepared(): Promise<PreparedPayout> {
    return this.server.app.get(PreparePayout).execute(CAMPAIGN, 'mia');
  }

  /** All batches prepared, approved and released. @returns those of the vendors by their id */
  async released(): Promise<Readonly<Record<string, { readonly batch: number; readonly batchId: string }>>> {
    const { batch, vendorBatches } = await this.prepared();
    const payout = this.server.app.get(ReleasePayout);
    for (const each of [...(batch === undefined ? [] : [batch]), ...vendorBatches]) {
      await payout.approve(each.batch, 'carl');
      await payout.release(each.batch, 'rita');
    }
    return Object.fromEntries(
      vendorBatches.map((each): [string, { batch: number; batchId: string }] => [
        String(each.vendor),
        { batch: each.batch, batchId: each.messageId },
      ]),
    );
  }

  async token({ clientId, secret }: Credentials): Promise<string> {
    const { json } = await this.signIn({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
    });
    return String(json['access_token']);
  }

  async signIn(
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.ask('/api/v1/oauth/token', { method: 'POST', body: new URLSearchParams(form), headers });
  }

  async get(path: string, token?: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask(`/api/v1/vendor/${path}`, {
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    });
  }

  /** @param key a new one, where it is left out; none at all for null */
  async post(
    path: string,
    token: string | undefined,
    body: unknown,
    key: string | null = randomUUID(),
  ): Promise<Answer> {
    return this.ask(`/api/v1/vendor/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
    });
  }

  async ask(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.server.address}${path}`, { redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      text,
      json: isJson ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {},
      headers: response.headers,
    };
  }

  /** As a proxy on this machine would pass it on. */
  async statusUnder(host: string, path: string): Promise<number | undefined> {
    const { port } = new URL(this.server.address);
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
  }

  /** Fetches the file, hashes it and acknowledges. */
  async acknowledged(batchId: string, token: string): Promise<Answer> {
    const { text } = await this.get(`batches/${batchId}/file`, token);
    const { paymentCount } = JSON.parse(text) as { readonly paymentCount: number };
    return this.post(`batches/${batchId}/acknowledgement`, token, {
      fileHash: createHash('sha256').update(text).digest('hex'),
      paymentCount,
    });
  }

  async paymentIds(batchId: string, token: string): Promise<string[]> {
    const { json } = await this.get(`batches/${batchId}/payments`, token);
    return (json['payments'] as readonly { readonly paymentId: string }[]).map(({ paymentId }) => paymentId);
  }

  async query<Row>(sql: string): Promise<Row[]> {
    return this.server.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
  }

  /** Runs SQL as the service does, and takes it back. @returns `done`, or why it was refused */
  async attempt(sql: string): Promise<string> {
    const client = new Client({ connectionString: this.database.serviceUrl });
    await client.connect();
    try {
      await client.query(`BEGIN; ${sql}`);
      return 'done';
    } catch (error) {
      return String(error);
    } finally {
      await client.query('ROLLBACK');
      await client.end();
    }
  }

  /** What stands on a partner's accounts. */
  async balances(partnerId: string): Promise<Record<string, string>> {
    const rows = await this.query<{ kind: string; balance: string }>(
      `SELECT kind, (-sum(amount))::numeric(20, 2)::text AS balance FROM account JOIN posting USING (account_key) JOIN partner USING (partner_key)
       WHERE partner_id = '${partnerId}' GROUP BY kind HAVING sum(amount) <> 0 ORDER BY kind`,
    );
    return Object.fromEntries(rows.map(({ kind, balance }) => [kind, balance]));
  }

  /** What `npx seatback verify` would say of money, batches, answers and vendors. */
  async problems(): Promise<string[]> {
    const { app } = this.server;
    const vault = app.get(Vault);
    return app
      .get(UnitOfWork)
      .inTransaction(async (session) => [
        ...(await checkLedger(session)).problems,
        ...(await checkBatches(session, vault)).problems,
        ...(await checkAnswers(session, vault)).problems,
        ...(await checkVendors(session)).problems,
      ]);
  }
}
