import type { Command } from 'commander';
import { PreparePayout, ReleasePayout, type PayoutBatch } from '../payout/index.js';
import { expectKnownCampaign } from './expected-campaign.js';
import { ACTOR, JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface ActorOptions extends CommonOptions {
  readonly actor: string;
}

export function payoutCommands(program: Command): void {
  const payout = program.command('payout').description('put what is payable into a wire file: maker, checker, release');
  payout
    .command('prepare <campaign>')
    .description('apply the minimum payout to the posted run and put what can be paid into a batch')
    .requiredOption(...ACTOR)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payout prepare dynamics-365-smb-csp-2019h1 --actor dana')
    .action((campaignId: string, options: ActorOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        await expectKnownCampaign(app, environment, campaignId);
        const { batch, held, warnings } = await app.get(PreparePayout).execute(campaignId, options.actor);
        terminal.answer({
          batch,
          held: held.map((each) => ({ ...each, amount: each.amount.toString(), currency: each.amount.currency.code })),
          warnings,
        });
        if (batch === undefined)
          terminal.say('Nothing new can be paid: whatever is payable is in a batch already, or waits for payee.');
        else sayBatch(terminal, batch);
        for (const warning of warnings) terminal.say(`Warning: ${warning}`);
        if (held.length > 0)
          terminal.say('\nHeld: these wait for payee, and go into the next batch when nothing is missing.');
        terminal.table(
          ['partner', 'amount', '', 'reason'],
          held.map(({ partnerId, amount, reasons }) => [
            partnerId,
            amount.toString(),
            amount.currency.code,
            reasons.map(({ reason, found }) => `${reason} (${found})`).join('; '),
          ]),
        );
        return held.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
  payout
    .command('approve')
    .argument('<batch>', 'the number of the batch', numberOption)
    .description('approve a prepared batch; not by the one who prepared it')
    .option('--file-hash <sha256>', 'the file that was looked at; another one is refused')
    .requiredOption(...ACTOR)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payout approve 1 --actor robin')
    .action((number: number, options: ActorOptions & { readonly fileHash?: string }) =>
      withSeatback(options, async ({ app, terminal }) =>
        sayBatch(terminal, await app.get(ReleasePayout).approve(number, options.actor, { fileHash: options.fileHash })),
      ),
    );
  payout
    .command('release')
    .argument('<batch>', 'the number of the batch', numberOption)
    .description(
      'write the approved file to the outbox and move its payments into transit; safe to repeat after a crash',
    )
    .requiredOption(...ACTOR)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payout release 1 --actor robin')
    .action((number: number, options: ActorOptions) =>
      withSeatback(options, async ({ app, terminal }) =>
        sayBatch(terminal, await app.get(ReleasePayout).release(number, options.actor)),
      ),
    );
  payout
    .command('void')
    .argument('<batch>', 'the number of the batch', numberOption)
    .description('take a batch back before it is released')
    .requiredOption('--reason <text>', 'why')
    .requiredOption(...ACTOR)
    .option(...JSON_OPTION)
    .action((number: number, options: ActorOptions & { readonly reason: string }) =>
      withSeatback(options, async ({ app, terminal }) =>
        sayBatch(terminal, await app.get(ReleasePayout).void(number, options.actor, options.reason)),
      ),
    );
}

function sayBatch(terminal: Terminal, batch: PayoutBatch): number {
  terminal.answer(batch);
  terminal.say(
    `Batch ${batch.batch} of ${batch.campaignId} is ${batch.state}: message ${batch.messageId}, execution on ${batch.executionDate}.`,
  );
  const totals = Object.entries(batch.totals).map(([currency, total]) => `${total} ${currency}`);
  terminal.say(`${batch.paymentCount} payments, ${totals.join(', ')}. SHA-256 ${batch.fileHash}`);
  if (batch.releasedAs !== null) terminal.say(`File: ${batch.releasedAs}`);
  return EXIT.done;
}
