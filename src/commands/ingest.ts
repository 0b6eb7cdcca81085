import type { Command } from 'commander';
import { ImportFolder, PullDirectory, PullPartnerCenter, type Quarantined } from '../ingest/index.js';
import { CLOCK, type Clock, type Instant } from '../kernel/index.js';
import { ingestRecordCommands } from './ingest-record.js';
import { instantOption, JSON_OPTION } from './option-values.js';
import { hintAtUnmapped, ingestReportCommands } from './ingest-reports.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

export function ingestCommands(program: Command): void {
  const ingest = program
    .command('ingest')
    .description('bring in facts: from Partner Center, or from a folder of files');
  ingestReportCommands(ingest);
  sourceCommands(ingest);
  ingest
    .command('files <folder>')
    .description('import a folder as one delivery; importing it again changes nothing')
    .option('--recorded-at <instant>', 'when an old delivery was recorded, if it is loaded afterwards', instantOption)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  seatback ingest files ./2019-07-05\n  seatback ingest files ./backlog/2019-02 --recorded-at 2019-03-04T08:00:00Z',
    )
    .action((folder: string, options: CommonOptions & { readonly recordedAt?: Instant }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const progress = terminal.progress('Reading');
        const imported = await app.get(ImportFolder).execute(folder, {
          ...(options.recordedAt === undefined ? {} : { recordedAt: options.recordedAt }),
          onFile: (_file, rows) => progress.at(rows),
        });
        progress.end();
        terminal.answer(imported);
        terminal.table(
          ['file', 'rows', 'taken', 'remark'],
          imported.files.map(({ file, rowsRead, rowsTaken, columnsIgnored, sameAs }) => [
            file,
            rowsRead,
            rowsTaken,
            sameAs !== undefined
              ? `same as ${sameAs}`
              : columnsIgnored.length > 0
                ? `columns not known: ${columnsIgnored.join(', ')}`
                : '',
          ]),
        );
        if (imported.filesIgnored.length > 0) terminal.say(`Files not known: ${imported.filesIgnored.join(', ')}`);
        sayQuarantine(terminal, imported.quarantined);
        terminal.say(
          imported.delivery === undefined
            ? 'Nothing new: all of it was known already.'
            : `Delivery ${imported.delivery.delivery}, recorded ${imported.delivery.recordedAt}.`,
        );
        await hintAtUnmapped(app, terminal);
        if (imported.filesUnreadable.length > 0) return EXIT.failed;
        return imported.quarantined.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
  ingest
    .command('partner-center')
    .description('pull customers, subscriptions, assigned seats and invoices from Partner Center')
    .option('--due <instant>', 'the instant the pull was due; a pull happens once for each', instantOption)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  seatback ingest partner-center\n  seatback ingest partner-center --due 2019-06-30T22:00:00Z',
    )
    .action((options: CommonOptions & { readonly due?: Instant }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const progress = terminal.progress('Customers');
        const pull = await app.get(PullPartnerCenter).execute({
          dueAt: options.due ?? app.get<Clock>(CLOCK).now(),
          onProgress: (done, all) => progress.at(done, all),
        });
        progress.end();
        terminal.answer(pull);
        terminal.say(
          pull.wasMade
            ? `This pull was made already, as delivery ${pull.delivery}.`
            : `Delivery ${pull.delivery}: ${pull.customersSeen} customers (${pull.customersRefused} refused, ${pull.customersFailed} failed), ${pull.invoicesRead} invoices (${pull.invoicesNotTaken} not taken), ${pull.calls.calls + pull.exportCalls} calls.`,
        );
        sayQuarantine(terminal, pull.quarantined);
        await hintAtUnmapped(app, terminal);
        return pull.customersFailed + pull.quarantined.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
  ingestRecordCommands(ingest);
}

/** What is brought in beside the nightly pull, each as a delivery of its own where it says anything new. */
function sourceCommands(ingest: Command): void {
  ingest
    .command('directory')
    .description('pull countries of customers, and resellers with their partner ids, as far as their turn it is')
    .option(...JSON_OPTION)
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const pull = await app.get(PullDirectory).execute();
        terminal.answer(pull);
        terminal.say(
          `${pull.delivery === undefined ? 'Nothing new' : `Delivery ${pull.delivery.delivery}`}: ${pull.customersAsked} customers asked (${pull.customersRefused} refused, ${pull.customersFailed} failed, ${pull.customersHinted} named by audit records), ${pull.resellers} resellers.`,
        );
        sayQuarantine(terminal, pull.quarantined);
        return pull.customersFailed + pull.quarantined.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
}

const SHOWN_AT_MOST = 20;

export function sayQuarantine(terminal: Terminal, quarantined: readonly Quarantined[]): void {
  if (quarantined.length === 0) return;
  terminal.say(`\nQuarantined: ${quarantined.length}`);
  terminal.table(
    ['file', 'line', 'column', 'expected', 'found'],
    quarantined
      .slice(0, SHOWN_AT_MOST)
      .map(({ file, line, column, expected, found }) => [file, line, column ?? '', expected, found]),
  );
  if (quarantined.length > SHOWN_AT_MOST) terminal.say(`… and ${quarantined.length - SHOWN_AT_MOST} more`);
  terminal.say();
}
