import { Option, type Command } from 'commander';
import { SeatbackError, type Instant } from '../kernel/index.js';
import { DeliverWebhooks, Webhooks, type WebhookOwner } from '../webhooks/index.js';
import { actedBy } from './acting.js';
import { instantOption, JSON_OPTION, numberOption } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface ActorOptions extends CommonOptions {
  readonly actor: string;
}

interface AddOptions extends ActorOptions {
  readonly vendor?: string;
  readonly partner?: string;
  readonly url: string;
  readonly events?: readonly string[];
}

interface ReplayOptions extends ActorOptions {
  readonly event?: string;
  readonly since?: Instant;
}

const USUAL_OVERLAP_HOURS = 24;

export function webhooksCommands(program: Command): void {
  const webhooks = program
    .command('webhooks')
    .description('where systems of vendors and partners are told of events (docs/vendors.md)');
  webhooks
    .command('add')
    .description('add an endpoint and print the secret that its events are signed with, once')
    .option('--vendor <vendor>', 'of this vendor')
    .addOption(new Option('--partner <partner>', 'of this partner').conflicts('vendor'))
    .requiredOption('--url <url>', 'https, of a public host')
    .option('--events <events...>', 'only these; all that there are for it, where they are left out')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback webhooks add --vendor acme-pay --url https://hooks.example.com/seatback --actor dana',
    )
    .action((options: AddOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { url, events, actor } = options;
        const added = await app.get(Webhooks).add(ownerOf(options), { url, events, actor });
        terminal.answer(added);
        terminal.say(`Endpoint ${added.endpoint}. Secret, shown this once: ${added.secret}`);
        return EXIT.done;
      }),
    );
  webhooks
    .command('list')
    .description('endpoints, what waits for each, and why; exit code 2 where one is disabled or failing')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback webhooks list')
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const endpoints = await app.get(Webhooks).list();
        terminal.answer(endpoints);
        terminal.table(
          ['endpoint', 'of', 'url', 'waiting', 'delivered', 'given up', 'state', 'last fault'],
          endpoints.map((each) => [
            each.endpoint,
            each.vendor ?? `partner ${each.partnerId ?? ''}`,
            each.url,
            each.waiting,
            each.delivered,
            each.givenUp,
            each.disabledBecause !== null
              ? `disabled: ${each.disabledBecause}`
              : each.failingSince !== null
                ? `failing since ${each.failingSince}`
                : 'works',
            each.lastFault ?? '',
          ]),
        );
        const isWorking = endpoints.every(
          ({ disabledAt, failingSince }) => disabledAt === null && failingSince === null,
        );
        return isWorking ? EXIT.done : EXIT.heldBack;
      }),
    );
  webhooks
    .command('replay <endpoint>')
    .description('send events again, under the ids that they had')
    .option('--event <id>', 'this one')
    .addOption(new Option('--since <instant>', 'all since then').argParser(instantOption).conflicts('event'))
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback webhooks replay 1 --since 2019-08-05T00:00:00Z --actor dana')
    .action((endpoint: string, options: ReplayOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const events = await app.get(Webhooks).replay(numberOption(endpoint), options.actor, whichOf(options));
        terminal.answer({ endpoint: numberOption(endpoint), events });
        terminal.say(`${String(events)} events are sent again by the next worker that looks.`);
        return EXIT.done;
      }),
    );
  webhooks
    .command('rotate <endpoint>')
    .description('print another secret, once; events are signed with both for a while')
    .option('--overlap-hours <hours>', 'for how long; 0 where it has leaked', numberOption, USUAL_OVERLAP_HOURS)
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback webhooks rotate 1 --actor dana')
    .action((endpoint: string, options: ActorOptions & { readonly overlapHours: number }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const rotated = await app.get(Webhooks).rotate(numberOption(endpoint), options.actor, options.overlapHours);
        terminal.answer(rotated);
        terminal.say(`Secret, shown this once: ${rotated.secret}`);
        terminal.say(`Events are signed with the one before, too, until ${rotated.olderValidTo}.`);
        return EXIT.done;
      }),
    );
  webhooks
    .command('disable <endpoint>')
    .description('send nothing there any more; what happens meanwhile is not kept for it')
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback webhooks disable 1 --reason "Moved" --actor dana')
    .action((endpoint: string, options: ActorOptions & { readonly reason: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        await app.get(Webhooks).disable(numberOption(endpoint), options.actor, options.reason);
        terminal.answer({ endpoint: numberOption(endpoint), state: 'disabled' });
        terminal.say(`Endpoint ${endpoint} is disabled.`);
        return EXIT.done;
      }),
    );
  webhooks
    .command('enable <endpoint>')
    .description('go on sending; what still waits for it goes first')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback webhooks enable 1 --actor dana')
    .action((endpoint: string, options: ActorOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        await app.get(Webhooks).enable(numberOption(endpoint), options.actor);
        terminal.answer({ endpoint: numberOption(endpoint), state: 'enabled' });
        terminal.say(`Endpoint ${endpoint} is enabled.`);
        return EXIT.done;
      }),
    );
  webhooks
    .command('send')
    .description('send what is due now, as a worker does every few seconds')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback webhooks send')
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const round = await app.get(DeliverWebhooks).round();
        terminal.answer(round);
        terminal.say(`${String(round.delivered)} delivered, ${String(round.failed)} failed.`);
        for (const { endpoint, because } of round.disabled)
          terminal.say(`Endpoint ${String(endpoint)} is disabled: ${because}`);
        return round.failed > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
}

function ownerOf({ vendor, partner }: AddOptions): WebhookOwner {
  if (vendor !== undefined) return { vendor };
  if (partner !== undefined) return { partnerId: partner };
  throw usage('--vendor or --partner', 'seatback webhooks add');
}

function whichOf({ event, since }: ReplayOptions): { readonly eventId: string } | { readonly since: Instant } {
  if (event !== undefined) return { eventId: event };
  if (since !== undefined) return { since };
  throw usage('--event or --since', 'seatback webhooks replay');
}

function usage(expected: string, where: string): SeatbackError {
  return new SeatbackError({ code: 'USAGE', expected, found: 'neither', where, next: `npx ${where} --help` });
}
