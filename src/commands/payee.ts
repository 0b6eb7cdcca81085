import { Option, type Command } from 'commander';
import {
  ApproveBankDetails,
  CarryOutNotices,
  EnterBankDetails,
  InvitePayee,
  PersonHolds,
  readGivenDetails,
  ShowPayees,
  type DecidedDetails,
  type EnteredDetails,
} from '../payout/index.js';
import { SeatbackError } from '../kernel/index.js';
import { actedBy } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { sayPayee, sayWaiting } from './say-payees.js';
import { readSecret } from './secret-input.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface ActorOptions extends CommonOptions {
  readonly actor: string;
}

interface EnterOptions extends ActorOptions {
  readonly file?: string;
  readonly imported?: boolean;
}

export function payeeCommands(program: Command): void {
  const payee = program
    .command('payee')
    .description('bank details: ask for them, enter them, approve them as a second person, and see who waits for what');
  payee
    .command('invite <partner>')
    .description('issue a link by which the partner gives its bank details once; another one in place of a lost one')
    .requiredOption('--campaign <id>', 'for what it earns in this campaign, by its terms')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payee invite 1042 --campaign my-campaign --actor dana')
    .action((partnerId: string, options: ActorOptions & { readonly campaign: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const link = await app.get(InvitePayee).execute(partnerId, options.campaign, options.actor);
        terminal.answer(link);
        terminal.say(`Notice ${link.notice} to partner ${partnerId}: to be answered before ${link.answerBy}.`);
        terminal.say(`Token, shown this once: ${link.token}`);
        terminal.say('Give it to the partner alone. Whoever issued it does not approve what comes by it.');
        return EXIT.done;
      }),
    );
  payee
    .command('enter')
    .argument('[partner]', 'whose details; left out where a token in the file says so')
    .description('take bank details from a file or standard input, or take over the row of bank_accounts.csv')
    .option('--file <path>', 'YAML or JSON; - is standard input')
    .addOption(new Option('--imported', 'the newest imported row, where such rows wait for approval').conflicts('file'))
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nNumbers and tokens are never arguments: arguments are seen by everybody on the machine and stay in the shell history.\n\nExamples:\n  npx seatback payee enter 1042 --file - --actor dana < details.yaml\n  npx seatback payee enter 1042 --imported --actor dana',
    )
    .action((partnerId: string | undefined, options: EnterOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const entered = await enter(app.get(EnterBankDetails), partnerId, options);
        terminal.answer(entered);
        sayEntered(terminal, entered);
        return entered.warnings.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
  payee
    .command('approve')
    .argument('<details>', 'the number of the bank details', numberOption)
    .description('stand by bank details that somebody else entered, or refuse them')
    .addOption(new Option('--last-four <characters>', 'of the account that was looked at; another one is refused'))
    .addOption(new Option('--refuse', 'they are not to be paid to; needs --reason').conflicts('lastFour'))
    .option('--reason <text>', 'why they are refused')
    .addOption(actedBy('finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback payee approve 7 --last-four 3000 --actor robin\n  npx seatback payee approve 7 --refuse --reason "a private account" --actor robin',
    )
    .action(
      (
        number: number,
        options: ActorOptions & { readonly lastFour?: string; readonly refuse?: boolean; readonly reason?: string },
      ) =>
        withSeatback(options, async ({ app, terminal }) => {
          const approval = app.get(ApproveBankDetails);
          const decided =
            options.refuse === true
              ? await approval.refuse(number, options.actor, options.reason ?? '')
              : await approval.approve(number, options.actor, { lastFour: options.lastFour });
          terminal.answer(decided);
          sayDecided(terminal, decided);
          return EXIT.done;
        }),
    );
  payee
    .command('decide-name <partner>')
    .description('say whether a name that is close to the registered one, or cannot be compared, is the company’s')
    .addOption(new Option('--as <decision>', 'what it is').choices(['accepted', 'refused']).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback payee decide-name 1042 --as accepted --reason "as on the bank’s letter" --actor robin',
    )
    .action(
      (partnerId: string, options: ActorOptions & { readonly as: 'accepted' | 'refused'; readonly reason: string }) =>
        withSeatback(options, async ({ app, terminal }) => {
          const { as: decision, actor, reason } = options;
          const decided = await app.get(ApproveBankDetails).decideName(partnerId, { decision, actor, reason });
          terminal.answer(decided);
          terminal.say(`"${decided.accountName}" for ${decided.registeredName} is ${decided.decision}.`);
          return EXIT.done;
        }),
    );
  payee
    .command('hold <partner>')
    .description(
      'hold back what would be paid to a partner, also of a batch that has not left, until somebody else releases it',
    )
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback payee hold 1042 --reason "its invoices are being looked at" --actor dana',
    )
    .action((partnerId: string, options: ActorOptions & { readonly reason: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { actor, reason } = options;
        const placed = await app.get(PersonHolds).place(partnerId, { actor, reason });
        terminal.answer(placed);
        terminal.say(
          `Hold ${String(placed.hold)}: nothing is paid to partner ${partnerId} until somebody else releases it.`,
        );
        return EXIT.done;
      }),
    );
  payee
    .command('release <partner>')
    .description('let go what a person holds back; not by the one who placed the hold')
    .requiredOption('--hold <number>', 'the number of the hold', numberOption)
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback payee release 1042 --hold 3 --reason "its invoices are right" --actor robin',
    )
    .action((partnerId: string, options: ActorOptions & { readonly hold: number; readonly reason: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { actor, reason, hold } = options;
        const released = await app.get(PersonHolds).release(partnerId, hold, { actor, reason });
        terminal.answer(released);
        terminal.say(`Hold ${String(hold)} is released. What is payable goes into the next batch.`);
        return EXIT.done;
      }),
    );
  payee
    .command('show <partner>')
    .description('all that is known of where a partner is paid, account numbers by their last four')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payee show 1042')
    .action((partnerId: string, options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const shown = await app.get(ShowPayees).one(partnerId);
        terminal.answer(shown);
        sayPayee(terminal, shown);
        return shown.holds.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
  payee
    .command('list')
    .description('details that wait for a second person, and partners that were asked')
    .option('--campaign <id>', 'only those asked for this campaign')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback payee list')
    .action((options: CommonOptions & { readonly campaign?: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const list = await app.get(ShowPayees).list(options.campaign);
        terminal.answer(list);
        sayWaiting(terminal, list);
        return list.waiting.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
  payee
    .command('notices')
    .description('one round: ask who has no details, remind who was asked, cancel what nobody claimed; safe to repeat')
    .option('--campaign <id>', 'only this campaign')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample, each hour:\n  npx seatback payee notices')
    .action((options: CommonOptions & { readonly campaign?: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const round = await app.get(CarryOutNotices).execute(options.campaign);
        terminal.answer(round);
        terminal.table(
          ['campaign', 'partner', 'done', 'notice', 'answer before', 'forfeited'],
          round.carriedOut.map(({ campaignId, partnerId, done, notice, answerBy, forfeited }) => [
            campaignId,
            partnerId,
            done.replaceAll('-', ' '),
            notice ?? '',
            answerBy ?? '',
            forfeited === null ? '' : `${forfeited.amount} ${forfeited.currency}`,
          ]),
        );
        terminal.say(
          `${String(round.carriedOut.length)} steps; ${String(round.waiting)} have time left or wait for a decision.`,
        );
        return EXIT.done;
      }),
    );
}

async function enter(
  details: EnterBankDetails,
  partnerId: string | undefined,
  { file, imported, actor }: EnterOptions,
): Promise<EnteredDetails> {
  if (imported === true) return details.fromImport(partnerId ?? '', actor);
  const given = readGivenDetails(await readSecret(file ?? '-'));
  if (given.kind === 'vendor') return details.byVendor(partnerId ?? '', { reference: given.vendor, actor });
  if (given.token === undefined) return details.byUser(partnerId ?? '', { details: given.account, actor });
  if (partnerId !== undefined)
    throw new SeatbackError({
      code: 'USAGE',
      expected: 'a partner, or a token in the file, which names one',
      found: 'both',
      where: 'seatback payee enter',
      next: 'Leave out the partner.',
    });
  return details.byInvitation(given.token, { details: given.account, actor });
}

function sayEntered(terminal: Terminal, { bankDetails, partnerId, account, name, warnings }: EnteredDetails): void {
  terminal.say(`Bank details ${String(bankDetails)} of partner ${partnerId}: account ${account}, kept sealed.`);
  if (name !== null)
    terminal.say(
      `Name of the account: ${name.outcome.replace('-', ' ')} ("${name.account}" beside "${name.registered}").`,
    );
  for (const { place, expected, found } of warnings)
    terminal.say(`Warning: ${place}: expected ${expected}, found ${found}`);
  terminal.say(`They count when somebody else approves them: npx seatback payee approve ${String(bankDetails)}`);
}

function sayDecided(
  terminal: Terminal,
  { bankDetails, partnerId, decision, payableFrom, forfeited }: DecidedDetails,
): void {
  const from = payableFrom === null ? '' : `; they may be paid to from ${payableFrom}`;
  terminal.say(`Bank details ${String(bankDetails)} of partner ${partnerId} are ${decision}${from}.`);
  for (const { amount, currency, campaignId } of forfeited)
    terminal.say(`${amount} ${currency} of ${campaignId} are forfeited: a personal account rejects the claims.`);
}
