import type { Command } from 'commander';
import {
  importFileMeantBy,
  IMPORT_FILES,
  ImportFolder,
  listQuarantine,
  PullDirectory,
  unexpectedColumns,
  writeQuarantine,
  type FolderImport,
  type ImportedFile,
} from '../ingest/index.js';
import { UnitOfWork, Vault } from '../database/index.js';
import { SeatbackError, type Instant } from '../kernel/index.js';
import { ingestPartnerCenterCommand } from './ingest-partner-center.js';
import { ingestRecordCommands } from './ingest-record.js';
import { ingestRereadCommand } from './ingest-reread.js';
import { ingestUnbilledCommand } from './ingest-unbilled.js';
import { ingestShowCommand } from './ingest-show.js';
import { hintAtUnmapped, ingestReportCommands } from './ingest-reports.js';
import { actedByIfNamed } from './acting.js';
import { instantOption, JSON_OPTION, numberOption } from './option-values.js';
import { sayQuarantine, someOf } from './say-quarantine.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface FilesOptions {
  readonly recordedAt?: Instant;
  readonly repairs?: number;
  readonly acceptShrunk?: readonly string[];
  readonly actor?: string;
  readonly reason?: string;
}

export function ingestCommands(program: Command): void {
  const ingest = program
    .command('ingest')
    .description('bring in facts: from Partner Center, or from a folder of files');
  ingestPartnerCenterCommand(ingest);
  filesCommand(ingest);
  directoryCommand(ingest);
  ingestRecordCommands(ingest);
  quarantineCommand(ingest);
  ingestReportCommands(ingest);
  ingestUnbilledCommand(ingest);
  ingestShowCommand(ingest);
  ingestRereadCommand(ingest);
}

function filesCommand(ingest: Command): void {
  ingest
    .command('files <folder>')
    .description('import a folder as one delivery; importing it again changes nothing')
    .option('--recorded-at <instant>', 'when an old delivery was recorded, if it is loaded afterwards', instantOption)
    .option(
      '--repairs <delivery>',
      'the delivery whose quarantined rows this folder brings in good order',
      numberOption,
    )
    .option('--accept-shrunk <file...>', 'files that are meant to be much smaller than the last time')
    .addOption(actedByIfNamed('finance-maker'))
    .option('--reason <text>', 'why a repair or a smaller file is right')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback ingest files ./2019-07-05\n  npx seatback ingest files ./backlog/2019-02 --recorded-at 2019-03-04T08:00:00Z',
    )
    .action((folder: string, options: CommonOptions & FilesOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const keeping = terminal.progress('Keeping (MB)');
        const progress = terminal.progress('Reading');
        const imported = await app.get(ImportFolder).execute(folder, {
          ...(options.recordedAt === undefined ? {} : { recordedAt: options.recordedAt }),
          onBytes: (_file, bytes) => keeping.at(Math.round(bytes / 1_000_000)),
          onFile: (_file, rows) => progress.at(rows),
          repairs: options.repairs,
          acceptShrunk: options.acceptShrunk,
          actor: options.actor,
          reason: options.reason,
        });
        progress.end();
        const isRead = imported.files.length + imported.filesUnreadable.length > 0;
        if (!isRead && imported.foldersIgnored.length === 0) throw nothingToImport(folder, imported);
        terminal.answer(imported);
        sayFiles(terminal, imported);
        sayQuarantine(terminal, imported.quarantined, imported.quarantinedCount);
        if (options.repairs !== undefined)
          terminal.say(`Repaired rows of delivery ${options.repairs}: ${imported.rowsRepaired}.`);
        terminal.say(
          imported.delivery === undefined
            ? isRead
              ? 'Nothing new: all of it was known already.'
              : 'No import file was found.'
            : `Delivery ${imported.delivery.delivery}, recorded ${imported.delivery.recordedAt}.`,
        );
        await hintAtUnmapped(app, terminal);
        if (imported.filesUnreadable.length > 0) return EXIT.failed;
        return imported.quarantinedCount + imported.foldersIgnored.length + imported.filesIgnored.length > 0
          ? EXIT.heldBack
          : EXIT.done;
      }),
    );
}

function quarantineCommand(ingest: Command): void {
  ingest
    .command('quarantine')
    .description('rows that were not taken, why, and whether they came again in good order')
    .option('--delivery <number>', 'of this delivery only', numberOption)
    .option('--csv <folder>', 'write them as an import folder, to be corrected and imported; needs --delivery')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback ingest quarantine\n  npx seatback ingest quarantine --delivery 7 --csv ./repair-7\n  npx seatback ingest files ./repair-7 --repairs 7 --actor dana --reason "typing errors of the distributor"',
    )
    .action((options: CommonOptions & { readonly delivery?: number; readonly csv?: string }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { delivery, csv } = options;
        const unitOfWork = app.get(UnitOfWork);
        const listing = await unitOfWork.inTransaction((session) => listQuarantine(session, delivery));
        if (csv !== undefined) {
          if (delivery === undefined) throw deliveryMissing();
          const files = await unitOfWork.inTransaction((session) =>
            writeQuarantine(session, app.get(Vault), delivery, csv),
          );
          terminal.answer({ ...listing, files });
          terminal.say(
            files.length === 0 ? 'No file of this delivery has bad rows.' : `Written to ${csv}: ${files.join(', ')}`,
          );
          return EXIT.done;
        }
        terminal.answer(listing);
        terminal.table(
          ['delivery', 'file', 'line', 'column', 'expected', 'found', 'repaired by'],
          listing.rows
            .slice(0, LISTED_AT_MOST)
            .map(({ delivery: brought, file, line, column, expected, found, repairedBy, repairActor }) => [
              brought,
              file,
              line,
              column ?? '',
              expected,
              found,
              repairedBy === null ? '' : `delivery ${repairedBy}, ${repairActor ?? ''}`,
            ]),
        );
        terminal.say(`${listing.count} rows, ${listing.repairedCount} of them repaired.`);
        return EXIT.done;
      }),
    );
}

/** Files of which nothing was taken come first: they are what somebody has to look at. */
function sayFiles(terminal: Terminal, { files, filesUnreadable, filesIgnored, foldersIgnored }: FolderImport): void {
  const unreadable = new Set(filesUnreadable.map(({ file }) => file));
  terminal.table(
    ['file', 'rows', 'taken', 'remark'],
    [...files.filter(({ file }) => unreadable.has(file)), ...files.filter(({ file }) => !unreadable.has(file))].map(
      (imported) => [
        imported.file,
        imported.rowsRead,
        imported.rowsTaken,
        unreadable.has(imported.file) ? 'not readable, see below' : remarkOn(imported),
      ],
    ),
  );
  for (const name of filesIgnored) terminal.say(`Not read: ${asMeant(name)}`);
  if (foldersIgnored.length > 0)
    terminal.say(
      `Folders not read: ${foldersIgnored.join(', ')}. Only billing/ is read, and what lies in it directly.`,
    );
}

function remarkOn({ file, columnsIgnored, sameAs }: ImportedFile): string {
  if (sameAs !== undefined) return `same as ${sameAs}`;
  const unexpected = unexpectedColumns(file, columnsIgnored);
  return unexpected.length > 0 ? `columns not known: ${someOf(unexpected)}` : '';
}

function asMeant(name: string): string {
  const meant = importFileMeantBy(name);
  return meant === undefined ? name : `${name} (is it ${meant}?)`;
}

/** A wrong folder must not look like one that brings nothing new. */
function nothingToImport(folder: string, { filesIgnored }: FolderImport): SeatbackError {
  return new SeatbackError({
    code: 'NO_IMPORT_FILE',
    expected: `an import file: ${IMPORT_FILES.join(', ')}, or a folder billing/`,
    found: filesIgnored.length === 0 ? 'an empty folder' : `only ${filesIgnored.map(asMeant).join(', ')}`,
    where: folder,
    next: 'docs/import-folder.md says what each file is called.',
  });
}

function deliveryMissing(): SeatbackError {
  return new SeatbackError({
    code: 'OPTION_MISSING',
    expected: '--delivery <number> together with --csv',
    found: 'no delivery',
    where: 'the command line',
    next: 'Name the delivery whose rows are to be written; npx seatback ingest quarantine lists them.',
  });
}

const LISTED_AT_MOST = 200;

/** What is brought in beside the nightly pull, each as a delivery of its own where it says anything new. */
function directoryCommand(ingest: Command): void {
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
