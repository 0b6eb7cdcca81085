import { Option, type Command } from 'commander';
import {
  causeName,
  leftOutOfRun,
  RestateCampaign,
  type ListedDifference,
  type Restatement,
  type Run,
} from '../calculation/index.js';
import { findCampaignFile } from '../campaigns/index.js';
import { UnitOfWork } from '../database/index.js';
import { Money, spreadsheetRecord, type Instant } from '../kernel/index.js';
import { instantOption, JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

const COLUMNS = [
  'partner',
  'customer',
  'name',
  'amount',
  'currency',
  'cause',
  'delivery',
  'recorded at',
  'version',
] as const;

/** Also of a restatement that was calculated before and is on its way. */
const NEXT_STEP: Readonly<Partial<Record<Run['state'], string>>> = {
  calculated: 'submit',
  submitted: 'approve',
  approved: 'post',
};

interface ShowOptions extends CommonOptions {
  readonly csv?: boolean;
}

export function restateCommand(program: Command): void {
  program
    .command('restate <campaign>')
    .description('calculate a posted campaign anew, say what changed and why, or that nothing did; posts nothing')
    .option('--known-at <instant>', 'see only what was recorded until then; now, where it is left out', instantOption)
    .addOption(new Option('--csv', 'as CSV').conflicts('json'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback restate my-campaign\n  npx seatback restate my-campaign --csv > differences.csv',
    )
    .action((campaignId: string, options: ShowOptions & { readonly knownAt?: Instant }) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const { campaign, lineOf } = findCampaignFile(environment.campaignsFolder, campaignId);
        const progress = terminal.progress('Customers');
        const restatement = await app.get(RestateCampaign).execute(campaign, {
          knownAt: options.knownAt,
          lineOf,
          onProgress: (customers) => progress.at(customers),
        });
        progress.end();
        if (restatement.run === null) {
          sayNothing(terminal, restatement.restates, options);
          return EXIT.done;
        }
        const leftOut = await app.get(UnitOfWork).inSession((session) => leftOutOfRun(session, restatement.run));
        sayRestatement(terminal, restatement, options);
        const next = NEXT_STEP[restatement.run.state];
        if (options.csv !== true && next !== undefined)
          terminal.say(`\nTo post it: npx seatback run ${next} ${String(restatement.run.run)} --actor NAME`);
        return leftOut.customers > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
}

/** Below `run`: what a restatement changed, also long after it was posted. */
export function changesCommand(run: Command): void {
  run
    .command('changes')
    .argument('<run>', 'the number of a run that restates another', numberOption)
    .description('what a restatement changes, customer by customer, and why')
    .addOption(new Option('--csv', 'as CSV').conflicts('json'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback run changes 2')
    .action((number: number, options: ShowOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        sayRestatement(terminal, await app.get(RestateCampaign).show(number), options);
        return EXIT.done;
      }),
    );
}

function sayNothing(terminal: Terminal, posted: Run, { csv }: ShowOptions): void {
  terminal.answer({
    run: null,
    restates: posted.run,
    campaign: posted.campaignId,
    earned: amountOf(posted),
    currency: posted.currency,
    causes: [],
    differences: [],
  });
  if (csv === true) terminal.pass(spreadsheetRecord(COLUMNS));
  else
    terminal.say(
      `Nothing to restate: by all that is known now, ${posted.campaignId} comes to what run ${String(posted.run)} says, which is posted. No run was made.`,
    );
}

function sayRestatement(terminal: Terminal, { run, restates, differences }: Restatement, { csv }: ShowOptions): void {
  const byCause = totalsByCause(differences, run.currency);
  terminal.answer({
    run: run.run,
    restates: restates.run,
    campaign: run.campaignId,
    state: run.state,
    earned: amountOf(run),
    earnedBefore: amountOf(restates),
    currency: run.currency,
    causes: byCause.map(([cause, customers, amount]) => ({ cause, customers, amount })),
    differences,
  });
  if (csv === true) {
    terminal.pass(spreadsheetRecord(COLUMNS));
    for (const row of differences.map(rowOf)) terminal.pass(spreadsheetRecord(row));
    return;
  }
  terminal.say(
    `Run ${String(run.run)} of ${run.campaignId}, ${run.state}, restates run ${String(restates.run)}: earned ${amountOf(run)} ${run.currency}, before ${amountOf(restates)} ${run.currency}.`,
  );
  if (differences.length === 0) {
    terminal.say('No reward is another than before.');
    return;
  }
  terminal.say();
  terminal.table(
    ['cause', 'customers', 'difference', ''],
    [
      ...byCause.map(([cause, customers, amount]) => [cause, customers, amount, run.currency]),
      ['in all', '', differenceOf(run, restates), run.currency],
    ],
  );
  terminal.say();
  terminal.table(COLUMNS, differences.map(rowOf));
}

function amountOf({ earnedTotal, currency }: Run): string {
  return Money.of(earnedTotal, currency).toString();
}

function differenceOf(run: Run, restates: Run): string {
  return Money.of(run.earnedTotal, run.currency).minus(Money.of(restates.earnedTotal, restates.currency)).toString();
}

function totalsByCause(differences: readonly ListedDifference[], currency: string): [string, number, string][] {
  const byCause = new Map<string, { readonly customers: Set<string>; amount: Money }>();
  for (const { causes, partnerId, customerId, amount } of differences) {
    const total = byCause.get(causeName(causes)) ?? { customers: new Set<string>(), amount: Money.zero(currency) };
    byCause.set(causeName(causes), total);
    total.customers.add(`${partnerId} ${customerId}`);
    total.amount = total.amount.plus(Money.of(amount, currency));
  }
  return [...byCause].map(([cause, { customers, amount }]) => [cause, customers.size, amount.toString()]);
}

function rowOf(each: ListedDifference): (string | number)[] {
  return [
    each.partnerId,
    each.customerId,
    each.customerName ?? '',
    each.amount,
    each.currency,
    causeName(each.causes),
    each.delivery ?? '',
    each.recordedAt?.slice(0, 19) ?? '',
    each.version ?? '',
  ];
}
