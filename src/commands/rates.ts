import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import { ImportFolder, type FolderImport } from '../ingest/index.js';
import { parseCalendarDate, SeatbackError, type CalendarDate, type Instant } from '../kernel/index.js';
import { listRates } from '../payout/index.js';
import { instantOption, JSON_OPTION } from './option-values.js';
import { sayQuarantine } from './say-quarantine.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

/** As an import folder calls it (docs/import-folder.md). */
const RATES_FILE = 'fx_rates.csv';

export function ratesCommands(program: Command): void {
  const rates = program.command('rates').description('exchange rates by which partners are paid in their own currency');
  importCommand(rates);
  listCommand(rates);
}

function importCommand(rates: Command): void {
  rates
    .command('import <file>')
    .description('import rates of a source as one delivery; a rate that comes again with another value is corrected')
    .option('--recorded-at <instant>', 'when an old delivery was recorded, if it is loaded afterwards', instantOption)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `\nColumns: base, quote, rate (1 base = rate quote), rate_on, source. Rows that cannot be read are named by line.\n\nExample:\n  npx seatback rates import ./ecb-2019-08-05.csv`,
    )
    .action((file: string, options: CommonOptions & { readonly recordedAt?: Instant }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { recordedAt } = options;
        const imported = await inFolderOfItsOwn(file, (folder) =>
          app.get(ImportFolder).execute(folder, recordedAt === undefined ? {} : { recordedAt }),
        );
        terminal.answer(imported);
        const taken = imported.files.reduce((sum, { rowsTaken }) => sum + rowsTaken, 0);
        sayQuarantine(terminal, imported.quarantined, imported.quarantinedCount);
        terminal.say(
          imported.delivery === undefined
            ? 'Nothing new: all of it was known already.'
            : `${String(taken)} rates, delivery ${String(imported.delivery.delivery)}, recorded ${imported.delivery.recordedAt}.`,
        );
        if (imported.filesUnreadable.length > 0) return EXIT.failed;
        return imported.quarantinedCount > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
}

/** The file may have any name; in an import folder the name says what it is. */
async function inFolderOfItsOwn(file: string, work: (folder: string) => Promise<FolderImport>): Promise<FolderImport> {
  const folder = mkdtempSync(join(tmpdir(), 'seatback-rates-'));
  try {
    try {
      copyFileSync(file, join(folder, /\.gz$/i.test(file) ? `${RATES_FILE}.gz` : RATES_FILE));
    } catch (error) {
      throw fileUnreadable(file, error);
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fileUnreadable(file: string, error: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'FILE_UNREADABLE',
      expected: 'a CSV file of rates',
      found: (error as NodeJS.ErrnoException).code ?? String(error),
      where: file,
      next: 'Name the file that the source gave out.',
    },
    { cause: error },
  );
}

const LISTED_AT_MOST = 200;

function listCommand(rates: Command): void {
  rates
    .command('list')
    .description('rates as they are known now, the newest days first')
    .option('--source <name>', 'of this source only')
    .option('--on <day>', 'of this day only, YYYY-MM-DD', dayOption)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback rates list --source ECB --on 2019-08-05')
    .action((options: CommonOptions & { readonly source?: string; readonly on?: CalendarDate }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const listed = await app.get(UnitOfWork).inSession((session) => listRates(session, options, LISTED_AT_MOST));
        terminal.answer(listed);
        terminal.table(
          ['day', 'source', 'rate', 'delivery', 'recorded'],
          listed.map(({ rateOn, source, base, quote, rate, delivery, recordedAt }) => [
            rateOn,
            source,
            `1 ${base} = ${rate} ${quote}`,
            delivery,
            recordedAt,
          ]),
        );
        if (listed.length === 0) terminal.say('No such rates. Bring some: npx seatback rates import <file>');
        if (listed.length === LISTED_AT_MOST)
          terminal.say(`The newest ${String(LISTED_AT_MOST)}; --source and --on ask for others.`);
        return EXIT.done;
      }),
    );
}

function dayOption(text: string): CalendarDate {
  const day = parseCalendarDate(text);
  if (day === undefined) throw new InvalidArgumentError('Expected a day, for example 2019-08-05.');
  return day;
}
