import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { SeatbackError } from '../../kernel/index.js';
import { openDataFolder, writeWhole, type DataFolder, type RolePasswords } from './data-folder.js';
import { withProcessLock } from './process-lock.js';
import { serverProgram, type ServerProgram } from './server-program.js';

export const ADMIN_ROLE = 'seatback_admin';
export const OWNER_ROLE = 'seatback_owner';
export const SERVICE_ROLE = 'seatback_service';
/** Which the service goes over to for people of partners; see `partners-in-sight.ts`. */
export const PORTAL_ROLE = 'seatback_portal';
export const DATABASE_NAME = 'seatback';

/** Key of the advisory lock that each joined process holds in shared mode on a connection of its own. */
const PRESENCE = 'hashtext($$seatback presence$$)';

export interface EmbeddedServerOptions {
  /** False only for tests, whose clusters are thrown away. */
  readonly durable?: boolean;
  /** Where a new cluster goes, if not to its usual place: tests keep theirs in memory. */
  readonly clusterParent?: string;
  /** Told before each step that takes noticeable time. */
  readonly onStep?: (step: 'initdb' | 'start' | 'join') => void;
}

/** A process that has joined the embedded server of a data folder. */
export interface EmbeddedServer {
  readonly port: number;
  readonly ownerUrl: string;
  readonly serviceUrl: string;
  /** For work on whole databases, as tests do. */
  readonly adminUrl: string;
  /** Leaves; the last one out stops the server. */
  leave(): Promise<void>;
}

/**
 * Joins the server of a data folder, and before that makes the cluster or starts the server where need be.
 *
 * Who is in is not written down anywhere: each process holds a shared advisory lock on a connection, and a killed
 * process loses it with the connection. So a server that a kill left behind is simply joined by the next process,
 * and the one that finds nobody else when it leaves stops it.
 *
 * @throws SeatbackError EMBEDDED_SERVER_FAILED, DATA_FOLDER_BUSY, DATA_FOLDER_DAMAGED, EMBEDDED_SERVER_MISSING,
 *   SERVER_USER_MISSING
 */
export async function joinEmbeddedServer(
  dataFolderPath: string,
  options: EmbeddedServerOptions = {},
): Promise<EmbeddedServer> {
  const lockFile = join(dataFolderPath, 'server.lock');
  return withProcessLock(lockFile, async () => {
    const folder = openDataFolder(dataFolderPath, options.clusterParent);
    const program = serverProgram({ outsideProject: folder.user !== undefined });
    if (!existsSync(folder.cluster)) {
      options.onStep?.('initdb');
      await makeCluster(folder, program);
    }
    const port = (await findRunningServer(folder)) ?? (await startServer(folder, program, options));
    options.onStep?.('join');
    const presence = await connect(adminUrl(folder.passwords, port, 'postgres'), 'seatback presence');
    await presence.query(`SELECT pg_advisory_lock_shared(${PRESENCE})`);
    await ensureRolesAndDatabase(presence, folder.passwords);
    writeWhole(
      folder.connectionFile,
      JSON.stringify({ host: '127.0.0.1', port, database: DATABASE_NAME, owner: OWNER_ROLE, service: SERVICE_ROLE }),
    );
    return {
      port,
      adminUrl: adminUrl(folder.passwords, port, 'postgres'),
      ownerUrl: address(OWNER_ROLE, folder.passwords.owner, port, DATABASE_NAME),
      serviceUrl: address(SERVICE_ROLE, folder.passwords.service, port, DATABASE_NAME),
      leave: () => leave(folder, program, presence),
    };
  });
}

async function leave(folder: DataFolder, program: ServerProgram, presence: Client): Promise<void> {
  await withProcessLock(folder.lockFile, async () => {
    const client = await endPresence(folder, presence);
    if (client === undefined) return;
    const alone = await client.query<{ alone: boolean }>(`SELECT pg_try_advisory_lock(${PRESENCE}) AS alone`);
    await client.end();
    if (alone.rows[0]?.alone !== true) return;
    await run(folder, program.pgCtl, ['stop', '-D', folder.cluster, '-m', 'fast', '-w', '-t', '60']);
    rmSync(folder.connectionFile, { force: true });
  });
}

/**
 * A connection that no longer counts as present, to ask whether somebody else is: the one of our presence, or a new
 * one where that went with a server that was killed and started again. Undefined where no server runs any more.
 */
async function endPresence(folder: DataFolder, presence: Client): Promise<Client | undefined> {
  try {
    await presence.query(`SELECT pg_advisory_unlock_shared(${PRESENCE})`);
    return presence;
  } catch {
    await presence.end().catch(() => undefined);
    const port = await findRunningServer(folder);
    return port === undefined ? undefined : connect(adminUrl(folder.passwords, port, 'postgres'), 'seatback presence');
  }
}

/** Complete or absent: a killed `initdb` leaves only a folder under another name, which the next one clears away. */
async function makeCluster(folder: DataFolder, program: ServerProgram): Promise<void> {
  for (const name of readdirSync(folder.clusterParent)) {
    // A killed parent's `initdb` may still be writing there; what cannot be removed now goes next time.
    if (name.startsWith('initdb-'))
      rmSync(join(folder.clusterParent, name), { recursive: true, force: true, maxRetries: 2 });
  }
  const unfinished = mkdtempSync(join(folder.clusterParent, 'initdb-'));
  const cluster = join(unfinished, 'cluster');
  const passwordFile = join(unfinished, 'password');
  mkdirSync(cluster, { mode: 0o700 });
  writeFileSync(passwordFile, folder.passwords.admin, { mode: 0o600 });
  if (folder.user !== undefined) {
    for (const path of [unfinished, cluster, passwordFile]) chownSync(path, folder.user.uid, folder.user.gid);
  }
  // The built-in C.UTF-8 locale sorts by code point on every platform, as the import contract orders its files.
  await run(folder, program.initdb, [
    '-D',
    cluster,
    '-U',
    ADMIN_ROLE,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--locale=C',
    '--builtin-locale=C.UTF-8',
  ]);
  renameSync(cluster, folder.cluster);
  rmSync(unfinished, { recursive: true, force: true });
}

/** The port of the server that runs on this cluster, if one does: started by others, or left behind by a kill. */
async function findRunningServer(folder: DataFolder): Promise<number | undefined> {
  const pidFile = join(folder.cluster, 'postmaster.pid');
  const patienceMs = 15_000;
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    if (!existsSync(pidFile)) return undefined;
    const [pid, , , port, , , , status] = readFileSync(pidFile, 'utf8')
      .split('\n')
      .map((line) => line.trim());
    if (!processExists(Number(pid))) return undefined;
    if (status === 'ready') {
      const client = await connect(adminUrl(folder.passwords, Number(port), 'postgres'), 'seatback join').catch(
        () => undefined,
      );
      await client?.end();
      // A foreign process may have got the number of a server that died with the machine.
      if (client !== undefined) return Number(port);
    }
    if (Date.now() > giveUpAt) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function startServer(
  folder: DataFolder,
  program: ServerProgram,
  options: EmbeddedServerOptions,
): Promise<number> {
  options.onStep?.('start');
  const ATTEMPTS = 5;
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      await run(folder, program.pgCtl, [
        'start',
        '-D',
        folder.cluster,
        '-w',
        '-t',
        '60',
        '-s',
        '-l',
        join(folder.clusterParent, 'server.log'),
        '-o',
        serverSettings(port, options.durable ?? true),
      ]);
      return port;
    } catch (error) {
      // Between looking for a free port and taking it, somebody else may take it.
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

function serverSettings(port: number, durable: boolean): string {
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: '256MB',
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    max_wal_size: durable ? '4GB' : '512MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return [
    `-p ${String(port)}`,
    ...Object.entries(settings).map(([name, value]) => `-c ${name}=${value === '' ? "''" : value}`),
  ].join(' ');
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Safe to repeat: a kill may fall between any two of its statements. */
async function ensureRolesAndDatabase(admin: Client, passwords: RolePasswords): Promise<void> {
  for (const [role, password] of [
    [OWNER_ROLE, passwords.owner],
    [SERVICE_ROLE, passwords.service],
  ] as const) {
    const known = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    if (known.rowCount === 0) await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD ${admin.escapeLiteral(password)}`);
  }
  const portal = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [PORTAL_ROLE]);
  if (portal.rowCount === 0) await admin.query(`CREATE ROLE ${PORTAL_ROLE} NOLOGIN`);
  // Not inherited: the service would be held to what the portal sees.
  await admin.query(`GRANT ${PORTAL_ROLE} TO ${SERVICE_ROLE} WITH INHERIT FALSE, SET TRUE`);
  const known = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
  if (known.rowCount === 0) await admin.query(`CREATE DATABASE ${DATABASE_NAME} OWNER ${OWNER_ROLE}`);
}

function address(role: string, password: string, port: number, database: string): string {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${String(port)}/${database}`;
}

function adminUrl(passwords: RolePasswords, port: number, database: string): string {
  return address(ADMIN_ROLE, passwords.admin, port, database);
}

async function connect(url: string, applicationName: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
  });
  // The server may be stopped by its operator while we idle; the next query reports it.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Runs one of the server's programs as the server's user, in a session of its own so that no Ctrl-C reaches it. */
async function run(folder: DataFolder, program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, {
    cwd: folder.clusterParent,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      TZ: 'UTC',
      LC_ALL: 'C',
      ...(process.platform === 'win32' ? process.env : {}),
    },
    ...folder.user,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    // "exit" and not "close": the server that pg_ctl starts may keep the pipe open for as long as it runs.
    child.once('exit', resolve);
  });
  child.stderr.destroy();
  if (code === 0) return;
  throw new SeatbackError({
    code: 'EMBEDDED_SERVER_FAILED',
    expected: `${program.split(/[\\/]/).at(-1) ?? program} ${args[0] === '-D' ? '' : (args[0] ?? '')} to end well`,
    found: `exit code ${String(code)}: ${complaint.trim() || 'no message'}`,
    where: join(folder.clusterParent, 'server.log'),
    next: 'Read the log named here; is the disk full, or is the folder not yours?',
  });
}
