import type { INestApplicationContext } from '@nestjs/common';
import { Option, type Command } from 'commander';
import { AccessGrants, CommandTokens, type Role } from '../access/index.js';
import type { Environment } from '../config/index.js';
import { SeatbackError } from '../kernel/index.js';

/** Who may carry a command out, and how it is told who does. */
interface Acting {
  readonly roles: readonly Role[];
  /** Otherwise only some of its ways are acts. */
  readonly isNeeded: boolean;
  /** Also by whoever works on the machine, as long as nobody has the right to give rights. */
  readonly isForTheFirst: boolean;
}

/** Options of a command that acts, as the hook below and `withSeatback` fill them in. */
export interface ActingOptions {
  actor?: string;
  readonly acting?: Acting;
}

const NAME = '--actor <name>';
const DESCRIPTION = 'who does this; where people sign in, SEATBACK_TOKEN says so instead (docs/sign-in.md)';

class ActorOption extends Option {
  readonly acting: Acting;

  constructor(acting: Acting) {
    super(NAME, DESCRIPTION);
    this.acting = acting;
  }
}

/** For a command that is an act: of a person who has one of the roles. */
export function actedBy(...roles: readonly Role[]): Option {
  return new ActorOption({ roles, isNeeded: true, isForTheFirst: false });
}

/** For a command that is an act only in some of its ways. */
export function actedByIfNamed(...roles: readonly Role[]): Option {
  return new ActorOption({ roles, isNeeded: false, isForTheFirst: false });
}

/** For the command that gives rights, which somebody has to be given first. */
export function actedByOrForTheFirst(...roles: readonly Role[]): Option {
  return new ActorOption({ roles, isNeeded: true, isForTheFirst: true });
}

/** Tells each command that is an act who may carry it out, and misses who does where nothing says so. */
export function tellActing(program: Command): void {
  program.hook('preAction', (_program, command) => {
    const option = command.options.find((each) => each instanceof ActorOption);
    if (option === undefined) return;
    command.setOptionValue('acting', option.acting);
    const { NODE_ENV, SEATBACK_TOKEN = '' } = process.env;
    // In production a name would not help; what does is said there.
    const isNamed = command.getOptionValue('actor') !== undefined || SEATBACK_TOKEN.trim() !== '';
    if (option.acting.isNeeded && !isNamed && NODE_ENV !== 'production')
      command.error(`error: required option '${NAME}' not specified`, {
        code: 'commander.missingMandatoryOptionValue',
      });
  });
}

/**
 * Puts the name of the token's person into the options of an act. In production, and wherever anybody has signed in, only
 * a token says who acts: a name on the command line is nobody's.
 *
 * @throws SeatbackError ACTOR_NOT_ALLOWED, TOKEN_NEEDED, TOKEN_INVALID, ROLE_MISSING
 */
export async function fillInActor(
  app: INestApplicationContext,
  { mode, commandToken }: Pick<Environment, 'mode' | 'commandToken'>,
  options: ActingOptions,
): Promise<void> {
  const { acting, actor } = options;
  if (acting === undefined) return;
  if (commandToken === undefined) {
    if (actor === undefined && !acting.isNeeded) return;
    if (acting.isForTheFirst && actor !== undefined && (await app.get(AccessGrants).isWithoutAdministrator())) return;
    // Whoever has signed in is on record by another name than the one that is typed here: they would count as two people.
    if (mode !== 'production' && !(await app.get(AccessGrants).hasAnybodySignedIn())) return;
    throw actor === undefined ? tokenNeeded() : actorNotAllowed('--actor');
  }
  if (actor !== undefined) throw actorNotAllowed('--actor beside SEATBACK_TOKEN');
  const holder = await app.get(CommandTokens).holder(commandToken);
  if (acting.roles.some((role) => holder.roles.has(role))) options.actor = holder.actor;
  else if (acting.isNeeded) throw roleMissing(holder.actor, acting.roles);
}

export function actorNotAllowed(found: string): SeatbackError {
  return new SeatbackError({
    code: 'ACTOR_NOT_ALLOWED',
    expected: 'SEATBACK_TOKEN alone, with the token of who does this',
    found,
    where: 'the command line',
    next: 'Leave --actor out; sign in and take a token at /account.',
  });
}

function tokenNeeded(): SeatbackError {
  return new SeatbackError({
    code: 'TOKEN_NEEDED',
    expected: 'SEATBACK_TOKEN, with the token of who does this',
    found: 'nothing',
    where: 'environment variables',
    next: 'Sign in and take a token at /account.',
  });
}

function roleMissing(actor: string, roles: readonly Role[]): SeatbackError {
  return new SeatbackError({
    code: 'ROLE_MISSING',
    expected: `a person with the role ${roles.join(' or ')}`,
    found: `${actor}, without`,
    where: 'the holder of SEATBACK_TOKEN',
    next: 'Let somebody do this who has the role; npx seatback access list says who.',
  });
}
