import { Option, type Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import { AdjustByHand, listAdjustments, type AdjustmentState, type ManualAdjustment } from '../payout/index.js';
import { actedBy } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface ProposeOptions extends CommonOptions {
  readonly campaign: string;
  readonly customer: string;
  readonly amount: string;
  readonly currency: string;
  readonly reason: string;
  readonly actor: string;
}

const EXAMPLE_CUSTOMER = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';

export function adjustCommands(program: Command): void {
  const adjust = program
    .command('adjust')
    .description('add to what a partner is owed, or take from it, by hand: one proposes, another approves');
  proposeCommand(adjust);
  decideCommands(adjust);
  listCommand(adjust);
}

function proposeCommand(adjust: Command): void {
  adjust
    .command('propose <partner>')
    .description(
      'propose an amount for a partner and a customer of a campaign that is posted; nothing is owed by it yet',
    )
    .requiredOption('--campaign <id>', 'the campaign')
    .requiredOption('--customer <tenant>', 'the customer that it is about')
    .requiredOption('--amount <decimal>', 'for example 12.30; below zero it takes away: --amount=-12.30')
    .requiredOption('--currency <code>', 'that of the campaign')
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `\nExample:\n  npx seatback adjust propose 5100101 --campaign my-campaign --customer ${EXAMPLE_CUSTOMER} --amount 12.30 --currency USD --reason "Agreed in the letter of 5 August" --actor dana`,
    )
    .action((partnerId: string, { campaign, ...options }: ProposeOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const proposed = await app.get(AdjustByHand).propose({ ...options, partnerId, campaignId: campaign });
        terminal.answer(proposed);
        terminal.say(`Adjustment ${String(proposed.adjustment)}: ${words(proposed)}. It waits for a second person.`);
        return EXIT.done;
      }),
    );
}

function decideCommands(adjust: Command): void {
  adjust
    .command('approve')
    .argument('<adjustment>', 'its number', numberOption)
    .description('approve an adjustment and post it; not by the one who proposed it')
    .addOption(actedBy('finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback adjust approve 1 --actor robin')
    .action((adjustment: number, options: CommonOptions & { readonly actor: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const approved = await app.get(AdjustByHand).approve(adjustment, options.actor);
        terminal.answer(approved);
        terminal.say(`Posted as journal ${String(approved.journal)}: ${words(approved)}.`);
        terminal.say(`It goes into the next payout: npx seatback payout prepare ${approved.campaignId} --actor NAME`);
        return EXIT.done;
      }),
    );
  adjust
    .command('refuse')
    .argument('<adjustment>', 'its number', numberOption)
    .description('refuse an adjustment; not by the one who proposed it')
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback adjust refuse 1 --reason "Paid by the distributor already" --actor robin',
    )
    .action((adjustment: number, options: CommonOptions & { readonly actor: string; readonly reason: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const refused = await app.get(AdjustByHand).refuse(adjustment, options.actor, options.reason);
        terminal.answer(refused);
        terminal.say(`Refused: ${words(refused)}.`);
        return EXIT.done;
      }),
    );
}

function listCommand(adjust: Command): void {
  adjust
    .command('list')
    .description('adjustments with who proposed and decided them')
    .option('--campaign <id>', 'of this campaign only')
    .option('--partner <id>', 'of this partner only')
    .addOption(new Option('--state <state>', 'in this state only').choices(['proposed', 'approved', 'refused']))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback adjust list --state proposed')
    .action(
      (
        options: CommonOptions & {
          readonly campaign?: string;
          readonly partner?: string;
          readonly state?: AdjustmentState;
        },
      ) =>
        withSeatback(options, async ({ app, terminal }) => {
          const { campaign: campaignId, partner: partnerId, state } = options;
          const listed = await app
            .get(UnitOfWork)
            .inSession((session) => listAdjustments(session, { campaignId, partnerId, state }));
          terminal.answer(listed);
          sayAdjustments(terminal, listed);
          if (listed.length === 0) terminal.say('No such adjustments.');
          return EXIT.done;
        }),
    );
}

function sayAdjustments(terminal: Terminal, listed: readonly ManualAdjustment[]): void {
  terminal.table(
    ['no.', 'campaign', 'partner', 'customer', 'amount', '', 'state', 'proposed by', 'decided by', 'journal', 'reason'],
    listed.map((each) => [
      each.adjustment,
      each.campaignId,
      each.partnerId,
      each.customerId,
      each.amount,
      each.currency,
      each.state,
      each.proposedBy,
      each.decidedBy ?? '',
      each.journal ?? '',
      each.refusedBecause === null ? each.reason : `${each.reason} (refused: ${each.refusedBecause})`,
    ]),
  );
}

function words({ amount, currency, partnerId, campaignId, customerId }: ManualAdjustment): string {
  return `${amount} ${currency} for partner ${partnerId} in ${campaignId}, customer ${customerId}`;
}
