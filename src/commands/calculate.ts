import { resolve } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { CalculateCampaign, knownProducts, type Run } from '../calculation/index.js';
import {
  CampaignVersions,
  contradictionsOf,
  findCampaignFile,
  readCampaignsFolder,
  readDraft,
  spokenName,
  type CampaignFile,
  type CampaignRemark,
} from '../campaigns/index.js';
import { UnitOfWork } from '../database/index.js';
import { dayOf, Money, type Instant } from '../kernel/index.js';
import { CampaignOutput, makeOutputFolder } from '../portal/index.js';
import { instantOption, JSON_OPTION } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { sayWhatIf, whatIf, type WhatIf } from './what-if.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface CalculateOptions extends CommonOptions {
  readonly snapshot?: Instant;
  readonly knownAt?: Instant;
  readonly out: string;
  readonly draft?: string;
}

export function calculateCommand(program: Command): void {
  program
    .command('calculate <campaign>')
    .description(
      'apply the campaign’s rules at its snapshot and write determinations.csv, earnings.csv and run.json; posts nothing',
    )
    .requiredOption('--out <folder>', 'where the three files go')
    .option(
      '--snapshot <instant>',
      'an instant inside the window, for a provisional run ("if it ended then")',
      instantOption,
    )
    .option('--known-at <instant>', 'see only what was recorded until then; now, where it is left out', instantOption)
    .option('--draft <file>', 'use the terms of this campaign file instead, and keep nothing of it')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback calculate my-campaign --out ./out\n  npx seatback calculate my-campaign --snapshot 2019-05-31T22:00:00Z --out ./may\n  npx seatback calculate my-campaign --draft ./minimum-4000.yaml --out ./what-if',
    )
    .action((campaignId: string, options: CalculateOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const out = resolve(options.out);
        const progress = terminal.progress('Customers');
        const request = {
          snapshotAt: options.snapshot,
          knownAt: options.knownAt,
          onProgress: (customers: number) => progress.at(customers),
        };
        if (options.draft !== undefined) {
          const draft = readDraft(resolve(options.draft), campaignId);
          const campaign = readCampaignsFolder(environment.campaignsFolder).find(
            (each) => each.campaignId === campaignId,
          );
          makeOutputFolder(out);
          const found = await whatIf(
            app,
            { draft: draft.campaign, campaign: campaign?.campaign ?? undefined, out },
            request,
          );
          progress.end();
          const contradictions = await contradictionsAt(app, draft, found.draft);
          sayRun(terminal, { run: found.draft, file: draft, out, contradictions, found });
          return found.draft.counts.undecided > 0 ? EXIT.heldBack : EXIT.done;
        }
        const file = findCampaignFile(environment.campaignsFolder, campaignId);
        // Before the work: a million customers are not to be looked at for a folder that cannot be written to.
        makeOutputFolder(out);
        const run = await app.get(CalculateCampaign).execute(file.campaign, { ...request, lineOf: file.lineOf });
        progress.end();
        const open = await app.get(UnitOfWork).inTransaction(async (session) => {
          await app.get(CampaignOutput).write(session, run, out);
          return app.get(CampaignVersions).unconfirmed(session, file.campaign);
        });
        sayRun(terminal, { run, file, out, contradictions: await contradictionsAt(app, file, run) });
        if (open.length > 0)
          terminal.say(`Assumed terms that nobody confirmed yet: ${open.map(spokenName).join(', ')}.`);
        return run.counts.undecided > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
}

/** By the products that were mapped at the run's delivery. An official run has none. */
async function contradictionsAt(
  app: INestApplicationContext,
  file: CampaignFile,
  run: Run,
): Promise<readonly CampaignRemark[]> {
  return app
    .get(UnitOfWork)
    .inSession(async (session) => contradictionsOf(file, await knownProducts(session, run.delivery)));
}

interface Said {
  readonly run: Run;
  readonly file: CampaignFile;
  readonly out: string;
  readonly contradictions: readonly CampaignRemark[];
  readonly found?: WhatIf;
}

function sayRun(terminal: Terminal, { run, file, out, contradictions, found }: Said): void {
  const { counts } = run;
  const { terms } = file.campaign;
  terminal.answer({
    run: found === undefined ? run.run : null,
    kind: run.kind,
    state: found === undefined ? run.state : 'draft',
    counts,
    earned: run.earnedTotal,
    currency: run.currency,
    digest: run.digest,
    out,
    contradictions: contradictions.map(({ term, line, message }) => ({ term, line, message })),
    ...(found === undefined ? {} : { totals: found.draftTotals, totalsAsItIs: found.totals }),
  });
  const of = `of ${run.campaignId}`;
  const kind =
    found === undefined
      ? `Run ${String(run.run)} (${run.kind}) ${of}, version ${String(run.version)},`
      : `A draft ${of}, ${run.kind}, of which nothing is kept,`;
  terminal.say(`${kind} as known at delivery ${run.delivery}.`);
  if (run.kind === 'provisional') {
    const day = dayOf(run.snapshotAt, terms.timeZone.value);
    terminal.say(
      `As if the campaign ended at ${run.snapshotAt}: that lies on ${day} in ${terms.timeZone.value}, the last day that counts.`,
    );
  }
  terminal.say(
    `${counts.determinations} determinations for ${counts.partners} partners and ${counts.customers} customers: ${counts.qualified} qualified, ${counts.notQualified} not, ${counts.undecided} undecided${run.kind === 'provisional' ? ` (${counts.pending} only because of what lies ahead)` : ''}.`,
  );
  terminal.say(`Earned: ${Money.of(run.earnedTotal, run.currency).toString()} ${run.currency}. Digest ${run.digest}.`);
  if (found !== undefined) sayWhatIf(terminal, found);
  if (contradictions.length > 0)
    terminal.say('Its terms contradict each other, and an official run would be refused by them:');
  for (const { term, line, message } of contradictions) terminal.say(`  ${term} (line ${String(line)}): ${message}`);
  terminal.say(`Files in ${out}`);
}
