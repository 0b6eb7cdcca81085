import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { PROJECT_FOLDER } from '../../src/config/index.js';
import { openDataFolder } from '../../src/database/embedded/data-folder.js';
import { withProcessLock } from '../../src/database/embedded/process-lock.js';
import { joinEmbeddedServer, type EmbeddedServer } from '../../src/database/index.js';

/** What other processes run: the program as it was built. */
const BUILT = join(PROJECT_FOLDER, 'dist/src/database/embedded/index.js');
const isRoot = process.getuid?.() === 0;
const NOBODY = userNamed('nobody');

/** Starting a server takes a second; on a busy machine some. */
const folders: string[] = [];
const children: Joined[] = [];
afterAll(async () => {
  await Promise.all(children.map((child) => child.kill()));
  for (const folder of folders) {
    // Whoever is last stops the server, also one that a failed test left behind.
    if (existsSync(join(folder, 'server.json')) && statSync(folder).uid === process.getuid?.()) {
      await (await joinEmbeddedServer(folder, { durable: false })).leave();
      rmSync(clusterParentOf(folder), { recursive: true, force: true });
    }
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('a data folder', () => {
  it('has one server, which the first to come starts and the last to leave stops', async () => {
    const folder = newFolder();
    const steps: string[] = [];
    const options = { durable: false, onStep: (step: string) => steps.push(step) };
    const first = await joinEmbeddedServer(folder, options);
    const second = await joinEmbeddedServer(folder, options);
    expect(second.port).toBe(first.port);
    expect(steps).toEqual(['initdb', 'start', 'join', 'join']);
    expect(JSON.parse(readFileSync(join(folder, 'connection.json'), 'utf8'))).toMatchObject({
      port: first.port,
      host: '127.0.0.1',
    });
    await ask(first.ownerUrl, `CREATE TABLE kept AS SELECT 'still there' AS words`);
    await first.leave();
    expect(await ask(second.ownerUrl, 'SELECT words FROM kept')).toEqual([{ words: 'still there' }]);
    await second.leave();
    await expect(ask(second.ownerUrl, 'SELECT 1')).rejects.toThrow();
    expect(existsSync(join(folder, 'connection.json'))).toBe(false);

    const again = await joinEmbeddedServer(folder, options);
    expect(steps.slice(4)).toEqual(['start', 'join']);
    expect(await ask(again.ownerUrl, 'SELECT words FROM kept')).toEqual([{ words: 'still there' }]);
    await again.leave();
  });

  it('gives each role its own rights', async () => {
    const server = await joinEmbeddedServer(newFolder(), { durable: false });
    const roles = await Promise.all(
      [server.ownerUrl, server.serviceUrl].map((url) =>
        ask(url, 'SELECT current_user AS role, usesuper FROM pg_user WHERE usename = current_user'),
      ),
    );
    expect(roles.flat()).toEqual([
      { role: 'seatback_owner', usesuper: false },
      { role: 'seatback_service', usesuper: false },
    ]);
    await expect(ask(server.serviceUrl, 'CREATE TABLE a_table ()')).rejects.toMatchObject({ code: '42501' });
    await expect(ask(server.serviceUrl.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    });
    await server.leave();
  });

  it('is made once, whoever comes at once', async () => {
    const folder = newFolder();
    const processes = [1, 2, 3].map(() => joinElsewhere(folder));
    const ports = await Promise.all(processes.map(({ port }) => port));
    expect(new Set(ports).size).toBe(1);
    const steps = processes.flatMap((each) => each.steps).sort();
    expect(steps).toEqual(['initdb', 'join', 'join', 'join', 'start']);
    expect(readdirSync(clusterParentOf(folder)).filter((name) => name.startsWith('initdb-'))).toEqual([]);
    await Promise.all(processes.map((each) => each.leave()));
    expect(existsSync(join(folder, 'connection.json'))).toBe(false);
  });

  it('keeps its server when a process is killed, and whoever comes next adopts it', async () => {
    const folder = newFolder();
    const other = joinElsewhere(folder);
    const port = await other.port;
    await other.kill();
    const steps: string[] = [];
    const server = await joinEmbeddedServer(folder, { durable: false, onStep: (step) => steps.push(step) });
    expect([server.port, steps]).toEqual([port, ['join']]);
    await server.leave();
    await expect(ask(server.ownerUrl, 'SELECT 1')).rejects.toThrow();
  });

  it('is not stopped by who leaves while another process is in', async () => {
    const folder = newFolder();
    const server = await joinEmbeddedServer(folder, { durable: false });
    const other = joinElsewhere(folder);
    await other.port;
    await server.leave();
    expect(await ask(server.serviceUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await other.leave();
    await expect(ask(server.serviceUrl, 'SELECT 1')).rejects.toThrow();
  });

  it('gets a server again when the one that ran was killed', async () => {
    const folder = newFolder();
    // Without durability what was written last could go with it.
    const before = await joinEmbeddedServer(folder, { durable: true });
    await ask(before.ownerUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    const [pid] = readFileSync(join(clusterParentOf(folder), 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
    const after = await joinEmbeddedServer(folder, { durable: false });
    expect(await ask(after.ownerUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await before.leave();
    expect(await ask(after.ownerUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await after.leave();
  });

  it('whose making was cut off is made anew, and what was unfinished goes', async () => {
    const folder = newFolder();
    const { clusterParent, user } = openDataFolder(folder);
    const unfinished = join(clusterParent, 'initdb-abcdef');
    mkdirSync(join(unfinished, 'cluster'), { recursive: true });
    writeFileSync(join(unfinished, 'cluster', 'PG_VERSION'), '18');
    if (user !== undefined) chownSync(join(unfinished, 'cluster'), user.uid, user.gid);
    // Killed where it is in the middle of it, too.
    const killed = joinElsewhere(folder);
    await killed.reached('initdb');
    await killed.kill();
    const server = await joinEmbeddedServer(folder, { durable: false });
    expect(await ask(server.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(unfinished)).toBe(false);
    await server.leave();
  });

  it('that somebody holds is waited for, and no longer than there is patience', async () => {
    const lockFile = join(newFolder(), 'server.lock');
    const inside = Promise.withResolvers<undefined>();
    const over = Promise.withResolvers<undefined>();
    const holding = withProcessLock(lockFile, async () => {
      inside.resolve(undefined);
      return over.promise;
    });
    await inside.promise;
    await expect(withProcessLock(lockFile, async () => 'in', 60)).rejects.toMatchObject({
      code: 'DATA_FOLDER_BUSY',
      report: { where: lockFile },
    });
    const waiting = withProcessLock(lockFile, async () => 'in');
    over.resolve(undefined);
    await holding;
    expect(await waiting).toBe('in');
  });

  it('is free when the work in it failed', async () => {
    const lockFile = join(newFolder(), 'server.lock');
    const failing = withProcessLock(lockFile, async () => {
      throw new Error('it failed');
    });
    await expect(failing).rejects.toThrow('it failed');
    expect(await withProcessLock(lockFile, async () => 'in', 60)).toBe('in');
  });

  it('is not taken for a new one where its file is damaged', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'server.json'), '{');
    await expect(joinEmbeddedServer(folder, { durable: false })).rejects.toMatchObject({ code: 'DATA_FOLDER_DAMAGED' });
    expect(readdirSync(folder).sort()).toEqual(['server.json', 'server.lock']);
    rmSync(join(folder, 'server.json'));
  });
});

describe('as root', () => {
  const itAsRoot = isRoot ? it : it.skip;

  itAsRoot(
    'the cluster lies where the user of the server can read it, also for a folder that only root may enter',
    async () => {
      const parent = newFolder();
      chmodSync(parent, 0o700);
      const folder = join(parent, 'deep', 'data');
      folders.unshift(folder);
      const server = await joinEmbeddedServer(folder, { durable: false });
      const { clusterParent, cluster } = openDataFolder(folder);
      expect(clusterParent).toMatch(/^\/var\/lib\/seatback\/clusters\/[0-9a-f]{16}$/);
      const { uid, mode } = statSync(cluster);
      expect(uid).not.toBe(0);
      expect(mode & 0o777).toBe(0o700);
      expect(statSync(clusterParent).uid).toBe(uid);
      expect(readdirSync(folder).sort()).toEqual(['connection.json', 'server.json', 'server.lock']);
      expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600);
      expect(await ask(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await server.leave();
    },
  );

  itAsRoot('the server of an ordinary user is joined, and runs as that user', async () => {
    const folder = folderOfNobody();
    if (folder === undefined) return;
    const other = joinElsewhere(folder, NOBODY);
    const port = await other.port;
    const server = await joinEmbeddedServer(folder, { durable: false });
    expect(server.port).toBe(port);
    await other.leave();
    await server.leave();
    const again = await joinEmbeddedServer(folder, { durable: false });
    expect(statSync(join(folder, 'postgres', 'postmaster.pid')).uid).toBe(NOBODY?.uid);
    await again.leave();
  });
});

describe('as an ordinary user', () => {
  it('the cluster lies in the folder itself, which nobody else may enter', async () => {
    const folder = isRoot ? folderOfNobody() : newFolder();
    if (folder === undefined) return;
    const other = joinElsewhere(folder, isRoot ? NOBODY : undefined);
    await other.port;
    expect(clusterParentOf(folder)).toBe(folder);
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['connection.json', 'postgres', 'server.json', 'server.lock']),
    );
    expect(statSync(join(folder, 'postgres')).mode & 0o777).toBe(0o700);
    await other.leave();
    expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
  });
});

interface Joined {
  /** Where the server listens, once this process has joined. */
  readonly port: Promise<number>;
  readonly steps: readonly string[];
  reached(step: string): Promise<void>;
  leave(): Promise<void>;
  kill(): Promise<void>;
}

/** A process of its own that joins and stays until it is told to leave, or is killed. */
function joinElsewhere(folder: string, user?: { readonly uid: number; readonly gid: number }): Joined {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is missing: npm run build first.`);
  const script = `
    const { joinEmbeddedServer } = await import(process.argv[1]);
    const server = await joinEmbeddedServer(process.argv[2], { durable: false, onStep: (step) => console.log(step) });
    console.log('port ' + server.port);
    process.stdin.once('data', async () => {
      await server.leave();
      process.exit(0);
    });`;
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    process.execPath,
    ['--input-type=module', '-e', script, '--', BUILT, folder],
    { stdio: ['pipe', 'pipe', 'pipe'], cwd: '/', env: { PATH: process.env['PATH'] ?? '' }, ...user },
  );
  const steps: string[] = [];
  const waiting = new Map<string, () => void>();
  const port = Promise.withResolvers<number>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('port ')) port.resolve(Number(line.slice(5)));
    else steps.push(line);
    waiting.get(line)?.();
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      port.reject(new Error(`The process ended (${code ?? signal ?? ''}): ${complaint}`));
      resolve();
    });
  });
  port.promise.catch(() => undefined);
  const joined: Joined = {
    port: port.promise,
    steps,
    reached: (step) =>
      steps.includes(step) ? Promise.resolve() : new Promise((resolve) => waiting.set(step, resolve)),
    leave: async () => {
      child.stdin.write('leave\n');
      await ended;
      expect(complaint).toBe('');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
  children.push(joined);
  return joined;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatback-data-'));
  folders.push(folder);
  return folder;
}

/** Undefined, with a word about it, where that user could not run the program: it may lie in a home closed to others. */
function folderOfNobody(): string | undefined {
  const canRun =
    NOBODY !== undefined &&
    spawnSync(process.execPath, ['--input-type=module', '-e', 'await import(process.argv[1])', '--', BUILT], {
      cwd: '/',
      env: {},
      ...NOBODY,
    }).status === 0;
  if (!canRun) {
    console.log('Left out: there is no user nobody who could read the program here.');
    return undefined;
  }
  const folder = newFolder();
  chownSync(folder, NOBODY.uid, NOBODY.gid);
  return folder;
}

function userNamed(name: string): { readonly uid: number; readonly gid: number } | undefined {
  if (process.platform === 'win32') return undefined;
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':') ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function clusterParentOf(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { clusterParent: string }).clusterParent;
}

async function ask(url: EmbeddedServer['ownerUrl'], sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
