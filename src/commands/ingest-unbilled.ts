import type { Command } from 'commander';
import { UnitOfWork } from '../database/index.js';
import { listUnbilled, PullUnbilled } from '../ingest/index.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface UnbilledOptions extends CommonOptions {
  readonly pull?: boolean;
  readonly currency?: readonly string[];
}

/** What the coming invoice is about to say, while something can still be done about it. */
export function ingestUnbilledCommand(ingest: Command): void {
  ingest
    .command('unbilled')
    .description('seats that the coming invoice is about to bill; exit code 2 where an export could not be taken')
    .option('--pull', 'ask Microsoft Graph for what is not billed yet first')
    .option('--currency <code...>', 'currencies to ask for; those of the newest invoices, where left out')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nNo rule counts them: a seat is billed when an invoice says so.\n\nExamples:\n  npx seatback ingest unbilled --pull\n  npx seatback ingest unbilled --pull --currency GBP EUR',
    )
    .action((options: UnbilledOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const pulled = options.pull === true ? await app.get(PullUnbilled).execute(options.currency) : undefined;
        const exports = pulled?.exports ?? [];
        const unbilled = await app.get(UnitOfWork).inSession((session) => listUnbilled(session));
        terminal.answer({ exports, unbilled });
        for (const { month, currency, lines, problem } of exports)
          terminal.say(`${month.slice(0, 7)} ${currency}: ${problem ?? `${lines} lines`}`);
        terminal.table(
          ['month', 'customer', 'partner', 'product', 'seats on last day', 'subtotal', 'currency'],
          unbilled.map((each) => [
            each.month.slice(0, 7),
            each.customerId,
            each.partnerId ?? '',
            each.isMapped ? each.product : `${each.product} (not mapped)`,
            each.seatsOnLastDay,
            each.subtotal,
            each.currency,
          ]),
        );
        if (unbilled.length === 0)
          terminal.say('Nothing is known that is not billed yet. Ask for it: npx seatback ingest unbilled --pull');
        return exports.some(({ problem }) => problem !== null) ? EXIT.heldBack : EXIT.done;
      }),
    );
}
