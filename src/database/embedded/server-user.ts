import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SeatbackError } from '../../kernel/index.js';

/** The operating system's user that the embedded server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const OWN_USER = 'seatback';

/**
 * PostgreSQL refuses to run as root. As root we use the machine's `postgres` user where there is one, else a system
 * user of our own, else `nobody`. `undefined` means: as ourselves.
 *
 * @throws SeatbackError SERVER_USER_MISSING
 */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = findUser('postgres') ?? findUser(OWN_USER) ?? createUser() ?? findUser('nobody');
  if (found !== undefined) return found;
  throw new SeatbackError({
    code: 'SERVER_USER_MISSING',
    expected: 'a user other than root for the embedded database server',
    found: 'no user postgres, seatback or nobody, and none could be created',
    where: '/etc/passwd',
    next: 'Create one (useradd --system seatback), start as an ordinary user, or name a server in DATABASE_URL.',
  });
}

function findUser(name: string): ServerUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function createUser(): ServerUser | undefined {
  const attempts: readonly (readonly [string, readonly string[]])[] = [
    ['useradd', ['--system', '--no-create-home', '--shell', '/bin/false', OWN_USER]],
    ['adduser', ['-S', '-H', '-s', '/bin/false', OWN_USER]],
  ];
  for (const [program, args] of attempts) {
    try {
      execFileSync(program, args, { stdio: 'ignore' });
      return findUser(OWN_USER);
    } catch {
      // The next program may be there; `nobody` is left after them.
    }
  }
  return undefined;
}
