import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CalculateCampaign, type Run } from '../calculation/index.js';
import { CampaignVersions, findCampaign, readDraft, spokenName } from '../campaigns/index.js';
import { UnitOfWork } from '../database/index.js';
import { Money, type Instant } from '../kernel/index.js';
import { CampaignOutput, makeOutputFolder } from '../portal/index.js';
import { instantOption, JSON_OPTION } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
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
      '\nExamples:\n  seatback calculate dynamics-365-smb-csp-2019h1 --out ./out\n  seatback calculate dynamics-365-smb-csp-2019h1 --snapshot 2019-05-31T23:00:00Z --out ./may\n  seatback calculate dynamics-365-smb-csp-2019h1 --draft ./minimum-4000.yaml --out ./what-if',
    )
    .action((campaignId: string, options: CalculateOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const calculation = app.get(CalculateCampaign);
        const output = app.get(CampaignOutput);
        const progress = terminal.progress('Customers');
        const request = {
          snapshotAt: options.snapshot,
          knownAt: options.knownAt,
          onProgress: (customers: number) => progress.at(customers),
        };
        const out = resolve(options.out);
        if (options.draft !== undefined) {
          const draft = readDraft(resolve(options.draft), campaignId);
          makeOutputFolder(out);
          const run = await calculation.preview(draft, request, async (session, previewed) => {
            await output.write(session, previewed, out);
            return previewed;
          });
          progress.end();
          sayRun(terminal, run, out, 'A draft: nothing of it was kept.');
          return run.counts.undecided > 0 ? EXIT.heldBack : EXIT.done;
        }
        const campaign = findCampaign(environment.campaignsFolder, campaignId);
        // Before the work: a million customers are not to be looked at for a folder that cannot be written to.
        makeOutputFolder(out);
        const run = await calculation.execute(campaign, request);
        progress.end();
        const open = await app.get(UnitOfWork).inTransaction(async (session) => {
          await output.write(session, run, out);
          return app.get(CampaignVersions).unconfirmed(session, campaign);
        });
        sayRun(
          terminal,
          run,
          out,
          open.length === 0 ? '' : `Assumed terms that nobody confirmed yet: ${open.map(spokenName).join(', ')}.`,
        );
        return run.counts.undecided > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
}

function sayRun(terminal: Terminal, run: Run, out: string, remark: string): void {
  terminal.answer({
    run: run.run,
    kind: run.kind,
    state: run.state,
    counts: run.counts,
    earned: run.earnedTotal,
    currency: run.currency,
    digest: run.digest,
    out,
  });
  const { counts } = run;
  terminal.say(
    `Run ${run.run} (${run.kind}) of ${run.campaignId}, version ${run.version}, as known at delivery ${run.delivery}.`,
  );
  terminal.say(
    `${counts.determinations} determinations for ${counts.partners} partners and ${counts.customers} customers: ${counts.qualified} qualified, ${counts.notQualified} not, ${counts.undecided} undecided${run.kind === 'provisional' ? ` (${counts.pending} only because of what lies ahead)` : ''}.`,
  );
  terminal.say(`Earned: ${Money.of(run.earnedTotal, run.currency).toString()} ${run.currency}. Digest ${run.digest}.`);
  terminal.say(`Files in ${out}`);
  if (remark !== '') terminal.say(remark);
}
