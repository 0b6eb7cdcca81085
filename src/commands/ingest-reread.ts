import { InvalidArgumentError, Option, type Command } from 'commander';
import { RereadPayloads, type ReReading, type ReReadingOptions } from '../ingest/index.js';
import { parseGuid, type Guid, type Instant } from '../kernel/index.js';
import { actedByIfNamed } from './acting.js';
import { instantOption, JSON_OPTION } from './option-values.js';
import { EXIT, type Terminal } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

interface RereadOptions extends CommonOptions {
  readonly source?: ReReadingOptions['source'];
  readonly from?: Instant;
  readonly to?: Instant;
  readonly customer?: Guid;
  readonly dryRun?: boolean;
  readonly actor?: string;
  readonly reason?: string;
  readonly reference?: string;
}

/** After a mapping was put right. */
export function ingestRereadCommand(ingest: Command): void {
  ingest
    .command('reread')
    .description('read kept payloads again, as our mapping is by now; what they say otherwise is recorded')
    .addOption(
      new Option('--source <source>', 'what payloads of this source speak of').choices(['files', 'partner-center']),
    )
    .option('--from <instant>', 'what payloads recorded from then on speak of', instantOption)
    .option('--to <instant>', 'what payloads recorded up to then speak of', instantOption)
    .option('--customer <guid>', 'one customer, and the invoices that name it', guidOption)
    .option('--dry-run', 'show what would change, and change nothing')
    .addOption(actedByIfNamed('finance-maker'))
    .option('--reason <text>', 'what was wrong with the mapping')
    .option('--reference <text>', 'where more stands of it, such as the number of a ticket')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
Whatever the chosen payloads speak of is read again whole, out of all payloads in their order. Figures as known before
stay what they were; runs that were posted are not touched. Exit code 2 where a payload cannot be read again.

Examples:
  npx seatback ingest reread --dry-run
  npx seatback ingest reread --source partner-center --actor dana --reason "seats of group2 were left out" --reference T-118`,
    )
    .action((options: RereadOptions) =>
      withSeatback(options, async ({ app, terminal }) => {
        const progress = terminal.progress('Deliveries');
        const rereading = await app.get(RereadPayloads).execute({
          source: options.source,
          from: options.from,
          to: options.to,
          customerId: options.customer,
          isDryRun: options.dryRun,
          actor: options.actor,
          reason: options.reason,
          reference: options.reference,
          onDelivery: (done, all) => progress.at(done, all),
        });
        progress.end();
        terminal.answer(rereading);
        sayRereading(terminal, rereading);
        return rereading.problems.length > 0 ? EXIT.heldBack : EXIT.done;
      }),
    );
}

const SHOWN_AT_MOST = 200;

function sayRereading(terminal: Terminal, rereading: ReReading): void {
  const { changes, changeCount, changed, problems } = rereading;
  terminal.table(
    ['customer', 'fact', 'of', 'partner', 'from', 'to', 'was', 'is'],
    changes
      .slice(0, SHOWN_AT_MOST)
      .map(({ customerId, fact, subject, partnerId, from, to, was, is }) => [
        customerId,
        fact,
        subject,
        partnerId ?? '',
        from.slice(0, 16),
        to?.slice(0, 16) ?? '',
        was ?? 'nothing',
        is ?? 'nothing',
      ]),
  );
  if (changeCount > SHOWN_AT_MOST) terminal.say(`… and ${changeCount - SHOWN_AT_MOST} more`);
  const kinds = Object.entries(changed).filter(([, count]) => count > 0);
  const rows = kinds.map(([kind, count]) => `${kind} ${String(count)}`).join(', ');
  terminal.say(
    `Read again: ${rereading.payloadsRead} payloads of ${rereading.deliveriesRead} deliveries. ${rows === '' ? 'All of it says what is on record.' : `Rows that end or begin: ${rows}.`}`,
  );
  if (rereading.rowsResolved + rereading.rowsRefused > 0)
    terminal.say(
      `Rows accepted that were in quarantine: ${rereading.rowsResolved}; rows not accepted any more: ${rereading.rowsRefused}.`,
    );
  if (problems.length > 0) terminal.say('\nNot to be read again; what these said stays as it is:');
  terminal.table(
    ['payload', 'delivery', 'problem', 'expected', 'found'],
    problems.map(({ name, delivery, code, expected, found }) => [name, delivery, code, expected, found]),
  );
  if (rereading.isDryRun) terminal.say('Nothing was changed.');
  else if (rereading.delivery !== undefined)
    terminal.say(`Delivery ${rereading.delivery}, recorded ${rereading.recordedAt ?? ''}.`);
}

function guidOption(text: string): Guid {
  const parsed = parseGuid(text);
  if (parsed === undefined) throw new InvalidArgumentError('Expected a tenant GUID, as determinations.csv has it.');
  return parsed;
}
