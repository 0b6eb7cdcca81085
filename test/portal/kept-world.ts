import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { joinEmbeddedServer, migrate, type EmbeddedServer } from '../../src/database/index.js';
import { RequestMetrics } from '../../src/portal/http/index.js';
import { AccessWorld } from '../access/access-world.js';
import type { Browser } from '../access/browser.js';

/** What a page was answered with, and whether it was made for that. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly tag: string | null;
  readonly was: 'made' | 'sent-again' | 'not-kept';
}

/**
 * The program on a server of its own: whatever anybody writes on a server, be it another test, ends that pages are sent
 * again.
 */
export class KeptWorld {
  readonly access: AccessWorld;
  /** An operator, whom no trigger holds back. */
  readonly operator: Client;
  readonly #server: EmbeddedServer;
  readonly #folder: string;

  private constructor(access: AccessWorld, operator: Client, server: EmbeddedServer, folder: string) {
    this.access = access;
    this.operator = operator;
    this.#server = server;
    this.#folder = folder;
  }

  static async start(variables: NodeJS.ProcessEnv = {}): Promise<KeptWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'seatback-kept-'));
    // The server works as a user of its own.
    chmodSync(folder, 0o755);
    const server = await joinEmbeddedServer(join(folder, 'data'), {
      durable: false,
      clusterParent: join(folder, 'cluster'),
    });
    await migrate(server.ownerUrl);
    const access = await AccessWorld.start({ DATABASE_URL: server.serviceUrl, ...variables });
    const { pathname } = new URL(server.serviceUrl);
    const operator = new Client({ connectionString: Object.assign(new URL(server.adminUrl), { pathname }).href });
    await operator.connect();
    // It writes too, whenever it comes by.
    await operator.query('ALTER SYSTEM SET autovacuum = off');
    await operator.query('SELECT pg_reload_conf()');
    await operator.query(`SET session_replication_role = 'replica'`);
    return new KeptWorld(access, operator, server, folder);
  }

  async ask(browser: Browser, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const before = await this.#counted();
    const response = await browser.get(this.access.address(path), headers);
    const text = await response.text();
    const after = await this.#counted();
    const was =
      after.made > before.made ? 'made' : after['sent-again'] > before['sent-again'] ? 'sent-again' : 'not-kept';
    return { status: response.status, text, tag: response.headers.get('etag'), was };
  }

  async end(): Promise<void> {
    await this.operator.end();
    await this.access.end();
    await this.#server.leave();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #counted(): Promise<Record<'made' | 'sent-again', number>> {
    const { registry } = this.access.portal.server.app.get(RequestMetrics);
    const counted = { made: 0, 'sent-again': 0 };
    const metric = await registry.getSingleMetric('seatback_http_kept_answers_total')?.get();
    for (const { labels, value } of metric?.values ?? [])
      counted[(labels as { answer: 'made' | 'sent-again' }).answer] = value;
    return counted;
  }
}
