import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import {
  assumedTerms,
  campaignJsonSchemaText,
  CampaignVersions,
  findCampaign,
  findCampaignFile,
  JSON_SCHEMA_FILE,
  readCampaignsFolder,
  spokenName,
  termName,
  type ListedCampaign,
  type TermName,
} from '../campaigns/index.js';
import { readEnvironment } from '../config/index.js';
import { UnitOfWork, type Session } from '../database/index.js';
import { actorOf, SeatbackError } from '../kernel/index.js';
import { checkedCampaign } from '../portal/index.js';
import { sayChecked } from './checked-campaign.js';
import { versionCommands } from './campaign-versions.js';
import { actedBy } from './acting.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { reporting, withSeatback, type CommonOptions } from './with-seatback.js';

interface CheckOptions extends CommonOptions {
  readonly fileOnly?: boolean;
}

interface ConfirmOptions extends CommonOptions {
  readonly term?: readonly string[];
  readonly all?: boolean;
  readonly reason: string;
  readonly actor: string;
}

export function campaignsCommands(program: Command): void {
  const campaigns = program.command('campaigns').description('list, check and confirm the terms of campaigns');
  campaigns
    .command('list')
    .description('all campaigns with window, version and what is assumed')
    .option(...JSON_OPTION)
    .action((options: CommonOptions) => reporting(options, async (terminal) => list(terminal)));
  campaigns
    .command('check [campaign]')
    .description('read campaign files, find contradictions, hold them against what was published, show what is assumed')
    .option('--file-only', 'ask no database: neither what was published and confirmed, nor what products are mapped')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback campaigns check my-campaign\n  npx seatback campaigns check --file-only',
    )
    .action(async (campaignId: string | undefined, options: CheckOptions) => {
      if (options.fileOnly === true) {
        await reporting(options, async (terminal) =>
          check(terminal, readEnvironment(process.env).campaignsFolder, campaignId),
        );
        return;
      }
      await withSeatback(options, async ({ app, environment, terminal }) =>
        app.get(UnitOfWork).inSession((session) => check(terminal, environment.campaignsFolder, campaignId, session)),
      );
    });
  campaigns
    .command('schema')
    .description('write the JSON Schema beside the campaign files, by which editors complete and check them')
    .option(...JSON_OPTION)
    .action((options: CommonOptions) => reporting(options, async (terminal) => writeSchema(terminal)));
  campaigns
    .command('confirm <campaign>')
    .description('record that a person stands by assumed terms, and why')
    .option('--term <name...>', 'the terms, by their names in the file')
    .option('--all', 'every assumed term')
    .requiredOption('--reason <text>', 'why the assumption is right')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback campaigns confirm my-campaign --term "time zone" --reason "Agreed with Microsoft on 3 July" --actor dana',
    )
    .action((campaignId: string, options: ConfirmOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const campaign = findCampaign(environment.campaignsFolder, campaignId);
        if (options.all !== true && options.term === undefined) throw noTermNamed(assumedTerms(campaign.terms));
        const terms =
          options.all === true
            ? assumedTerms(campaign.terms)
            : (options.term ?? []).map((name) => termName(name) as TermName);
        const confirmed = await app.get(CampaignVersions).confirm(campaign, terms, options);
        terminal.answer({ campaign: campaignId, confirmed: confirmed.map(spokenName) });
        terminal.say(
          confirmed.length === 0
            ? 'Nothing to confirm: each of these is confirmed already.'
            : `Confirmed by ${actorOf(options.actor)}: ${confirmed.map(spokenName).join(', ')}.`,
        );
        return EXIT.done;
      }),
    );
  versionCommands(campaigns);
}

async function check(
  terminal: Terminal,
  folder: string,
  campaignId: string | undefined,
  session?: Session,
): Promise<number> {
  const chosen = campaignId === undefined ? readCampaignsFolder(folder) : [named(folder, campaignId)];
  const checked = await Promise.all(chosen.map((listed) => checkedCampaign(listed, session)));
  terminal.answer(checked);
  for (const each of checked) sayChecked(terminal, each);
  return checked.every(({ isUsable }) => isUsable) ? EXIT.done : EXIT.failed;
}

function list(terminal: Terminal): number {
  const all = readCampaignsFolder(readEnvironment(process.env).campaignsFolder);
  terminal.answer(all.map(({ campaignId, campaign, failure }) => campaign ?? { campaign: campaignId, failure }));
  terminal.table(
    ['campaign', 'version', 'window', 'assumed terms', 'title'],
    all.flatMap(({ campaign }) => {
      if (campaign === null) return [];
      const { from, to } = campaign.terms.window.value;
      const assumed = assumedTerms(campaign.terms).length;
      return [[campaign.campaign, campaign.version, `${from} to ${to}`, assumed, campaign.title]];
    }),
  );
  const unreadable = all.flatMap(({ failure }) => failure ?? []);
  for (const failure of unreadable) terminal.complain(failure);
  return unreadable.length === 0 ? EXIT.done : EXIT.failed;
}

function writeSchema(terminal: Terminal): number {
  const file = join(readEnvironment(process.env).campaignsFolder, JSON_SCHEMA_FILE);
  try {
    writeFileSync(file, campaignJsonSchemaText());
  } catch (cause) {
    throw notWritable(file, cause);
  }
  terminal.answer({ file });
  terminal.say(`Written: ${file}`);
  return EXIT.done;
}

function notWritable(file: string, cause: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'FILE_NOT_WRITABLE',
      expected: 'a folder of campaigns that can be written to',
      found: cause instanceof Error ? cause.message : 'no answer',
      where: file,
      next: 'Make the folder, let this user write to it, or name another with SEATBACK_CAMPAIGNS.',
    },
    { cause },
  );
}

function named(folder: string, campaignId: string): ListedCampaign {
  return { campaignId, ...findCampaignFile(folder, campaignId), failure: null };
}

/** To confirm nothing looks like having confirmed everything. */
function noTermNamed(assumed: readonly TermName[]): SeatbackError {
  return new SeatbackError({
    code: 'OPTION_MISSING',
    expected: '--all, or --term with the names of the terms',
    found: 'neither',
    where: 'campaigns confirm',
    next: `Assumed are: ${assumed.map(spokenName).join(', ') || 'none'}.`,
  });
}
