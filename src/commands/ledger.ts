import { InvalidArgumentError, type Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import { parseCalendarDate, type CalendarDate } from '../kernel/index.js';
import { Ledger } from '../ledger/index.js';
import { ACTOR, JSON_OPTION } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

export function ledgerCommands(program: Command): void {
  program
    .command('ledger')
    .description('close accounting months')
    .command('close-month')
    .argument('<month>', 'a month that is over, YYYY-MM', firstDayOption)
    .description('from then on nothing is posted into the month; it is never opened again')
    .requiredOption(...ACTOR)
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

function firstDayOption(text: string): CalendarDate {
  const day = parseCalendarDate(`${text}-01`);
  if (day === undefined) throw new InvalidArgumentError('Expected a month, for example 2019-07.');
  return day;
}
