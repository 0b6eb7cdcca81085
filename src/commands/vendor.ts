import type { Command } from 'commander';
import { Vendors } from '../payout/index.js';
import { actedBy } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface ActorOptions extends CommonOptions {
  readonly actor: string;
}

interface RotateOptions extends ActorOptions {
  readonly overlapHours: number;
  readonly sandbox?: boolean;
}

const USUAL_OVERLAP_HOURS = 24;

export function vendorCommands(program: Command): void {
  const vendor = program
    .command('vendor')
    .description('payment vendors that fetch their batches by the API (docs/vendors.md)');
  vendor
    .command('add <vendor>')
    .description('register a vendor and print its secret, once; it opens nothing until a second person approves')
    .requiredOption('--name <name>', 'its name, for people')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback vendor add acme-pay --name "Acme Pay Ltd" --actor dana')
    .action((id: string, options: ActorOptions & { readonly name: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const credentials = await app.get(Vendors).register(id, options.name, options.actor);
        terminal.answer({ vendor: id, ...credentials });
        sayCredentials(terminal, credentials);
        terminal.say(`Somebody else makes sure who it is: npx seatback vendor approve ${id} --actor NAME`);
        return EXIT.done;
      }),
    );
  vendor
    .command('approve <vendor>')
    .description('as a second person: from now on batches are made for it')
    .addOption(actedBy('finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback vendor approve acme-pay --actor robin')
    .action((id: string, options: ActorOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        await app.get(Vendors).approve(id, options.actor);
        terminal.answer({ vendor: id, state: 'approved' });
        terminal.say(`Vendor ${id} is approved: payees whose details name it go into its batches.`);
        return EXIT.done;
      }),
    );
  vendor
    .command('list')
    .description('vendors, and how many batches each has not answered')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback vendor list')
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const vendors = await app.get(Vendors).list();
        terminal.answer(vendors);
        terminal.table(
          ['vendor', 'name', 'state', 'client id', 'secrets valid', 'batches unanswered'],
          vendors.map((each) => [
            each.vendor,
            each.name,
            each.state,
            each.clientId,
            each.secretsValid,
            each.unanswered,
          ]),
        );
        return EXIT.done;
      }),
    );
  vendor
    .command('rotate <vendor>')
    .description('print another secret, once; the one before is taken for a while too')
    .option('--overlap-hours <hours>', 'for how long; 0 where it has leaked', numberOption, USUAL_OVERLAP_HOURS)
    .option('--sandbox', 'of the test credentials')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback vendor rotate acme-pay --overlap-hours 0 --actor dana')
    .action((id: string, options: RotateOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { overlapHours, sandbox = false } = options;
        const rotated = await app.get(Vendors).rotate(id, options.actor, { overlapHours, isSandbox: sandbox });
        terminal.answer({ vendor: id, ...rotated });
        sayCredentials(terminal, rotated);
        terminal.say(`The secret before it is taken until ${rotated.olderValidTo}.`);
        return EXIT.done;
      }),
    );
  vendor
    .command('disable <vendor>')
    .description('for good: its tokens are refused at once, and no batch is made for it')
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback vendor disable acme-pay --reason "Contract has ended" --actor dana',
    )
    .action((id: string, options: ActorOptions & { readonly reason: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        await app.get(Vendors).disable(id, options.actor, options.reason);
        terminal.answer({ vendor: id, state: 'disabled' });
        terminal.say(`Vendor ${id} is disabled. What it has not paid yet is asked of it in another way.`);
        return EXIT.done;
      }),
    );
  vendor
    .command('sandbox <vendor>')
    .description('print test credentials and make a sample batch: apart from all that is real, in the currency XTS')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback vendor sandbox acme-pay --actor dana')
    .action((id: string, options: ActorOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const sandbox = await app.get(Vendors).sandbox(id, options.actor);
        terminal.answer({ vendor: id, ...sandbox });
        sayCredentials(terminal, sandbox.credentials);
        terminal.say(`Sample batch ${sandbox.batchId}. These credentials see samples, and nothing else.`);
        return EXIT.done;
      }),
    );
}

function sayCredentials(
  terminal: Terminal,
  { clientId, secret }: { readonly clientId: string; readonly secret: string },
): void {
  terminal.say(`Client id: ${clientId}`);
  terminal.say(`Secret, shown this once: ${secret}`);
}
