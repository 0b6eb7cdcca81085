import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { UserIdentity, warningOf, type IdentityStatus } from '../ingest/index.js';
import { actedBy } from './acting.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

export function identityCommands(program: Command): void {
  const identity = program
    .command('identity')
    .description('the service user on whose behalf seats are read from Partner Center');
  identity
    .command('status')
    .description('how long its refresh token was not used; exit code 2 from 30 days on, 1 when it has lapsed')
    .option(...JSON_OPTION)
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const status = await app.get(UserIdentity).status();
        sayStatus(terminal, status);
        if (status.state === 'lapsed') return EXIT.failed;
        return warningOf(status) === undefined ? EXIT.done : EXIT.heldBack;
      }),
    );
  identity
    .command('store')
    .description('take a new refresh token from standard input; it is tried before it is kept, sealed')
    .addOption(actedBy('administrator'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nThe token is never an argument: arguments are seen by everybody on the machine and stay in the shell history.\n\nExamples:\n  npx seatback identity store --actor dana < token.txt',
    )
    .action((options: CommonOptions & { readonly actor: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        // What is typed on a terminal stands on its screen: there is nothing to take from one.
        const token = process.stdin.isTTY ? '' : await text(process.stdin);
        sayStatus(terminal, await app.get(UserIdentity).store(token, options.actor));
        return EXIT.done;
      }),
    );
}

function sayStatus(terminal: Terminal, status: IdentityStatus): void {
  terminal.answer(status);
  if (status.state === 'none') {
    terminal.say('No refresh token is stored: all calls are made app-only. Store one: npx seatback identity store.');
    return;
  }
  terminal.say(
    `App ${status.clientId}: refresh token ${status.origin} ${status.issuedAt}, last used ${status.lastUsedAt}, sealed with key ${status.sealedWith}.`,
  );
  terminal.say(warningOf(status) ?? `It lapses after ${status.leftDays} days without a use.`);
}
