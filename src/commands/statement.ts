import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { LANGUAGES, type Language } from '../kernel/index.js';
import type { DocumentFormat } from '../payout/index.js';
import { IssueDocuments, makeOutputFolder, writeTogether, type GivenDocument } from '../portal/index.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

const FORMATS = ['pdf', 'csv', 'xlsx'] as const satisfies readonly DocumentFormat[];

interface DocumentCommandOptions extends CommonOptions {
  readonly language?: Language;
  readonly format?: DocumentFormat;
  readonly out: string;
}

interface StatementOptions extends DocumentCommandOptions {
  readonly campaign: string;
  readonly run?: number;
}

export function statementCommands(program: Command): void {
  withDocumentOptions(
    program
      .command('statement <partner>')
      .description('write a partner’s statement of a posted run, numbered, with its digests; all: of every partner')
      .requiredOption('--campaign <id>', 'of this campaign')
      .option('--run <number>', 'of an earlier run: its last statement again', numberOption),
  )
    .addHelpText(
      'after',
      '\nAll three formats are written, in the language of the partner (locale in partners.csv), unless one is named.\nA statement that says what it said before is the same edition, and its files the same to the byte.\n\nExamples:\n  npx seatback statement 1042 --campaign my-campaign --out ./statements\n  npx seatback statement 1042 --campaign my-campaign --run 3 --language sv --format pdf --out ./statements\n  npx seatback statement all --campaign my-campaign --format pdf --out ./statements',
    )
    .action((partnerId: string, options: StatementOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        makeOutputFolder(options.out);
        const issue = app.get(IssueDocuments);
        const given = partnerId === 'all' ? issue.allStatements(options.campaign, chosen(options)) : undefined;
        const one = given ?? [await issue.statement(partnerId, options.campaign, chosen(options))];
        const said = [];
        const progress = terminal.progress('Statements');
        for await (const document of one) {
          await writeFiles(document, options.out);
          said.push(spoken(document));
          progress.at(said.length);
        }
        progress.end();
        terminal.answer(said);
        sayDocuments(terminal, said, options.out);
        return EXIT.done;
      }),
    );
  withDocumentOptions(
    program
      .command('remittance <payment>')
      .description('write the remittance advice of a payment, by its end-to-end id, with the state that it has by now'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback remittance SB-QCE2DGVTFI5MTRHAGRPJ-1 --format pdf --out ./advices',
    )
    .action((endToEndId: string, options: DocumentCommandOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        makeOutputFolder(options.out);
        const document = await app.get(IssueDocuments).advice(endToEndId, chosen(options));
        await writeFiles(document, options.out);
        terminal.answer([spoken(document)]);
        sayDocuments(terminal, [spoken(document)], options.out);
        return EXIT.done;
      }),
    );
}

function withDocumentOptions(command: Command): Command {
  return command
    .addOption(new Option('--language <code>', 'in place of the partner’s').choices(LANGUAGES))
    .addOption(new Option('--format <name>', 'this one only').choices(FORMATS))
    .requiredOption('--out <folder>', 'where the files are written to')
    .option(...JSON_OPTION);
}

function chosen({ language, format, run }: DocumentCommandOptions & { readonly run?: number }) {
  return { language, run, formats: format === undefined ? FORMATS : [format] };
}

async function writeFiles({ files }: GivenDocument, folder: string): Promise<void> {
  await writeTogether(
    folder,
    files.map(({ name, content }) => ({ name, parts: [content] })),
  );
}

function spoken({ files, ...document }: GivenDocument) {
  return { ...document, files: files.map(({ name, fileHash }) => ({ name, sha256: fileHash })) };
}

function sayDocuments(terminal: Terminal, documents: readonly ReturnType<typeof spoken>[], folder: string): void {
  terminal.table(
    ['partner', 'document', 'edition', 'file', 'SHA-256'],
    documents.flatMap(({ partnerId, document, edition, files }) =>
      files.map(({ name, sha256 }) => [partnerId, document, edition, join(folder, name), sha256]),
    ),
  );
}
