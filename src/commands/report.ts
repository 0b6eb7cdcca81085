import { Option, type Command } from 'commander';
import { partnerAccrual, type PartnerAccrual } from '../portal/index.js';
import { UnitOfWork } from '../database/index.js';
import { csvRecord } from '../kernel/index.js';
import { JSON_OPTION } from './option-values.js';
import { EXIT } from './terminal.js';
import { withSeatback, type CommonOptions } from './with-seatback.js';

const COLUMNS = [
  'campaign',
  'customer',
  'name',
  'outcome',
  'assigned',
  'billed',
  'qualifying',
  'reward',
  'currency',
  'reasons',
] as const;

export function reportCommand(program: Command): void {
  program
    .command('report <partner>')
    .description('a partner’s accrual: each customer with its seats, outcome and reasons')
    .addOption(new Option('--csv', 'as CSV').conflicts('json'))
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExamples:\n  seatback report 5100101\n  seatback report 5100101 --csv > accrual.csv')
    .action((partnerId: string, options: CommonOptions & { readonly csv?: boolean }) =>
      withSeatback(options, async ({ app, terminal }) => {
        const accrual = await app.get(UnitOfWork).inTransaction((session) => partnerAccrual(session, partnerId));
        terminal.answer(accrual);
        if (options.csv === true) {
          terminal.say(csvRecord(COLUMNS).trimEnd());
          for (const row of rowsOf(accrual)) terminal.say(csvRecord(row.map(String)).trimEnd());
          return EXIT.done;
        }
        terminal.say(`${accrual.legalName ?? 'Partner'} (${accrual.partnerId})`);
        for (const campaign of accrual.campaigns) {
          terminal.say(
            `\n${campaign.campaignId}, run ${campaign.run} (${campaign.kind}, ${campaign.state}): earned ${campaign.earned} ${campaign.currency}, ${campaign.customersQualified} qualified, ${campaign.customersUndecided} undecided`,
          );
          terminal.table(
            COLUMNS.slice(1),
            rowsOf({ ...accrual, campaigns: [campaign] }).map((row) => row.slice(1)),
          );
        }
        if (accrual.campaigns.length === 0) terminal.say('No run has a row for this partner yet.');
        return EXIT.done;
      }),
    );
}

function rowsOf({ campaigns }: PartnerAccrual): (string | number)[][] {
  return campaigns.flatMap(({ campaignId, customers }) =>
    customers.map((customer) => [
      campaignId,
      customer.customerId,
      customer.customerName ?? '',
      customer.outcome,
      customer.seatsAssigned ?? '',
      customer.seatsBilled ?? '',
      customer.seatsQualifying ?? '',
      customer.reward,
      customer.currency,
      customer.reasons.join(';'),
    ]),
  );
}
