import type { Command } from 'commander';
import { readCampaignsFolder } from '../campaigns/index.js';
import { ListDeadlines } from '../deadlines/index.js';
import { daysBetween, dayOf } from '../kernel/index.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

export function dueCommand(program: Command): void {
  program
    .command('due')
    .description(
      'what is due, of all campaigns: registrations, claims, answers to claims and questions, appeals, proofs, bank details, payments',
    )
    .option(...JSON_OPTION)
    .action((options: CommonOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        const campaigns = readCampaignsFolder(environment.campaignsFolder).flatMap(({ campaign }) =>
          campaign === null ? [] : [campaign],
        );
        const { now, deadlines } = await app.get(ListDeadlines).execute(campaigns);
        terminal.answer({ now, deadlines: deadlines.map((each) => ({ ...each, isLate: now >= each.dueAt })) });
        terminal.table(
          ['before', 'days left', 'what', 'campaign', 'partner', 'about'],
          deadlines.map(({ dueAt, kind, campaignId, partnerId, subject }) => [
            `${dueAt.slice(0, 16)}Z`,
            now >= dueAt ? 'LATE' : String(daysBetween(dayOf(now, 'UTC'), dayOf(dueAt, 'UTC'))),
            kind,
            campaignId,
            partnerId ?? 'all',
            subject ?? '',
          ]),
        );
        if (deadlines.length === 0) terminal.say('Nothing is due.');
        return deadlines.some(({ dueAt }) => now >= dueAt) ? EXIT.heldBack : EXIT.done;
      }),
    );
}
