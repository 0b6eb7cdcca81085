import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SeatbackError } from '../../kernel/index.js';
import { ROOT_FOLDER } from './server-program.js';
import { serverUser, type ServerUser } from './server-user.js';

/**
 * What lies in a data folder:
 * - `server.lock`      held while a process starts, joins, leaves or stops the server
 * - `server.json`      passwords of the three roles and the place of the cluster; written before anything else
 * - `connection.json`  where the running server listens; may be stale, the cluster's own pid file decides
 * - `postgres/`        the cluster (as root it lies below /var/lib/seatback)
 */
export interface DataFolder {
  readonly folder: string;
  readonly lockFile: string;
  readonly connectionFile: string;
  readonly clusterParent: string;
  readonly cluster: string;
  readonly user: ServerUser | undefined;
  readonly passwords: RolePasswords;
}

/** Superuser, owner of the schema, and the role that the program works as. */
export type RolePasswords = z.infer<typeof identitySchema>['passwords'];

const identitySchema = z.object({
  clusterParent: z.string().min(1),
  passwords: z.object({ admin: z.string().min(20), owner: z.string().min(20), service: z.string().min(20) }),
});

/**
 * Opens the data folder, or makes it. To be called under the lock.
 *
 * @param clusterParent where a new cluster goes, if not to its usual place
 */
export function openDataFolder(folder: string, clusterParent = usualClusterParent(folder)): DataFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const identityFile = join(folder, 'server.json');
  if (!existsSync(identityFile)) writeWhole(identityFile, newIdentity(clusterParent));
  const identity = readIdentity(identityFile);
  const cluster = join(identity.clusterParent, 'postgres');
  const user = userOf(cluster);
  mkdirSync(identity.clusterParent, { recursive: true, mode: 0o711 });
  if (user !== undefined && identity.clusterParent !== folder) chownSync(identity.clusterParent, user.uid, user.gid);
  return {
    folder,
    lockFile: join(folder, 'server.lock'),
    connectionFile: join(folder, 'connection.json'),
    clusterParent: identity.clusterParent,
    cluster,
    user,
    passwords: identity.passwords,
  };
}

/** A cluster is run by the user who owns it, also when root joins later. */
function userOf(cluster: string): ServerUser | undefined {
  if (process.getuid?.() !== 0 || !existsSync(cluster)) return serverUser();
  const { uid, gid } = statSync(cluster);
  return { uid, gid };
}

/** In the data folder; as root, where the server's user may enter. */
function usualClusterParent(folder: string): string {
  return process.getuid?.() === 0 ? join(ROOT_FOLDER, 'clusters', randomBytes(8).toString('hex')) : folder;
}

function newIdentity(clusterParent: string): string {
  const password = () => randomBytes(24).toString('base64url');
  return JSON.stringify({
    clusterParent,
    passwords: { admin: password(), owner: password(), service: password() },
  });
}

function readIdentity(file: string): z.infer<typeof identitySchema> {
  try {
    return identitySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new SeatbackError(
      {
        code: 'DATA_FOLDER_DAMAGED',
        expected: 'the file that names the cluster and its passwords',
        found: 'a file that cannot be read',
        where: file,
        next: 'Restore it from a backup, or begin with a new data folder (SEATBACK_DATA).',
      },
      { cause },
    );
  }
}

/** Readable by its owner only; whole or absent. Takes the place of an older file. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const unfinished = `${file}.${String(process.pid)}.unfinished`;
  writeFileSync(unfinished, content, { mode: 0o600, flush: true });
  renameSync(unfinished, file);
}

/** As `writeWhole`, but what is there already stays: of two processes that come together, one writes. */
export function writeOnce(file: string, content: string): void {
  const unfinished = `${file}.${String(process.pid)}.unfinished`;
  writeFileSync(unfinished, content, { mode: 0o600, flush: true });
  try {
    linkSync(unfinished, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished);
  }
}
