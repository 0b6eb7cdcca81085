import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { draftVariants, type DaysFromTo, type Variation } from '../campaigns/index.js';
import { CLOCK, spreadsheetRecord, parseCalendarDate, type Clock, type Instant } from '../kernel/index.js';
import { instantOption, JSON_OPTION } from './option-values.js';
import { simulate, type PartnerUnderVariants, type Simulation } from './simulation.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface SimulateOptions extends CommonOptions {
  readonly vary?: readonly Variation[];
  readonly window?: DaysFromTo;
  readonly knownAt?: Instant;
  readonly csv?: boolean;
}

/** Whoever wins and loses most is named; `--csv` has all. */
const NAMED_AT_MOST = 10;

export function simulateCommand(program: Command): void {
  program
    .command('simulate <draft...>')
    .description('run drafts of a campaign on recorded history and compare them: what they cost, who wins, who loses')
    .option(
      '--vary <term=values>',
      'calculate with each of these values of a term; several terms: with each combination',
      variationOption,
    )
    .option(
      '--window <from..to>',
      'on other days that are recorded; the other days of the terms move along',
      windowOption,
    )
    .option('--known-at <instant>', 'see only what was recorded until then; now, where it is left out', instantOption)
    .addOption(new Option('--csv', 'what each partner would be paid under each variant').conflicts('json'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nIt writes nothing.\n\nExamples:\n' +
        '  npx seatback simulate ./draft.yaml --vary "minimum seats=13,15,20"\n' +
        '  npx seatback simulate ./draft.yaml --vary "minimum payout / amount=2000,4000" --vary "minimum seats=15,20"\n' +
        '  npx seatback simulate ./per-customer.yaml ./per-seat.yaml --window 2018-07-01..2018-12-31 --csv > variants.csv',
    )
    .action((drafts: readonly string[], options: SimulateOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const variants = drafts.flatMap((draft) => draftVariants(resolve(draft), options.vary ?? [], options.window));
        const progress = terminal.progress('Variants');
        const knownAt = options.knownAt ?? app.get<Clock>(CLOCK).now();
        const simulation = await simulate(app, variants, knownAt, (done) => progress.at(done, variants.length));
        progress.end();
        if (options.csv === true) writeCsv(simulation);
        else saySimulation(terminal, simulation);
        return EXIT.done;
      }),
    );
}

function variationOption(text: string, before: readonly Variation[] = []): Variation[] {
  const [, term, values] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (term === undefined || values === undefined)
    throw new InvalidArgumentError('Expected a term and its values, for example "minimum seats=13,15,20".');
  return [...before, { term: term.trim(), values: values.split(',').map((value) => value.trim()) }];
}

function windowOption(text: string): DaysFromTo {
  const [from, to] = text.split('..').map((day) => parseCalendarDate(day));
  if (from === undefined || to === undefined || to < from)
    throw new InvalidArgumentError('Expected two days, the first not after the last: 2018-07-01..2018-12-31.');
  return { from, to };
}

function saySimulation(terminal: Terminal, { variants, partners }: Simulation): void {
  terminal.answer({
    variants: variants.map(({ name, run, totals, cost, partnersPaid }) => ({
      name,
      window: run.snapshotAt,
      counts: run.counts,
      totals,
      cost: cost.toString(),
      currency: run.currency,
      partnersPaid,
      digest: run.digest,
    })),
    partners: partners.map(({ partnerId, name, paid }) => ({ partnerId, name, paid: paid.map(String) })),
  });
  const [base] = variants;
  if (base === undefined) return;
  terminal.say(`Side by side, in ${base.run.currency}; nothing of it is kept:`);
  terminal.table(
    ['variant', 'qualified', 'undecided', 'partners paid', 'cost', 'earned', 'difference in cost'],
    variants.map(({ name, run, totals, cost, partnersPaid }) => [
      name,
      run.counts.qualified,
      run.counts.undecided,
      partnersPaid,
      cost.toString(),
      totals.earned,
      cost.minus(base.cost).toString(),
    ]),
  );
  for (const [index, { name }] of variants.entries())
    if (index > 0) sayWinners(terminal, partners, index, name, base.name);
}

function sayWinners(
  terminal: Terminal,
  partners: readonly PartnerUnderVariants[],
  index: number,
  name: string,
  baseName: string,
): void {
  const changes = partners.flatMap(({ partnerId, name: partner, paid }) => {
    const [before, after] = [paid[0], paid[index]];
    if (before === undefined || after === undefined) return [];
    return [{ partnerId, partner, before, after, difference: after.minus(before) }];
  });
  const byDifference = changes.sort((a, b) => b.difference.compare(a.difference));
  const winners = byDifference.filter(({ difference }) => difference.amount.gt(0));
  const losers = byDifference.filter(({ difference }) => difference.amount.lt(0)).reverse();
  terminal.say(`\n${name}, against ${baseName}: ${winners.length} partners win, ${losers.length} lose.`);
  for (const [word, all] of [
    ['wins', winners],
    ['loses', losers],
  ] as const) {
    if (all.length === 0) continue;
    terminal.table(
      [`${word} most`, 'name', 'before', 'then', 'difference'],
      all
        .slice(0, NAMED_AT_MOST)
        .map(({ partnerId, partner, before, after, difference }) => [
          partnerId,
          partner ?? '',
          before.toString(),
          after.toString(),
          difference.toString(),
        ]),
    );
    if (all.length > NAMED_AT_MOST) terminal.say(`… and ${all.length - NAMED_AT_MOST} more; --csv has all.`);
  }
}

function writeCsv({ variants, partners }: Simulation): void {
  process.stdout.write(spreadsheetRecord(['partner_id', 'name', ...variants.map(({ name }) => name)]));
  for (const { partnerId, name, paid } of partners)
    process.stdout.write(spreadsheetRecord([partnerId, name ?? '', ...paid.map((amount) => amount.toString())]));
}
