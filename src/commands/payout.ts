import { Option, type Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import {
  ConfirmPayeeName,
  listBatches,
  PAY_BY_WARNING_DAYS,
  PreparePayout,
  ReleasePayout,
  ShowPayout,
} from '../payout/index.js';
import { expectKnownCampaign } from './expected-campaign.js';
import { actedBy, actedByIfNamed } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { chosenWords, sayBatch, sayRates, sayTotals } from './payout-words.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface ActorOptions extends CommonOptions {
  readonly actor: string;
}

interface ReleaseOptions extends ActorOptions {
  readonly writeAgain?: boolean;
  readonly fileWasTaken?: boolean;
  readonly reason?: string;
}

export function payoutCommands(program: Command): void {
  const payout = program.command('payout').description('put what is payable into a wire file: maker, checker, release');
  payout
    .command('prepare <campaign>')
    .description('apply the minimum payout to the posted run and put what can be paid into a batch')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payout prepare my-campaign --actor dana')
    .action((campaignId: string, options: ActorOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        await expectKnownCampaign(app, environment, campaignId);
        const { batches, batch, vendorBatches, held, recoverable, lifted, warnings } = await app
          .get(PreparePayout)
          .execute(campaignId, options.actor);
        terminal.answer({
          batches,
          batch,
          vendorBatches,
          held: held.map((each) => ({ ...each, amount: each.amount.toString(), currency: each.amount.currency.code })),
          recoverable: recoverable.map((each) => ({
            ...each,
            amount: each.amount.toString(),
            currency: each.amount.currency.code,
          })),
          lifted: lifted.map((each) => ({
            ...each,
            amount: each.amount.toString(),
            currency: each.amount.currency.code,
          })),
          warnings,
        });
        if (batch === undefined && vendorBatches.length === 0)
          terminal.say('Nothing new can be paid: whatever is payable is in a batch already, or waits for payee.');
        for (const each of [...batches, ...vendorBatches]) sayTotals(terminal, each);
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
        if (lifted.length > 0) terminal.say('\nCarried until now, and payable with it: prepare these payouts as well.');
        terminal.table(
          ['campaign', 'partner', 'amount', ''],
          lifted.map((each) => [each.campaignId, each.partnerId, each.amount.toString(), each.amount.currency.code]),
        );
        if (recoverable.length > 0) terminal.say('\nPaid too much, by what is known now:');
        terminal.table(
          ['partner', 'amount', '', 'comes back'],
          recoverable.map(({ partnerId, amount, by }) => [
            partnerId,
            amount.toString(),
            amount.currency.code,
            by === 'set off' ? 'set off against later payouts' : 'to be claimed back',
          ]),
        );
        return held.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
  payout
    .command('list [campaign]')
    .description('list payout batches: of a campaign, or of all')
    .option(...JSON_OPTION)
    .action((campaignId: string | undefined, options: CommonOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        if (campaignId !== undefined) await expectKnownCampaign(app, environment, campaignId);
        const batches = await app.get(UnitOfWork).inSession((session) => listBatches(session, campaignId));
        terminal.answer(batches);
        terminal.table(
          ['batch', 'campaign', 'run', 'state', 'execution', 'payments', 'totals', 'prepared by', 'approved by'],
          batches.map((each) => [
            each.batch,
            each.campaignId,
            each.run,
            each.state,
            each.executionDate,
            each.paymentCount,
            Object.entries(each.totals)
              .map(([currency, total]) => `${total} ${currency}`)
              .join(', '),
            each.preparedBy,
            each.approvedBy ?? '',
          ]),
        );
        if (batches.length === 0)
          terminal.say('No batches yet. Prepare one: npx seatback payout prepare <campaign> --actor NAME');
        return EXIT.done;
      }),
    );
  payout
    .command('due')
    .description('list what is still to be sent and until when; exit code 2 where little time is left, for a monitor')
    .option('--within <days>', 'little time is so many days', numberOption, PAY_BY_WARNING_DAYS)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payout due --within 60')
    .action((options: CommonOptions & { readonly within: number }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const due = await app.get(ShowPayout).due();
        terminal.answer(
          due.map((each) => ({ ...each, amount: each.amount.toString(), currency: each.amount.currency.code })),
        );
        terminal.table(
          ['campaign', 'pay by', 'days left', 'partners', 'not sent', '', 'some wait for'],
          due.map(({ campaignId, payBy, daysLeft, partners, amount, waitsFor }) => [
            campaignId,
            payBy,
            daysLeft,
            partners,
            amount.toString(),
            amount.currency.code,
            Object.entries(waitsFor)
              .map(([reason, count]) => `${reason} ${String(count)}`)
              .join(', '),
          ]),
        );
        if (due.length === 0) terminal.say('Everything that is posted has been sent.');
        return due.some(({ daysLeft }) => daysLeft <= options.within) ? EXIT.heldBack : EXIT.done;
      }),
    );
  payout
    .command('approve')
    .argument('<batch>', 'the number of the batch', numberOption)
    .description('approve a prepared batch; not by the one who prepared it')
    .option('--file-hash <sha256>', 'the file that was looked at; another one is refused')
    .addOption(actedBy('finance-checker'))
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
    .addOption(
      new Option(
        '--write-again',
        'where a broken release asks for it: the connector did not take the file, write it again',
      ).conflicts('fileWasTaken'),
    )
    .addOption(
      new Option('--file-was-taken', 'where a broken release asks for it: the connector took the file, only post it'),
    )
    .option('--reason <text>', 'how that was found out, for the record')
    .addOption(actedBy('finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payout release 1 --actor robin')
    .action((number: number, options: ReleaseOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const whereabouts =
          options.writeAgain === true ? 'not-taken' : options.fileWasTaken === true ? 'taken' : undefined;
        const batch = await app.get(ReleasePayout).release(number, options.actor, {
          whereabouts,
          foundOut: options.reason,
        });
        const { warnings } = await app.get(ShowPayout).execute(number);
        sayBatch(terminal, batch);
        for (const warning of warnings) terminal.say(`Warning: ${warning}`);
        return EXIT.done;
      }),
    );
  payout
    .command('show')
    .argument('<batch>', 'the number of the batch', numberOption)
    .description('show what a batch pays, account numbers masked; give its released file out again')
    .option('--file <path>', 'write the sealed copy of a released file to this new place; needs --actor')
    .addOption(actedByIfNamed('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payout show 1 --file ./again.xml --actor robin')
    .action((number: number, options: CommonOptions & { readonly file?: string; readonly actor?: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const shown = await app.get(ShowPayout).execute(number);
        if (options.file !== undefined) await app.get(ShowPayout).writeFile(number, options.file, options.actor ?? '');
        terminal.answer({ ...shown, ...(options.file === undefined ? {} : { file: options.file }) });
        terminal.table(
          ['partner', 'name', 'account', 'amount', '', 'end-to-end id', 'state', 'since', ''],
          shown.payments.map((each) => [
            each.partnerId,
            each.accountName,
            each.account,
            each.amount,
            each.currency,
            each.endToEndId,
            [each.state ?? '', ...each.reasons].join(' ').trim(),
            each.stateSince?.slice(0, 10) ?? '',
            each.reachedWith === null ? '' : `carried until ${each.reachedWith}`,
          ]),
        );
        terminal.table(
          [
            'block',
            'account',
            'bank',
            'execution',
            'cut-off',
            'banking days',
            'payments',
            'total',
            '',
            'service',
            'charges',
            'account chosen',
          ],
          shown.blocks.map((each) => [
            each.block,
            each.debtorAccount ?? '',
            each.debtorBic ?? '',
            each.executionDate,
            each.cutOff ?? '',
            each.bankingDays,
            each.payments,
            each.total,
            each.currency,
            each.serviceLevel ?? '',
            each.chargeBearer ?? '',
            chosenWords(each.chosenBecause),
          ]),
        );
        sayRates(terminal, shown.payments);
        sayTotals(terminal, shown.batch);
        for (const warning of shown.warnings) terminal.say(`Warning: ${warning}`);
        if (options.file !== undefined)
          terminal.say(
            `Written to ${options.file}. Send it only if the bank never had ${shown.batch.messageId}; it refuses a message that it knows.`,
          );
        return EXIT.done;
      }),
    );
  payout
    .command('confirm-name <partner>')
    .description('stand by the Latin form in which a name is sent, for the account that the partner has now')
    .option('--name <text>', 'the form that was looked at; another one is refused')
    .requiredOption('--reason <text>', 'why it is right')
    .addOption(actedBy('finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback payout confirm-name 1042 --name "Limani EPE" --reason "as on the bank’s letter" --actor robin',
    )
    .action((partnerId: string, options: ActorOptions & { readonly name?: string; readonly reason: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { actor, reason, name } = options;
        const confirmed = await app.get(ConfirmPayeeName).execute(partnerId, { actor, reason, sentName: name });
        terminal.answer(confirmed);
        terminal.say(`${confirmed.accountName} is sent as ${confirmed.sentName}. Prepare the payout to pay it.`);
        return EXIT.done;
      }),
    );
  payout
    .command('void')
    .argument('<batch>', 'the number of the batch', numberOption)
    .description('take a batch back before it is released')
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .action((number: number, options: ActorOptions & { readonly reason: string }) =>
      withSeatback(options, async ({ app, terminal }) =>
        sayBatch(terminal, await app.get(ReleasePayout).void(number, options.actor, options.reason)),
      ),
    );
}
