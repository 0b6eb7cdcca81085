import type { Command } from 'commander';
import { PullPartnerCenter, PullStopped } from '../ingest/index.js';
import { CLOCK, SeatbackError, type Clock, type Instant } from '../kernel/index.js';
import { hintAtUnmapped } from './ingest-reports.js';
import { instantOption, JSON_OPTION } from './option-values.js';
import { sayQuarantine } from './say-quarantine.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommandContext, type CommonOptions } from './with-seatback.js';

export function ingestPartnerCenterCommand(ingest: Command): void {
  ingest
    .command('partner-center')
    .description('pull customers, subscriptions, assigned seats and invoices from Partner Center')
    .option('--due <instant>', 'the instant the pull was due; a pull happens once for each', instantOption)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nExamples:\n  npx seatback ingest partner-center\n  npx seatback ingest partner-center --due 2019-06-30T22:00:00Z',
    )
    .action((options: CommonOptions & { readonly due?: Instant }) =>
      withSeatback(options, makePull(options.due), { inOrder: true }),
    );
}

function makePull(due: Instant | undefined): (context: CommandContext) => Promise<number> {
  return async ({ app, terminal, stop }) => {
    const progress = terminal.progress('Customers');
    const dueAt = due ?? app.get<Clock>(CLOCK).now();
    const onProgress = (done: number, all: number) => progress.at(done, all);
    const pull = await app
      .get(PullPartnerCenter)
      .execute({ dueAt, onProgress, stop })
      .catch((error: unknown) => {
        throw error instanceof PullStopped ? stopped(error, dueAt) : error;
      });
    progress.end();
    terminal.answer(pull);
    terminal.say(
      pull.wasMade
        ? `This pull was made already, as delivery ${pull.delivery}.`
        : `Delivery ${pull.delivery}: ${pull.customersSeen} customers (${pull.customersRefused} refused, ${pull.customersFailed} failed), ${pull.invoicesRead} invoices (${pull.invoicesNotTaken} not taken), ${pull.calls.calls + pull.exportCalls} calls.`,
    );
    sayQuarantine(terminal, pull.quarantined);
    await hintAtUnmapped(app, terminal);
    return pull.customersFailed + pull.quarantined.length > 0 ? EXIT.heldBack : EXIT.done;
  };
}

/** No worker may be there to take it up. */
function stopped({ report }: PullStopped, dueAt: Instant): SeatbackError {
  return new SeatbackError({
    ...report,
    next: `What it was answered is kept: npx seatback ingest partner-center --due ${dueAt} goes on where it stopped. Otherwise the next scheduled pull records whom it had read.`,
  });
}
