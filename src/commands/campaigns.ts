import type { Command } from 'commander';
import {
  assumedTerms,
  CampaignVersions,
  checkCampaign,
  findCampaign,
  readCampaignsFolder,
  spokenName,
  termName,
  type TermName,
} from '../campaigns/index.js';
import { readEnvironment } from '../config/index.js';
import { actorOf } from '../kernel/index.js';
import { ACTOR, JSON_OPTION } from './option-values.js';
import { EXIT } from './terminal.js';
import { reporting, withSeatback, type CommonOptions } from './with-seatback.js';

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
    .action((options: CommonOptions) =>
      reporting(options, async (terminal) => {
        const all = readCampaignsFolder(readEnvironment(process.env).campaignsFolder);
        terminal.answer(all);
        terminal.table(
          ['campaign', 'version', 'window', 'assumed terms', 'title'],
          all.map(({ campaign, version, terms, title }) => [
            campaign,
            version,
            `${terms.window.value.from} to ${terms.window.value.to}`,
            assumedTerms(terms).length,
            title,
          ]),
        );
        return EXIT.done;
      }),
    );
  campaigns
    .command('check [campaign]')
    .description('read campaign files, find contradictions, show what is assumed')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  seatback campaigns check dynamics-365-smb-csp-2019h1')
    .action((campaignId: string | undefined, options: CommonOptions) =>
      reporting(options, async (terminal) => {
        const folder = readEnvironment(process.env).campaignsFolder;
        const chosen = campaignId === undefined ? readCampaignsFolder(folder) : [findCampaign(folder, campaignId)];
        const checked = chosen.map((campaign) => ({ campaign, remarks: checkCampaign(campaign) }));
        terminal.answer(checked.map(({ campaign, remarks }) => ({ campaign: campaign.campaign, remarks })));
        for (const { campaign, remarks } of checked) {
          terminal.say(
            `${campaign.campaign}, version ${campaign.version}: ${remarks.length === 0 ? 'no contradictions' : ''}`,
          );
          for (const { severity, term, message } of remarks) terminal.say(`  ${severity}: ${term}: ${message}`);
          for (const term of assumedTerms(campaign.terms))
            terminal.say(`  assumed: ${spokenName(term)}: ${campaign.terms[term]?.assumed ?? ''}`);
        }
        return checked.some(({ remarks }) => remarks.some(({ severity }) => severity === 'contradiction'))
          ? EXIT.failed
          : EXIT.done;
      }),
    );
  campaigns
    .command('confirm <campaign>')
    .description('record that a person stands by assumed terms, and why')
    .option('--term <name...>', 'the terms, by their names in the file')
    .option('--all', 'every assumed term')
    .requiredOption('--reason <text>', 'why the assumption is right')
    .requiredOption(...ACTOR)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  seatback campaigns confirm dynamics-365-smb-csp-2019h1 --term "time zone" --reason "Agreed with Microsoft on 3 July" --actor dana',
    )
    .action((campaignId: string, options: ConfirmOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const campaign = findCampaign(environment.campaignsFolder, campaignId);
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
}
