import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { TestServer, type TestDatabase } from '../test-database.js';

interface Line {
  readonly msg: string;
  readonly address?: string;
  readonly status?: number;
}

/** The program as it is built, in a process of its own that is told to end. */
describe('a server that is told to end', () => {
  let testServer: TestServer;
  let database: TestDatabase;
  let child: ChildProcessByStdio<null, Readable, Readable>;
  let address: string;
  let owner: Client;
  /** Sees what all sessions wait for. */
  let watcher: Client;
  const lines: Line[] = [];
  const waiting: { readonly msg: string; readonly resolve: (line: Line) => void }[] = [];

  beforeAll(async () => {
    testServer = await TestServer.join();
  });
  afterAll(() => testServer.leave());

  beforeEach(async () => {
    lines.length = 0;
    database = await testServer.newDatabase();
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    watcher = new Client({ connectionString: database.adminUrl });
    await watcher.connect();
  });
  afterEach(async () => {
    child.kill('SIGKILL');
    await owner.end();
    await watcher.end();
    await database.drop();
  });

  async function start(drainSeconds: number): Promise<void> {
    child = spawn(process.execPath, ['dist/src/main.js'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: database.environment.databaseUrl ?? '',
        SEATBACK_DATA: database.environment.dataFolder,
        SEATBACK_DRAIN_SECONDS: String(drainSeconds),
        SEATBACK_LOG: 'json',
        PORT: '0',
      },
    });
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      for (const each of waiting.filter(({ msg }) => msg === line.msg)) each.resolve(line);
    });
    address = (await said('listening')).address ?? '';
  }

  function said(msg: string): Promise<Line> {
    const known = lines.find((line) => line.msg === msg);
    return known === undefined ? new Promise((resolve) => waiting.push({ msg, resolve })) : Promise.resolve(known);
  }

  const statusOf = async (path: string) => (await fetch(`${address}${path}`)).status;
  const exited = async () => ((await once(child, 'exit')) as [number | null])[0];
  const connections = async () => {
    const { rows } = await watcher.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE application_name = 'seatback' AND datname = current_database()`,
    );
    return rows[0]?.count;
  };

  it('is not ready any more while it still answers, ends what was asked before, and leaves the database', async () => {
    await start(2);
    expect(await statusOf('/health/ready')).toBe(200);
    // A page that waits for the database, from before the signal until after the server takes no more.
    await owner.query('BEGIN; LOCK TABLE campaign_version IN ACCESS EXCLUSIVE MODE');
    const page = fetch(`${address}/`);
    await waitingForTheLock();
    child.kill('SIGTERM');
    await said('ending');
    expect(await statusOf('/health/ready')).toBe(503);
    expect(await statusOf('/health/live')).toBe(200);
    const ended = exited();
    await refused();
    await owner.query('COMMIT');
    expect((await page).status).toBe(200);
    expect(await ended).toBe(0);
    expect(lines.at(-1)).toMatchObject({ msg: 'ended' });
    expect(await connections()).toBe(0);
  });

  it('ends at once where nobody asks for anything', async () => {
    await start(0);
    child.kill('SIGTERM');
    expect(await exited()).toBe(0);
    expect(await connections()).toBe(0);
  });

  async function waitingForTheLock(): Promise<void> {
    for (;;) {
      const { rows } = await watcher.query(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      if (rows.length > 0) return;
    }
  }

  /** Once nothing listens there any more. */
  async function refused(): Promise<void> {
    for (;;) {
      const answer = await fetch(`${address}/health/live`, { headers: { connection: 'close' } }).catch(() => undefined);
      if (answer === undefined) return;
      await answer.body?.cancel();
    }
  }
});
