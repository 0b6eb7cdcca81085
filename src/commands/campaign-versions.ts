import type { Command } from 'commander';
import {
  statedVersions,
  termDifferences,
  valueWords,
  versionOf,
  type StatedVersion,
  type TermDifference,
} from '../campaigns/index.js';
import { UnitOfWork } from '../database/index.js';
import { SeatbackError } from '../kernel/index.js';
import { expectKnownCampaign } from './expected-campaign.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommandContext, type CommonOptions } from './with-seatback.js';

interface DiffOptions extends CommonOptions {
  readonly from?: number;
  readonly to?: number;
}

/** What became of the terms of a campaign, version by version. */
export function versionCommands(campaigns: Command): void {
  campaigns
    .command('versions <campaign>')
    .description('the versions of its terms: since when each was known, why, and what it goes back to')
    .option(...JSON_OPTION)
    .action((campaignId: string, options: CommonOptions) =>
      withSeatback(options, async (context) => {
        const versions = await versionsOf(context, campaignId);
        context.terminal.answer(
          versions.map((each, index) => ({
            ...each,
            terms: undefined,
            differences: differencesAt(versions, index).length,
          })),
        );
        sayVersions(context.terminal, versions);
        return EXIT.done;
      }),
    );
  campaigns
    .command('diff <campaign>')
    .description('what differs between two versions, term by term')
    .option('--from <version>', 'the earlier one; the one before, where it is left out', numberOption)
    .option('--to <version>', 'the later one; the newest, where it is left out', numberOption)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback campaigns diff my-campaign --from 1 --to 2')
    .action((campaignId: string, options: DiffOptions) =>
      withSeatback(options, async (context) => {
        const versions = await versionsOf(context, campaignId);
        const { from, to } = chosenVersions(versions, options, campaignId);
        const differences = termDifferences(from.terms, to.terms);
        context.terminal.answer({ campaign: campaignId, from: from.version, to: to.version, differences });
        sayDifferences(context.terminal, { from, to, differences });
        return EXIT.done;
      }),
    );
}

async function versionsOf({ app, environment }: CommandContext, campaignId: string): Promise<StatedVersion[]> {
  await expectKnownCampaign(app, environment, campaignId);
  return app.get(UnitOfWork).inSession((session) => statedVersions(session, environment.campaignsFolder, campaignId));
}

function chosenVersions(versions: readonly StatedVersion[], { from, to }: DiffOptions, campaignId: string) {
  const later = to === undefined ? versions.at(-1) : versionOf(versions, to, campaignId);
  const earlier =
    from === undefined
      ? versions.findLast(({ version }) => later !== undefined && version < later.version)
      : versionOf(versions, from, campaignId);
  if (earlier !== undefined && later !== undefined) return { from: earlier, to: later };
  throw new SeatbackError({
    code: 'VERSION_UNKNOWN',
    expected: 'two versions to be compared',
    found: versions.length === 0 ? 'none' : `nothing before version ${String(later?.version)}`,
    where: campaignId,
    next: `See npx seatback campaigns versions ${campaignId}.`,
  });
}

function differencesAt(versions: readonly StatedVersion[], index: number): TermDifference[] {
  const [before, at] = [versions[index - 1], versions[index]];
  return before === undefined || at === undefined ? [] : termDifferences(before.terms, at.terms);
}

function sayVersions(terminal: Terminal, versions: readonly StatedVersion[]): void {
  if (versions.length === 0) terminal.say('No version yet: the file cannot be read, and none was published.');
  terminal.table(
    ['version', 'known from', 'published', 'differences', 'reason', 'reference'],
    versions.map(({ version, knownFrom, publishedAt, reason, reference }, index) => [
      version,
      knownFrom.slice(0, 16),
      publishedAt === null ? 'not yet' : publishedAt.slice(0, 16),
      index === 0 ? '' : differencesAt(versions, index).length,
      reason,
      reference ?? '',
    ]),
  );
}

function sayDifferences(
  terminal: Terminal,
  { from, to, differences }: { from: StatedVersion; to: StatedVersion; differences: readonly TermDifference[] },
): void {
  terminal.say(
    `Version ${String(from.version)} and version ${String(to.version)}${to.publishedAt === null ? ', which is not published yet' : ''}:`,
  );
  if (differences.length === 0) terminal.say('No term differs.');
  terminal.table(
    ['term', `version ${String(from.version)}`, `version ${String(to.version)}`],
    differences.map(({ term, before, after }) => [term, valueWords(before), valueWords(after)]),
  );
}
