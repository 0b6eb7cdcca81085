import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { joinEmbeddedServer, VISIBLE_STATE, type EmbeddedServer } from '../../src/database/index.js';

/** On a server of its own: any write on a server makes another state, and one test lets it crash. */
describe('what of the database is to be seen', () => {
  let folder: string;
  let server: EmbeddedServer;
  let writer: Client;
  let reader: Client;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seatback-visible-'));
    // The server works as a user of its own.
    chmodSync(folder, 0o755);
    server = await joinEmbeddedServer(join(folder, 'data'), {
      durable: false,
      clusterParent: join(folder, 'cluster'),
    });
    [writer, reader] = [await connected(), await connected()];
    await writer.query('ALTER SYSTEM SET autovacuum = off');
    await writer.query('SELECT pg_reload_conf()');
    await writer.query('CREATE TABLE seen (word text)');
  }, 120_000);
  afterAll(async () => {
    await Promise.all([writer.end(), reader.end()]);
    await server.leave();
    rmSync(folder, { recursive: true, force: true });
  });

  async function connected(): Promise<Client> {
    const client = new Client({ connectionString: server.adminUrl });
    // Of a server that crashes each connection tells so by itself.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  interface Seen {
    readonly state: string | null;
    readonly words: number;
  }
  async function seen(client = reader): Promise<Seen> {
    const { rows } = await client.query<Seen>(
      `SELECT ${VISIBLE_STATE} AS state, (SELECT count(*)::integer FROM seen) AS words`,
    );
    return rows[0] ?? { state: null, words: -1 };
  }

  it('is the same for whoever asks while nothing is written', async () => {
    const [one, other] = [await seen(), await seen(writer)];
    expect(one.state).toMatch(/^\d+:\d+:/);
    expect(other).toEqual(one);
  });

  it('is another one from each commit on, in whatever order transactions end that overlap', async () => {
    const late = await connected();
    await late.query('BEGIN');
    await late.query(`INSERT INTO seen VALUES ('late')`);
    const asked = [await seen()];
    await writer.query(`INSERT INTO seen VALUES ('soon')`);
    asked.push(await seen());
    await late.query('COMMIT');
    asked.push(await seen());
    await late.end();
    expect(asked.map(({ words }) => words)).toEqual([0, 1, 2]);
    expect(new Set(asked.map(({ state }) => state)).size).toBe(3);
  });

  it('is another one after a crash, which may take commits with it and give their ids out again', async () => {
    const told = async () => {
      const { rows } = await reader.query<{ state: string; startedAt: string }>(
        `SELECT ${VISIBLE_STATE} AS state, pg_postmaster_start_time()::text AS "startedAt"`,
      );
      return rows[0];
    };
    const before = await told();
    const { rows } = await writer.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    await Promise.all([writer, reader].map((client) => client.end().catch(() => undefined)));
    [writer, reader] = [await afterRecovery(), await afterRecovery()];
    const after = await told();
    expect(after?.startedAt).toBe(before?.startedAt);
    const sinceRecovery = (state: string | undefined) => state?.split(' ').slice(1);
    expect(sinceRecovery(after?.state)).not.toEqual(sinceRecovery(before?.state));
  });

  async function afterRecovery(): Promise<Client> {
    for (;;) {
      try {
        return await connected();
      } catch (error) {
        const { code = '', message } = error as Error & { readonly code?: string };
        // It recovers, or still ends the other connections: before this one was greeted, or after.
        if (!['57P03', '57P02', 'ECONNRESET'].includes(code) && !message.startsWith('Connection terminated'))
          throw error;
      }
    }
  }
});
