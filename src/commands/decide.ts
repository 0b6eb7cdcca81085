import { Option, type Command } from 'commander';
import { OpenDecisions, type AskedDecision } from '../calculation/index.js';
import { RecordDecision } from '../ingest/index.js';
import { openQuestions } from '../portal/index.js';
import { expectKnownCampaign } from './expected-campaign.js';
import { actedBy } from './acting.js';
import { JSON_OPTION, numberOption } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface DecideOptions extends CommonOptions {
  readonly partner?: string;
  readonly rule?: string;
  readonly as: AskedDecision['countedAs'];
  readonly reason: string;
  readonly actor: string;
}

const EXAMPLE_CUSTOMER = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';

export function decideCommands(program: Command): void {
  program
    .command('decide <campaign> <customer>')
    .description('decide of a customer what the facts leave open; what is met or not met is never overruled')
    .option('--partner <id>', 'for this partner; needed where several sold to the customer')
    .option('--rule <rule>', 'only this rule; every one that is unknown, where it is left out')
    .addOption(
      new Option('--as <outcome>', 'what it is to count as; withdrawn ends a decision')
        .choices(['met', 'not-met', 'withdrawn'])
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why')
    .addOption(actedBy('finance-maker'))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `\nExample:\n  npx seatback decide my-campaign ${EXAMPLE_CUSTOMER} --rule segment --as met --reason "Annual report: 40 people" --actor dana`,
    )
    .action((campaignId: string, customer: string, options: DecideOptions) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        await expectKnownCampaign(app, environment, campaignId);
        const pair = await app.get(OpenDecisions).expectDecidable({
          campaignId,
          customer,
          partnerId: options.partner,
          rule: options.rule,
          countedAs: options.as,
        });
        const recorded = await app.get(RecordDecision).execute(pair, options);
        terminal.answer({ ...recorded, ...pair });
        const what = pair.rule ?? 'every unknown rule';
        terminal.say(
          `Decision ${String(recorded.decision)}: ${what} of customer ${pair.customerId} for partner ${pair.partnerId} ${pair.countedAs === 'withdrawn' ? 'is left to the facts again' : `counts as ${pair.countedAs.replace('-', ' ')}`}.`,
        );
        terminal.say(
          `Known from delivery ${String(recorded.delivery)} on: calculate again, or restate what is posted, to see what it comes to.`,
        );
        return EXIT.done;
      }),
    );

  program
    .command('decisions <campaign>')
    .description('undecided customers with what would decide them, and what people decided')
    .option('--limit <number>', 'so many undecided customers at most', numberOption, 100)
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExample:\n  npx seatback decisions my-campaign')
    .action((campaignId: string, options: CommonOptions & { readonly limit: number }) =>
      withSeatback(options, async ({ app, environment, terminal }) => {
        await expectKnownCampaign(app, environment, campaignId);
        const listing = await app.get(OpenDecisions).list(campaignId, options.limit);
        terminal.answer(listing);
        terminal.say(
          `Run ${String(listing.run)} left ${String(listing.undecidedInRun)} undecided; by what is known now these still are:`,
        );
        terminal.table(
          ['partner', 'customer', 'name', 'unknown', 'because', 'would be decided by'],
          listing.undecided.flatMap(({ partnerId, customerId, customerName, open }) =>
            open.map(({ rule, sentence, decidedOtherwise }, index) => [
              ...(index === 0 ? [partnerId, customerId, customerName ?? ''] : ['', '', '']),
              rule,
              decidedOtherwise.length === 0
                ? sentence
                : `${sentence} (decision ${decidedOtherwise.join(', ')} answered another question)`,
              openQuestions([rule])[0]?.decidedBy ?? '',
            ]),
          ),
        );
        if (listing.undecided.length === 0) terminal.say('  none');
        if (listing.decisions.length > 0) terminal.say('\nDecisions, the latest first:');
        terminal.table(
          ['decision', 'partner', 'customer', 'rule', 'as', 'by', 'at', 'effect now', 'reason'],
          listing.decisions.map((each) => [
            each.decision,
            each.partnerId,
            each.customerId,
            each.rule ?? 'all unknown',
            each.countedAs,
            each.decidedBy,
            each.decidedAt.slice(0, 19),
            each.effect,
            each.reason,
          ]),
        );
        return listing.undecided.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
}
