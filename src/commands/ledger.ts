import { InvalidArgumentError, Option, type Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import { parseCalendarDate, SeatbackError, type CalendarDate } from '../kernel/index.js';
import { Ledger } from '../ledger/index.js';
import { JournalCsv, writeJournals, type JournalExport } from '../portal/index.js';
import { actedBy } from './acting.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

export function ledgerCommands(program: Command): void {
  const ledger = program.command('ledger').description('close accounting months, and hand their journals to finance');
  closeMonthCommand(ledger);
  exportCommand(ledger);
}

function closeMonthCommand(ledger: Command): void {
  ledger
    .command('close-month')
    .argument('<month>', 'a month that is over, YYYY-MM', firstDayOption)
    .description('from then on nothing is posted into the month; it is never opened again')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback ledger close-month 2019-07 --actor dana')
    .action((month: CalendarDate, options: CommonOptions & { readonly actor: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const closedNow = await app
          .get(UnitOfWork)
          .inTransaction((session) => app.get(Ledger).closeMonth(session, month, options.actor));
        terminal.answer({ month: month.slice(0, 7), closedNow });
        terminal.say(`${month.slice(0, 7)} is closed${closedNow ? '' : ', and was before'}.`);
        return EXIT.done;
      }),
    );
}

interface ExportOptions extends CommonOptions {
  readonly period: CalendarDate;
  readonly out?: string;
}

function exportCommand(ledger: Command): void {
  ledger
    .command('export')
    .description('the journals of an accounting month as CSV, a row for each posting, with control totals')
    .addOption(
      new Option('--period <month>', 'the accounting month, YYYY-MM').argParser(firstDayOption).makeOptionMandatory(),
    )
    .option('--out <file>', 'write it there, and its totals and SHA-256 beside it as <file>.json')
    .option('--json', 'answer with the totals in JSON, for a program; needs --out')
    .addHelpText(
      'after',
      '\nA month that is closed gives the same bytes for ever; of an open one more may come.\n\nExamples:\n' +
        '  npx seatback ledger export --period 2019-07 --out ./journals-2019-07.csv\n' +
        '  npx seatback ledger export --period 2019-07 > journals.csv',
    )
    .action((options: ExportOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { period, out } = options;
        if (out === undefined && options.json === true) throw outMissing();
        const exported = await app.get(UnitOfWork).inTransaction(async (session) => {
          if (out !== undefined) return writeJournals(session, period, out);
          const csv = new JournalCsv(session, period);
          await terminal.passAll(csv.parts());
          return csv.summary();
        });
        terminal.answer(exported);
        sayTotals(terminal, exported, out);
        return EXIT.done;
      }),
    );
}

/** Beside the rows: where these go to standard output, it is not to stand among them. */
function sayTotals(
  terminal: Terminal,
  { period, state, journals, postings, totals, sha256 }: JournalExport,
  out?: string,
) {
  const say = (line: string) => (out === undefined ? terminal.remark(line) : terminal.say(line));
  say(`${period} (${state}): ${String(journals)} journals, ${String(postings)} postings.`);
  for (const { currency, debit, credit } of totals) say(`  ${currency}: debit ${debit}, credit ${credit}`);
  say(`SHA-256 ${sha256}`);
  if (state === 'open') say('The month is open: more may still be posted into it.');
}

/** Rows and totals are two forms: only one of them goes to standard output. */
function outMissing(): SeatbackError {
  return new SeatbackError({
    code: 'OPTION_MISSING',
    expected: '--out <file> together with --json',
    found: 'no file',
    where: 'the command line',
    next: 'Name the file for the rows.',
  });
}

function firstDayOption(text: string): CalendarDate {
  const day = parseCalendarDate(`${text}-01`);
  if (day === undefined) throw new InvalidArgumentError('Expected a month, for example 2019-07.');
  return day;
}
