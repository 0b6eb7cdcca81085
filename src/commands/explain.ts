import type { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExplainCustomer, proofText, type Explanation, type Proof } from '../calculation/index.js';
import { readCampaignsFolder } from '../campaigns/index.js';
import { UnitOfWork } from '../database/index.js';
import { CopyPayload, LocateEvidence } from '../ingest/index.js';
import { SeatbackError } from '../kernel/index.js';
import { bookedEarnings, evidenceOf, ProveCustomer, withEvidence } from '../portal/index.js';
import { expectKnownCampaign } from './expected-campaign.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { sayExplanation } from './say-explanation.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

export function explainCommand(program: Command): void {
  program
    .command('explain <campaign> <customer>')
    .description('say why a customer has the outcome it has: every rule, the terms in force, the facts')
    .option('--run <number>', 'of this run; the posted one, else the last, where it is left out', numberOption)
    .option('--proof <file>', 'write a proof, which npx seatback verify --proof checks offline')
    .option('--force', 'with --proof: write over a file that is there')
    .option('--with-payloads <folder>', 'with --proof: also what was received, as it was received, by its hash')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
A proof holds the terms, all facts that the outcome follows from, the findings, the arithmetic and the text of each line
that it rests on. Payloads are whole files and answers, also with what they say of others: for auditors, not for partners.

Examples:
  npx seatback explain my-campaign 3f2504e0-4f89-11d3-9a0c-0305e82c3301
  npx seatback explain my-campaign "Fourteen Acres Nursery" --proof ./nursery.json
  npx seatback explain my-campaign nursery.example --proof ./nursery.json --with-payloads ./received`,
    )
    .action((campaignId: string, customer: string, options: ExplainCommandOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        await expectKnownCampaign(app, environment, campaignId);
        if (options.withPayloads !== undefined && options.proof === undefined) throw payloadsOfNothing();
        if (options.proof !== undefined) {
          const proof = await app.get(ProveCustomer).execute(campaignId, customer, options.run);
          write(options.proof, proofText(proof), options.force === true);
          const copied = await copyPayloads(app.get(CopyPayload), proof, options.withPayloads);
          terminal.answer({ proof: options.proof, hash: proof.hash, payloads: copied });
          terminal.say(`Proof of ${proof.facts.customer.customerId} in ${options.proof}, SHA-256 ${proof.hash}`);
          if (copied !== null) terminal.say(`${copied} payloads in ${options.withPayloads ?? ''}`);
          terminal.say(`Check it anywhere, without a database: npx seatback verify --proof ${options.proof}`);
          return EXIT.done;
        }
        const explanation = await app.get(ExplainCustomer).execute(campaignId, customer, options.run);
        const evidence = await evidenceOf(app.get(LocateEvidence), explanation);
        const booked = await app.get(UnitOfWork).inTransaction((session) => bookedEarnings(session, explanation));
        terminal.answer(withEvidence(explanation, evidence, booked));
        sayExplanation(terminal, explanation, evidence, booked);
        sayPages(terminal, environment.campaignsFolder, explanation);
        return EXIT.done;
      }),
    );
}

interface ExplainCommandOptions extends CommonOptions {
  readonly run?: number;
  readonly proof?: string;
  readonly force?: boolean;
  readonly withPayloads?: string;
}

/** @returns how many were written; null where none were asked for */
async function copyPayloads(
  copy: CopyPayload,
  { evidence }: Proof,
  folder: string | undefined,
): Promise<number | null> {
  if (folder === undefined) return null;
  const sources = [...evidence.readings, ...evidence.lines, ...evidence.register].map(({ source }) => source);
  const hashes = new Set(sources.flatMap((source) => (source === null || source.isSealed ? [] : [source.hash])));
  makeFolder(folder);
  for (const hash of hashes) await copy.execute(hash, join(folder, hash));
  return hashes.size;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

function write(file: string, content: string, isForced: boolean): void {
  try {
    writeFileSync(file, content, { flag: isForced ? 'w' : 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw isThere(file, cause);
    throw unwritable(file, cause);
  }
}

function isThere(where: string, cause: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'OUTPUT_EXISTS',
      expected: 'a new file',
      found: 'a file that is there already',
      where,
      next: 'Name another file, or say --force to write over it.',
    },
    { cause },
  );
}

function unwritable(where: string, cause: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'OUTPUT_UNWRITABLE',
      expected: 'a place that can be written to',
      found: cause instanceof Error ? cause.message : String(cause),
      where,
      next: 'Name another place, or make room there.',
    },
    { cause },
  );
}

function payloadsOfNothing(): SeatbackError {
  return new SeatbackError({
    code: 'OPTION_ALONE',
    expected: '--proof <file> beside --with-payloads',
    found: '--with-payloads alone',
    where: 'npx seatback explain',
    next: 'Name the file of the proof as well.',
  });
}

/** The letters in brackets are names of pages: what they stand for is in the campaign's file. */
function sayPages(terminal: Terminal, folder: string, { campaignId, determinations }: Explanation): void {
  const listed = readCampaignsFolder(folder).find((each) => each.campaignId === campaignId);
  const sources = determinations.flatMap(({ findings }) =>
    findings.filter(({ outcome }) => outcome !== 'met').flatMap(({ terms }) => terms.map(({ source }) => source ?? '')),
  );
  const named = Object.entries(listed?.campaign?.pages ?? {}).filter(([name]) =>
    sources.some((source) => source === name || source.startsWith(`${name},`) || source.startsWith(`${name} `)),
  );
  if (named.length > 0) terminal.say('\n  Pages:');
  for (const [name, page] of named) terminal.say(`  ${name}: ${page}`);
}
