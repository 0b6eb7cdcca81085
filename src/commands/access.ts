import type { Command } from 'commander';
import { AccessGrants, roleOf, ROLES, type Right } from '../access/index.js';
import { SeatbackError } from '../kernel/index.js';
import { actedBy, actedByOrForTheFirst, actorNotAllowed } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface DecideOptions extends CommonOptions {
  readonly actor: string;
  readonly reason: string;
  readonly partner?: readonly string[];
}

export function accessCommands(program: Command): void {
  const access = program.command('access').description('people who sign in, and what they may do');
  access
    .command('list')
    .description('everybody who has signed in once, with the rights granted here')
    .option(...JSON_OPTION)
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const people = await app.get(AccessGrants).list();
        terminal.answer(people);
        terminal.table(
          ['person', 'on record as', 'name', 'e-mail', 'roles', 'partners'],
          people.map(({ person, actor, name, email, granted, partnerIds }) => [
            person,
            actor,
            name ?? '',
            email ?? '',
            granted.join(', '),
            partnerIds.join(', '),
          ]),
        );
        if (people.length === 0) terminal.say('Nobody has signed in yet.');
        return EXIT.done;
      }),
    );
  rightCommand(access, 'grant', 'give a person a role, or the sight of partners').action(
    (person: number, role: string | undefined, options: DecideOptions) =>
      decide(
        options,
        role,
        async (grants, right) => grants.grant(person, right, options),
        (what) => `Person ${String(person)} has ${what} from its next request on.`,
      ),
  );
  rightCommand(access, 'withdraw', 'take a role, or the sight of partners, from a person').action(
    (person: number, role: string | undefined, options: DecideOptions) =>
      decide(
        options,
        role,
        async (grants, right) => grants.withdraw(person, right, options),
        (what) => `Person ${String(person)} has ${what} no more, from its next request on.`,
      ),
  );
}

function rightCommand(parent: Command, name: 'grant' | 'withdraw', description: string): Command {
  return parent
    .command(name)
    .argument('<person>', 'number of the person, as access list has it', numberOption)
    .argument('[role]', ROLES.join(', '))
    .option('--partner <id...>', 'MPN / PartnerIDs of partners')
    .requiredOption('--reason <text>', 'why')
    .addOption(name === 'grant' ? actedByOrForTheFirst('administrator') : actedBy('administrator'))
    .option(...JSON_OPTION)
    .description(description)
    .addHelpText(
      'after',
      `\nExamples:\n  npx seatback access ${name} 1 finance-maker --reason "Prepares the payouts of 2019" --actor ola\n  npx seatback access ${name} 7 partner-viewer --partner 1042 --reason "Named by the partner" --actor ola`,
    );
}

async function decide(
  options: DecideOptions,
  role: string | undefined,
  act: (grants: AccessGrants, right: Right) => Promise<void>,
  say: (what: string) => string,
): Promise<void> {
  return withSeatback(options, async ({ app, environment, terminal }) => {
    const rights: Right[] = [
      ...(role === undefined ? [] : [{ role: roleOf(role) }]),
      ...(options.partner ?? []).map((partnerId) => ({ partnerId })),
    ];
    if (rights.length === 0) throw nothingNamed();
    const isFirst = environment.mode === 'production' && environment.commandToken === undefined;
    // All that a name on the machine itself is good for: whoever is given this gives the rest.
    if (isFirst && (role !== 'administrator' || rights.length > 1)) throw actorNotAllowed('--actor');
    for (const right of rights) {
      await act(app.get(AccessGrants), right);
      sayRight(terminal, right, say);
    }
    terminal.answer(rights);
    return EXIT.done;
  });
}

function sayRight(terminal: Terminal, right: Right, say: (what: string) => string): void {
  terminal.say(say('role' in right ? `the role ${right.role}` : `partner ${right.partnerId} in sight`));
}

function nothingNamed(): SeatbackError {
  return new SeatbackError({
    code: 'INPUT_INVALID',
    expected: 'a role, partners, or both',
    found: 'neither',
    where: 'the command line',
    next: 'Name a role, or --partner with ids.',
  });
}
