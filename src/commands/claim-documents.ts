import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { findCampaign } from '../campaigns/index.js';
import { AcceptProof, ClaimDocuments, DOCUMENT_KINDS, type DocumentKind } from '../claims/index.js';
import { SeatbackError, type Instant } from '../kernel/index.js';
import { actedBy } from './acting.js';
import { instantOption, JSON_OPTION, numberOption } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface AttachOptions extends CommonOptions {
  readonly actor: string;
  readonly kind: DocumentKind;
}

interface DocumentOptions extends CommonOptions {
  readonly out: string;
  readonly force?: boolean;
}

/** Beside the other commands of claims. */
export function claimDocumentCommands(claims: Command): void {
  claims
    .command('attach <campaign> <claim> <file>')
    .description('keep a document that was given for a claim: PDF, PNG, JPEG, XLSX or CSV, by what is in it')
    .addOption(new Option('--kind <kind>', 'what it is').choices(DOCUMENT_KINDS).makeOptionMandatory())
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .action((campaignId: string, claimId: string, file: string, options: AttachOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const campaign = findCampaign(environment.campaignsFolder, campaignId);
        const content = await readable(file);
        const document = { kind: options.kind, fileName: basename(file), content };
        const given = await app.get(ClaimDocuments).attach(campaign, claimId, document, options);
        terminal.answer(given);
        terminal.say(`Document ${given.document} of claim ${claimId}: ${given.format}, SHA-256 ${given.sha256}.`);
        return EXIT.done;
      }),
    );

  claims
    .command('documents <campaign> <claim>')
    .description('what was given for a claim')
    .option(...JSON_OPTION)
    .action((campaignId: string, claimId: string, options: CommonOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const documents = await app.get(ClaimDocuments).list(campaignId, claimId);
        terminal.answer({ documents });
        terminal.table(
          ['document', 'kind', 'format', 'bytes', 'name', 'given by', 'given at', 'SHA-256'],
          documents.map((each) => [
            String(each.document),
            each.kind,
            each.erasedAt === null ? each.format : `${each.format}, erased`,
            String(each.byteCount),
            each.fileName,
            each.givenBy,
            each.givenAt.slice(0, 16),
            each.sha256,
          ]),
        );
        if (documents.length === 0) terminal.say('No documents.');
        return EXIT.done;
      }),
    );

  claims
    .command('document')
    .argument('<number>', 'as documents lists it', numberOption)
    .description('write a document to a file, byte for byte as it was given; it comes from outside: open it with care')
    .requiredOption('--out <file>', 'where to')
    .option('--force', 'write over a file that is there')
    .option(...JSON_OPTION)
    .action((number: number, options: DocumentOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const { given, bytes } = await app.get(ClaimDocuments).open(number);
        write(options.out, bytes, options.force === true);
        terminal.answer({ ...given, out: options.out });
        terminal.say(`${options.out}: ${given.format}, ${given.byteCount} bytes, SHA-256 ${given.sha256}.`);
        return EXIT.done;
      }),
    );
}

interface AcceptOptions extends CommonOptions {
  readonly actor: string;
  readonly kind: string;
  readonly handedIn?: Instant;
  readonly reason: string;
}

/** What the calculation counts as a proof of performance, by a person who read it. */
export function acceptProofCommand(claims: Command): void {
  claims
    .command('accept-proof')
    .argument('<campaign>')
    .argument('<document>', 'as documents lists it', numberOption)
    .description('a person’s word that a document is a proof of performance: it counts as a row of proofs.csv')
    .requiredOption('--kind <text>', 'what proves it, such as "sales report"')
    .option('--handed-in <instant>', 'when it was received; when it was given, where it is left out', instantOption)
    .requiredOption('--reason <text>', 'what was looked at')
    .addOption(actedBy('finance-maker', 'finance-checker'))
    .option(...JSON_OPTION)
    .action((campaignId: string, document: number, { handedIn, ...said }: AcceptOptions) =>
      withSeatback(said, async ({ app, environment, terminal }) => {
        const campaign = findCampaign(environment.campaignsFolder, campaignId);
        const accepted = await app.get(AcceptProof).execute(campaign, document, { ...said, handedInAt: handedIn });
        terminal.answer(accepted);
        terminal.say(
          `Document ${document} is a proof of partner ${accepted.partnerId}, received on ${accepted.receivedOn}. It counts from the next calculation on; restate what is posted already.`,
        );
        return EXIT.done;
      }),
    );
}

async function readable(file: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    const handle = await open(file);
    if ((await handle.stat()).isFile()) return handle.createReadStream();
    await handle.close();
  } catch (cause) {
    throw fileFault('DOCUMENT_UNREADABLE', 'a file that can be read', file, cause);
  }
  throw fileFault('DOCUMENT_UNREADABLE', 'a file that can be read', file, undefined);
}

function write(file: string, bytes: Uint8Array, isForced: boolean): void {
  try {
    writeFileSync(file, bytes, { flag: isForced ? 'w' : 'wx' });
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw isThere
      ? fileFault('OUTPUT_EXISTS', 'a new file, or --force', file, cause)
      : fileFault('OUTPUT_UNWRITABLE', 'a file that can be written', file, cause);
  }
}

function fileFault(code: string, expected: string, where: string, cause: unknown): SeatbackError {
  const found = cause instanceof Error ? cause.message : 'something else';
  return new SeatbackError({ code, expected, found, where, next: 'Name another file.' }, { cause });
}
