import type { Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import { listQuestions, PartnerQuestions, questionDueAt } from '../questions/index.js';
import { expectKnownCampaign } from './expected-campaign.js';
import { actedBy } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface ListOptions extends CommonOptions {
  readonly open?: boolean;
  readonly limit: number;
}

interface AnswerOptions extends CommonOptions {
  readonly answer: string;
  readonly actor: string;
}

export function questionsCommands(program: Command): void {
  const questions = program.command('questions').description('what partners ask about determinations');

  questions
    .command('list <campaign>')
    .description('questions with their answers, the oldest first')
    .option('--open', 'only those that wait for an answer')
    .option('--limit <number>', 'so many at most', numberOption, 100)
    .option(...JSON_OPTION)
    .action((campaignId: string, options: ListOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        await expectKnownCampaign(app, environment, campaignId);
        const { limit, open: openOnly } = options;
        const found = await app
          .get(UnitOfWork)
          .inSession((session) => listQuestions(session, { campaignId, openOnly, limit }));
        const listed = found.map((each) => ({ ...each, dueAt: each.state === 'open' ? questionDueAt(each) : null }));
        terminal.answer({ questions: listed });
        terminal.table(
          ['question', 'partner', 'customer', 'outcome', 'run', 'asked', 'due', 'stands', 'question', 'answer'],
          listed.map((each) => [
            each.question,
            each.partnerId,
            each.customerName ?? each.customerId,
            each.outcome,
            each.run,
            each.askedAt.slice(0, 16),
            each.dueAt?.slice(0, 16) ?? '',
            each.state,
            each.asked.replaceAll('\n', ' '),
            each.answer?.replaceAll('\n', ' ') ?? '',
          ]),
        );
        if (listed.length === 0) terminal.say('No questions.');
        return listed.some(({ state }) => state === 'open') ? EXIT.heldBack : EXIT.done;
      }),
    );

  questions
    .command('answer')
    .argument('<question>', 'the number of the question', numberOption)
    .description('answer a partner; it is told by mail that there is an answer, and reads it on its pages')
    .requiredOption('--answer <text>', 'what the partner reads')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExample:\n  npx seatback questions answer 7 --answer "The reading of 30 June is missing." --actor dana',
    )
    .action((question: number, options: AnswerOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const answered = await app.get(PartnerQuestions).answer(question, options);
        terminal.answer(answered);
        terminal.say(`Question ${String(answered.question)} of partner ${answered.partnerId} is answered; it is told.`);
        return EXIT.done;
      }),
    );
}
